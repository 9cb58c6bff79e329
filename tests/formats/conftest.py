"""Bundles go out of one database and into another, on each engine."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from factbase import shipped
from factbase.changes import derive, indexing
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.formats.bundle.exporting import write_bundle
from factbase.formats.bundle.importing import import_bundle
from factbase.formats.reports import Report
from tests.formats.desk import fill

Line = dict[str, Any]
_ONE_IN = 5
_HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all but every fifth of a module's tests that go from a file to a server to the torture."""
    seen: Counter[Path] = Counter()
    for item in items:
        if _HERE in item.path.parents and "[sqlite-postgresql" in item.name:
            if seen[item.path] % _ONE_IN:
                item.add_marker(pytest.mark.torture)
            seen[item.path] += 1


def seed(slug: str) -> bytes:
    """Return the bytes of a dataset that ships."""
    return (shipped.folder("seeds") / slug / "bundle.jsonl").read_bytes()


def export(location: Location, *slugs: str, with_text: bool = True) -> bytes:
    out = io.StringIO()
    with reading(location) as connection:
        write_bundle(connection, out, slugs, with_text=with_text)
    return out.getvalue().encode()


def take_in(location: Location, bundle: bytes, *, update: bool = False) -> tuple[Report, bool]:
    """Import a bundle, and return the report and whether the log got an operation.

    Whatever was in it, everything derived must be as the rules give it.
    """
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="import jsonl")
        report = import_bundle(operation, io.BytesIO(bundle), "desk.jsonl", update=update)
        assert derive.refresh_all(connection) == 0
        index = indexed(connection)
        indexing.refresh_all(connection)
        assert index == indexed(connection)
    return report, operation.changed


def indexed(connection: Connection) -> tuple[list[Any], list[Any]]:
    """Return all that searches look in: the documents, and the counts of their tokens."""
    key = "rowid, *" if connection.dialect.name == "sqlite" else "*"
    documents = connection.execute(text(f"SELECT {key} FROM claim_search ORDER BY 1")).all()
    tokens = connection.execute(text("SELECT token, claims FROM search_token ORDER BY token")).all()
    return list(documents), list(tokens)


def parsed(bundle: bytes) -> list[Line]:
    return [json.loads(line) for line in bundle.decode().split("\n") if line]


def written(lines: Sequence[Line]) -> bytes:
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


@pytest.fixture
def location(url: str) -> Location:
    """An empty database, on each engine."""
    return Location.of(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """Another empty database, on each engine again: so that each engine reads what each wrote."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield Location.of(str(shutil.copy(template, tmp_path / "other.db")))
        return
    server = request.getfixturevalue("server")
    made = server.create_database(request.getfixturevalue("postgres_template"))
    yield Location.of(made)
    server.drop_database(made)


@pytest.fixture(scope="session")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bundle of a desk with everything in it, made by the commands' own changes."""
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    location = Location.of(str(shutil.copy(sqlite_template, path)))
    with writing(location) as connection:
        fill(connection)
        assert derive.refresh_all(connection) == 0
    return export(location)


@pytest.fixture
def filled(location: Location) -> Location:
    """The same desk, made on each engine."""
    with writing(location) as connection:
        fill(connection)
    return location


Change = Callable[[Line], None]


def changed(bundle: bytes, type_: str, name: str, change: Change) -> bytes:
    """Return a bundle in which one line, found by its ref, slug, name or text, is another."""
    field = {"claim": "ref", "note": "text"}.get(type_, type_)
    lines = parsed(bundle)
    (line,) = [line for line in lines if line["type"] == type_ and line[field] == name]
    change(line)
    return written(lines)
