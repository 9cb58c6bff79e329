"""Takes away what an older schema has no place for, each thing of it as a change in the log.

What is dropped without that would be in the log for ever, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Select, delete, func, null, select, text, update

from factbase.changes import derive, indexing
from factbase.changes.claims import touch
from factbase.changes.operation import Operation
from factbase.records import link_lines
from factbase.records.current import records_of
from factbase.tables import (
    anchor,
    attribution,
    claim,
    claim_link,
    claim_problem,
    label,
    note,
    revision,
    sentence,
    source,
    source_alias,
)
from factbase.vocabulary import Thing

_PAGE = 500
# The keys of notes, of their articles, and of the claims that they are on.
_NOTES = (
    select(note.c.id, func.coalesce(claim.c.article_id, revision.c.article_id), note.c.claim_id)
    .join_from(note, claim, note.c.claim_id == claim.c.id, isouter=True)
    .join(sentence, note.c.sentence_id == sentence.c.id, isouter=True)
    .join(revision, sentence.c.revision_id == revision.c.id, isouter=True)
)


def shed(operation: Operation, target: str) -> None:
    """Take away all that the schema revision ``target`` has no place for; nobody else writes until the commit."""
    connection = operation.connection
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE claim, source, note, claim_link, label IN EXCLUSIVE MODE"))
    if target < "0003":
        _take_labels_off(operation)
        _unlink(operation)
        noted = _log(operation, Thing.NOTE, note.c.id, _NOTES)
        connection.execute(delete(note))
        for first in range(0, len(noted), _PAGE):
            indexing.refresh(connection, noted[first : first + _PAGE])
    if target < "0002":
        _log(operation, Thing.CLAIM, claim.c.id, select(claim.c.id, claim.c.article_id, claim.c.id))
        _log(operation, Thing.SOURCE, source.c.id, select(source.c.id, source.c.article_id, null()))
        connection.execute(update(source).values(speaks_for_id=None))
        for table in (claim_problem, attribution, anchor, claim, source_alias, source):
            connection.execute(delete(table))
        indexing.refresh_all(connection)


def _log(operation: Operation, thing: Thing, key: Column[int], query: Select[*tuple[Any, ...]]) -> list[int]:
    """Log that all things of one sort go, ``query`` gives their keys, articles and claims; return those claims."""
    claims = set()
    for keys in _pages(operation.connection, key):
        records = records_of(operation.connection, thing, keys)
        for thing_id, article_id, claim_id in operation.connection.execute(query.where(key.in_(keys))).all():
            operation.record(
                thing,
                thing_id,
                article_id=article_id,
                claim_id=claim_id,
                before=records[thing_id],
                after=None,
            )
            claims.add(claim_id)
    return sorted(claims - {None})


def _pages(connection: Connection, key: Column[int]) -> Iterator[Sequence[int]]:
    """Yield the values of a column in order, each once, some hundred at a time."""
    last = 0
    query = select(key).distinct().order_by(key).limit(_PAGE)
    while keys := connection.execute(query.where(key > last)).scalars().all():
        yield keys
        last = keys[-1]


def _articles(connection: Connection, claims: Sequence[int]) -> Sequence[tuple[int, int]]:
    rows = connection.execute(select(claim.c.id, claim.c.article_id).where(claim.c.id.in_(claims)))
    return [(key, article_id) for key, article_id in rows]


def _take_labels_off(operation: Operation) -> None:
    connection = operation.connection
    for keys in _pages(connection, label.c.claim_id):
        before = records_of(connection, Thing.CLAIM, keys)
        connection.execute(delete(label).where(label.c.claim_id.in_(keys)))
        after = records_of(connection, Thing.CLAIM, keys)
        for key, article_id in _articles(connection, keys):
            touch(operation, key)
            operation.record(
                Thing.CLAIM, key, article_id=article_id, claim_id=key, before=before[key], after=after[key]
            )


def _unlink(operation: Operation) -> None:
    connection = operation.connection
    for keys in _pages(connection, claim_link.c.claim_id):
        of = dict(_articles(connection, keys))
        for key, line in link_lines(connection, keys):
            if key in of:
                operation.record(
                    Thing.LINK, key, article_id=of[key], claim_id=key, before=line, after=None
                )  # fmt: skip
        here = claim_link.c.claim_id.in_(keys)
        ends: Select[int, int] = select(claim_link.c.claim_id, claim_link.c.other_id).where(here)
        touched = [key for row in connection.execute(ends).all() for key in row]
        connection.execute(delete(claim_link).where(here))
        for key in touched:
            touch(operation, key)
        derive.refresh(connection, set(touched))
