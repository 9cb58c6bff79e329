"""The log: who changed what, newest first, and each change as old → new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from factbase.queries.differences import difference
from factbase.records.history import History
from factbase.records.naming import name_of
from factbase.tables import actor, change, operation
from factbase.tables.log import LINKS
from factbase.text.counting import at_least
from factbase.vocabulary import Thing

_MANY = 1_000  # changes of an operation that are counted one by one


@dataclass(frozen=True)
class LogFilter:
    """What an operation must be; times are UTC, as the log keeps them, and both ends count."""

    article_id: int | None = None
    claim_id: int | None = None
    actor_id: int | None = None
    operation: int | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class LogRow:
    """One change. ``before`` and ``after`` are its records, None where the thing did not exist.

    ``undone`` is what was done in the first place, of an undo or a redo: ``12 (claim edit)``.
    """

    operation: int
    at: str
    actor: str
    command: str
    reason: str | None
    undoes: int | None
    undone: str | None
    thing: Thing
    name: str
    changed: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def list_log(
    connection: Connection, wanted: LogFilter, *, limit: int = 50, most: int | None = None
) -> Iterator[LogRow]:
    """Yield the changes of the newest ``limit`` operations, at most ``most`` of each, if given, and then how many more.

    Of an operation on many things only the changes to the wanted article or claim are given.
    """
    of = _conditions(connection, wanted)
    for row in connection.execute(_operations(wanted, of).limit(limit)).all():
        query = _changes(row.id, of).limit(None if most is None else most + 1)
        changes = connection.execute(query).all()
        undone = None if row.undoes is None else _undone(connection, row.undoes)
        for each in changes[:most]:
            before, after = _record(each.before), _record(each.after)
            yield LogRow(
                operation=row.id,
                at=row.at,
                actor=row.name,
                command=row.command,
                reason=row.reason,
                undoes=row.undoes,
                undone=undone,
                thing=Thing(each.thing),
                name=name_of(after or before or {}),
                changed=difference(before, after),
                before=before,
                after=after,
            )
        if most is not None and len(changes) > most:
            more = _count(connection, row.id, of) - most
            yield _more(row, undone, Thing(changes[most].thing), more)


def _count(connection: Connection, operation_id: int, of: Sequence[ColumnElement[bool]]) -> int:
    """Return how many changes an operation has, up to some more than are told apart."""
    some = select(change.c.id).where(change.c.operation_id == operation_id, *of).limit(2 * _MANY).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _more(row: Any, undone: str | None, thing: Thing, more: int) -> LogRow:  # noqa: ANN401
    told = f"and {at_least(min(more, _MANY), more > _MANY)} more: add --operation {row.id}"
    who = (row.id, row.at, row.name, row.command, row.reason, row.undoes, undone)
    return LogRow(*who, thing, "…", told, None, None)


def _undone(connection: Connection, key: int) -> str:
    """Return number and command of what was done in the first place."""
    columns = operation.c
    query = select(columns.id, columns.command, columns.undoes)
    row = connection.execute(query.where(columns.id == key)).one()
    while row.undoes is not None:
        row = connection.execute(query.where(columns.id == row.undoes)).one()
    return f"{row.id} ({row.command})"


def _conditions(connection: Connection, wanted: LogFilter) -> list[ColumnElement[bool]]:
    """Return what a change must be, to be one of the wanted article or claim."""
    columns = change.c
    of = [] if wanted.article_id is None else [columns.article_id == wanted.article_id]
    if wanted.claim_id is not None:
        linked = links_to(connection, wanted.claim_id)
        of.append((columns.claim_id == wanted.claim_id) | columns.id.in_(linked))
    return of


def links_to(connection: Connection, claim_id: int) -> list[int]:
    """Return the changes of links that are filed under the claim at their other end."""
    columns = change.c
    own = select(columns.article_id, columns.before, columns.after).where(
        columns.claim_id == claim_id, columns.thing == Thing.CLAIM
    )
    made = connection.execute(own.limit(1)).first()
    if made is None:
        return []
    end = made.article_id, _number(made.after or made.before)
    other = f'%/{end[1]}"%'
    query = select(columns.id, columns.operation_id, columns.before, columns.after).where(
        LINKS, columns.claim_id != claim_id, columns.before.like(other) | columns.after.like(other)
    )
    history = History(connection)
    return [
        row.id
        for row in connection.execute(query).all()
        if end in _ends(history, row.after or row.before, row.operation_id - (row.after is None))
    ]


def _number(line: str | None) -> int:
    return int(json.loads(line or "")["number"])


def _ends(history: History, line: str | None, as_of: int) -> list[tuple[int | None, int]]:
    link = json.loads(line or "")
    return [history.claim(link[end], as_of) for end in ("claim", "other")]


def _operations(
    wanted: LogFilter, of: Sequence[ColumnElement[bool]]
) -> Select[int, str, str, str | None, int | None, str]:
    columns = operation.c
    query = (
        select(columns.id, columns.at, columns.command, columns.reason, columns.undoes, actor.c.name)
        .join_from(operation, actor)
        .order_by(columns.id.desc())
    )
    if wanted.operation is not None:
        query = query.where(columns.id == wanted.operation)
    if wanted.actor_id is not None:
        query = query.where(columns.actor_id == wanted.actor_id)
    if wanted.since is not None:
        query = query.where(columns.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(columns.at <= wanted.until)
    for condition in of:
        query = query.where(columns.id.in_(select(change.c.operation_id).where(condition)))
    return query


def _changes(operation_id: int, of: Sequence[ColumnElement[bool]]) -> Select[Thing, str | None, str | None]:
    columns = change.c
    query = select(columns.thing, columns.before, columns.after).where(columns.operation_id == operation_id)
    return query.where(*of).order_by(columns.id)


def _record(line: str | None) -> dict[str, Any] | None:
    return None if line is None else dict(json.loads(line))
