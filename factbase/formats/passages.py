"""The text of an article with the passages of its claims, paragraph by paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factbase.queries.dossiers import Card, Dossier
from factbase.text.canonical import Span, paragraphs
from factbase.text.marking import Piece, pieces
from factbase.vocabulary import Confidence, Role

_WEAKNESS = {word: number for number, word in enumerate(Confidence)}


class Mark(NamedTuple):
    """A line under a text: the weakest confidence of the claims of a passage, and the height at which it is drawn."""

    confidence: Confidence
    lane: int


class Stretch(NamedTuple):
    """Words, the lines under them, and the claims whose passage ends with them."""

    words: str
    marks: tuple[Mark, ...]
    ends: tuple[Card, ...]


class Paragraph(NamedTuple):
    """A paragraph, numbered from 1; a heading is one in which every sentence is."""

    number: int
    is_heading: bool
    stretches: tuple[Stretch, ...]


class Group(NamedTuple):
    """The claims of one passage."""

    span: Span
    cards: tuple[Card, ...]
    confidence: Confidence


def groups(cards: Sequence[Card]) -> list[Group]:
    """Return the live claims that have a place by their passages: by start, the longer first."""
    by_span: dict[Span, list[Card]] = defaultdict(list)
    for card in cards:
        if card.span is not None and not card.is_cut:
            by_span[card.span].append(card)
    return [
        Group(
            span,
            tuple(by_span[span]),
            max((card.confidence for card in by_span[span]), key=_WEAKNESS.__getitem__),
        )
        for span in sorted(by_span, key=lambda span: (span.start, -span.end))
    ]


def marked_paragraphs(dossier: Dossier) -> Iterator[Paragraph]:
    """Yield the paragraphs of an article whose text is there."""
    text = dossier.text or ""
    marked = groups(dossier.cards)
    spans = paragraphs(text)
    titles = headings(dossier)
    for number, found in enumerate(pieces([group.span for group in marked], spans), start=1):
        stretches = tuple(_stretch(text, piece, marked) for piece in found)
        yield Paragraph(number, number in titles, stretches)


def _stretch(text: str, piece: Piece, marked: Sequence[Group]) -> Stretch:
    return Stretch(
        text[piece.start : piece.end],
        tuple(Mark(marked[number].confidence, lane) for lane, number in piece.on),
        tuple(card for number in piece.ends for card in marked[number].cards),
    )


def headings(dossier: Dossier) -> set[int]:
    """Return the numbers of the paragraphs in which every sentence is a heading."""
    roles: dict[int, set[Role | None]] = defaultdict(set)
    for sentence in dossier.sentences:
        roles[sentence.place.paragraph].add(sentence.role)
    return {paragraph for paragraph, found in roles.items() if found == {Role.HEADING}}
