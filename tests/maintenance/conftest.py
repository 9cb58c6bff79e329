"""Desks to be kept and put back: the invented article that ships, on each engine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factbase.cli.main import factbase as program
from factbase.database import Location
from factbase.maintenance.backup import back_up
from tests.postgres import Server, binaries

OLD, NEW = "As it was at the backup.", "As it was before the restore."


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own settings; returns the path of a config file that is not there yet."""
    for name in list(os.environ):
        if name.startswith("FACTBASE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FACTBASE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("FACTBASE_ACTOR", "Ana")
    return tmp_path / "config.toml"


def call(url: object, *args: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, ["--db", str(url), *map(str, args)])


def succeed(url: object, *args: object) -> str:
    """Run the command line and return what it prints."""
    result = call(url, *args)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def edit(url: object, statement: str) -> None:
    succeed(url, "claim", "edit", "harbour-crane/1", "--statement", statement)


def statement(url: object) -> str:
    """Return what the edited claim says."""
    return succeed(url, "claim", "show", "harbour-crane/1").splitlines()[1].removeprefix("statement\t")


@pytest.fixture
def desk(filled_template: Path, tmp_path: Path) -> Path:
    """Give the path of a SQLite desk in a folder of its own."""
    (tmp_path / "desk").mkdir()
    path = Path(shutil.copy(filled_template, tmp_path / "desk" / "desk.db"))
    path.chmod(0o600)
    return path


@pytest.fixture
def programs(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Have the server's own pg_dump and pg_restore on the path. Skips where it came without them."""
    folder = binaries()
    if not (folder / "pg_dump").exists():
        pytest.skip("this PostgreSQL came without pg_dump")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return server


@pytest.fixture
def database(programs: Server) -> Callable[[], str]:
    """Give a way to make an empty database on a server whose backups can be made here."""
    return programs.create_database


@pytest.fixture
def backup(desk: Path, tmp_path: Path) -> Path:
    """Give a backup of the desk, which says something else since."""
    edit(desk, OLD)
    path = back_up(Location.of(str(desk)), tmp_path / "kept.db").path
    edit(desk, NEW)
    return path
