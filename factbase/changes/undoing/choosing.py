"""Which operation an undo or a redo is about.

One that undoes nothing is a do; one that undoes a do or a redo is an undo; one that undoes an undo is a redo.
An operation is in effect unless one that is in effect undoes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Select, select

from factbase.errors import Conflict, InvalidInput
from factbase.lookup import no_operation
from factbase.tables import actor, operation
from factbase.text.folding import fold

_PAGE = 100


@dataclass(frozen=True)
class Past:
    """An operation of the past: its number, who ran it, the words of its command."""

    id: int
    actor: str
    command: str

    def __str__(self) -> str:
        return f"operation {self.id}, {self.actor}’s {self.command}"

    @property
    def subject(self) -> str:
        """What it is called where a sentence begins with it."""
        return f"O{str(self)[1:]}"


class Undoings:
    """Which operations undo which, and which are undone now."""

    def __init__(self, connection: Connection) -> None:
        columns = operation.c
        query = select(columns.id, columns.undoes).where(columns.undoes.is_not(None)).order_by(columns.id)
        rows = [(key, undone) for key, undone in connection.execute(query) if undone is not None]
        self._undoes = dict(rows)
        self._is_undo: dict[int, bool] = {}
        for key, undone in rows:
            self._is_undo[key] = not self._is_undo.get(undone, False)
        self._undone_by: dict[int, int] = {}
        for key, undone in reversed(rows):  # only later ones undo an operation, so these are decided already
            if key not in self._undone_by:
                self._undone_by.setdefault(undone, key)

    def is_do(self, key: int) -> bool:
        """Return whether an operation undoes nothing."""
        return key not in self._is_undo

    def is_undo(self, key: int) -> bool:
        """Return whether an operation takes back a do or a redo."""
        return self._is_undo.get(key, False)

    def root(self, key: int) -> int:
        """Return the do that an operation takes back or puts back; of a do that is itself."""
        while key in self._undoes:
            key = self._undoes[key]
        return key

    def undone_by(self, key: int) -> int | None:
        """Return the operation in effect that undoes another, or None where that is in effect itself."""
        return self._undone_by.get(key)


class Scope(NamedTuple):
    """What an undo is confined to: operations of one command that changed something of one article."""

    article_id: int
    command: str  # its first word

    def holds(self, connection: Connection, past: Past) -> bool:
        """Return whether an operation is one of these."""
        if past.command.partition(" ")[0] != self.command:
            return False
        plus = (
            "+" if connection.dialect.name == "sqlite" else ""
        )  # an article has many changes, an operation few
        query = f"SELECT 1 FROM change WHERE operation_id = {past.id} AND {plus}article_id = {self.article_id} LIMIT 1"
        return connection.exec_driver_sql(query).first() is not None


def last_done(connection: Connection, name: str, within: Scope | None = None) -> Past:
    """Return the newest do or redo in effect of the actor called ``name``, and ``within`` that scope if it is given.

    Raises InvalidInput without one.
    """
    undoings = Undoings(connection)
    for past in _operations_of(connection, name, within):
        if not undoings.is_undo(past.id) and undoings.undone_by(past.id) is None:
            return past
    raise InvalidInput(
        f"{name} has changed nothing that could be taken back: "
        "`factbase log` shows what others did, `factbase undo N` takes that back."
    )


def last_undone(connection: Connection, name: str, within: Scope | None = None) -> Past:
    """Return the newest undo in effect of the actor called ``name``; ``within`` as in :func:`last_done`.

    Raises InvalidInput without one, or where the actor has done something new since.
    """
    undoings = Undoings(connection)
    for past in _operations_of(connection, name, within):
        if undoings.is_undo(past.id) and undoings.undone_by(past.id) is None:
            return past
        if undoings.is_do(past.id):
            break
    raise InvalidInput(
        f"{name} has taken nothing back since the last change: "
        "`factbase log` shows every undo, `factbase undo N` puts back what it took."
    )


def numbered(connection: Connection, number: int) -> Past:
    """Return the operation with a number. Raises NotFound for none, InvalidInput for one not in effect."""
    past = _past(connection, number)
    if past is None:
        raise no_operation(number)
    if (by := Undoings(connection).undone_by(number)) is not None:
        raise InvalidInput(
            f"{past.subject}, was taken back already by operation {by}: `factbase undo {by}` puts it back."
        )
    return past


def origin(connection: Connection, past: Past) -> tuple[Past, bool]:
    """Return what somebody did in the first place, and whether taking ``past`` back puts that back."""
    undoings = Undoings(connection)
    return _past(connection, undoings.root(past.id)) or past, undoings.is_undo(past.id)


def lock(connection: Connection, past: Past) -> None:
    """Let nobody else undo ``past``. Raises Conflict where somebody did so a moment ago."""
    connection.execute(select(operation.c.id).where(operation.c.id == past.id).with_for_update())
    if (by := Undoings(connection).undone_by(past.id)) is not None:
        raise Conflict(
            f"{past.subject}, was taken back a moment ago by operation {by}: `factbase log` shows it."
        )


def _operations_of(connection: Connection, name: str, within: Scope | None) -> Iterator[Past]:
    for past in _all_of(connection, name):
        if within is None or within.holds(connection, past):
            yield past


def _all_of(connection: Connection, name: str) -> Iterator[Past]:
    query = _query().where(actor.c.key == fold(name)).order_by(operation.c.id.desc()).limit(_PAGE)
    rows = connection.execute(query).all()
    while rows:
        yield from (Past(*row) for row in rows)
        rows = connection.execute(query.where(operation.c.id < rows[-1].id)).all()


def _past(connection: Connection, number: int) -> Past | None:
    row = connection.execute(_query().where(operation.c.id == number)).first()
    return None if row is None else Past(*row)


def _query() -> Select[int, str, str]:
    return select(operation.c.id, actor.c.name, operation.c.command).join_from(operation, actor)
