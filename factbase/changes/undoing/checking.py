"""Before anything is undone: everything must still be as the operation left it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, select

from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, Row
from factbase.changes.undoing.undo import Undo
from factbase.records import dump
from factbase.records.current import records_of
from factbase.records.history import same
from factbase.records.lines import Line
from factbase.tables import article, claim, note, sentence, source
from factbase.vocabulary import Thing

# The order in which rows are locked on PostgreSQL.
_LOCKED: dict[Thing, Table] = {
    Thing.ARTICLE: article,
    Thing.SENTENCE: sentence,
    Thing.SOURCE: source,
    Thing.CLAIM: claim,
    Thing.NOTE: note,
}
_KEYED = (Thing.ARTICLE, Thing.REVISION, Thing.SENTENCE, Thing.SOURCE, Thing.CLAIM, Thing.NOTE)


def lock_things(undo: Undo) -> None:
    """Keep others from changing the things until the commit; on SQLite nobody else writes anyway."""
    if undo.connection.dialect.name == "postgresql":
        for thing, table in _LOCKED.items():
            for page in undo.things.pages(thing, Fate.GOES, Fate.CHANGES):
                keys = [row.key for row in page]
                query = select(table.c.id).where(table.c.id.in_(keys)).order_by(table.c.id)
                undo.connection.execute(query.with_for_update()).all()


def check_unchanged(undo: Undo) -> None:
    """Refuse what is not as the operation left it; keep the record that each thing has now."""
    for thing in _KEYED:
        for page in undo.things.pages(thing):
            now = records_of(undo.connection, thing, [row.key for row in page])
            for row in page:
                _check(undo, thing, row, now)
            if undo.refusals.enough:
                return
            undo.things.keep_lines(thing, ((key, dump(line)) for key, line in now.items()))
            undo.advance(len(page))


def _check(undo: Undo, thing: Thing, row: Row, now: Mapping[int, Line]) -> None:
    line = now.get(row.key)
    if row.after is None:
        if line is not None:
            _refuse(undo, thing, row, f"{called(line)} is there again")
    elif line is None:
        _refuse(undo, thing, row, f"{called(row.after)} was removed since")
    elif not same(undo.history.normal(line, row.article_id), undo.became(row.after, row.article_id)):
        _refuse(undo, thing, row, f"{called(line)} was changed since")


def _refuse(undo: Undo, thing: Thing, row: Row, what: str) -> None:
    undo.refusals.add(what, (thing, row.key))
