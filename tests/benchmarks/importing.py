"""Imports: time beside sqlite-utils, which has the lighter work, and memory at every size.

Factbase reads a bundle, checks it, derives confidence and problems, and writes the search index and the log.
sqlite-utils loads the finished rows of three of the tables, without keys, from files that were prepared for it, and
makes a search index of the statements.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial

from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Cost, Row, compared, in_turn, run, seconds
from tests.benchmarks.programs import FACTBASE, SQLITE_UTILS

_COMPARED = 100_000
_MEGABYTES = 60


def import_(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure imports into an empty database."""
    ours, theirs = in_turn(
        [partial(_import, files, _COMPARED), partial(_insert, files, _COMPARED)], 1 if quick else 5
    )
    yield compared("import: 100,000 claims / sqlite-utils insert and enable-fts", ours, theirs, 0.7)
    small = _import(files, 10_000)
    peak = f"import: peak memory, 10,000 claims / {_MEGABYTES} MB"
    yield Row(peak, f"{small.peak:.1f} MB", f"{_MEGABYTES} MB", small.peak / _MEGABYTES, goal=1.0)
    sizes = [(_COMPARED, ours)] if quick else [(_COMPARED, ours), (1_000_000, _import(files, 1_000_000))]
    for size, cost in sizes:
        goal = 1.2 if size == sizes[-1][0] else None
        yield Row(
            f"import: peak memory, {size:,} / 10,000 claims", f"{cost.peak:.1f} MB", f"{small.peak:.1f} MB",
            cost.peak / small.peak, goal=goal,
        )  # fmt: skip
        each, first = cost.wall / size, small.wall / 10_000
        cpu = cost.cpu / size / (small.cpu / 10_000)
        yield Row(
            f"import: time a claim, {size:,} / 10,000", seconds(each), seconds(first), each / first, cpu
        )


def _import(files: Files, claims: int) -> Cost:
    path = files.folder / "import.db"
    shutil.copy(files.empty(), path)
    cost = run(FACTBASE, "--db", path, "import", "jsonl", files.bundle(claims))
    path.unlink()
    return cost


def _insert(files: Files, claims: int) -> Cost:
    path = files.folder / "insert.db"
    rows = files.rows(claims)
    path.unlink(missing_ok=True)
    inserts = [("insert", path, table, file, "--nl") for table, file in rows.items()]
    steps = [*inserts, ("enable-fts", path, "claim", "statement")]
    cost = sum((run(SQLITE_UTILS, *step) for step in steps), Cost(0, 0))
    path.unlink()
    return cost
