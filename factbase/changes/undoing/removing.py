"""Takes away what the operation made, from what hangs on others to what they hang on."""

from __future__ import annotations

from sqlalchemy import Column, delete, update

from factbase.changes.undoing.things import Fate
from factbase.changes.undoing.undo import Undo
from factbase.tables import (
    anchor,
    article,
    attribution,
    claim,
    claim_problem,
    label,
    note,
    revision,
    sentence,
    source,
    source_alias,
)
from factbase.vocabulary import Thing

# What goes with each sort of thing, by the column that holds its key.
_STEPS: tuple[tuple[Thing, tuple[Column[int], ...]], ...] = (
    (Thing.NOTE, (note.c.id,)),
    (
        Thing.CLAIM,
        (claim_problem.c.claim_id, label.c.claim_id, attribution.c.claim_id, anchor.c.claim_id, claim.c.id),
    ),
    (Thing.SENTENCE, (sentence.c.id,)),
    (Thing.REVISION, (revision.c.id,)),
    (Thing.ARTICLE, (article.c.id,)),
)


def remove_things(undo: Undo) -> None:
    """Remove the notes, claims, sources, sentences, revisions and articles that the operation made."""
    for thing, columns in _STEPS:
        if thing == Thing.SENTENCE:
            _remove_sources(undo)
        for page in undo.things.pages(thing, Fate.GOES):
            keys = [row.key for row in page]
            for column in columns:
                undo.connection.execute(delete(column.table).where(column.in_(keys)))
            if thing in (Thing.CLAIM, Thing.NOTE):
                undo.to_index.update(row.claim_id for row in page if row.claim_id is not None)
            undo.advance(len(page))


def _remove_sources(undo: Undo) -> None:
    """Remove sources, once none of them speaks for another."""
    connection = undo.connection
    columns = source.c
    for page in undo.things.pages(Thing.SOURCE, Fate.GOES):
        keys = [row.key for row in page]
        connection.execute(delete(source_alias).where(source_alias.c.source_id.in_(keys)))
        connection.execute(update(source).where(columns.id.in_(keys)).values(speaks_for_id=None))
    for page in undo.things.pages(Thing.SOURCE, Fate.GOES):
        connection.execute(delete(source).where(columns.id.in_([row.key for row in page])))
        undo.advance(len(page))
