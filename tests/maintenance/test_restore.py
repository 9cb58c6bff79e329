"""Backups put in the place of databases that others use, that are damaged, or that are none."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from factbase import migrate
from factbase.database import SCHEMA_REVISION, Location, waiting
from factbase.errors import BadUsage, Conflict, DatabaseUnusable, InvalidInput, OutputFailed
from factbase.maintenance import restore as restoring
from factbase.maintenance.backup import back_up
from factbase.maintenance.restore import restore
from factbase.maintenance.verify import verify
from tests.accidents.checking import command, dump
from tests.limits import kill_at, small_disk
from tests.maintenance.conftest import NEW, OLD, call, edit, statement, succeed
from tests.maintenance.test_backup import writers


def put_back(desk: Path, backup: Path) -> Path:
    """Restore over a desk, and return what was kept of it."""
    kept = restore(Location.of(str(desk)), backup, replace=True).kept
    assert kept is not None
    return kept


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_database_is_only_replaced_when_that_is_wanted(desk: Path, backup: Path) -> None:
    before = dump(str(desk))

    with pytest.raises(InvalidInput, match="--yes"):
        restore(Location.of(str(desk)), backup)
    assert (dump(str(desk)), names(desk.parent)) == (before, ["desk.db"])


def test_what_was_there_is_kept_and_can_be_put_back_too(desk: Path, backup: Path) -> None:
    before = dump(str(desk))

    kept = put_back(desk, backup)

    assert (statement(desk), statement(kept)) == (OLD, NEW)
    assert (dump(str(desk)), dump(str(kept))) == (dump(str(backup)), before)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert journal_mode(desk) == "wal"
    again = put_back(desk, kept)
    assert (dump(str(desk)), again.name) == (before, "desk.db.before-restore-2")


def test_where_nothing_was_the_backup_appears_whole_and_its_folders_are_private(
    backup: Path, tmp_path: Path
) -> None:
    path = tmp_path / "far" / "away" / "desk.db"

    restored = restore(Location.of(str(path)), backup)

    assert (dump(str(path)), restored.kept) == (dump(str(backup)), None)
    assert restored.claims == len(dump(str(backup))["claim"])
    assert [each.stat().st_mode & 0o777 for each in (path, path.parent, path.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
    assert (journal_mode(path), names(path.parent)) == ("wal", ["desk.db"])
    edit(path, "It can be written.")


def test_those_who_are_connected_see_the_one_or_the_other_and_can_go_on(desk: Path, backup: Path) -> None:
    with closing(sqlite3.connect(desk, isolation_level=None)) as other:
        other.execute("BEGIN")
        query = "SELECT statement FROM claim WHERE number = 1"
        assert other.execute(query).fetchone() == (NEW,)

        kept = put_back(desk, backup)

        assert other.execute(query).fetchone() == (NEW,)
        other.execute("COMMIT")
        assert other.execute(query).fetchone() == (OLD,)
        other.execute("UPDATE claim SET statement = 'Written by one who was there.' WHERE number = 1")
    assert statement(desk) == "Written by one who was there."
    assert statement(kept) == NEW
    assert verify_structure(desk) == verify_structure(kept) == ("ok", [])


def verify_structure(path: Path) -> tuple[str, list[object]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        return str(found), connection.execute("PRAGMA foreign_key_check").fetchall()


def test_what_stands_in_the_write_ahead_log_alone_is_kept_and_never_played_into_the_backup(
    desk: Path, backup: Path
) -> None:
    with closing(sqlite3.connect(desk)) as other:
        other.execute("SELECT 1 FROM claim").fetchone()
        edit(desk, "Only in the log.")
        assert b"Only in the log." not in desk.read_bytes()

        kept = put_back(desk, backup)

    assert (statement(desk), statement(kept)) == (OLD, "Only in the log.")
    assert dump(str(desk)) == dump(str(backup))


def test_nothing_that_writers_were_told_is_kept_is_lost_from_both_files(desk: Path, backup: Path) -> None:
    with writers(str(desk), 4) as others:
        kept = put_back(desk, backup)
        time.sleep(1)
    assert others

    assert verify_structure(desk) == verify_structure(kept) == ("ok", [])
    assert [check for check in verify(Location.of(str(kept))).checks if not check.ok] == []
    assert [check for check in verify(Location.of(str(desk))).checks if not check.ok] == []


def test_who_writes_meanwhile_is_waited_for(desk: Path, backup: Path) -> None:
    other = sqlite3.connect(desk, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE claim SET statement = 'Just in time.' WHERE number = 1")
    timer = threading.Timer(1, lambda: other.execute("COMMIT"))
    timer.start()

    kept = put_back(desk, backup)

    timer.join()
    other.close()
    assert (statement(desk), statement(kept)) == (OLD, "Just in time.")


def test_who_writes_too_long_is_not_waited_for(
    desk: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.5)
    before = dump(str(desk))

    with closing(sqlite3.connect(desk, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict, match="busy"):
            restore(Location.of(str(desk)), backup, replace=True)

    assert (dump(str(desk)), names(desk.parent)) == (before, ["desk.db"])


def test_who_comes_between_our_turn_and_the_lock_is_waited_for(
    desk: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody outside the queue takes the lock at the one moment when it is free."""
    other = sqlite3.connect(desk, isolation_level=None, check_same_thread=False)
    copy = restoring._copy_pages
    timer = threading.Timer(0.5, lambda: other.execute("COMMIT"))

    def late(*args: object) -> None:
        if not other.in_transaction and len(args) == 3:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE claim SET statement = 'Between.' WHERE number = 1")
            timer.start()
        copy(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "_copy_pages", late)

    kept = put_back(desk, backup)

    timer.join()
    other.close()
    assert (statement(desk), statement(kept)) == (OLD, "Between.")


def test_a_disk_without_room_for_what_is_to_be_kept_changes_nothing(desk: Path, backup: Path) -> None:
    with small_disk(4) as folder:
        there = Path(shutil.copy(desk, folder / "desk.db"))
        before = dump(str(there))
        free = shutil.disk_usage(folder).free
        (folder / "rest").write_bytes(bytes(free - desk.stat().st_size // 2))

        with pytest.raises(OutputFailed, match="make room"):
            restore(Location.of(str(there)), backup, replace=True)

        assert (dump(str(there)), names(folder)) == (before, ["desk.db", "rest"])
        (folder / "rest").unlink()
        put_back(there, backup)
        assert statement(there) == OLD


@pytest.mark.parametrize(
    "where", ["in a table", "in the schema", "in the header", "everywhere", "no byte left"]
)
def test_a_damaged_database_is_kept_byte_by_byte_and_replaced(desk: Path, backup: Path, where: str) -> None:
    data = bytearray(desk.read_bytes())
    with closing(sqlite3.connect(desk)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attribution'").fetchone()[
            0
        ]
    start, end = {
        "in a table": ((root - 1) * 4096, (root - 1) * 4096 + 200),
        "in the schema": (100, 120),
        "in the header": (0, 20),
        "everywhere": (0, len(data)),
        "no byte left": (0, 0),
    }[where]
    data[start:end] = bytes(end - start)
    data = data if end else bytearray()
    desk.write_bytes(data)

    kept = put_back(desk, backup)

    assert dump(str(desk)) == dump(str(backup))
    assert journal_mode(desk) == "wal"
    different = [
        at for at, (one, other) in enumerate(zip(kept.read_bytes(), data, strict=True)) if one != other
    ]
    assert all(at < 100 for at in different)  # SQLite counts changes in the header
    assert names(desk.parent) == ["desk.db", "desk.db.before-restore"]


def test_what_others_could_read_is_for_its_owner_alone_when_it_is_moved_aside(
    desk: Path, backup: Path
) -> None:
    desk.write_bytes(b"no database at all" * 999)
    desk.chmod(0o644)

    kept = put_back(desk, backup)

    assert [each.stat().st_mode & 0o777 for each in (desk, kept)] == [0o600, 0o600]


def test_journals_of_a_destroyed_file_go_aside_with_it(desk: Path, backup: Path) -> None:
    with closing(sqlite3.connect(desk)) as other:
        other.execute("SELECT 1 FROM claim").fetchone()
        edit(desk, "Only in the log.")
        log = Path(f"{desk}-wal").read_bytes()
    Path(f"{desk}-wal").write_bytes(log)
    desk.write_bytes(b"Nothing of it is left." * 1000)

    kept = put_back(desk, backup)

    assert (dump(str(desk)), statement(desk)) == (dump(str(backup)), OLD)
    assert Path(f"{kept}-wal").read_bytes() == log
    assert kept.read_bytes().startswith(b"Nothing of it")


def test_a_journal_without_its_database_is_not_played_into_the_backup(desk: Path, backup: Path) -> None:
    with closing(sqlite3.connect(desk)) as other:
        other.execute("SELECT 1 FROM claim").fetchone()
        edit(desk, "Only in the log.")
        log = Path(f"{desk}-wal").read_bytes()
    desk.unlink()
    Path(f"{desk}-wal").write_bytes(log)

    with pytest.raises(InvalidInput, match="move it away"):
        restore(Location.of(str(desk)), backup)
    assert names(desk.parent) == ["desk.db-wal"]


def test_somebody_elses_database_is_never_replaced(desk: Path, backup: Path) -> None:
    desk.unlink()
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    before = desk.read_bytes()

    with pytest.raises(DatabaseUnusable, match="not a factbase database"):
        restore(Location.of(str(desk)), backup, replace=True)
    assert (desk.read_bytes(), names(desk.parent)) == (before, ["desk.db"])


def test_what_is_no_backup_changes_nothing(desk: Path, backup: Path, tmp_path: Path) -> None:
    before = dump(str(desk))
    data = backup.read_bytes()
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    newer = Path(shutil.copy(backup, tmp_path / "newer.db"))
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    bad = {
        "half.db": data[: len(data) // 2],
        "zeros.db": data[:8192] + bytes(len(data) - 8192),
        "text.db": b"The bridge is closed.",
        "empty.db": b"",
        "foreign.db": foreign.read_bytes(),
        "newer.db": newer.read_bytes(),
        "dump.db": b"PGDMP" + bytes(100),
    }

    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises((DatabaseUnusable, BadUsage), match=name):
            restore(Location.of(str(desk)), tmp_path / name, replace=True)
    with pytest.raises(BadUsage, match="cannot be read"):
        restore(Location.of(str(desk)), tmp_path / "nowhere.db", replace=True)
    with pytest.raises(BadUsage, match="itself"):
        restore(Location.of(str(desk)), desk, replace=True)
    assert (dump(str(desk)), names(desk.parent)) == (before, ["desk.db"])


def test_an_older_backup_keeps_its_schema_until_it_is_upgraded(desk: Path, tmp_path: Path) -> None:
    edit(desk, OLD)
    older = tmp_path / "older.db"
    shutil.copy(back_up(Location.of(str(desk)), tmp_path / "kept.db").path, older)
    migrate.downgrade(Location.of(str(older)), "0003")

    restored = restore(Location.of(str(desk)), older, replace=True)

    assert restored.schema == "0003"
    assert "db upgrade" in call(desk, "claim", "list").stderr
    succeed(desk, "db", "upgrade")
    assert statement(desk) == OLD


def test_a_killed_restore_leaves_what_was_before_or_what_comes_after(
    desk: Path, backup: Path, tmp_path: Path
) -> None:
    before, after = dump(str(desk)), dump(str(backup))
    there = tmp_path / "there" / "desk.db"
    words = command("--db", there, "db", "restore", backup, "--yes")

    def begin() -> None:
        shutil.rmtree(there.parent, ignore_errors=True)
        there.parent.mkdir()
        shutil.copy(desk, there)

    begin()
    started = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    lasts = time.monotonic() - started
    for moment in range(10):
        begin()
        kill_at(words, lasts * (0.6 + moment / 25))
        found = dump(str(there))
        assert found in (before, after)
        assert verify_structure(there) == ("ok", [])
        assert all(dump(str(kept)) == before for kept in there.parent.glob("desk.db.before-restore"))
        assert found == before or (there.parent / "desk.db.before-restore").exists()
    subprocess.run(words, check=True, capture_output=True)
    assert dump(str(there)) == after


OTHERS = {
    "a trigger": (
        "CREATE TRIGGER evil AFTER INSERT ON claim BEGIN DELETE FROM change; END",
        "evil is none of",
    ),
    "a view": ("CREATE VIEW theirs AS SELECT * FROM claim", "theirs is none of"),
    "a table": ("CREATE TABLE theirs (id INTEGER)", "theirs is none of"),
    "a missing index": ("DROP INDEX ix_change_claim_id", "ix_change_claim_id is missing"),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("revision", ["0002", SCHEMA_REVISION])
def test_a_file_of_another_schema_is_neither_put_back_nor_called_a_backup(
    desk: Path, tmp_path: Path, other: str, revision: str
) -> None:
    statement, told = OTHERS[other]
    theirs = Path(shutil.copy(desk, tmp_path / "theirs.db"))
    migrate.downgrade(Location.of(str(theirs)), revision, drop_as="Ana")
    with closing(sqlite3.connect(theirs)) as connection:
        connection.execute(statement)
        connection.commit()
    before = dump(str(desk))

    with pytest.raises(DatabaseUnusable, match=f"theirs.db .*{told}"):
        restore(Location.of(str(desk)), theirs, replace=True)
    with pytest.raises(DatabaseUnusable, match=f"theirs.db .*{told}"):
        back_up(Location.of(str(theirs)), tmp_path / "backup.db")
    assert (dump(str(desk)), names(desk.parent)) == (before, ["desk.db"])
    assert theirs.exists()
    assert not (tmp_path / "backup.db").exists()


def test_a_file_of_another_schema_can_be_copied_and_the_copy_be_put_back(desk: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(desk)) as connection:
        connection.execute("CREATE VIEW theirs AS SELECT * FROM claim")
        connection.commit()
    said = call(desk, "db", "backup").stderr

    assert f"`factbase --db {desk} db copy --to NEW`" in said
    succeed(desk, "db", "copy", "--to", tmp_path / "new.db")
    succeed(desk, "db", "restore", tmp_path / "new.db", "--yes")
    assert verify(Location.of(str(desk))).ok
