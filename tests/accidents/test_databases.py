"""Databases that are not there, not ours, or cannot be written; not a byte of them changes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from factbase import database
from factbase.database import Location, open_engine, waiting
from tests.accidents.bundles import lines, written
from tests.accidents.checking import check_refused, command, dump, run
from tests.accidents.conftest import call
from tests.limits import file_size_limit, small_disk, unprivileged
from tests.postgres import Server

READ = ("claim", "list")
WRITE = ("claim", "edit", "harbour-crane/1", "--statement", "Other words.")
REF = "harbour-crane/1"


def _statement(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _foreign(path: Path) -> None:
    path.unlink()
    _statement(path, "CREATE TABLE claim (id INTEGER)")


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


# what happened to the file -> words
DATABASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, " init`"),
    "0 bytes": (lambda path: path.write_bytes(b""), "is empty"),
    "a text": (lambda path: path.write_text("The bridge is closed.\n" * 99), "not a factbase database"),
    "a header alone": (lambda path: path.write_bytes(b"SQLite format 3\0"), ""),
    "foreign": (_foreign, "not a factbase database"),
    "older": (lambda path: _statement(path, "UPDATE alembic_version SET version_num = '0001'"), "db upgrade"),
    "newer": (lambda path: _statement(path, "UPDATE alembic_version SET version_num = '9999'"), "newer factbase"),
    "somebody's revision": (
        lambda path: _statement(path, "UPDATE alembic_version SET version_num = 'ae1027a6acf'"),
        "not a factbase database",
    ),
    "cut": (_cut, "damaged"),
    "zeros after its first page": (
        lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096)),
        "damaged",
    ),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "is a folder"),
    "a pipe": (lambda path: (path.unlink(), os.mkfifo(path)), ""),
    "a device": (lambda path: (path.unlink(), path.symlink_to("/dev/zero")), ""),
    "a link to nowhere": (lambda path: (path.unlink(), path.symlink_to("nowhere.db")), " init`"),
    "in a file": (lambda path: (path.unlink(), path.symlink_to("/etc/passwd/desk.db")), ""),
}  # fmt: skip


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.mark.parametrize("args", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("what", DATABASES)
def test_a_database_that_is_something_else(desk: Path, what: str, args: tuple[str, ...]) -> None:
    spoil, words = DATABASES[what]
    spoil(desk)
    before = _bytes(desk)

    check_refused(call(desk, *args), 4, words)

    assert _bytes(desk) == before


@pytest.mark.parametrize("what", ["missing", "a text", "foreign", "newer", "cut"])
def test_a_process_refuses_it_too(desk: Path, what: str) -> None:
    spoil, words = DATABASES[what]
    spoil(desk)

    check_refused(run("--db", desk, *WRITE), 4, words)


@pytest.mark.parametrize("seed", range(20))
def test_a_database_with_bytes_changed_ends_in_a_sentence(desk: Path, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(desk.read_bytes())
    for _ in range(40):
        at = draw.randrange(100, len(data))
        data[at] = draw.randrange(256)
    desk.write_bytes(data)

    for args in (READ, ("claim", "show", REF), ("problems",), ("export", "jsonl"), WRITE):
        result = call(desk, *args)
        assert result.exit_code in (0, 3, 4), (args, result.stderr)


def _settle(desk: Path) -> None:
    """Leave no write-ahead log beside the file."""
    for suffix in ("-wal", "-shm"):
        desk.with_name(desk.name + suffix).unlink(missing_ok=True)


@pytest.mark.parametrize("also_its_folder", [False, True], ids=["file", "folder"])
def test_a_database_that_may_not_be_written(desk: Path, also_its_folder: bool) -> None:
    _settle(desk)
    desk.chmod(0o444)
    if also_its_folder:
        desk.parent.chmod(0o555)
    before = desk.read_bytes()

    try:
        check_refused(run("--db", desk, *WRITE, before=unprivileged()), 4, "writable")
        read = run("--db", desk, *READ, before=unprivileged())
    finally:
        desk.parent.chmod(0o755)

    assert (read.returncode, "Traceback" in read.stderr) in [(0, False), (4, False)]
    assert desk.read_bytes() == before


def test_a_database_that_may_not_be_read(desk: Path) -> None:
    desk.chmod(0)

    check_refused(run("--db", desk, *READ, before=unprivileged()), 4, "Permission denied", "readable")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the write lock, as another command in the middle of its work."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def test_a_locked_database_is_busy(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.5)
    before = dump(str(desk))

    with _locked(desk):
        started = time.monotonic()
        check_refused(call(desk, *WRITE), 5, "is busy")
        waited = time.monotonic() - started
        assert call(desk, *READ).exit_code == 0

    assert 0.5 <= waited < 2
    assert dump(str(desk)) == before


def test_a_lock_that_ends_in_time_is_waited_for(desk: Path) -> None:
    with _locked(desk):
        child = subprocess.Popen(command("--db", desk, *WRITE), stderr=subprocess.PIPE)
        time.sleep(1.5)
        assert child.poll() is None

    assert child.wait(10) == 0
    child.communicate()


@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_waits_for_a_lock_can_be_stopped(desk: Path, signal_: int, code: int) -> None:
    with _locked(desk):
        child = subprocess.Popen(command("--db", desk, *WRITE), stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        child.send_signal(signal_)
        started = time.monotonic()
        _out, err = child.communicate(timeout=20)

    assert (child.returncode, "Traceback" in err) == (code, False), err
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_rows_that_another_keeps_are_waited_for_on_a_server_too(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 1)
    before = dump(filled)

    with open_engine(Location.of(filled)).connect() as other:
        other.exec_driver_sql("SELECT * FROM claim FOR UPDATE")
        check_refused(call(filled, *WRITE), 5)

    assert dump(filled) == before


def test_a_full_disk_keeps_what_was_there(desk: Path) -> None:
    with small_disk(4) as folder:
        there = Path(shutil.copy(desk, folder / "desk.db"))
        before = dump(str(there))
        rest = folder / "rest"
        with rest.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        full = run("--db", there, *WRITE)
        rest.unlink()

        check_refused(full, 4, "full")
        assert dump(str(there)) == before
        assert run("--db", there, *WRITE).returncode == 0


@pytest.mark.parametrize("beyond", [-100_000, 0, 4096, 20_000])
def test_a_file_that_may_not_grow_keeps_what_was_there(desk: Path, tmp_path: Path, beyond: int) -> None:
    (tmp_path / "bundle.jsonl").write_bytes(written(lines()))
    before = dump(str(desk))
    limit = desk.stat().st_size + beyond if beyond > 0 else 30_000

    result = run("--db", desk, "import", "jsonl", tmp_path / "bundle.jsonl", before=file_size_limit(limit))

    if result.returncode != 0:
        check_refused(result, 4, "full")
        assert dump(str(desk)) == before
    assert sqlite3.connect(desk).execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_init_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    result = run("--db", tmp_path / "new.db", "init", before=file_size_limit(30_000))

    check_refused(result, 4, "full")
    assert not list(tmp_path.glob("*new.db*"))


def test_a_server_that_is_down(server: Server) -> None:
    check_refused(
        call(f"postgresql://postgres@/x?host={Path(__file__).parent}", *READ), 4, "see that it runs"
    )
    check_refused(call("postgresql://postgres@127.0.0.1:1/x", *WRITE), 4, "see that it runs")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_database_that_the_server_does_not_have(filled: str) -> None:
    base, query = filled.split("?")
    wrong = base.rsplit("/", 1)[0] + "/nowhere?" + query

    check_refused(call(wrong, *READ), 4, "nowhere", "does not exist")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("postgresql://u@h:port/x", 2),
        ("postgresql://[::1/x", 2),
        ("mysql://u@h/x", 2),
        ("https://example.org/desk.db", 2),
        ("a" * 300, 4),
        ("desk\udcff.db", 4),
        ("", 2),
    ],
    ids=ascii,
)
def test_what_is_no_place_for_a_database(given: str, code: int) -> None:
    check_refused(call(given, *READ), code)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_killed_connection_ends_in_a_sentence(filled: str) -> None:
    location = Location.of(filled)
    with open_engine(location).connect() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with open_engine(location).connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        with pytest.raises(DBAPIError) as raised:
            connection.exec_driver_sql("SELECT 1")

    assert "cannot be used" in str(database.translated(raised.value, location))
