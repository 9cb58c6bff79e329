"""Writes claims as annotations, one a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TextIO

from sqlalchemy import Connection, select

from factbase.formats.exchange import Exporter, Selection, Written
from factbase.formats.foreign.wording import address
from factbase.formats.webannotation.model import (
    ATTRIBUTION,
    CONFIDENCE,
    CONTEXT,
    annotation_id,
    name_of_text,
)
from factbase.lookup import sources_named
from factbase.records import AttributionLine, ClaimLine, ClaimReader, note_lines
from factbase.records.lines import dump_any
from factbase.tables import article, revision
from factbase.text.canonical import Span
from factbase.text.selectors import quote_at
from factbase.vocabulary import SourceKind, Status


class Target(NamedTuple):
    """The text that a claim is of, and its place there: the text's hash, itself if it is here, the article's url."""

    sha256: str
    text: str | None
    place: Span | None
    url: str | None


def annotation(
    line: ClaimLine,
    target: Target,
    notes: Sequence[str] = (),
    via_kinds: Mapping[str, SourceKind] | None = None,
) -> dict[str, Any]:
    """Return a claim as an annotation; offsets are code points into the canonical text."""
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": annotation_id(line["ref"]),
        "type": "Annotation",
        "motivation": "assessing",
        "body": [_body(purpose, value) for purpose, value in _bodies(line, notes)],
        "target": _target(target),
        "fb:ref": line["ref"],
    }
    if line["status"] != Status.OPEN:
        made["fb:status"] = line["status"]
    if (override := line["confidence_override"]) is not None:
        made["fb:override"] = {"fb:word": override["word"], "fb:reason": override["reason"]}
    if line["attributions"]:
        made["fb:attribution"] = [_attribution(each, via_kinds or {}) for each in line["attributions"]]
    return made


def _bodies(line: ClaimLine, notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "describing", line["statement"]
    yield "classifying", f"{CONFIDENCE}{line['confidence']}"
    yield from (("tagging", word) for word in line["labels"])
    yield from (("commenting", text) for text in notes)


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _target(of: Target) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "SpecificResource", "source": name_of_text(of.sha256)}
    if (url := address(of.url)) is not None:
        made["scope"] = url
    if of.place is not None:
        start, end = of.place
        made["selector"] = [{"type": "TextPositionSelector", "start": start, "end": end}]
        if of.text is not None:
            made["selector"].append({"type": "TextQuoteSelector", **quote_at(of.text, of.place)._asdict()})
    return made


def _attribution(line: AttributionLine, via_kinds: Mapping[str, SourceKind]) -> dict[str, Any]:
    values: dict[str, Any] = {**line, "via_kind": via_kinds.get(line["via"] or "")}
    return {
        name: values[key]
        for key, name in ATTRIBUTION.items()
        if values[key] is not None and values[key] is not False
    }


def write_annotations(connection: Connection, out: TextIO, selection: Selection) -> Written:
    """Write an annotation a line for each claim that is selected, by article and number."""
    reader = ClaimReader(connection, up_to=selection.revision)
    count = 0
    for article_id, _slug, chosen in selection.articles(connection):
        of = _Article(connection, article_id, selection.revision)
        for line in reader.of_article(article_id, chosen):
            out.write(f"{dump_any(of.annotation(line))}\n")
            count += 1
    return Written(count)


class _Article:
    """What the annotations of an article need besides its claims: its texts, notes, and who is heard through whom."""

    def __init__(self, connection: Connection, article_id: int, up_to: int | None) -> None:
        self._connection = connection
        self._id = article_id
        self._url = connection.scalar(select(article.c.url).where(article.c.id == article_id))
        columns = revision.c
        query = select(columns.number, columns.sha256).where(columns.article_id == article_id)
        self._hashes = {
            number: sha256
            for number, sha256 in connection.execute(query.order_by(columns.number))
            if up_to is None or number <= up_to
        }
        self._text: tuple[int, str | None] = (0, None)  # of the revision at hand
        self._notes: dict[str, list[str]] = defaultdict(list)
        for note in note_lines(connection, article_id):
            self._notes[note["on"]].append(note["text"])
        self._kinds: dict[str, SourceKind] = {}

    def annotation(self, line: ClaimLine) -> dict[str, Any]:
        """Return a claim of the article as an annotation of the newest text in which it stands."""
        placed = [each for each in line["anchors"] if each["start"] is not None and each["end"] is not None]
        number, place = max(self._hashes), None
        if placed:
            number = placed[-1]["revision"]
            place = Span(placed[-1]["start"] or 0, placed[-1]["end"] or 0)
        target = Target(self._hashes[number], self._text_of(number) if place else None, place, self._url)
        kinds = {name: self._kind(name) for each in line["attributions"] if (name := each["via"]) is not None}
        return annotation(line, target, self._notes.get(line["ref"], ()), kinds)

    def _text_of(self, number: int) -> str | None:
        if self._text[0] != number:
            columns = revision.c
            query = select(columns.text).where(columns.article_id == self._id, columns.number == number)
            self._text = (number, self._connection.scalar(query))
        return self._text[1]

    def _kind(self, name: str) -> SourceKind:
        if name not in self._kinds:
            found = sources_named(self._connection, name, article_id=self._id)
            self._kinds[name] = next(each.kind for each in found if str(each.name) == name)
        return self._kinds[name]


EXPORT = Exporter(
    write_annotations,
    help="""Write W3C Web Annotations, one a line: JSON Lines.

    Each claim is an annotation of the article's text, which is named by its
    hash. Its place is given twice, as offsets in code points and as the words
    with what stands before and after them; without the text, by offsets alone.
    The statement, labels and notes are bodies. Who stands behind the claim, its
    status and a person's rating are under a prefix of our own, fb:.""",
    cannot=(
        "the text itself, sentences and what they are, links between claims, who wrote a note and when, "
        "places in earlier drafts, aliases, and whom a source speaks for"
    ),
    examples=(
        "factbase export webannotation mek-albania -o mek-albania.jsonl",
        "factbase export webannotation --problem anonymous-only",
    ),
)
