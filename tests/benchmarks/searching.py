"""Searches in process: a page in a large archive beside a small one, and beside bare FTS5 with its own bm25."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from factbase.database import Location, reading
from factbase.queries.filters import ClaimFilter
from factbase.queries.search import FEW, search_claims
from factbase.text.searching import wanted
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row, compared, run, warm
from tests.benchmarks.programs import FACTBASE
from tests.postgres import NoServer, running_server

_PAGE = 50
_SMALL, _MIDDLE, _LARGE = 10_000, 100_000, 1_000_000
# What a page may cost beside the best twenty of bare FTS5: 15 ms where that took 9.4, and 25 where it took 22.
_GOALS = {"very common word": 1.6, "middling word": 1.6, "phrase": 1.14}


def search(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure searches for words of every frequency, and for a phrase."""
    size, rounds = (_MIDDLE, 15) if quick else (_LARGE, 31)
    with ExitStack() as stack:
        small, large = (
            stack.enter_context(reading(Location.of(str(files.imported(each))))) for each in (_SMALL, size)
        )
        bare = stack.enter_context(closing(sqlite3.connect(bare_file(files, size))))
        for name, words in _asked(large, size).items():
            goal = _GOALS.get(name)
            ours, theirs = warm([partial(_find, large, words), partial(_best, bare, words)], rounds)
            yield compared(f"search, {name}, {size:,} / bare FTS5 bm25", ours, theirs, goal)
        for name, words in _asked(large, size).items():
            same = _asked(small, _SMALL)[name]
            first, ours = warm([partial(_find, small, same), partial(_find, large, words)], rounds)
            yield compared(f"search, {name}, {size:,} / {_SMALL:,}", ours, first, None)
    yield from _on_postgresql(files, rounds)


def _on_postgresql(files: Files, rounds: int) -> Iterator[Row]:
    try:
        with running_server() as server, ExitStack() as stack:
            url = server.create_database()
            run(FACTBASE, "--db", url, "init")
            run(FACTBASE, "--db", url, "import", "jsonl", files.bundle(_MIDDLE))
            ours = stack.enter_context(reading(Location.of(url)))
            ours.exec_driver_sql("ANALYZE")
            file = stack.enter_context(reading(Location.of(str(files.imported(_MIDDLE)))))
            for name, words in _asked(file, _MIDDLE).items():
                works = [partial(_find, connection, words) for connection in (ours, file)]
                measured = warm(works, rounds)
                yield compared(f"search, {name}, {_MIDDLE:,}, PostgreSQL / SQLite", *measured, 8.0)
    except NoServer as error:
        yield Row(f"search on PostgreSQL: skipped, {error}", "", "")


def _find(connection: Connection, words: str) -> object:
    return search_claims(connection, wanted(words), ClaimFilter(), limit=_PAGE)


def _best(connection: sqlite3.Connection, words: str) -> object:
    query = "SELECT rowid FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT 20"
    return connection.execute(query, [words if words.startswith('"') else f'"{words}"']).fetchall()


def _asked(connection: Connection, claims: int) -> dict[str, str]:
    """Return what is looked for: words by how many claims they stand in, and the phrase of two usual ones."""
    query = f"""SELECT token, claims FROM search_token
        WHERE claims <= {claims} * 0.7 AND token NOT IN ('', 'sourc', 'rumour', 'author', 'critic', 'resid', 'a', 'the')
        ORDER BY claims DESC"""
    usual = connection.exec_driver_sql(query).all()
    few = next(token for token, count in usual if count <= min(FEW, claims / 10))
    rare = next(token for token, count in usual if count <= 150)
    return {
        "very common word": usual[0][0],
        "middling word": few,
        "rare word": rare,
        "phrase": f'"{usual[0][0]} {usual[6][0]}"',
    }


def bare_file(files: Files, claims: int) -> Path:
    """Return a database with the statements alone, in FTS5 as it comes."""
    path = files.folder / f"bare-{claims}.db"
    if not path.exists():
        with closing(sqlite3.connect(path.with_suffix(".part"), isolation_level=None)) as connection:
            connection.execute(
                "CREATE VIRTUAL TABLE bare USING fts5"
                "(statement, tokenize = 'porter unicode61 remove_diacritics 2')"
            )
            connection.execute("ATTACH ? AS full", [str(files.imported(claims))])
            connection.execute("BEGIN")
            connection.execute("INSERT INTO bare (rowid, statement) SELECT id, statement FROM full.claim")
            connection.execute("COMMIT")
        path.with_suffix(".part").rename(path)
    return path
