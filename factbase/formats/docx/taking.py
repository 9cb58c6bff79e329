"""Takes a checking copy in that came back: what people commented on it are notes here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple

from sqlalchemy import select

from factbase import lookup
from factbase.changes.carrying import read_earlier
from factbase.changes.marks import NoteTarget, add_note
from factbase.changes.operation import Operation
from factbase.errors import InvalidInput, NotFound
from factbase.formats.docx.marks import AUTHOR, added
from factbase.formats.docx.places import Claims, Missed, sentences_of, shown, spans_of, without_list
from factbase.formats.docx.reading import Comment, Copy, read_copy
from factbase.formats.reports import ADDED, SAME, Refusal, Report
from factbase.lookup import RevisionKey
from factbase.records import note_lines
from factbase.references import ClaimRef, Place
from factbase.tables import article
from factbase.text.canonical import Span
from factbase.text.files import LARGEST
from factbase.text.folding import is_blank, unstorable

_UNSIGNED = "unsigned"  # who wrote what nobody signed
_NOWHERE = Missed("it stands nowhere in the text")
_SHOWN = 40  # characters of a comment that is refused


class _Words(NamedTuple):
    """What a person wrote on a copy; ``on`` is its claim, None where it may be on a sentence."""

    comment: Comment
    key: str
    actor: str
    at: str | None
    text: str
    on: ClaimRef | None


def take_in(
    operation: Operation,
    file: BinaryIO,
    name: str,
    *,
    skip: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> Report:
    """Take the comments in ``file`` in as notes; ``progress`` is told the number of each hundredth.

    Raises InvalidInput for a file that is no checking copy, or one of another database, and where a comment has no
    place, naming each, unless those are to be skipped; NotFound where the article is not here.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB: export a copy of fewer claims.")
    copy = read_copy(data, name)
    taking = _Taking(operation, copy, name)
    taking.take(progress)
    report = taking.report
    if report.refused and not skip:
        raise InvalidInput(
            f"{name} was refused for {len(report.refused)} of its {taking.count} comments, and nothing was changed: "
            "write them with `factbase note add`, and add --skip-refused to take the others in.",
            details=[f"{each.record}: {each.reason}" for each in report.refused],
        )
    return report


class _Taking:
    """One copy: what was written on it, where that belongs, and what of it is here already."""

    def __init__(self, operation: Operation, copy: Copy, name: str) -> None:
        self.report = Report()
        self.count = 0
        self._operation = operation
        self._connection = operation.connection
        self._copy = copy
        self._article = lookup.article(self._connection, copy.of.slug)
        self._exported = self._revision(name)
        self._newest = lookup.latest_revision(self._connection, self._article.id)
        self._here: Counter[tuple[str, str, str]] = Counter()  # on what, by whom, words
        self._older: set[tuple[str, str, str]] = (
            set()
        )  # by whom, when, words, on a sentence of an earlier draft
        for line in note_lines(self._connection, self._article.id):
            number = line.get("revision")
            if number is None or number == self._newest.number:
                self._here[line["on"], line["actor"], line["text"]] += 1
            else:
                self._older.add((line["actor"], line["at"], line["text"]))

    def _revision(self, name: str) -> RevisionKey:
        """Return the revision that is copied. Raises InvalidInput unless it is here with the text that it had."""
        of = self._copy.of
        try:
            found = lookup.revision(self._connection, self._article, of.revision)
        except NotFound:
            found = None
        if found is None or not found.sha256.startswith(of.digest):
            raise InvalidInput(
                f"{name} is a copy of revision {of.revision} of another {of.slug} than the one in this database: "
                "take it in where it was exported (--db)."
            )
        return found

    def take(self, progress: Callable[[int], None]) -> None:
        """Take all in that has a place."""
        waiting = list(self._written())
        self.count = len(waiting)
        places = self._places([each for each in waiting if each.on is None])
        for number, each in enumerate(waiting, start=1):
            if number % 100 == 0:
                progress(number)
            found = each.on or places[each.key]
            if isinstance(found, Missed):
                self._refuse(each, found.why)
            else:
                self._take(each, found)
        text = self._exported.text
        if self._copy.tracked or (text and without_list(self._copy.text, text) != shown(text)):
            self.report.remarks.append(
                "The text was edited on the copy, and that is not taken in: its comments alone are."
            )

    def _written(self) -> Iterator[_Words]:
        """Yield what people wrote, in the order of the file."""
        copy, texts = self._copy, {key: each.lines for key, each in self._copy.comments.items()}
        parts = {key: found for key, lines in texts.items() if (found := added(lines)) is not None}
        ours = {key: ref for key, (ref, _others) in parts.items() if ref.slug == self._article.slug}
        claims = Claims(spans_of(copy.spans, ours))
        for key, comment in copy.comments.items():
            text = "\n".join(parts[key][1] if key in ours else texts[key]).strip()
            if is_blank(text):
                if key not in ours:
                    self.report.remarks.append(f"Comment {comment.number} has no words: it was left out.")
                continue
            span = self._span(key)
            on = ours.get(copy.roots.get(key, key)) or (None if span is None else claims.on(span))
            actor = " ".join(comment.author.split())
            unsigned = is_blank(actor) or (key in ours and actor == AUTHOR)
            yield _Words(
                comment,
                key,
                _UNSIGNED if unsigned else actor,
                None if unsigned else _time(comment.at),
                text,
                on,
            )

    def _places(self, waiting: list[_Words]) -> dict[str, Place | Missed]:
        """Return where what stands on no one claim belongs."""
        found: dict[str, Place | Missed] = {each.key: _NOWHERE for each in waiting}
        spans = {each.key: span for each in waiting if (span := self._span(each.key)) is not None}
        if spans:
            newest = read_earlier(self._connection, self._newest.id).draft
            query = select(article.c.language).where(article.c.id == self._article.id)
            language = self._connection.scalar(query)
            places = sentences_of(self._copy.text, newest, language, list(spans.values()))
            found |= zip(spans, places, strict=True)
        return found

    def _span(self, key: str) -> Span | None:
        """Return where a comment stands, or for an answer the comment with which its thread begins."""
        return self._copy.spans.get(self._copy.roots.get(key, key), self._copy.spans.get(key))

    def _refuse(self, each: _Words, why: str) -> None:
        words = " ".join(each.text.split())
        words = words if len(words) <= _SHOWN else f"{words[:_SHOWN]} …"
        self.report.refused.append(Refusal(f"comment {each.comment.number} (“{words}”, {each.actor})", why))

    def _take(self, each: _Words, on: ClaimRef | Place) -> None:
        """Write a note, unless it is here."""
        fault = unstorable(each.text) or unstorable(each.actor)
        if fault:
            self._refuse(each, f"it {fault}")
            return
        called = str(on) if isinstance(on, ClaimRef) else f"{self._article.slug}:{on}"
        known = called, each.actor, each.text
        if self._here[known]:
            self._here[known] -= 1
            self.report.count("note", SAME)
        elif isinstance(on, Place) and each.at and (each.actor, each.at, each.text) in self._older:
            self.report.count("note", SAME)
        else:
            try:
                target = self._target(on)
            except NotFound as error:
                self._refuse(each, str(error))
                return
            add_note(self._operation, target, each.text, actor=each.actor, at=each.at)
            self.report.count("note", ADDED)

    def _target(self, on: ClaimRef | Place) -> NoteTarget:
        if isinstance(on, ClaimRef):
            return lookup.claim(self._connection, on)
        return (
            self._article,
            on,
            lookup.sentence(self._connection, self._article, on, revision_id=self._newest.id),
        )


def _time(given: str) -> str | None:
    """Return a time as the log keeps it, None for what is none."""
    try:
        at = datetime.fromisoformat(given)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
