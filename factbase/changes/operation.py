"""One command run: whose it is, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from factbase.changes.wording import storable
from factbase.records import dump
from factbase.records.lines import Line
from factbase.tables import actor as actor_table
from factbase.tables import change
from factbase.tables import operation as operation_table
from factbase.text.folding import fold
from factbase.vocabulary import Thing

# How far the clocks of people on one server may be apart before that is remarked.
_TOLERANCE = timedelta(minutes=1)
_SAME_ACTOR = select(actor_table.c.id).where(actor_table.c.key == bindparam("key"))
_NEWEST = select(operation_table.c.at).order_by(operation_table.c.id.desc()).limit(1)
_ACTOR_AND_NEWEST = select(_SAME_ACTOR.scalar_subquery(), _NEWEST.scalar_subquery())
_OPERATION = insert(operation_table).returning(operation_table.c.id)
_CHANGE = insert(change)
_TOGETHER = 500


def now(ahead: timedelta = timedelta(0)) -> str:
    """Return the time as the log keeps it: UTC, to the second, like 2026-03-14T09:26:53Z."""
    return (datetime.now(UTC) + ahead).strftime("%Y-%m-%dT%H:%M:%SZ")


class Recorded(NamedTuple):
    """A thing's key, and its record before and after; either is None where it did not exist."""

    key: int
    before: Line | None
    after: Line | None


class Operation:
    """A command run. Its row is written with its first change, so that a run without changes leaves none.

    After that first change ``new_actor`` is the name of an actor who acts for the first time, and ``behind`` the
    time of the newest operation before this one, where the clock is behind it: the log's order is that of its keys.
    ``undoes`` is the operation that this one takes back; it is set before the first change.
    """

    def __init__(
        self, connection: Connection, *, actor: str, command: str, reason: str | None = None
    ) -> None:
        self.connection = connection
        self.actor = storable(actor, "the actor's name")
        self.command = command
        self.reason = None if reason is None else storable(reason, "the reason")
        self.at = now()
        self.new_actor: str | None = None
        self.behind: str | None = None
        self.undoes: int | None = None
        self._id: int | None = None

    @property
    def id(self) -> int:
        """The operation's key; its row is written now if it was not before."""
        if self._id is None:
            row = {
                "actor_id": self._actor_id(),
                "command": self.command,
                "reason": self.reason,
                "at": self.at,
                "undoes": self.undoes,
            }
            self._id = self.connection.execute(_OPERATION, row).scalar_one()
        return self._id

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return self._id is not None

    def _actor_id(self) -> int:
        key = fold(self.actor)
        found, newest = self.connection.execute(_ACTOR_AND_NEWEST, {"key": key}).one()
        if newest is not None and newest > now(_TOLERANCE):
            self.behind = newest
        if found is not None:
            return int(found)
        row = insert(actor_table).values(name=self.actor, key=key).returning(actor_table.c.id)
        try:
            with self.connection.begin_nested():
                made = self.connection.execute(row).scalar_one()
        except IntegrityError:  # somebody else made the same actor a moment ago
            return self.connection.execute(_SAME_ACTOR, {"key": key}).scalar_one()
        self.new_actor = self.actor
        return made

    def record(
        self,
        thing: Thing,
        thing_id: int,
        *,
        article_id: int | None,
        before: Line | None,
        after: Line | None,
        claim_id: int | None = None,
    ) -> None:
        """Write one thing's record before and after; either is None where it did not exist."""
        row = {
            "operation_id": self.id,
            "article_id": article_id,
            "claim_id": claim_id,
            "thing": thing,
            "thing_id": thing_id,
            "before": None if before is None else dump(before),
            "after": None if after is None else dump(after),
        }
        self.connection.execute(_CHANGE, row)

    def record_many(self, thing: Thing, article_id: int, records: Iterable[Recorded]) -> None:
        """Write many things' records of one article, a statement for some hundreds of them."""
        claims = thing == Thing.CLAIM
        waiting = iter(records)
        while page := list(islice(waiting, _TOGETHER)):
            rows = [
                {
                    "operation_id": self.id,
                    "article_id": article_id,
                    "claim_id": key if claims else None,
                    "thing": thing,
                    "thing_id": key,
                    "before": None if before is None else dump(before),
                    "after": None if after is None else dump(after),
                }
                for key, before, after in page
            ]
            self.connection.execute(_CHANGE, rows)
