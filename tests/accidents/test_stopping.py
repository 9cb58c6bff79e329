"""Runs that are ended from outside, in the middle of what they do."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.accidents.checking import Dump, check_refused, command, dump, run
from tests.accidents.conftest import call
from tests.benchmarks.generate import write_bundle
from tests.limits import kill_at


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that takes some seconds."""
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    write_bundle(path, 20_000)
    return path


@pytest.fixture(scope="session")
def middling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that takes a second."""
    path = tmp_path_factory.mktemp("middling") / "middling.jsonl"
    write_bundle(path, 4_000)
    return path


def _start(*args: object) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command(*args), **pipes)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    "args",
    [("export", "jsonl"), ("claim", "list", "--json"), ("claim", "list", "--jsonl"), ("problems",), ("log",)],
    ids=" ".join,
)
def test_a_pipe_that_closes_ends_in_silence(desk: Path, args: tuple[str, ...]) -> None:
    script = '{ "$@"; echo "$?" >&2; } | head -c 1 >/dev/null'
    result = run("--db", desk, *args, before=["bash", "-c", f"{script}; sleep 0.1", "bash"])

    assert result.stderr.strip() in ("141", "0"), result.stderr


def test_a_pipe_that_was_closed_before_ends_in_silence(desk: Path) -> None:
    reader = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    reader.wait()
    assert reader.stdin is not None
    with reader.stdin as closed:
        result = subprocess.run(
            command("--db", desk, "export", "jsonl"), stdout=closed, stderr=subprocess.PIPE, text=True
        )

    assert (result.returncode, result.stderr) == (141, "")


@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_import_leaves_nothing(path: Path, large: Path, signal_: int, code: int) -> None:
    before = dump(str(path))
    child = _start("--db", path, "import", "jsonl", large)
    time.sleep(1.5)
    child.send_signal(signal_)
    _out, err = child.communicate(timeout=20)

    assert (child.returncode, "Traceback" in err) == (code, False), err
    assert dump(str(path)) == before


def test_a_stopped_import_leaves_nothing_on_a_server(url: str, large: Path) -> None:
    before = dump(url)
    child = _start("--db", url, "import", "jsonl", large)
    time.sleep(1.5)
    child.send_signal(signal.SIGTERM)
    _out, err = child.communicate(timeout=20)

    assert (child.returncode, "Traceback" in err) == (143, False), err
    assert dump(url) == before


def _counts(path: Path) -> Dump:
    """Return what tells before from after, without times and keys of operations."""
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall() for name in names}
        found["indexes"] = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        found["claims"] = connection.execute("SELECT sum(length(statement)), max(id) FROM claim").fetchall()
    return {name: list(map(repr, rows)) for name, rows in found.items() if name != "sqlite_sequence"}


def _kill(empty: Path, folder: Path, large: Path, moments: int) -> None:
    """Kill imports at seeded moments of their life; each must leave what was before or what comes after."""
    whole = Path(shutil.copy(empty, folder / "whole.db"))
    started = time.monotonic()
    assert run("--db", whole, "import", "jsonl", large).returncode == 0
    lasts = time.monotonic() - started
    before, after = _counts(empty), _counts(whole)
    draw = random.Random(moments)
    interrupted = 0
    for moment in range(moments):
        there = Path(shutil.copy(empty, folder / f"{moment}.db"))
        ended = kill_at(command("--db", there, "import", "jsonl", large), draw.uniform(0.3, 1.0) * lasts)
        interrupted += not ended
        with sqlite3.connect(there) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert _counts(there) in (before, after)
        if moment < 2 or moments > 10:
            assert run("--db", there, "import", "jsonl", large).returncode == 0
            assert _counts(there) == after
        there.unlink()
    assert interrupted >= moments // 2


@pytest.mark.torture
def test_a_killed_import_is_there_whole_or_not_at_all(path: Path, tmp_path: Path, middling: Path) -> None:
    _kill(path, tmp_path, middling, 10)


@pytest.mark.torture
def test_a_hundred_killed_imports(path: Path, tmp_path: Path, large: Path) -> None:
    _kill(path, tmp_path, large, 100)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_server_that_falls_over_in_an_import_keeps_nothing_of_it(url: str, large: Path) -> None:
    before = dump(url)

    kill_at(command("--db", url, "import", "jsonl", large), 1.5)

    assert dump(url) == before
    assert call(url, "claim", "list").exit_code == 0


def test_an_edit_after_a_kill_finds_no_lock(desk: Path) -> None:
    for seconds in (0.2, 0.3, 0.4):
        kill_at(
            command("--db", desk, "claim", "edit", "harbour-crane/1", "--statement", f"{seconds}"), seconds
        )

    assert run("--db", desk, "claim", "edit", "harbour-crane/1", "--statement", "Done.").returncode == 0
    check_refused(run("--db", desk, "claim", "show", "harbour-crane/99"), 3)
