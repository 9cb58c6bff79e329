"""Acts on the sentence that is sat at."""

from __future__ import annotations

from factbase.changes import marks
from factbase.changes.holding import hold_sentence
from factbase.changes.operation import Operation
from factbase.changes.sentences import set_role
from factbase.desk.acts.hand import Done, Hand, Met
from factbase.desk.acts.outcomes import Clash, Outcome, Refused
from factbase.errors import BadUsage, Conflict
from factbase.lookup import SentenceKey
from factbase.queries import window
from factbase.queries.window import SentenceCard
from factbase.vocabulary import Role

UNTRIAGED = "untriaged"


class OnSentences(Hand):
    """What can be done to a sentence."""

    def role(self, role: Role | None, because: str | None = None) -> Outcome:
        """Say what the sentence is; None makes it untriaged again."""

        def work(operation: Operation) -> Done:
            here = self._sentence()
            now = self._unchanged_sentence(operation, here, role or UNTRIAGED)
            set_role(operation, now, role, because)
            was, is_ = now.role or UNTRIAGED, role or UNTRIAGED
            said = f"role {was} → {is_}" if was != is_ else f"role {is_}"
            return Done(f"{self.slug}:{here.place}: {said}.")

        return self._commit("role", work)

    def as_suggested(self) -> Outcome:
        """Make the sentence what the document's own marks say that it is."""
        suggested = None if self._here is None else self._here.key.suggested
        if suggested is None:
            return Refused("The document suggests nothing for this sentence: say what it is.")
        return self.role(suggested)

    def note_sentence(self, text: str) -> Outcome:
        """Write a note on the sentence."""

        def work(operation: Operation) -> Done:
            here = self._sentence()
            number = marks.add_note(operation, (self._article, here.place, here.key), text)
            return Done(f"{self.slug}:{here.place}: note {number} added.")

        return self._commit("note", work)

    def _sentence(self) -> SentenceCard:
        if self._here is None:
            raise BadUsage(f"{self.slug} has no sentences.")
        return self._here

    def _unchanged_sentence(self, operation: Operation, seen: SentenceCard, yours: str) -> SentenceKey:
        """Return the sentence as it is now, held until the commit. Raises Met where somebody gave it another role."""
        now = hold_sentence(operation.connection, seen.key.id)
        if now is None:
            raise Conflict(f"{self.slug}:{seen.place} was removed meanwhile: look again.")
        if (now.role, now.reason) != (seen.key.role, seen.key.reason):
            by, at = window.last_changer_of_sentence(operation.connection, now.id)
            was, is_ = seen.key.role or UNTRIAGED, now.role or UNTRIAGED
            self._here = seen._replace(key=now)
            raise Met(Clash(f"{self.slug}:{seen.place}", is_, yours, f"role: {was} → {is_}", by, at))
        return now
