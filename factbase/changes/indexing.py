"""Keeps what searches look in: each claim's document, and in how many documents each token stands.

Derived, like confidence and problems: it leaves no log row and raises no version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text

from factbase.changes.derive import lock
from factbase.records.documents import Document, document, parts_of, vocabulary
from factbase.tables.search import PARTS, SQLITE, WEIGHTS, key_column

_BATCH = 500
_TOGETHER = 100  # tokens a statement
COUNTED = 10_000  # different tokens held in memory before they are written
DOCUMENTS = ""  # the token under which the documents themselves are counted


def refresh(connection: Connection, claim_ids: Iterable[int]) -> int:
    """Make the documents of ``claim_ids`` what the claims say now, and take out those of claims that are gone.

    Return how many changed.
    """
    keys = sorted(set(claim_ids))
    changed = 0
    counts: Counter[str] = Counter()
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        lock(connection, batch)
        before = stored(connection, batch)
        after = {key: document(parts) for key, parts in parts_of(connection, batch).items()}
        differing = [key for key in batch if before.get(key) != after.get(key)]
        remove(connection, [key for key in differing if key in before])
        write(connection, [(key, after[key]) for key in differing if key in after])
        for key in differing:
            count(counts, before.get(key), -1)
            count(counts, after.get(key), 1)
        changed += len(differing)
    write_counts(connection, counts)
    return changed


def refresh_all(connection: Connection, progress: Callable[[int], object] = lambda _claims: None) -> int:
    """Build the whole index anew; return how many claims it holds. ``progress`` is told how many are done."""
    _empty(connection)
    done, last = 0, 0
    counts: Counter[str] = Counter()
    page = text("SELECT id FROM claim WHERE id > :last ORDER BY id LIMIT :most")
    while keys := connection.execute(page, {"last": last, "most": _BATCH}).scalars().all():
        documents = [(key, document(parts)) for key, parts in sorted(parts_of(connection, keys).items())]
        write(connection, documents)
        count_new(counts, [each for _key, each in documents])
        if len(counts) > COUNTED:
            write_counts(connection, counts)
        done, last = done + len(documents), keys[-1]
        progress(done)
    write_counts(connection, counts)
    return done


def _empty(connection: Connection) -> None:
    """Let the index go; on SQLite as a whole, since one that is broken cannot be emptied row by row."""
    if connection.dialect.name == "sqlite":
        for statement in ("DROP TABLE claim_search", *SQLITE):
            connection.exec_driver_sql(statement)
    else:
        connection.exec_driver_sql("DELETE FROM claim_search")
    connection.exec_driver_sql("DELETE FROM search_token")


def stored(connection: Connection, keys: Sequence[int]) -> dict[int, Document]:
    """Return the documents that the index holds for those of ``keys`` that it knows."""
    if not keys:
        return {}
    column = key_column(connection)
    listed = ",".join(map(str, keys))
    query = f"SELECT {column}, {', '.join(PARTS)} FROM claim_search WHERE {column} IN ({listed})"
    return {row[0]: Document(*row[1:]) for row in connection.exec_driver_sql(query)}


def remove(connection: Connection, keys: Sequence[int]) -> None:
    """Take documents out of the index."""
    if keys:
        listed = ",".join(map(str, keys))
        connection.exec_driver_sql(f"DELETE FROM claim_search WHERE {key_column(connection)} IN ({listed})")


def write(connection: Connection, documents: Sequence[tuple[int, Document]]) -> None:
    """Put documents into the index that it does not hold yet."""
    if not documents:
        return
    columns = ", ".join(PARTS)
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO claim_search (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?)"
        rows: list[tuple[Any, ...]] = [(key, *each) for key, each in documents]
    else:
        statement = (
            f"INSERT INTO claim_search (claim_id, {columns}, words, headings) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s::tsvector)"
        )
        rows = [(key, *each, *vectors(each)) for key, each in documents]
    connection.exec_driver_sql(statement, rows)


def vectors(of: Document) -> tuple[str, str]:
    """Return the tsvectors of a document: of the parts that a search looks in, a gap between each two; of its title."""
    words_of_parts = []
    first = 1
    for part, weight in WEIGHTS.items():
        words = getattr(of, part).split()
        words_of_parts.append(_vector(words, first, weight))
        first += len(words) + 1
    return " ".join(words_of_parts), _vector(of.title.split(), 1)


def _vector(words: Sequence[str], first: int, weight: str = "") -> str:
    return " ".join(f"'{word}':{first + index}{weight}" for index, word in enumerate(words))


def count(counts: Counter[str], of: Document | None, by: int) -> None:
    """Add ``by`` to the counts of a document's tokens, and of documents."""
    if of is None:
        return
    counts[DOCUMENTS] += by
    for token in vocabulary(of):
        counts[token] += by


def count_new(counts: Counter[str], documents: Sequence[Document]) -> None:
    """Count documents that the index did not hold: the same as :func:`count` of each, many at a time."""
    counts[DOCUMENTS] += len(documents)
    counts.update(chain.from_iterable(map(vocabulary, documents)))


def write_counts(connection: Connection, counts: Counter[str]) -> None:
    """Add ``counts`` to those that are kept, and empty it. In the order of the tokens: no two writers deadlock."""
    rows = sorted((token, by) for token, by in counts.items() if by)
    counts.clear()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for first in range(0, len(rows), _TOGETHER):
        page = rows[first : first + _TOGETHER]
        connection.exec_driver_sql(
            f"INSERT INTO search_token (token, claims) VALUES {', '.join([f'({mark}, {mark})'] * len(page))} "
            "ON CONFLICT (token) DO UPDATE SET claims = search_token.claims + excluded.claims",
            tuple(chain.from_iterable(page)),
        )
        fewer = tuple(token for token, by in page if by < 0)
        if fewer:
            marks = ", ".join([mark] * len(fewer))
            connection.exec_driver_sql(
                f"DELETE FROM search_token WHERE claims = 0 AND token IN ({marks})", fewer
            )
