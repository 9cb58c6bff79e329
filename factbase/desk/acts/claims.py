"""Acts on claims: a new one, a copy, their words, rating, place, marks and status."""

from __future__ import annotations

from dataclasses import replace

from factbase import lookup
from factbase.changes import claims, marks
from factbase.changes.claims import Passage, add_claim
from factbase.changes.operation import Operation
from factbase.changes.placing import same_claim
from factbase.changes.voices import Voice, add_voice, voices_behind
from factbase.desk.acts.hand import Done, Hand
from factbase.desk.acts.outcomes import Outcome
from factbase.errors import BadUsage, InvalidInput
from factbase.lookup import ClaimKey
from factbase.queries.window import ClaimCard
from factbase.records import ClaimLine
from factbase.references import claim_ref
from factbase.text.anchors import sha256
from factbase.vocabulary import Confidence, LinkKind, Mode, Status


class OnClaims(Hand):
    """What can be done with a claim; but for a new one it is the chosen one."""

    def add(self, statement: str) -> Outcome:
        """Make a new claim where the mark is; a quotation that goes on here keeps its speaker.

        A claim that says the same of the same words is taken in hand instead: what was done is not done twice.
        """

        def work(operation: Operation) -> Done:
            passage = self._passage()
            if twin := self._twin(operation, statement, passage):
                return Done(f"{twin.ref}: says so already", twin)
            claim = add_claim(operation, self._article, statement, passage)
            keeper = self._speaker(operation)
            if keeper is not None:
                add_voice(operation, claim, keeper)
            kept = f"; {keeper.source.name} goes on speaking" if keeper else ""
            return Done(f"{claim.ref}: added{kept}.", claim, then=self._unmark)

        return self._commit("add", work)

    def copy(self, statement: str) -> Outcome:
        """Make a new claim with other words, where the chosen one stands and with all who stand behind that."""

        def work(operation: Operation) -> Done:
            card = self._chosen()
            passage = _passage_of(card, self._revision.number, self._revision.id)
            if twin := self._twin(operation, statement, passage):
                return Done(f"{twin.ref}: says so already", twin)
            voices = voices_behind(operation.connection, card.key.id)
            claim = add_claim(operation, self._article, statement, passage)
            for voice in voices.values():
                add_voice(operation, claim, voice)
            behind = f" with {len(voices)} source{'' if len(voices) == 1 else 's'}" if voices else ""
            return Done(f"{claim.ref}: copied from {card.key.ref}{behind}.", claim)

        return self._commit("copy", work)

    def _twin(self, operation: Operation, statement: str, passage: Passage | None) -> ClaimKey | None:
        """Return the claim that says the same of the same words, None where there is none."""
        if passage is None:
            return None
        twin = same_claim(operation.connection, self._article, statement, passage)
        return None if twin is None else lookup.claim(operation.connection, twin)

    def _speaker(self, operation: Operation) -> Voice | None:
        before, here, _after = self._around_here(operation.connection)
        found = self._keeper(operation.connection, before, here)
        if found is None:
            return None
        return replace(found, mode=Mode.DIRECT, cue=None, quote=None, note=None)

    def _unmark(self) -> None:
        self._mark = None

    def _passage(self) -> Passage:
        """Return the mark as a passage; works for whole sentences without the text."""
        mark, here = self.mark, self._here
        if mark is None or here is None:
            raise BadUsage(f"{self.slug} has no sentences, so no claim can stand in one.")
        if self._mark is None or self.text is None:
            return Passage(self._revision.id, here.key.start, here.key.end, here.key.sha256)
        return Passage(self._revision.id, *mark, sha256(self.text[mark.start : mark.end]))

    def state(self, statement: str) -> Outcome:
        """Give the claim other words."""
        return self._on_claim(
            "statement",
            f"“{statement.strip()}”",
            lambda line: f"“{line['statement']}”",
            lambda operation, claim: _stated(operation, claim, statement),
        )

    def rate(self, word: Confidence | None, because: str | None = None) -> Outcome:
        """Put a person's word in place of the default confidence, with the reason; None takes it back."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            claims.rate(operation, claim, word, because)
            return Done("rated by default" if word is None else f"rated {word} by a person")

        return self._on_claim("rate", str(word or "default"), _rating, work)

    def place_claim(self) -> Outcome:
        """Have the claim stand where the mark is: one that is lost, or that stands elsewhere."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            passage = self._passage()
            claims.anchor_claim(operation, claim, passage)
            return Done(f"stands at {self.place}", then=self._unmark)

        return self._on_claim("anchor", f"{self.place}", _standing, work)

    def label(self, word: str) -> Outcome:
        """Put a free word on the claim."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            marks.label(operation, claim, word)
            return Done(f"label “{word.strip()}” added")

        return self._on_claim("label", word.strip(), _labels, work)

    def unlabel(self, word: str) -> Outcome:
        """Take a label off the claim."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            marks.unlabel(operation, claim, word)
            return Done(f"label “{word.strip()}” removed")

        return self._on_claim("label", f"without {word.strip()}", _labels, work)

    def note(self, text: str) -> Outcome:
        """Write a note on the claim."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            return Done(f"note {marks.add_note(operation, claim, text)} added")

        return self._on_claim("note", text, _statement, work)

    def link(self, other: str, kind: LinkKind) -> Outcome:
        """Say how the claim relates to another one: ``12`` in this article, or ``mek-albania/12``."""

        def work(operation: Operation) -> Done:
            claim, second = self._pair(operation, other, f"{kind} {other}")
            marks.link(operation, claim, second, kind)
            return Done(f"{claim.ref} {kind} {second.ref}: linked.", claim, others=(second.id,))

        return self._commit("link", work)

    def unlink(self, other: str, kind: LinkKind | None = None) -> Outcome:
        """Take the links between the claim and another one away, one kind or all."""

        def work(operation: Operation) -> Done:
            claim, second = self._pair(operation, other, f"no link to {other}")
            marks.unlink(operation, claim, second, kind)
            return Done(f"{claim.ref}, {second.ref}: no longer linked.", claim, others=(second.id,))

        return self._commit("link", work)

    def _pair(self, operation: Operation, other: str, yours: str) -> tuple[ClaimKey, ClaimKey]:
        number = other.strip().removeprefix("#")
        ref = claim_ref(f"{self.slug}/{number}" if number.isdecimal() else other)
        second = lookup.claim(operation.connection, ref)
        return self._unchanged(operation.connection, self._chosen(), yours, _statement), second

    def status(self, word: Status) -> Outcome:
        """Say where the work on the claim is; cutting has its own act."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            claims.set_status(operation, claim, word)
            return Done(f"status {claim.status} → {word}" if claim.status != word else f"status {word}")

        return self._on_claim("status", str(word), _status, work)

    def cut(self, because: str) -> Outcome:
        """Take the claim out of the lists, with the reason for the log; its number is never given again."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            if not because.strip():
                raise InvalidInput("Cutting needs its reason: say why.")
            claims.cut(operation, claim)
            return Done(f"status {claim.status} → {Status.CUT}")

        return self._on_claim("cut", str(Status.CUT), _status, work, reason=because.strip() or None)

    def restore(self) -> Outcome:
        """Bring the claim back that was cut; it is open then."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            claims.restore(operation, claim)
            return Done(f"status {Status.CUT} → {Status.OPEN}")

        return self._on_claim("restore", str(Status.OPEN), _status, work)


def _stated(operation: Operation, claim: ClaimKey, statement: str) -> Done:
    claims.edit_statement(operation, claim, statement)
    return Done(f"“{claim.statement}” → “{statement.strip()}”")


def _passage_of(card: ClaimCard, number: int, revision_id: int) -> Passage | None:
    """Return where a claim stands in the newest revision, None where it has no place there."""
    for each in card.line["anchors"]:
        if each["revision"] == number and each["start"] is not None and each["end"] and each["sha256"]:
            return Passage(revision_id, each["start"], each["end"], each["sha256"])
    return None


def _statement(line: ClaimLine) -> str:
    return f"“{line['statement']}”"


def _rating(line: ClaimLine) -> str:
    override = line["confidence_override"]
    return (
        f"{line['confidence']}, by default"
        if override is None
        else f"{override['word']}, “{override['reason']}”"
    )


def _standing(line: ClaimLine) -> str:
    return "lost" if line["start"] is None else f"{line['paragraph']}/{line['sentence']}"


def _labels(line: ClaimLine) -> str:
    return ", ".join(line["labels"]) or "no label"


def _status(line: ClaimLine) -> str:
    return str(line["status"])
