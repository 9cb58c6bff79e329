"""Runs programs and functions beside each other, and keeps what they took.

Only ratios count: A and B take turns, so that whatever else the machine does meets both alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter, process_time

# A small process in between: what a program's peak counts from is the size of the process that started it.
_LAUNCH = """
import json, os, sys, time
began = time.perf_counter()
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
wall = time.perf_counter() - began
measured = [wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)]
print(json.dumps(measured), file=sys.stderr)
"""


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds by the clock and on the processor, and megabytes at its peak (Linux)."""

    wall: float
    cpu: float
    peak: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True)
class Row:
    """A line of the table. ``ours`` and ``theirs`` are as they are shown; without a goal nothing can be missed."""

    measure: str
    ours: str
    theirs: str
    ratio: float | None = None
    cpu: float | None = None
    goal: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the ratio by the clock is above the goal."""
        return self.goal is not None and self.ratio is not None and self.ratio > self.goal


Work = Callable[[], Cost]


def run(*words: object, ends: int = 0) -> Cost:
    """Run a program with its output in a pipe. Raises RuntimeError where it ends otherwise than with ``ends``."""
    command = [sys.executable, "-ISc", _LAUNCH, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *said, measured = done.stderr.splitlines()
    wall, cpu, peak, code = json.loads(measured)
    if code != ends:
        raise RuntimeError(f"{' '.join(command[3:])} ended with {code}: {' '.join(said)}")
    return Cost(wall, cpu, peak)


def in_turn(works: Sequence[Work], rounds: int) -> list[Cost]:
    """Let each work in turn, ``rounds`` times over; return the medians of each."""
    taken: list[list[Cost]] = [[] for _work in works]
    for _round in range(rounds):
        for work, costs in zip(works, taken, strict=True):
            costs.append(work())
    return [
        Cost(
            median(each.wall for each in costs),
            median(each.cpu for each in costs),
            max(each.peak for each in costs),
        )
        for costs in taken
    ]


def warm(works: Sequence[Callable[[], object]], rounds: int) -> list[Cost]:
    """Call each in turn, after three rounds to warm up; return the medians of each."""

    def timed(work: Callable[[], object]) -> Cost:
        wall, cpu = perf_counter(), process_time()
        work()
        return Cost(perf_counter() - wall, process_time() - cpu)

    measured = [partial(timed, work) for work in works]
    in_turn(measured, 3)
    return in_turn(measured, rounds)


def compared(measure: str, ours: Cost, theirs: Cost, goal: float | None) -> Row:
    """Return the row that sets two costs against each other."""
    return Row(
        measure,
        seconds(ours.wall),
        seconds(theirs.wall),
        ours.wall / theirs.wall,
        ours.cpu / theirs.cpu,
        goal,
    )


def seconds(value: float) -> str:
    """Return ``13.2 s`` or ``0.34 ms``."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
