"""The desk: one object with all its acts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from factbase.changes.operation import Operation
from factbase.desk.acts.claims import OnClaims
from factbase.desk.acts.hand import COMMAND, Done
from factbase.desk.acts.outcomes import Outcome, Saved
from factbase.desk.acts.sentences import OnSentences
from factbase.desk.acts.voices import OnVoices
from factbase.errors import FactbaseError
from factbase.vocabulary import Thing

if TYPE_CHECKING:
    from factbase.changes.undoing import TakenBack
    from factbase.changes.undoing.choosing import Scope


class Desk(OnSentences, OnClaims, OnVoices):
    """Somebody at work on an article: what is seen, where it goes on, and every act as one committed transaction.

    ``Desk(location, actor, slug)`` begins at the first sentence that nobody has looked at. What only looks returns a
    `View` or raises FactbaseError. An act returns an `Outcome` and raises nothing that a person could mend.
    """

    def undo(self) -> Outcome:
        """Take back what this actor did last to the article, again and again, as far back as you like."""
        from factbase.changes import undoing

        return self._turn("undo", lambda operation: undoing.undo(operation, within=self._scope))

    def redo(self) -> Outcome:
        """Put back what this actor took back last in the article, until something new is done."""
        from factbase.changes import undoing

        return self._turn("redo", lambda operation: undoing.redo(operation, within=self._scope))

    @property
    def _scope(self) -> Scope:
        from factbase.changes.undoing.choosing import Scope

        return Scope(self._article.id, COMMAND)

    def _turn(self, command: str, turn: Callable[[Operation], TakenBack]) -> Outcome:
        def work(operation: Operation) -> Done:
            told = turn(operation)
            forget = Thing.SOURCE in told.things
            more = sum(told.things.values()) - len(told.names)
            what = f"{', '.join(told.names)}{f' and {more:,} more' if more > 0 else ''}"
            said = f"{'Put' if told.is_redo else 'Took'} back {told.root}: {what}."
            return Done(said, then=self._forget if forget else lambda: None)

        outcome = self._commit(command, work)
        if isinstance(outcome, Saved):
            self._seen = {}
            with suppress(FactbaseError):  # what can be seen is seen when it is asked for
                self.view()
        return outcome
