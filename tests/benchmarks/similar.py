"""Paraphrases of claims, looked for in process: in a large archive beside a small one, and beside bare FTS5.

Of each statement about three words in ten are replaced by others of the vocabulary. It is found where the claim that
it came from is among the first ten.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from factbase.database import Location, reading
from factbase.queries.similar import similar_to_text
from tests.benchmarks.databases import Files, alter
from tests.benchmarks.generate import WORDS
from tests.benchmarks.measuring import Row, compared, run, warm
from tests.benchmarks.programs import FACTBASE
from tests.benchmarks.searching import bare_file
from tests.postgres import NoServer, running_server

_SHOWN = 10
_PARAPHRASES = 40
_SMALL, _MIDDLE, _LARGE = 10_000, 100_000, 1_000_000
# 20 ms where the best ten of all that share a word took 1,144.
_BESIDE_ALL = 0.0175


class Paraphrase(NamedTuple):
    """A statement with some words replaced, and the key of the claim that it came from."""

    text: str
    key: int


class Finder:
    """Finds one paraphrase after the other, and counts those that were found."""

    def __init__(self, paraphrases: Sequence[Paraphrase]) -> None:
        self._left = iter([*paraphrases[:3], *paraphrases])  # three to warm up
        self._found: list[bool] = []

    @property
    def found(self) -> int:
        """How many of the paraphrases were found."""
        return sum(self._found[3:])

    def ours(self, connection: Connection) -> None:
        """Find the next one by factbase."""
        text, key = next(self._left)
        self._found.append(key in (each.key for each in similar_to_text(connection, text, limit=_SHOWN)))

    def theirs(self, connection: sqlite3.Connection) -> None:
        """Find the next one by bm25 over all that share a word with it."""
        text, key = next(self._left)
        words = " OR ".join(f'"{word}"' for word in text.split())
        query = f"SELECT rowid FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT {_SHOWN}"
        self._found.append((key,) in connection.execute(query, [words]).fetchall())


def similar(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure how long a paraphrase takes, and how many are found."""
    size, goal = (_MIDDLE, None) if quick else (_LARGE, _BESIDE_ALL)
    with ExitStack() as stack:
        small, large = (
            stack.enter_context(reading(Location.of(str(files.imported(each))))) for each in (_SMALL, size)
        )
        all_ = stack.enter_context(closing(sqlite3.connect(bare_file(files, size))))
        known = _paraphrases(large)
        first, ours, theirs = Finder(_paraphrases(small)), Finder(known), Finder(known)
        costs = warm(
            [partial(first.ours, small), partial(ours.ours, large), partial(theirs.theirs, all_)],
            _PARAPHRASES,
        )
    yield compared(f"similar, {size:,} / {_SMALL:,}", costs[1], costs[0], 2.0)
    yield compared(f"similar, {size:,} / bare FTS5, all that share a word", costs[1], costs[2], goal)
    yield _hits(f"similar, {size:,}: bare FTS5 finds / factbase", ours, theirs)
    try:
        yield from _on_postgresql(files)
    except NoServer as error:
        yield Row(f"similar on PostgreSQL: skipped, {error}", "", "")


def _on_postgresql(files: Files) -> Iterator[Row]:
    with running_server() as server, ExitStack() as stack:
        connections = []
        for size in (_SMALL, _MIDDLE):
            url = server.create_database()
            run(FACTBASE, "--db", url, "init")
            run(FACTBASE, "--db", url, "import", "jsonl", files.bundle(size))
            alter(Location.of(url), ())
            connections.append(stack.enter_context(reading(Location.of(url))))
        small, large = connections
        file = stack.enter_context(reading(Location.of(str(files.imported(_MIDDLE)))))
        known = _paraphrases(large)
        first, ours, theirs = Finder(_paraphrases(small)), Finder(known), Finder(known)
        costs = warm(
            [partial(first.ours, small), partial(ours.ours, large), partial(theirs.ours, file)], _PARAPHRASES
        )
    yield compared(f"similar on PostgreSQL, {_MIDDLE:,} / {_SMALL:,}", costs[1], costs[0], 2.0)
    yield compared(f"similar, {_MIDDLE:,}, PostgreSQL / SQLite", costs[1], costs[2], 8.0)
    yield _hits(f"similar, {_MIDDLE:,}: SQLite finds / PostgreSQL", ours, theirs)


def _hits(measure: str, ours: Finder, theirs: Finder) -> Row:
    shown = [f"{each.found} of {_PARAPHRASES}" for each in (ours, theirs)]
    return Row(measure, shown[0], shown[1], theirs.found / max(1, ours.found), None, 1.0)


def _paraphrases(connection: Connection) -> list[Paraphrase]:
    """Return paraphrases of claims from all over the archive, the same for the same archive."""
    draw = random.Random(40)
    last = connection.exec_driver_sql("SELECT max(id) FROM claim").scalar_one()
    keys = sorted(draw.sample(range(1, last + 1), _PARAPHRASES))
    query = f"SELECT id, statement FROM claim WHERE id IN ({', '.join(map(str, keys))}) ORDER BY id"
    paraphrases = []
    for key, statement in connection.exec_driver_sql(query):
        words = [draw.choice(WORDS) if draw.random() < 0.3 else word.strip(".") for word in statement.split()]
        paraphrases.append(Paraphrase(" ".join(words), key))
    return paraphrases
