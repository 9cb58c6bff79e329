"""A desk with a past on each engine, to be spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from factbase.database import Location, writing
from tests.maintenance.verify.desk import fill
from tests.postgres import Server


def _filled(url: str) -> str:
    with writing(Location.of(url)) as connection:
        fill(connection)
    return url


@pytest.fixture(scope="session")
def sqlite_past(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk in a file, to be copied."""
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("past") / "desk.db")
    return Path(_filled(str(copy)))


@pytest.fixture(scope="session")
def postgres_past(server: Server, postgres_template: str) -> str:
    """The desk on a server, to be copied."""
    return _filled(server.create_database(postgres_template))


@pytest.fixture
def file(sqlite_past: Path, tmp_path: Path) -> Path:
    """The desk in a file."""
    return Path(shutil.copy(sqlite_past, tmp_path / "desk.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def past(request: pytest.FixtureRequest) -> Iterator[str]:
    """What ``--db`` takes for the desk, on each engine."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("file"))
        return
    server: Server = request.getfixturevalue("server")
    made = server.create_database(request.getfixturevalue("postgres_past"))
    yield made
    server.drop_database(made)
