"""Before anything is undone: nothing that the operation did not make may hang on what would go."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, select

from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, holds, undone
from factbase.changes.undoing.undo import Undo
from factbase.records.current import records_of
from factbase.tables import anchor, attribution, claim, note, revision, source
from factbase.vocabulary import Thing

_MOST = 5


class _Hanging(NamedTuple):
    """What may hang on a thing: its key, the column that points to that thing, and how it is told."""

    thing: Thing
    key: Column[int]
    on: Thing
    to: ColumnElement[int] | ColumnElement[int | None]
    told: str


_HANGING = (
    _Hanging(Thing.CLAIM, claim.c.id, Thing.ARTICLE, claim.c.article_id, "{it} belongs to {on}"),
    _Hanging(Thing.SOURCE, source.c.id, Thing.ARTICLE, source.c.article_id, "{it} exists only in {on}"),
    _Hanging(Thing.REVISION, revision.c.id, Thing.ARTICLE, revision.c.article_id, "there is {it}"),
    _Hanging(Thing.CLAIM, anchor.c.claim_id, Thing.REVISION, anchor.c.revision_id, "{it} stands in {on}"),
    _Hanging(Thing.NOTE, note.c.id, Thing.SENTENCE, note.c.sentence_id, "there is {it}"),
    _Hanging(Thing.NOTE, note.c.id, Thing.CLAIM, note.c.claim_id, "there is {it}"),
    _Hanging(Thing.CLAIM, attribution.c.claim_id, Thing.SOURCE, attribution.c.source_id, "{it} cites {on}"),
    _Hanging(Thing.CLAIM, attribution.c.claim_id, Thing.SOURCE, attribution.c.via_id, "{it} cites {on}"),
    _Hanging(Thing.SOURCE, source.c.id, Thing.SOURCE, source.c.speaks_for_id, "{it} speaks for {on}"),
)


def _check_no_later_draft(undo: Undo) -> None:
    """Refuse if a revision would go to which a later one of its article was compared."""
    later = revision.alias("later")
    query = (
        select(later.c.id)
        .select_from(undone)
        .join(revision, revision.c.id == undone.c.thing_id)
        .join(later, (later.c.article_id == revision.c.article_id) & (later.c.number > revision.c.number))
        .where(
            undone.c.thing == Thing.REVISION.value,
            undone.c.fate == Fate.GOES.value,
            ~holds(Thing.REVISION, later.c.id, Fate.GOES),
        )
        .distinct()
        .limit(_MOST)
    )
    keys = list(undo.connection.execute(query).scalars())
    for key, line in records_of(undo.connection, Thing.REVISION, keys).items():
        undo.refusals.add(f"there is {called(line)}", (Thing.REVISION, key))


def check_nothing_hangs(undo: Undo) -> None:
    """Refuse if a thing that would go bears another that this operation did not make, or comes before one."""
    if undo.things.has(Thing.REVISION, Fate.GOES):
        _check_no_later_draft(undo)
    for each in (each for each in _HANGING if undo.things.has(each.on, Fate.GOES)):
        query = (
            select(each.key, undone.c.thing_id)
            .select_from(undone)
            .join(each.key.table, each.to == undone.c.thing_id)
            .where(
                undone.c.thing == each.on.value,
                undone.c.fate == Fate.GOES.value,
                ~holds(each.thing, each.key),
            )
            .limit(_MOST)
        )
        rows = undo.connection.execute(query).all()
        it = records_of(undo.connection, each.thing, [key for key, _on in rows])
        on = records_of(undo.connection, each.on, [key for _key, key in rows])
        for key, bearer in rows:
            told = each.told.format(it=called(it[key]), on=called(on[bearer]))
            undo.refusals.add(told, (each.thing, key))
