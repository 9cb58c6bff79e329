"""An undo as it runs: what its steps share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from factbase.changes.operation import Operation
from factbase.changes.undoing.choosing import Past
from factbase.changes.undoing.refusing import Refusals
from factbase.changes.undoing.things import Things
from factbase.records.history import History, Normal
from factbase.tables import revision

_KEPT = 500  # articles whose revisions are in memory at most

Progress = Callable[[int, int], None]  # how much is done, of how much


@dataclass
class Undo:
    """The operation that takes ``past`` back, and what is known of that."""

    operation: Operation
    past: Past
    things: Things
    refusals: Refusals
    history: History
    version: int  # of things made anew: larger than any seen

    progress: Progress
    steps: int  # of the whole undo, as progress counts them

    # Claims whose confidence and problems, or whose documents alone, are to be derived anew.
    to_derive: set[int] = field(default_factory=set)
    to_index: set[int] = field(default_factory=set)

    # Cut claims that are live again, and claims made anew.
    risen: set[int] = field(default_factory=set)
    _done: int = 0
    _revisions: dict[int, dict[int, int]] = field(default_factory=dict)

    def advance(self, steps: int) -> None:
        """Tell that so many more steps are done."""
        self._done = min(self._done + steps, self.steps)
        self.progress(self._done, self.steps)

    @property
    def connection(self) -> Connection:
        """The connection on which all of it happens."""
        return self.operation.connection

    def was(self, before: str, article_id: int | None) -> Normal:
        """Return the normal form of a record from before the operation."""
        return self.history.normal(before, article_id, self.past.id - 1)

    def became(self, after: str, article_id: int | None) -> Normal:
        """Return the normal form of a record that the operation left."""
        return self.history.normal(after, article_id, self.past.id)

    def revision(self, article_id: int, number: int) -> int | None:
        """Return the key of an article's revision, or None where it is gone."""
        if article_id not in self._revisions:
            if len(self._revisions) > _KEPT:
                self._revisions.clear()
            query = select(revision.c.number, revision.c.id).where(revision.c.article_id == article_id)
            self._revisions[article_id] = {row.number: row.id for row in self.connection.execute(query)}
        return self._revisions[article_id].get(number)

    def forget_revisions(self) -> None:
        """Read the keys of revisions anew: one was made."""
        self._revisions.clear()
