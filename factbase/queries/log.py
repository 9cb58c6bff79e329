"""The log: who changed what, newest first, and each change as old → new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from factbase.queries.differences import difference
from factbase.records.naming import name_of
from factbase.tables import actor, change, operation
from factbase.vocabulary import Thing


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
    connection: Connection, wanted: LogFilter, *, limit: int = 50, most: int | None = 20
) -> Iterator[LogRow]:
    """Yield the changes of the newest ``limit`` operations, at most ``most`` of each and then how many more.

    Of an operation on many things only the changes to the wanted article or claim are given.
    """
    for row in connection.execute(_operations(wanted).limit(limit)).all():
        changes = connection.execute(_changes(wanted, row.id).limit(None if most is None else most + 1)).all()
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
            yield _more(row, undone, Thing(changes[most].thing))


def _more(row: Any, undone: str | None, thing: Thing) -> LogRow:  # noqa: ANN401
    told = f"and more: factbase log --operation {row.id}"
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


def _operations(wanted: LogFilter) -> Select[int, str, str, str | None, int | None, str]:
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
    for key, column in ((wanted.article_id, change.c.article_id), (wanted.claim_id, change.c.claim_id)):
        if key is not None:
            query = query.where(columns.id.in_(select(change.c.operation_id).where(column == key)))
    return query


def _changes(wanted: LogFilter, operation_id: int) -> Select[Thing, str | None, str | None]:
    columns = change.c
    query = select(columns.thing, columns.before, columns.after).where(columns.operation_id == operation_id)
    if wanted.article_id is not None:
        query = query.where(columns.article_id == wanted.article_id)
    if wanted.claim_id is not None:
        query = query.where(columns.claim_id == wanted.claim_id)
    return query.order_by(columns.id)


def _record(line: str | None) -> dict[str, Any] | None:
    return None if line is None else dict(json.loads(line))
