"""Writes the document: the text paragraph by paragraph, each claim's comment around its passage."""

from __future__ import annotations

import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from factbase.errors import BadUsage, InvalidInput
from factbase.formats.docx.marks import AUTHOR, about, signed
from factbase.formats.docx.wording import APART, lines_of, why_apart
from factbase.formats.exchange import Selection, Written
from factbase.formats.html.safety import language_tag, named
from factbase.formats.passages import headings
from factbase.text.canonical import Span, paragraphs

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.run import Run
    from sqlalchemy import Connection

    from factbase.queries.dossiers import Card, Dossier

_SMALL = 8  # points
_MADE = (1980, 1, 1, 0, 0, 0)  # the same data gives the same bytes: the parts of the zip have this time too


def write_copy(connection: Connection, out: BinaryIO, selection: Selection) -> Written:
    """Write the checking copy of the one article that is selected.

    Raises BadUsage where it is not one, InvalidInput without its text and where python-docx is not installed.
    """
    from factbase import lookup
    from factbase.queries.dossiers import dossier

    if len(set(selection.slugs)) != 1:
        raise BadUsage("A checking copy is of one article: name it, and no other.")
    [(_key, slug, numbers)] = selection.articles(connection)
    key = lookup.article(connection, slug)
    made = dossier(connection, key, revision=selection.revision, numbers=numbers)
    if made.text is None:
        raise InvalidInput(
            f"The text of {slug} is not in this database, and comments stand on a text: "
            "`factbase article attach` brings it in."
        )
    document = _new(made)
    apart = _Writing(document, made).write()
    out.write(_packed(document))
    said = () if not apart else (f"At the end, not marked in the text: {', '.join(apart)}.",)
    return Written(len(made.cards), said)


def _new(dossier: Dossier) -> Document:
    """Return an empty document that says of which text it is a copy."""
    try:
        import docx
        from docx.shared import Pt
    except ImportError:
        raise InvalidInput(
            "A checking copy is written with an extra: pip install 'factbase[documents]'."
        ) from None
    document = docx.Document()
    said = about(dossier.slug, dossier.revision, dossier.sha256)
    core = document.core_properties
    core.title, core.author, core.comments = named(dossier.title)[:255], AUTHOR, said
    header = document.sections[0].header.paragraphs[0].add_run(said)
    header.font.size = Pt(_SMALL)
    tag = language_tag(dossier.language)
    if tag:
        from docx.oxml.ns import qn

        for language in document.styles.element.xpath("//w:lang"):
            language.set(qn("w:val"), tag)
    return document


class _Writing:
    """One document in the making."""

    def __init__(self, document: Document, dossier: Dossier) -> None:
        from docx.parts.comments import CommentsPart

        self._document = document
        # Each comment is made apart, where it is the only one: the library reads all ids there are for the next one.
        self._apart = CommentsPart.default(document.part.package).comments
        self._comments = 0
        self._dossier = dossier
        self._marked = [card for card in dossier.cards if why_apart(card, dossier.revision) is None]
        self._starts: dict[int, Run] = {}  # where each run begins and ends in the text
        self._ends: dict[int, Run] = {}

    def write(self) -> list[str]:
        """Write all; return what the claims are called that are not marked in the text, and why."""
        text, titles = self._dossier.text or "", headings(self._dossier)
        cuts = sorted({at for card in self._marked for at in card.span or ()})
        for number, span in enumerate(paragraphs(text), start=1):
            paragraph = self._document.add_paragraph(style=_style(number, titles))
            for start, end in _pieces(span, cuts):
                self._starts[start] = self._ends[end] = paragraph.add_run(named(text[start:end]))
        starts, ends = sorted(self._starts), sorted(self._ends)
        apart = [card for card in self._dossier.cards if not self._mark(card, starts, ends)]
        return self._list(apart)

    def _mark(self, card: Card, starts: Sequence[int], ends: Sequence[int]) -> bool:
        """Put a claim's comment around its passage; return whether it has one in the text."""
        if card.span is None or why_apart(card, self._dossier.revision) is not None:
            return False
        first, last = bisect_left(starts, card.span.start), bisect_right(ends, card.span.end) - 1
        if first > last:  # nothing but the end of a paragraph
            return False
        self._comment(card, self._starts[starts[first]], self._ends[ends[last]])
        return True

    def _list(self, apart: Sequence[Card]) -> list[str]:
        if apart:
            self._document.add_paragraph(APART, style="Heading 2").paragraph_format.page_break_before = True
        told = []
        for card in apart:
            why = why_apart(card, self._dossier.revision) or "it has no passage"
            words = named(f"{card.ref} ({why}): {card.line['statement']}")
            run = self._document.add_paragraph(style="List Bullet").add_run(words)
            self._comment(card, run, run)
            told.append(f"{card.ref} ({why})")
        return told

    def _comment(self, card: Card, first: Run, last: Run) -> None:
        lines = [named(line) for line in lines_of(card)]
        comment = self._apart.add_comment(author=AUTHOR, initials="fb")
        comment._comment_elm.date = None  # the same data gives the same bytes
        comment._comment_elm.id = self._comments
        head, *others = lines
        comment.paragraphs[0].add_run(head).bold = True
        for line in others:
            comment.add_paragraph(line)
        comment.add_paragraph().add_run(signed(card.ref, lines)).italic = True
        self._document.comments._comments_elm.append(comment._comment_elm)
        first.mark_comment_range(last, self._comments)
        self._comments += 1


def _style(number: int, titles: set[int]) -> str:
    if number not in titles:
        return "Normal"
    return "Heading 1" if number == 1 else "Heading 2"


def _pieces(span: Span, cuts: Sequence[int]) -> Iterator[Span]:
    """Yield the pieces of a paragraph, cut where passages begin and end."""
    inside = cuts[bisect_right(cuts, span.start) : bisect_left(cuts, span.end)]
    start = span.start
    for cut in (*inside, span.end):
        yield Span(start, cut)
        start = cut


def _packed(document: Document) -> bytes:
    """Return the bytes of a document, its parts without the time at which they were written."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = zipfile.ZipInfo(info.filename, _MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(info))
    return packed.getvalue()
