"""Whole databases on their way from one engine to the other, and back."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from factbase import migrate
from factbase.database import Location, open_engine, writing
from factbase.errors import DatabaseUnusable, InvalidInput
from factbase.maintenance import copy as copying
from factbase.maintenance.copy import TABLES, copy
from factbase.maintenance.verify import verify
from tests.accidents.checking import command, dump
from tests.formats.desk import fill
from tests.limits import kill_at
from tests.maintenance.conftest import call, edit, statement, succeed

# What `db copy` has to bring over as a person sees it.
SEEN: tuple[tuple[str, ...], ...] = (
    ("export", "jsonl"),
    ("log", "--json", "--limit", "1000"),
    ("claim", "list", "--json", "--limit", "1000"),
    ("problems", "--json"),
    ("source", "list", "--json"),
    ("claim", "list", "--search", "crane", "--json"),
)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """Give a desk with both datasets, one of everything, and a past: things edited, merged and removed."""
    path = tmp_path / "full.db"
    succeed(path, "demo")
    with writing(Location.of(str(path))) as connection:
        fill(connection)
    edit(path, "Changed.")
    succeed(path, "source", "merge", "Wenna Tarrock", "Bram Oddlestone")
    succeed(path, "claim", "add", "bridge", "--at", "council closed", "--statement", "One more.")
    succeed(path, "article", "remove", "mek-albania", "--yes")
    succeed(path, "demo")
    succeed(path, "article", "remove", "a-ferry", "--yes")
    return path


def shown(url: object) -> dict[str, str]:
    return {" ".join(words): succeed(url, *words) for words in SEEN}


def rows(url: str) -> dict[str, list[Any]]:
    with open_engine(Location.of(url)).connect() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table)))) for table in TABLES}


def counters(path: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()


def test_there_and_back_again_nothing_has_changed(
    full: Path, database: Callable[[], str], tmp_path: Path
) -> None:
    url, back = database(), tmp_path / "back.db"

    copy(Location.of(str(full)), Location.of(url))
    copy(Location.of(url), Location.of(str(back)))

    assert shown(full) == shown(url) == shown(back)
    assert dump(str(full)) == dump(str(back))
    assert counters(full) == counters(back)
    assert findings(str(full)) == findings(url) == findings(str(back))


def findings(url: str) -> list[object]:
    """Return what a verification finds, which is something: the desk was filled past the log."""
    checks = verify(Location.of(url), deep=True).checks
    return [(check.name, check.findings) for check in checks if not check.ok]


def test_no_key_or_number_is_given_twice(full: Path, database: Callable[[], str], tmp_path: Path) -> None:
    """The newest article and claim are gone from the source, and yet their keys are not free."""
    places: list[object] = [full, database(), tmp_path / "copy.db", database()]
    for source, target in ((0, 1), (1, 3), (0, 2)):
        copy(Location.of(str(places[source])), Location.of(str(places[target])))

    draft = tmp_path / "draft.txt"
    draft.write_text("A bridge is closed.\n\nNobody knows why.\n")
    keys = []
    for place in places:
        succeed(place, "article", "add", draft, "--slug", "next")
        succeed(place, "claim", "add", "bridge", "--at", "council closed", "--statement", "The next claim.")
        found = rows(str(place))
        keys.append(
            {
                name: max(row[0] for row in held)
                for name, held in found.items()
                if held and name != "derivation"
            }
        )

    assert keys[1:] == keys[:1] * 3


def test_the_same_engine_will_do_too(full: Path, database: Callable[[], str], tmp_path: Path) -> None:
    one, other = database(), database()

    copy(Location.of(str(full)), Location.of(str(tmp_path / "new" / "copy.db")))
    copy(Location.of(str(full)), Location.of(one))
    copy(Location.of(one), Location.of(other))

    assert dump(str(full)) == dump(str(tmp_path / "new" / "copy.db"))
    assert shown(full) == shown(other)
    made = tmp_path / "new" / "copy.db"
    assert [each.stat().st_mode & 0o777 for each in (made, made.parent)] == [0o600, 0o700]


def test_a_target_that_is_there_must_hold_nothing(full: Path, url: str) -> None:
    target = Location.of(url)
    copy(Location.of(str(full)), target)
    before = dump(url)

    with pytest.raises(InvalidInput, match="holds something already"):
        copy(Location.of(str(full)), target)
    with pytest.raises(InvalidInput, match="holds something already"):
        copy(target, target)
    assert dump(url) == before


def test_somebody_elses_tables_are_left(desk: Path, database: Callable[[], str]) -> None:
    url = database()
    with open_engine(Location.of(url)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")

    with pytest.raises(DatabaseUnusable, match="somebody else"):
        copy(Location.of(str(desk)), Location.of(url))


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_a_copy_that_differs_is_not_kept(desk: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is changed on its way, in a table that nothing is derived from."""
    before = dump(url)
    store = copying._storing

    def spoilt(connection: Any, table: Any) -> Any:  # noqa: ANN401
        if table.name == "label":
            connection.exec_driver_sql("UPDATE claim SET statement = 'Not this.' WHERE number = 7")
        return store(connection, table)

    monkeypatch.setattr(copying, "_storing", spoilt)

    with pytest.raises(DatabaseUnusable, match="differs in claim"):
        copy(Location.of(str(desk)), Location.of(url))
    assert dump(url) == before


def test_one_moment_is_copied_while_others_write(desk: Path, tmp_path: Path) -> None:
    told: list[str] = []

    def meanwhile(what: str, _done: int, _total: int | None) -> None:
        if what.startswith("Copying claim") and not told:
            told.append(what)
            edit(desk, "Too late for the copy.")

    before = dump(str(desk))
    copy(Location.of(str(desk)), Location.of(str(tmp_path / "copy.db")), progress=meanwhile)

    assert told
    assert dump(str(tmp_path / "copy.db")) == before
    assert statement(desk) == "Too late for the copy."


def test_how_far_it_is_is_told(desk: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []

    copy(
        Location.of(str(desk)),
        Location.of(str(tmp_path / "copy.db")),
        progress=lambda *step: told.append(step),
    )

    claims = len(dump(str(desk))["claim"])
    assert ("Copying claim", claims, claims) in told
    assert ("Indexing", claims, claims) in told


def test_an_older_source_is_upgraded_first(desk: Path, tmp_path: Path) -> None:
    migrate.downgrade(Location.of(str(desk)), "0003")

    result = call(desk, "db", "copy", "--to", tmp_path / "copy.db")

    assert (result.exit_code, "db upgrade" in result.stderr) == (4, True)
    assert not (tmp_path / "copy.db").exists()


def test_a_killed_copy_is_whole_or_not_there(desk: Path, url: str, tmp_path: Path) -> None:
    before, empty = dump(str(desk))["change"], dump(url)["change"]
    new = tmp_path / "copy.db"
    started = time.monotonic()
    subprocess.run(command("--db", desk, "db", "copy", "--to", new), check=True, capture_output=True)
    lasts = time.monotonic() - started
    for moment in range(4):
        new.unlink(missing_ok=True)
        kill_at(command("--db", desk, "db", "copy", "--to", new), lasts * (0.6 + moment / 10))
        assert not new.exists() or dump(str(new))["change"] == before
        if dump(url)["change"] == empty:
            kill_at(command("--db", desk, "db", "copy", "--to", url), lasts * (0.6 + moment / 10))
            assert dump(url)["change"] in (empty, before)
