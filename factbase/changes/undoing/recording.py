"""Writes what an undo did into the log, each thing as it was before it and as it is now."""

from __future__ import annotations

from sqlalchemy import insert, literal, null, select

from factbase.changes.undoing.things import Fate, undone
from factbase.changes.undoing.undo import Undo
from factbase.records import dump
from factbase.records.current import records_of
from factbase.tables import change
from factbase.vocabulary import Thing

_ORDER = (Thing.ARTICLE, Thing.REVISION, Thing.SENTENCE, Thing.SOURCE, Thing.CLAIM, Thing.NOTE)


def record_things(undo: Undo) -> None:
    """Log every thing that the undo changed, made or removed, links aside."""
    _record_gone(undo)
    for thing in _ORDER:
        for page in undo.things.pages(thing, Fate.COMES, Fate.CHANGES):
            now = records_of(undo.connection, thing, [row.key for row in page])
            rows = [
                {
                    "operation_id": undo.operation.id,
                    "article_id": row.article_id,
                    "claim_id": row.claim_id,
                    "thing": thing,
                    "thing_id": row.key,
                    "before": row.line,
                    "after": after,
                }
                for row in page
                if (after := dump(now[row.key])) != row.line
            ]
            if rows:
                undo.connection.execute(insert(change), rows)
            undo.advance(len(page))


def _record_gone(undo: Undo) -> None:
    columns = change.c
    query = (
        select(
            literal(undo.operation.id),
            columns.article_id,
            columns.claim_id,
            columns.thing,
            columns.thing_id,
            undone.c.line,
            null(),
        )
        .join_from(undone, change, columns.id == undone.c.last)
        .where(undone.c.fate == Fate.GOES.value)
        .order_by(columns.id.desc())
    )
    names = ["operation_id", "article_id", "claim_id", "thing", "thing_id", "before", "after"]
    undo.connection.execute(insert(change).from_select(names, query))
