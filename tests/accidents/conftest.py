"""A desk that accidents happen to: the invented article that ships, on each engine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factbase import shipped
from factbase.cli.main import factbase as program
from tests.stepping import Kennel

BUNDLE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings."""
    for name in list(os.environ):
        if name.startswith("FACTBASE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FACTBASE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("FACTBASE_ACTOR", "Ana")


def call(url: object, *args: str, stdin: bytes | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, ["--db", str(url), "--actor", "Ana", *args], input=stdin)


def fill(url: object) -> None:
    result = call(url, "import", "jsonl", str(BUNDLE))
    assert result.exit_code == 0, result.stderr


@pytest.fixture(scope="session")
def kennel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kennel]:
    """A place to run the program in, where it can be killed at any step."""
    with Kennel(tmp_path_factory.mktemp("kennel")) as kennel:
        yield kennel


@pytest.fixture(scope="session")
def sqlite_desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite desk to be copied."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("desk") / "desk.db"))
    fill(path)
    return path


@pytest.fixture
def desk(sqlite_desk: Path, tmp_path: Path) -> Path:
    """A SQLite desk that a test may spoil."""
    return Path(shutil.copy(sqlite_desk, tmp_path / "desk.db"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def standing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What ``--db`` takes for a desk on each engine, which no test here may change."""
    if request.param == "sqlite":
        desk = request.getfixturevalue("sqlite_desk")
        yield str(shutil.copy(desk, tmp_path_factory.mktemp("standing") / "desk.db"))
        return
    server = request.getfixturevalue("server")
    made = server.create_database(request.getfixturevalue("postgres_template"))
    fill(made)
    yield made
    server.drop_database(made)


@pytest.fixture
def filled(url: str) -> str:
    """What ``--db`` takes for a desk on each engine that a test may change."""
    fill(url)
    return url
