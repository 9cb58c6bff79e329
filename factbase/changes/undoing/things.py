"""The things of an operation that is to be undone, in a table of its own for as long as that takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from msgspec import json
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from factbase.records.naming import name_of
from factbase.tables import change
from factbase.vocabulary import Thing

PAGE = 500
_PAGES = {Thing.REVISION: 20}  # each may hold a whole text
# As they are named, those that people speak of first.
_SPOKEN_OF = (Thing.ARTICLE, Thing.SOURCE, Thing.CLAIM, Thing.NOTE, Thing.SENTENCE, Thing.REVISION)


class Fate(StrEnum):
    """What an undo does with a thing: takes it away, makes it anew, or gives it back what it was."""

    GOES = "goes"
    COMES = "comes"
    CHANGES = "changes"


undone = Table(
    "undone",
    MetaData(),
    Column("thing", Text, nullable=False),
    Column("thing_id", Integer, nullable=False),
    Column("fate", Text, nullable=False),
    Column("first", Integer, nullable=False),  # its first change in the operation, and its last
    Column("last", Integer, nullable=False),
    Column("line", Text),  # its record before the undo
    PrimaryKeyConstraint("thing", "thing_id"),
    prefixes=["TEMPORARY"],
)


class Row(NamedTuple):
    """A thing with its records before and after the operation, and the one that it has now."""

    key: int
    fate: Fate
    article_id: int | None
    claim_id: int | None
    before: str | None
    after: str | None
    line: str | None


class Things:
    """The things of an operation but its links, which have no keys; more of them than memory holds."""

    def __init__(self, connection: Connection, operation_id: int) -> None:
        self._connection = connection
        undone.create(connection, checkfirst=False)
        connection.execute(_collecting(), {"operation": operation_id})
        there = select(undone.c.thing, undone.c.fate).distinct()
        self._there = {(Thing(thing), Fate(fate)) for thing, fate in connection.execute(there)}

    def has(self, thing: Thing, *fates: Fate) -> bool:
        """Return whether there are things of one sort, with one of these fates or any."""
        return any((thing, fate) in self._there for fate in fates or Fate)

    def drop(self) -> None:
        """Let the table go."""
        undone.drop(self._connection, checkfirst=False)

    def counts(self) -> dict[Thing, int]:
        """Return how many things there are of each sort."""
        query = select(undone.c.thing, func.count()).group_by(undone.c.thing)
        return {Thing(thing): count for thing, count in self._connection.execute(query)}

    def names(self, most: int) -> list[str]:
        """Return what the first of the things are called, those that people speak of before their parts."""
        rows = (row for thing in _SPOKEN_OF for page in self.pages(thing) for row in page)
        return [name_of(json.decode(row.after or row.before or "")) for row in islice(rows, most)]

    def pages(self, thing: Thing, *fates: Fate) -> Iterator[list[Row]]:
        """Yield the things of one sort, a few hundred at a time, in the order of their keys."""
        if not self.has(thing, *fates):
            return
        query, most, reached = _paging(thing, fates), _PAGES.get(thing, PAGE), 0
        while rows := self._connection.execute(query, {"reached": reached, "most": most}).all():
            yield [Row(row[0], Fate(row[1]), *row[2:]) for row in rows]
            if len(rows) < most:
                return
            reached = rows[-1].thing_id

    def keep_lines(self, thing: Thing, lines: Iterable[tuple[int, str]]) -> None:
        """Keep the records that things have now."""
        rows: list[dict[str, Any]] = [{"key": key, "now": line} for key, line in lines]
        if rows:
            columns = undone.c
            statement = update(undone).where(
                columns.thing == thing.value, columns.thing_id == bindparam("key")
            )
            self._connection.execute(statement.values(line=bindparam("now")), rows)


# Built once: that takes longer than what they do for the few things of an act at the desk.


@cache
def _collecting() -> Insert:
    """Return what collects the things of an ``operation`` that it left otherwise than it found them."""
    columns = change.c
    spans = (
        select(
            columns.thing,
            columns.thing_id,
            func.min(columns.id).label("first"),
            func.max(columns.id).label("last"),
        )
        .where(columns.operation_id == bindparam("operation"), columns.thing != Thing.LINK)
        .group_by(columns.thing, columns.thing_id)
        .subquery()
    )
    first, last = change.alias("first"), change.alias("last")
    fate = case(
        (first.c.before.is_(None), literal(Fate.GOES.value)),
        (last.c.after.is_(None), literal(Fate.COMES.value)),
        else_=literal(Fate.CHANGES.value),
    )
    query = (
        select(spans.c.thing, spans.c.thing_id, fate, spans.c.first, spans.c.last)
        .join_from(spans, first, first.c.id == spans.c.first)
        .join(last, last.c.id == spans.c.last)
        .where(first.c.before.is_not(None) | last.c.after.is_not(None))
    )
    return insert(undone).from_select(["thing", "thing_id", "fate", "first", "last"], query)


@cache
def _paging(thing: Thing, fates: tuple[Fate, ...]) -> Select[Any]:
    """Return what reads the first ``most`` things of a sort whose keys are above ``reached``."""
    columns = undone.c
    page = (
        select(undone)
        .where(columns.thing == thing.value, columns.fate.in_([fate.value for fate in fates or Fate]))
        .where(columns.thing_id > bindparam("reached"))
        .order_by(columns.thing_id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    first, last = change.alias("first"), change.alias("last")
    return (
        select(
            page.c.thing_id,
            page.c.fate,
            last.c.article_id,
            last.c.claim_id,
            first.c.before,
            last.c.after,
            page.c.line,
        )
        .join_from(page, first, first.c.id == page.c.first)
        .join(last, last.c.id == page.c.last)
        .order_by(page.c.thing_id)
    )


def holds(thing: Thing, key: ColumnElement[Any], *fates: Fate) -> ColumnElement[bool]:
    """Return the condition that the thing with ``key`` is one of the operation's, with one of these fates."""
    inner = undone.alias()
    of = [inner.c.thing == thing.value, inner.c.thing_id == key]
    if fates:
        of.append(inner.c.fate.in_([fate.value for fate in fates]))
    return exists().where(*of)
