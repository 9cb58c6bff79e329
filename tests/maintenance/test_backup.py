"""Backups of databases that others write to, and of those that no backup can be made of."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from factbase import copies, migrate
from factbase.copies import contents, copy_to
from factbase.database import SCHEMA_REVISION, Location, open_engine, reading
from factbase.errors import BadUsage, DatabaseUnusable, InvalidInput, OutputFailed
from factbase.maintenance.backup import back_up
from factbase.maintenance.restore import restore
from factbase.maintenance.verify import verify
from factbase.tables import change, operation
from tests.accidents.checking import command, dump
from tests.limits import file_size_limit, kill_at
from tests.maintenance.conftest import call, edit, statement, succeed

# Edits claims, each time by a run of its own, until it is ended.
WRITER = """
import itertools, sys
from click.testing import CliRunner
from factbase.cli.main import factbase
url, number = sys.argv[1:]
for turn in itertools.count():
    words = ["claim", "edit", f"harbour-crane/{number}", "--statement", f"What {number} says in turn {turn}."]
    done = CliRunner().invoke(factbase, ["--db", url, "--actor", f"Writer {number}", *words])
    print(done.exit_code, done.stderr if done.exit_code else "", flush=True)
"""


@contextmanager
def writers(url: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Let so many edit claims meanwhile; each has done so at least once before the block begins."""
    words = [sys.executable, "-c", WRITER, url]
    started = [
        subprocess.Popen([*words, str(number)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for number in range(1, count + 1)
    ]
    try:
        for child in started:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "0"
        yield started
    finally:
        for child in started:
            child.terminate()
            child.communicate()


def rows_of(url: str, table: Table, operations: set[int]) -> list[str]:
    """Return the log's rows that belong to these operations."""
    key = table.c.id if table is operation else table.c.operation_id
    with reading(Location.of(url)) as connection:
        rows = connection.execute(select(key, *table.c).order_by(table.c.id))
        return [repr(row[1:]) for row in rows if row[0] in operations]


def operations_of(url: str) -> set[int]:
    with reading(Location.of(url)) as connection:
        return set(connection.execute(select(operation.c.id)).scalars())


def last_operation(url: str) -> int:
    with reading(Location.of(url)) as connection:
        return connection.scalar(select(func.max(operation.c.id))) or 0


def check_moment(url: str, backup: str, *, in_order: bool = True) -> None:
    """Assert that a backup is all of a database at one moment, and nothing else.

    Where operations are not committed in their order, as on a server, only that each is there whole or not at all.
    """
    held = operations_of(backup)
    if in_order:
        assert held == {each for each in operations_of(url) if each <= max(held)}
    for table in (operation, change):
        assert rows_of(backup, table, held) == rows_of(url, table, held)
    with reading(Location.of(backup)) as connection:
        assert set(connection.execute(select(change.c.operation_id)).scalars()) <= held
    assert [check for check in verify(Location.of(backup)).checks if not check.ok] == []


def test_a_backup_under_eight_writers_is_one_moment_and_can_be_put_back(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    made = []

    with writers(str(desk), 8):
        for _ in range(3):
            made.append(back_up(Location.of(str(desk)), tmp_path / "kept" / f"{len(made)}.db").path)
            time.sleep(0.5)

    moments = [last_operation(str(path)) for path in made]
    assert moments == sorted(set(moments))
    assert moments[-1] < last_operation(str(desk)) or moments[0] < moments[-1]
    for path in made:
        check_moment(str(desk), str(path))
        restore(Location.of(str(tmp_path / "again.db")), path, replace=True)
        assert dump(str(tmp_path / "again.db")) == dump(str(path))


def test_a_backup_of_a_server_under_eight_writers_is_one_moment_and_can_be_put_back(
    desk: Path, database: Callable[[], str], tmp_path: Path
) -> None:
    url, again = database(), database()
    succeed(desk, "db", "copy", "--to", url)

    with writers(url, 8):
        backup = back_up(Location.of(url), tmp_path / "desk.dump").path
        time.sleep(0.5)

    restore(Location.of(again), backup)
    assert last_operation(again) < last_operation(url)
    check_moment(url, again, in_order=False)


def test_a_copy_is_begun_anew_while_others_commit_in_the_instant_before_it(
    desk: Path, tmp_path: Path
) -> None:
    """Bare commits come so fast that many copies are begun in vain."""
    stop = threading.Event()

    def hurry() -> None:
        with closing(sqlite3.connect(desk, isolation_level=None, timeout=30)) as connection:
            connection.execute("CREATE TABLE counted (number INTEGER)")
            while not stop.is_set():
                connection.execute("INSERT INTO counted SELECT count(*) FROM counted")

    others = [threading.Thread(target=hurry)]
    others[0].start()
    try:
        while "counted" not in tables(desk):
            time.sleep(0.01)
        found = [copy_to(Location.of(str(desk)), tmp_path / f"{number}.db") for number in range(10)]
    finally:
        stop.set()
        others[0].join()

    counts = [each["counted"].count for each in found]
    assert counts == sorted(set(counts))
    for number, count in enumerate(counts):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as connection:
            assert connection.execute("SELECT count(*), max(number) FROM counted").fetchone() == (
                count,
                count - 1,
            )


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_nobody_waits_for_a_backup(desk: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(desk, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE claim SET statement = 'Not committed.'")
        made = back_up(Location.of(str(desk)), tmp_path / "meanwhile.db")
        other.execute("ROLLBACK")

    assert dump(str(made.path)) == dump(str(desk))


def test_rows_that_stand_in_the_write_ahead_log_alone_are_in_a_backup(desk: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(desk)) as other:
        other.execute("SELECT 1 FROM claim").fetchone()
        edit(desk, "Only in the log.")
        assert b"Only in the log." not in desk.read_bytes()
        made = back_up(Location.of(str(desk)), tmp_path / "desk.db")

    assert statement(made.path) == "Only in the log."


def test_a_copy_that_differs_from_its_moment_has_no_name(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is to blame: a row of the copy is changed behind its back."""
    written = copies._vacuum_into

    def spoilt(source: object, copy: Location, *rest: object) -> bool:
        done = written(source, copy, *rest)  # type: ignore[arg-type]
        with closing(sqlite3.connect(str(copy.path))) as connection, connection:
            connection.execute("UPDATE claim SET statement = statement || '.' WHERE number = 7")
        return done

    monkeypatch.setattr(copies, "_vacuum_into", spoilt)

    with pytest.raises(DatabaseUnusable, match="differs from it"):
        back_up(Location.of(str(desk)), tmp_path / "bad.db")
    assert [path.name for path in tmp_path.iterdir() if "bad" in path.name] == []


@pytest.mark.parametrize("revision", ["0001", "0003"])
def test_an_older_schema_is_kept_as_it_is(desk: Path, tmp_path: Path, revision: str) -> None:
    location = Location.of(str(desk))
    migrate.downgrade(location, revision, drop_as="Ana")

    made = back_up(location, tmp_path / "older.db")

    with open_engine(location).connect() as one, open_engine(Location.of(str(made.path))).connect() as other:
        assert contents(one) == contents(other)


def test_an_upgrade_is_refused_where_no_backup_can_be_made_of_what_is_there(desk: Path) -> None:
    location = Location.of(str(desk))
    migrate.downgrade(location, "0003")
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute("DELETE FROM article")
    before = dump_bytes(desk)

    with pytest.raises(DatabaseUnusable, match="point to nothing"):
        migrate.upgrade(location)
    assert dump_bytes(desk) == before
    assert {path.name for path in desk.parent.iterdir()} == {"desk.db", f"desk.db.before-{SCHEMA_REVISION}"}


def dump_bytes(path: Path) -> bytes:
    """Return a database's file with all that its journal holds."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def test_what_is_damaged_is_no_backup(desk: Path, tmp_path: Path) -> None:
    data = bytearray(desk.read_bytes())
    with closing(sqlite3.connect(desk)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attribution'").fetchone()[
            0
        ]
    data[(root - 1) * 4096 : (root - 1) * 4096 + 200] = bytes(200)
    desk.write_bytes(data)

    with pytest.raises(DatabaseUnusable, match="damaged"):
        back_up(Location.of(str(desk)), tmp_path / "bad.db")
    assert not list(tmp_path.glob("*bad.db*"))


def test_a_file_that_is_there_is_kept(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")

    with pytest.raises(InvalidInput, match="--yes"):
        back_up(Location.of(str(desk)), tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"
    back_up(Location.of(str(desk)), tmp_path / "there.db", replace=True)
    assert dump(str(tmp_path / "there.db")) == dump(str(desk))


def test_a_name_beside_somebody_elses_journal_is_refused(desk: Path, tmp_path: Path) -> None:
    """SQLite would play it into the backup."""
    (tmp_path / "kept.db-wal").write_bytes(b"another's")

    with pytest.raises(InvalidInput, match="another database"):
        back_up(Location.of(str(desk)), tmp_path / "kept.db")


def test_the_database_itself_is_no_place_for_its_backup(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(desk)

    for target in (desk, tmp_path / "link.db"):
        with pytest.raises(BadUsage, match="itself"):
            back_up(Location.of(str(desk)), target, replace=True)


def test_a_folder_that_is_not_there_is_named(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputFailed, match="does not exist"):
        back_up(Location.of(str(desk)), tmp_path / "nowhere" / "kept.db")


def test_a_name_of_any_letters_can_be_kept(desk: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a 'b\" %20 ?x=1 #ç 100%.db"

    back_up(Location.of(str(desk)), odd)

    assert dump(str(odd)) == dump(str(desk))


def test_a_disk_that_takes_no_more_leaves_nothing(desk: Path, tmp_path: Path) -> None:
    limited = [
        *file_size_limit(desk.stat().st_size // 2),
        *command("--db", desk, "db", "backup", "-o", tmp_path / "full.db"),
    ]

    result = subprocess.run(limited, capture_output=True, text=True, check=False)

    assert (result.returncode, "make room" in result.stderr) == (6, True), result.stderr
    assert not list(tmp_path.glob("*full*"))


def test_killed_backups_are_whole_or_have_no_name(desk: Path, tmp_path: Path) -> None:
    before = dump(str(desk))
    words = command("--db", desk, "db", "backup", "--yes", "-o", tmp_path / "kept.db")
    started = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    lasts = time.monotonic() - started

    for moment in range(8):
        (tmp_path / "kept.db").unlink(missing_ok=True)
        kill_at(words, lasts * (0.5 + moment / 16))
        if (tmp_path / "kept.db").exists():
            assert dump(str(tmp_path / "kept.db")) == before
    assert call(desk, "db", "backup", "--yes", "-o", tmp_path / "kept.db").exit_code == 0
    assert not list(tmp_path.glob(".kept.db*"))
    assert dump(str(desk)) == before


def test_a_server_needs_pg_dump(
    database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database()
    migrate.create(Location.of(url))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseUnusable, match="pg_dump is not there"):
        back_up(Location.of(url), tmp_path / "desk.dump")
    assert not list(tmp_path.glob("*dump*"))


def test_a_pg_dump_older_than_the_server_is_named(
    database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database()
    migrate.create(Location.of(url))
    older = tmp_path / "bin" / "pg_dump"
    older.parent.mkdir()
    older.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{older.parent}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(DatabaseUnusable, match="pg_dump 9 is older than the server"):
        back_up(Location.of(url), tmp_path / "desk.dump")


def test_no_program_is_told_a_password_on_its_command_line(
    database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database().replace("postgres@", "postgres:secr%27et@")
    migrate.create(Location.of(url))
    real = shutil.which("pg_dump")
    seen = tmp_path / "seen"
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@ / $PGPASSWORD" >>"{seen}"\nexec "{real}" "$@"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")

    back_up(Location.of(url), tmp_path / "desk.dump")

    words, _, secret = seen.read_text().splitlines()[-1].partition(" / ")
    assert ("secr" in words, secret) == (False, "secr'et")


def test_a_secret_that_pg_dump_takes_on_its_command_line_alone_is_not_given_to_it(
    database: Callable[[], str], tmp_path: Path
) -> None:
    url = database()
    migrate.create(Location.of(url))

    with pytest.raises(DatabaseUnusable, match="service file") as refused:
        back_up(Location.of(f"{url}&sslpassword=s3cret"), tmp_path / "desk.dump")

    assert ("sslpassword" in str(refused.value), "s3cret" in str(refused.value)) == (True, False)
