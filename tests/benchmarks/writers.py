"""Many who change one claim at once, each a process with an open connection; nothing may be lost.

A writer of the driver's own has BEGIN IMMEDIATE and SQLite's waiting. What many do is set against what one of
the same kind does, since then nobody waits.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.changing import READ
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row, seconds

_ROOT = Path(__file__).parents[2]
_CLAIMS = 10_000
_MANY = (1, 8, 16, 32)

# One writer: opens, waits for the word to go, and says when it began and ended and how long it waited at most.
_WRITER = """
import json, sys
from pathlib import Path
from sqlite3 import OperationalError
from time import monotonic
from sqlalchemy.exc import OperationalError as BusyError
from tests.benchmarks import changing
kind, path, first, times = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
with getattr(changing, kind)(path) as change:
    print("ready", flush=True)
    sys.stdin.readline()
    began, longest, busy = monotonic(), 0.0, 0
    for number in range(first, first + times):
        asked = monotonic()
        try:
            change(number)
        except (OperationalError, BusyError):
            busy += 1
        longest = max(longest, monotonic() - asked)
    print(json.dumps([began, monotonic(), longest, busy]), flush=True)
"""


@dataclass(frozen=True)
class Crowd:
    """What some writers did together: seconds a commit, the longest one waited, how many were refused or lost."""

    each: float
    longest: float
    missing: int


def writers(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure 1 to 32 writers of each kind, in turn."""
    rounds, changes = (1, 800) if quick else (5, 1600)
    kinds = ("plain", "queued", "edited")
    runs: dict[tuple[str, int], list[Crowd]] = {(kind, many): [] for kind in kinds for many in _MANY}
    for _round in range(rounds):
        for (kind, many), done in runs.items():
            imported = files.imported(_CLAIMS)
            done.append(crowd(imported, kind, many, changes if kind != "edited" else changes // 2))
    crowds = {key: _median(done) for key, done in runs.items()}
    for many in _MANY:
        yield from _rows(crowds, many)


def _rows(crowds: dict[tuple[str, int], Crowd], many: int) -> Iterator[Row]:
    word = f"{many} writers" if many > 1 else "1 writer"
    goal = 2.0 if many == _MANY[-1] else None
    one = {kind: crowds[kind, 1] for kind in ("plain", "edited")}
    for name, kind, alone in (
        ("plain", "plain", "plain"), ("the same statements", "queued", "plain"), ("claim edit", "edited", "edited")
    ):  # fmt: skip
        crowd, single = crowds[kind, many], one[alone]
        yield Row(
            f"writers: {word}, {name}: a commit / of one {'plain' if alone == 'plain' else 'of them'}",
            seconds(crowd.each), seconds(single.each), crowd.each / single.each,
            goal=None if kind == "plain" else goal,
        )  # fmt: skip
        yield Row(
            f"writers: {word}, {name}: worst wait / a commit of one",
            seconds(crowd.longest), seconds(single.each), crowd.longest / single.each,
            goal=200.0 if many == _MANY[-1] and kind != "plain" else None,
        )  # fmt: skip
        yield Row(
            f"writers: {word}, {name}: lost or refused", str(crowd.missing), "0", crowd.missing,
            goal=None if kind == "plain" else 0.0,
        )  # fmt: skip


def _median(crowds: list[Crowd]) -> Crowd:
    return Crowd(
        median(crowd.each for crowd in crowds),
        median(crowd.longest for crowd in crowds),
        sum(crowd.missing for crowd in crowds),
    )


def crowd(database: Path, kind: str, many: int, changes: int) -> Crowd:
    """Let ``many`` writers of a kind (see `changing`) make so many changes together, to a copy of ``database``."""
    path = Path(shutil.copy(database, database.with_name("writers.db")))
    before = _version(path)
    command = [sys.executable, "-c", _WRITER, kind, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": _ROOT}
    times = changes // many
    started = [
        subprocess.Popen([*command, str(writer * times), str(times)], **pipes)  # type: ignore[call-overload]
        for writer in range(many)
    ]
    for child in started:
        child.stdout.readline()
    for child in started:
        child.stdin.write("go\n")
        child.stdin.flush()
    ended = [json.loads(child.communicate(timeout=600)[0]) for child in started]
    kept = _version(path) - before
    path.unlink()
    took = max(end for _began, end, *_ in ended) - min(began for began, *_ in ended)
    done = times * many
    return Crowd(took / done, max(longest for *_, longest, _busy in ended), done - kept)


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    version: int = connection.execute(READ).fetchone()[1]
    connection.close()
    return version
