"""Gives notes back what they were, or makes them anew."""

from __future__ import annotations

from typing import Any

from msgspec import json
from sqlalchemy import ScalarSelect, func, insert, select, update

from factbase import references
from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, Row
from factbase.changes.undoing.undo import Undo
from factbase.tables import change, claim, note, revision, sentence
from factbase.vocabulary import Thing


def restore_notes(undo: Undo) -> None:
    """Restore notes. Refuses one on what is gone, or whose number is another one's now."""
    connection = undo.connection
    for page in undo.things.pages(Thing.NOTE, Fate.COMES, Fate.CHANGES):
        undo.to_index.update(row.claim_id for row in page if row.claim_id is not None)
        for row in page:
            line = json.decode(row.before or "")
            values = {name: line[name] for name in ("number", "actor", "at", "text")}
            if row.fate == Fate.COMES or line.get("revision") is not None:
                values |= _target(undo, row, line)
                undo.refusals.refuse()
            if row.fate == Fate.CHANGES:
                connection.execute(update(note).where(note.c.id == row.key).values(values))
            else:
                connection.execute(insert(note).values({"id": row.key, **values}))
        undo.advance(len(page))


def _target(undo: Undo, row: Row, line: dict[str, Any]) -> dict[str, int | None]:
    """Return the keys of the claim or sentence that a note stood on, one of them None."""
    on_claim = row.claim_id is not None
    key = _claim(undo, row) if on_claim else _sentence(undo, row, line)
    if key is None:
        undo.refusals.add(f"what {called(line)} stood on was removed since", _bearer(row))
        return {}
    column = note.c.claim_id if on_claim else note.c.sentence_id
    taken = select(note.c.id).where(column == key, note.c.number == line["number"], note.c.id != row.key)
    if (other := undo.connection.scalar(taken)) is not None:
        undo.refusals.add(f"{called(line)} is another one now", (Thing.NOTE, other))
    return {column.name: key}


def _bearer(row: Row) -> tuple[Thing, int]:
    if row.claim_id is not None:
        return Thing.CLAIM, row.claim_id
    return Thing.ARTICLE, row.article_id or 0


def _claim(undo: Undo, row: Row) -> int | None:
    return undo.connection.scalar(select(claim.c.id).where(claim.c.id == row.claim_id))


def _sentence(undo: Undo, row: Row, line: dict[str, Any]) -> int | None:
    """Return the sentence at a note's place in its revision."""
    place = references.place(line["on"].partition(":")[2])
    number = line.get("revision")
    of = _newest_then(row) if number is None else undo.revision(row.article_id or 0, number)
    query = select(sentence.c.id).where(
        sentence.c.revision_id == of,
        sentence.c.paragraph == place.paragraph,
        sentence.c.position == place.position,
    )
    return undo.connection.scalar(query)


def _newest_then(row: Row) -> ScalarSelect[int]:
    """Select what was the newest revision when a note was written: older records do not say which one they mean."""
    log = change.c
    of_note = select(func.min(log.operation_id)).where(
        log.article_id == row.article_id, log.thing == Thing.NOTE, log.thing_id == row.key
    )
    made = (
        select(log.thing_id, func.min(log.operation_id).label("operation"))
        .where(log.article_id == row.article_id, log.thing == Thing.REVISION)
        .group_by(log.thing_id)
        .subquery()
    )
    return (
        select(revision.c.id)
        .join_from(revision, made, made.c.thing_id == revision.c.id)
        .where(made.c.operation <= of_note.scalar_subquery())
        .order_by(revision.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
