"""The links and notes of an import."""

from __future__ import annotations

from sqlalchemy import select

from factbase.changes import marks as changes
from factbase.changes.bulk import BulkWriter
from factbase.changes.claims import touch
from factbase.errors import Conflict, FactbaseError
from factbase.formats.bundle.articles import ArticleAtHand, Articles
from factbase.formats.bundle.claims import Claims
from factbase.formats.bundle.reporting import Fault
from factbase.formats.reports import ADDED, SAME, Outcome, compared
from factbase.lookup import claim, sentence
from factbase.records import LinkLine, NoteLine, dump, note_line
from factbase.references import ClaimRef, claim_ref, target
from factbase.tables import claim_link, note
from factbase.vocabulary import LinkKind, Thing


class Marks:
    """Takes link and note lines; they belong to the article at hand, though a link may lead to another."""

    def __init__(self, writer: BulkWriter, articles: Articles, claims: Claims, *, update: bool) -> None:
        self._writer = writer
        self._articles = articles
        self._claims = claims
        self._update = update

    def take_link(self, line: LinkLine, canonical: str, _number: int) -> Outcome:
        """Take a link's line in. Raises Fault for one that leads nowhere, or to itself."""
        first, article_id = self._claim("claim", line["claim"])
        second, _article_id = self._claim("other", line["other"])
        of = self._articles.at_hand_any()
        if first == second:
            raise Fault("other", "is the claim itself")
        kind = LinkKind(line["kind"])
        self._writer.flush()
        try:
            refs = (line["claim"], line["other"])
            if changes.is_linked(self._writer.connection, first, second, kind, refs=refs):
                return SAME
        except Conflict as error:
            raise Fault("kind", str(error)) from None
        self._writer.rows(claim_link).append((first, second, kind.value))
        self._writer.log(Thing.LINK, first, article_id, canonical, claim_id=first)
        for key in (first, second):
            touch(self._writer.operation, key)
        if kind == LinkKind.REPEATS:
            of.to_derive.add(first)
        return ADDED

    def _claim(self, field: str, ref: str) -> tuple[int, int]:
        """Return the keys of a claim and of its article."""
        try:
            asked = claim_ref(ref)
            of = self._articles.at_hand_any()
            if asked.slug == of.key.slug and asked.number in of.numbers:
                return of.numbers[asked.number], of.key.id
            self._writer.flush()
            found = claim(self._writer.connection, asked)
        except FactbaseError as error:
            raise Fault(field, str(error)) from None
        return found.id, found.article_id

    def take_note(self, line: NoteLine, canonical: str, _number: int) -> Outcome:
        """Take a note's line in. Raises Fault for one on nothing."""
        of = self._articles.at_hand_any()
        claim_id, sentence_id, number = self._target(of, line)
        if "revision" not in line or line["revision"] != number:
            line = _of_revision(line, number)
            canonical = dump(line)
        there = self._there(of, line, claim_id, sentence_id)
        if there is None:
            note_id = self._writer.key(note)
            values = (line["number"], line["actor"], line["at"], line["text"])
            self._writer.rows(note).append((note_id, claim_id, sentence_id, *values))
            self._writer.log(Thing.NOTE, note_id, of.key.id, canonical, claim_id=claim_id)
            if claim_id is not None:
                self._articles.to_index.add(claim_id)
                of.noted.add((claim_id, line["number"]))
            return ADDED
        outcome = compared(
            f"note {line['number']} on {line['on']}",
            note_line(self._writer.connection, there),
            line,
            update=self._update,
        )
        if outcome.word == "changed":
            changes.replace_note(self._writer.operation, there, line, article_id=of.key.id, claim_id=claim_id)
        return outcome

    def _there(
        self, of: ArticleAtHand, line: NoteLine, claim_id: int | None, sentence_id: int | None
    ) -> int | None:
        """Return the key of a note that is here already; on a claim of a new article none is looked for."""
        is_own = of.is_new and line["on"].startswith(f"{of.key.slug}/")
        if is_own and claim_id is not None and (claim_id, line["number"]) not in of.noted:
            return None
        self._writer.flush()
        at = note.c.sentence_id == sentence_id if claim_id is None else note.c.claim_id == claim_id
        return self._writer.connection.scalar(select(note.c.id).where(at, note.c.number == line["number"]))

    def _target(self, of: ArticleAtHand, line: NoteLine) -> tuple[int | None, int | None, int | None]:
        """Return the keys of what a note stands on, one of them None, and the number of a sentence's revision."""
        on, number = line["on"], line.get("revision")
        try:
            asked = target(on)
            if isinstance(asked, ClaimRef):
                if number is not None:
                    raise Fault(
                        "revision", f"{on} is a claim, which stands in every revision: it must be null"
                    )
                return self._claim("on", on)[0], None, None
            slug, place = asked
            self._articles.at_hand(slug, "on")
            number = number or of.newest or len(of.revisions)
            if number not in of.revisions:
                raise Fault("revision", f"revision {number} is not here")
            key = of.revisions[number].key
            self._writer.flush()
            return None, sentence(self._writer.connection, of.key, place, revision_id=key).id, number
        except FactbaseError as error:
            raise Fault("on", str(error)) from None


def _of_revision(line: NoteLine, number: int | None) -> NoteLine:
    """Return a note's line that says whose revision its sentence is."""
    return NoteLine(
        type="note",
        on=line["on"],
        revision=number,
        number=line["number"],
        actor=line["actor"],
        at=line["at"],
        text=line["text"],
    )
