"""A verification as a whole: it is right about what is well, goes on past damage, and changes nothing."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.changes.removing import remove_article
from factbase.changes.undoing import undo
from factbase.database import Location, open_engine, waiting, writing
from factbase.maintenance.reindexing import reindex
from factbase.maintenance.verify import first_finding, verify
from tests.accidents.checking import dump, run
from tests.limits import unprivileged
from tests.maintenance.verify.test_damage import damage


@pytest.mark.parametrize("deep", [False, True])
def test_a_desk_on_which_everything_was_changed_is_well(past: str, deep: bool) -> None:
    report = verify(Location.of(past), deep=deep)

    assert [finding for check in report.checks for finding in check.findings] == []
    assert report.ok


def test_what_was_removed_and_put_back_is_well_whatever_its_version(past: str) -> None:
    with writing(Location.of(past)) as connection:
        remove_article(
            Operation(connection, actor="Bo", command="article remove"), lookup.article(connection, "bridge")
        )
    with writing(Location.of(past)) as connection:
        undo(Operation(connection, actor="Bo", command="undo"))

    report = verify(Location.of(past))

    assert [finding for check in report.checks for finding in check.findings] == []


def _statement(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def _told(path: Path | str) -> list[str]:
    report = verify(Location.of(str(path)))
    return [f"{check.name}: {finding}" for check in report.checks for finding in check.findings]


def test_what_cannot_be_read_is_named_and_the_rest_is_looked_at(file: Path) -> None:
    _statement(file, "UPDATE claim SET statement = CAST(x'ff41' AS TEXT) WHERE id = 1")
    _statement(file, "UPDATE claim SET status = 'checked' WHERE id = 2")
    _statement(file, "DELETE FROM claim_search WHERE rowid = 3")

    told = _told(file)

    for check in ("log", "search"):
        assert any(line.startswith(f"{check}: old-bridge/1: cannot be read") for line in told)
    assert "log: old-bridge/2: is not what operation" in "\n".join(told)
    assert "search: old-bridge/3: is not in the search index" in told


def test_a_record_of_the_log_that_is_none_hides_no_other(file: Path) -> None:
    _statement(file, "UPDATE change SET after = '{' || after WHERE thing = 'source' AND after IS NOT NULL")
    _statement(file, "UPDATE claim SET status = 'checked' WHERE id = 2")

    told = _told(file)

    assert any("City Council" in line for line in told)
    assert any(line.startswith("log: old-bridge/2: is not what operation") for line in told)


def test_nothing_is_changed(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()

    assert verify(Location.of(str(file)), deep=True).ok

    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_file_that_may_not_be_written_is_looked_at(file: Path) -> None:
    _statement(file, "PRAGMA journal_mode = DELETE")
    file.chmod(0o444)

    result = run("--db", file, "db", "verify", before=unprivileged())

    assert "could not look at the index against its documents" in result.stderr
    assert result.returncode == 0


def test_while_another_writes_the_index_is_left_out(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.1)
    open_engine.cache_clear()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        report = verify(Location.of(str(file)))

    assert report.ok
    assert report.checks[-1].unchecked == ("the index against its documents (database is locked)",)


def test_a_clock_that_went_back_is_only_remarked_on(past: str) -> None:
    damage(past, "UPDATE operation SET at = '2000-01-01T00:00:00Z' WHERE id = 7")

    report = verify(Location.of(past))

    assert report.ok
    assert [check.remarks for check in report.checks if check.remarks] == [("the clock went back once",)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claim SET confidence = 'rumour'",
        "DELETE FROM claim_problem",
        "DELETE FROM derivation",
        "UPDATE search_token SET claims = claims + 1",
        "DELETE FROM claim_search WHERE {key} < 3",
        "UPDATE claim_search SET statement = 'wrong', {key} = {key} + 100",
    ],
)
def test_reindexing_mends_what_is_derived_and_touches_nothing_else(past: str, sql: str) -> None:
    before = dump(past)
    damage(past, sql)
    assert not verify(Location.of(past)).ok

    reindex(Location.of(past))

    assert verify(Location.of(past), deep=True).ok
    assert dump(past) == before


def test_an_index_that_is_broken_within_is_mended(file: Path) -> None:
    _statement(file, "UPDATE claim_search_data SET block = zeroblob(length(block)) WHERE id > 10")
    assert "search: the search index: does not find what its documents hold" in _told(file)

    reindex(Location.of(str(file)))

    assert _told(file) == []


def test_the_first_finding_is_enough_to_tell_damage_from_a_bug(file: Path) -> None:
    location = Location.of(str(file))
    assert first_finding(location, seconds=10) is None

    _statement(file, "DELETE FROM anchor")

    assert first_finding(location, seconds=10) == ("old-bridge/1", mock.ANY)
    assert first_finding(location, seconds=0) is None


def test_what_reindexing_mends_is_no_damage_that_ends_a_command(file: Path) -> None:
    _statement(file, "UPDATE claim SET confidence = CASE confidence WHEN 'low' THEN 'high' ELSE 'low' END")
    location = Location.of(str(file))

    assert [check.name for check in verify(location).checks if not check.ok] == ["derived"]
    assert first_finding(location, seconds=10) is None


def test_a_first_look_ends_in_the_midst_of_a_statement(file: Path) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
    _statement(file, f"CREATE TABLE large AS {numbers} SELECT randomblob(64) AS data FROM n")
    _statement(file, "CREATE INDEX ix_large ON large (data)")
    location = Location.of(str(file))
    began = time.monotonic()
    assert first_finding(location, seconds=60) is not None  # a table that is none of ours
    whole = time.monotonic() - began

    began = time.monotonic()
    assert first_finding(location, seconds=whole / 10) is None
    assert time.monotonic() - began < whole / 2
