"""Writers who wait for each other: in turn, not in silence, not for ever."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factbase.cli.exits import code_of
from factbase.database import Location, on_wait, open_engine, reading, waiting, writing
from factbase.errors import Conflict
from tests.limits import unprivileged

MAKE_ACTOR = "INSERT INTO actor (name, key) VALUES ('{0}', '{0}')"
# One who writes: says when the transaction has begun, and ends it when its input does.
HOLDER = """
import sys
from factbase.database import Location, writing
with writing(Location.of(sys.argv[1])) as connection:
    print("begun", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What is said while we wait."""
    sentences: list[str] = []
    on_wait(sentences.append)
    yield sentences
    on_wait(None)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """No patience: a wait is said after 0.2 seconds, and over after 0.6."""
    monkeypatch.setattr(waiting, "NOTICE_SECONDS", 0.2)
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.6)


@contextmanager
def _folder_locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _held(url: str) -> Iterator[None]:
    """Another process that writes, and has locked what everybody writes to."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    try:
        yield
    finally:
        child.communicate()


def _actors(url: str) -> list[str]:
    with reading(Location.of(url)) as connection:
        return list(connection.exec_driver_sql("SELECT name FROM actor ORDER BY id").scalars())


def _make(url: str, name: str) -> None:
    with writing(Location.of(url)) as connection:
        connection.exec_driver_sql(MAKE_ACTOR.format(name))


def test_a_wait_is_said_once_and_ends_in_a_conflict(path: Path, said: list[str], short: None) -> None:
    with _held(str(path)), pytest.raises(Conflict, match="is busy") as raised:
        _make(str(path), "Ana")

    assert said == [f"Waiting: another command is writing to {path}; giving up after 0.6 s."]
    assert code_of(raised.value) == 5
    assert _actors(str(path)) == []


def test_a_short_wait_is_not_said(path: Path, said: list[str]) -> None:
    with _held(str(path)):
        writer = threading.Thread(target=lambda: (on_wait(said.append), _make(str(path), "Ana")))
        writer.start()
        time.sleep(0.5)
    writer.join()

    assert (said, _actors(str(path))) == ([], ["Ana"])


def test_who_gives_up_leaves_the_queue(path: Path, short: None) -> None:
    with _folder_locked(path.parent), sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict):
            _make(str(path), "Ana")
        other.execute("ROLLBACK")

    deadline = time.monotonic() + 10
    while not _is_free(path.parent) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _is_free(path.parent)


def _is_free(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_a_queue_for_another_file_of_the_folder_does_not_stop_us(
    path: Path, said: list[str], short: None
) -> None:
    with _folder_locked(path.parent):
        _make(str(path), "Ana")

    assert (said, _actors(str(path))) == ([], ["Ana"])


def test_the_queue_is_free_while_a_transaction_lasts_and_leaves_nothing_in_the_folder(path: Path) -> None:
    with writing(Location.of(str(path))) as connection:
        connection.exec_driver_sql(MAKE_ACTOR.format("Ana"))
        assert _is_free(path.parent)

    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_where_a_folder_cannot_be_locked_one_writes_without(path: Path) -> None:
    path.parent.chmod(0o300)  # may be entered and written to, not read
    try:
        done = subprocess.run(
            [*unprivileged(), sys.executable, "-m", "factbase", "--db", path, "--actor", "Ana", "demo"],
            capture_output=True, text=True,
        )  # fmt: skip
    finally:
        path.parent.chmod(0o700)

    assert done.returncode == 0, done.stderr
    assert _actors(str(path)) == ["Ana"]


def test_those_who_wait_come_in_the_order_in_which_they_came(path: Path) -> None:
    names = [f"Writer {number}" for number in range(6)]
    threads = [threading.Thread(target=_make, args=(str(path), name)) for name in names]

    with _held(str(path)):
        for thread in threads:
            thread.start()
            time.sleep(0.1)
    for thread in threads:
        thread.join()

    assert _actors(str(path)) == names


@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_stands_in_the_queue_can_be_stopped(path: Path, signal_: int, code: int) -> None:
    words = ["--db", str(path), "--actor", "Ana", "demo"]
    with sqlite3.connect(path, isolation_level=None) as other, _folder_locked(path.parent):
        other.execute("BEGIN IMMEDIATE")
        child = subprocess.Popen(
            [sys.executable, "-m", "factbase", *words], stderr=subprocess.PIPE, text=True
        )
        assert child.stderr is not None
        first = child.stderr.readline()
        child.send_signal(signal_)
        _out, rest = child.communicate(timeout=20)

    assert first == f"Waiting: another command is writing to {path}; giving up after 30 s.\n"
    assert (child.returncode, "Traceback" in rest) == (code, False)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_row_that_another_keeps_on_a_server_is_waited_for_not_in_silence(
    url: str, said: list[str], short: None
) -> None:
    _make(url, "Ana")

    with open_engine(Location.of(url)).connect() as other:
        other.exec_driver_sql("UPDATE actor SET name = 'Ben'")
        with pytest.raises(Conflict, match="is busy"), writing(Location.of(url)) as connection:
            connection.exec_driver_sql("UPDATE actor SET name = 'Eva'")

    assert [sentence.partition(";")[0] for sentence in said] == [
        f"Waiting: another command is writing to {Location.of(url)}"
    ]
    assert _actors(url) == ["Ana"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_long_statement_that_waits_for_nobody_is_not_said(url: str, said: list[str], short: None) -> None:
    with writing(Location.of(url)) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(1)")

    assert said == []


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_waits_on_a_server_can_be_stopped(url: str, signal_: int, code: int) -> None:
    words = ["--db", url, "--actor", "Ana", "demo"]
    with open_engine(Location.of(url)).connect() as other:
        other.exec_driver_sql("LOCK TABLE actor")
        child = subprocess.Popen(
            [sys.executable, "-m", "factbase", *words], stderr=subprocess.PIPE, text=True
        )
        assert child.stderr is not None
        assert child.stderr.readline().startswith("Waiting: ")
        child.send_signal(signal_)
        _out, rest = child.communicate(timeout=20)

    assert (child.returncode, "Traceback" in rest) == (code, False)
    assert _actors(url) == []
