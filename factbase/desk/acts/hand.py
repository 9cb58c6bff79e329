"""The one way in which the desk changes something: one act is one transaction, saved when that is committed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from factbase.changes.holding import hold_claim, hold_sentence
from factbase.changes.operation import Operation
from factbase.collisions import again
from factbase.database import writing
from factbase.desk.acts.finding import Finding
from factbase.desk.acts.outcomes import Clash, Outcome, Refused, Saved
from factbase.errors import BadUsage, Conflict, DatabaseUnusable, FactbaseError
from factbase.lookup import ClaimKey
from factbase.queries import window
from factbase.queries.differences import difference
from factbase.queries.window import ClaimCard
from factbase.records import ClaimLine
from factbase.vocabulary import Confidence

COMMAND = "tag"  # the first word of what the log says was done here
NOTHING = "nothing was changed"


class Done(NamedTuple):
    """What an act did, in words, and which claim and attribution are in hand after it.

    ``then`` is called once it is committed: what the desk itself remembers must not run ahead of that.
    """

    said: str
    claim: ClaimKey | None = None
    voice: int | None = None
    others: tuple[int, ...] = ()  # the keys of further claims that it changed
    then: Callable[[], object] = lambda: None


class Met(Exception):
    """An act met somebody else's work: nothing was changed. ``card`` is the claim as it is now."""

    def __init__(self, clash: Clash, card: ClaimCard | None = None) -> None:
        super().__init__(str(clash))
        self.clash = clash
        self.card = card


class Moved(FactbaseError):
    """The article is not what it was when it was looked at."""


Work = Callable[[Operation], Done]


class Hand(Finding):
    """Does one act after the other, and remembers the last, so that it can be done again."""

    _last: Callable[[], Outcome] | None = None

    def again(self) -> Outcome:
        """Do the last act that was not saved once more: after a clash that keeps ours."""
        if self._last is None:
            return Refused("There is no act that waits to be saved.")
        return self._last()

    def _commit(self, command: str, work: Work, *, reason: str | None = None) -> Outcome:
        """Do ``work`` in a transaction of its own, and say how it ended."""
        self._last = partial(self._commit, command, work, reason=reason)
        try:
            saved = again(partial(self._once, command, work, reason))
        except Met as met:
            if met.card is not None:
                self._seen[met.card.key.id] = met.card
            return met.clash
        except Moved as moved:
            self._last = None
            return Refused(f"{moved} {self._look_again()}")
        except FactbaseError as error:
            return Refused(str(error), again=_is_passing(error))
        self._last = None
        return saved

    def _look_again(self) -> str:
        try:
            return " ".join(self.view().news)
        except FactbaseError as error:
            return str(error)

    def _once(self, command: str, work: Work, reason: str | None) -> Saved:
        with writing(self.location) as connection:
            self._check_draft(connection)
            operation = Operation(connection, actor=self.actor, command=f"{COMMAND} {command}", reason=reason)
            done = work(operation)
            cards = self._changed_cards(connection, done)
            here = self._here and hold_sentence(connection, self._here.key.id)
        if self._here is not None and here is not None:
            self._here = self._here._replace(key=here)
        for card in cards:
            self._seen[card.key.id] = card
        if done.claim is not None:
            self._take(done)
        done.then()
        return self._saved(operation, done, cards)

    def _check_draft(self, connection: Connection) -> None:
        """Raise Moved where the article was removed, or got another draft, since it was looked at."""
        newest = window.newest_draft(connection, self._article.id)
        if newest is None:
            raise Moved("Nothing was saved.")
        if newest[0] != self._revision.id:
            raise Moved("Nothing was saved: look where the sentence stands now.")

    def _changed_cards(self, connection: Connection, done: Done) -> list[ClaimCard]:
        """Return the claims that an act changed and that are seen, as they are now."""
        if done.claim is None:
            return []
        others = [key for key in done.others if key in self._seen and key != done.claim.id]
        return window.claim_cards(connection, [done.claim.id, *others])

    def _take(self, done: Done) -> None:
        """Have the claim in hand that the act was about."""
        assert done.claim is not None
        if self._claim != done.claim.id:
            self._claim, self._voice = done.claim.id, None
        voices = self._seen[self._claim].voices if self._claim in self._seen else ()
        self._voice = done.voice if done.voice in voices else self._voice
        if self._voice not in voices:
            self._voice = voices[-1] if voices else None

    def _saved(self, operation: Operation, done: Done, cards: list[ClaimCard]) -> Saved:
        remarks = []
        if operation.new_actor:
            remarks.append(f"New actor {operation.new_actor}: this name is now in the log.")
        if operation.behind:
            remarks.append(f"The clock is behind: the newest operation in the log is of {operation.behind}.")
        said = done.said if operation.changed else f"{done.said.rstrip('.')}: {NOTHING}."
        ref = None if done.claim is None else done.claim.ref
        return Saved(said, operation.id if operation.changed else None, ref, tuple(remarks))

    # On the chosen claim

    def _chosen(self) -> ClaimCard:
        card = self._seen.get(self._claim) if self._claim is not None else None
        if card is None:
            raise BadUsage("No claim is in hand: make a new one, or choose one by its number.")
        return card

    def _on_claim(
        self,
        command: str,
        yours: str,
        theirs: Callable[[ClaimLine], str],
        work: Callable[[Operation, ClaimKey], Done],
        *,
        reason: str | None = None,
    ) -> Outcome:
        """Do ``work`` on the chosen claim, unless somebody else changed that since it was seen."""

        def guarded(operation: Operation) -> Done:
            now = self._unchanged(operation.connection, self._chosen(), yours, theirs)
            rated = self._chosen().line["confidence"]
            done = work(operation, now)
            said = f"{now.ref}: {done.said}{_rated(operation.connection, now, rated)}."
            return done._replace(said=said, claim=now)

        return self._commit(command, guarded, reason=reason)

    def _unchanged(
        self, connection: Connection, seen: ClaimCard, yours: str, theirs: Callable[[ClaimLine], str]
    ) -> ClaimKey:
        """Return a claim as it is now, held until the commit. Raises Met, Conflict where it is gone."""
        ref = seen.key.ref
        now = hold_claim(connection, seen.key.id, ref)
        if now is None:
            raise Conflict(f"{ref} was removed meanwhile: look again.")
        if now.version != seen.key.version:
            [card] = window.claim_cards(connection, [now.id])
            news = difference(dict(seen.line), dict(card.line))
            if any(seen.line[part] != card.line[part] for part in _CHECKED):  # type: ignore[literal-required]
                by, at = window.last_changer(connection, now.id)
                raise Met(Clash(str(ref), theirs(card.line), yours, news, by, at), card)
        return now


# What of a claim's record somebody else may have changed so that we must look first; links and notes only add.
_CHECKED = ("statement", "confidence_override", "status", "anchors", "attributions", "labels")


def _rated(connection: Connection, claim: ClaimKey, before: Confidence) -> str:
    """Return what an act did to the confidence of a claim, as the end of a sentence."""
    after = window.confidence_of(connection, claim.id)
    return "" if after == before else f"; confidence {before} → {after}"


def _is_passing(error: FactbaseError) -> bool:
    """Return whether an error may be over in a while: a lock that somebody holds, a disk that is full."""
    cause = error.__cause__
    busy = (
        isinstance(error, Conflict)
        and isinstance(cause, DBAPIError)
        and not isinstance(cause, IntegrityError)
    )
    return busy or isinstance(error, DatabaseUnusable)
