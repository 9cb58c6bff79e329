"""Notes on the sentences of a draft go on to the next one with those that are unchanged; the others stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from factbase.changes.operation import Operation, Recorded
from factbase.records.marks import note_records
from factbase.tables import note, sentence
from factbase.text.carrying import Sentence
from factbase.vocabulary import Thing

_PAGE = 500
_MOVE = update(note).where(note.c.id == bindparam("key")).values(sentence_id=bindparam("on"))


@dataclass(frozen=True)
class Noted:
    """The notes of a draft: ``going`` are the keys of those whose sentence the next one has, by its place there.

    ``staying`` is how many have no such sentence.
    """

    going: Mapping[int, tuple[int, int]]
    staying: int


def read_notes(
    connection: Connection,
    revision_id: int,
    old: Sequence[Sentence],
    new: Sequence[Sentence],
    unchanged: Mapping[int, int],
) -> Noted:
    """Return where the notes on a revision's sentences go; nobody may change one until the commit.

    ``unchanged`` gives for a sentence of the ``new`` ones, by its index, the ``old`` one that differs at most in
    typography.
    """
    columns = sentence.c
    query = select(note.c.id, columns.paragraph, columns.position).join_from(note, sentence)
    query = query.where(columns.revision_id == revision_id).order_by(note.c.id)
    rows = connection.execute(query.with_for_update(of=note)).all()
    places = {
        (old[had].paragraph, old[had].position): (new[has].paragraph, new[has].position)
        for has, had in unchanged.items()
    }
    found = {row.id: places.get((row.paragraph, row.position)) for row in rows}
    going = {key: place for key, place in found.items() if place is not None}
    return Noted(going, len(found) - len(going))


def move_notes(operation: Operation, article_id: int, revision_id: int, notes: Noted) -> None:
    """Put the notes that go on the sentences of a revision that has none yet; each keeps its number."""
    connection = operation.connection
    if not notes.going:
        return
    columns = sentence.c
    query = select(columns.paragraph, columns.position, columns.id).where(columns.revision_id == revision_id)
    sentences = {(row.paragraph, row.position): row.id for row in connection.execute(query)}
    keys = list(notes.going)
    for first in range(0, len(keys), _PAGE):
        page = keys[first : first + _PAGE]
        before = note_records(connection, page)
        connection.execute(_MOVE, [{"key": key, "on": sentences[notes.going[key]]} for key in page])
        after = note_records(connection, page)
        changes = (Recorded(key, before[key], after[key]) for key in page)
        operation.record_many(Thing.NOTE, article_id, changes)
