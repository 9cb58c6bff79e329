"""Why an operation cannot be taken back: somebody built on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import json
from sqlalchemy import ColumnElement, Connection, select

from factbase.changes.undoing.choosing import Past
from factbase.errors import Conflict
from factbase.records.naming import name_of
from factbase.tables import actor, change, operation
from factbase.text.folding import fold
from factbase.vocabulary import Thing

_MOST = 5


class Refusals:
    """Collects the first few reasons against an undo by ``actor``, each with the operation behind it.

    ``put_back`` is what a redo would put back, None for what is no redo.
    """

    def __init__(self, connection: Connection, past: Past, put_back: Past | None, actor: str) -> None:
        self._connection = connection
        self._past = past
        self._put_back = put_back
        self._actor = actor
        self._reasons: list[tuple[str, Past | None]] = []

    @property
    def enough(self) -> bool:
        """Whether there are as many as a person wants to read."""
        return len(self._reasons) >= _MOST

    def add(self, what: str, *things: tuple[Thing, int]) -> None:
        """Take a reason, such as “bridge/1 was changed since”; the last change of ``things`` says by whom."""
        if not self.enough:
            self._reasons.append((what, self._last_change(things)))

    def refuse(self) -> None:
        """Raise Conflict if there is a reason."""
        if not self._reasons:
            return
        what, by = self._reasons[0]
        fate = "taken" if self._put_back is None else "put"
        raise Conflict(
            f"{(self._put_back or self._past).subject}, cannot be {fate} back: {_told(what, by)}; {self._remedy(by)}.",
            details=[_told(*reason) for reason in self._reasons[1:]],
        )

    def _remedy(self, by: Past | None) -> str:
        """Return what to do about ``by``; what another did is theirs to take back."""
        if by is None:
            return "look at it with `factbase log`"
        if fold(by.actor) == fold(self._actor):
            return f"`factbase undo {by.id}` comes first"
        return f"ask {by.actor}, `factbase log --operation {by.id}` shows what that was"

    def _last_change(self, things: Sequence[tuple[Thing, int]]) -> Past | None:
        query = (
            select(operation.c.id, actor.c.name, operation.c.command)
            .join_from(change, operation)
            .join(actor)
            .where(change.c.operation_id > self._past.id)
            .order_by(change.c.operation_id.desc())
            .limit(1)
        )
        rows = [self._connection.execute(query.where(_is(*each))).first() for each in things]
        return max((Past(*row) for row in rows if row is not None), key=lambda past: past.id, default=None)


def _is(thing: Thing, key: int) -> ColumnElement[bool]:
    """Return the condition that a change is one of a thing, with what finds it by an index."""
    columns = change.c
    of = (columns.thing == thing) & (columns.thing_id == key)
    if thing in (Thing.CLAIM, Thing.LINK):
        return of & (columns.claim_id == key)
    return of & (columns.article_id == key) if thing == Thing.ARTICLE else of


def _told(what: str, by: Past | None) -> str:
    return what if by is None else f"{what} ({by})"


def called(record: str | Mapping[str, Any]) -> str:
    """Return what the thing of a record is called, a source's name in quotes."""
    line = json.decode(record) if isinstance(record, str) else record
    name = name_of(line)
    return f"“{name}”" if line["type"] == "source" else name
