"""Where a reviewer's comment belongs: on the claim that it stands on, else on the sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from factbase.formats.docx.wording import APART
from factbase.formats.html.safety import named
from factbase.references import ClaimRef, Place
from factbase.text.anchors import sha256
from factbase.text.canonical import Span
from factbase.text.carrying import Draft, Passage, carry
from factbase.text.sentences import split

_BETWEEN = "\n\n"


class Claims:
    """The claims of a copy, by where our comments on them stand."""

    def __init__(self, spans: Sequence[tuple[Span, ClaimRef]]) -> None:
        self._marked = sorted(spans)
        self._starts = [span.start for span, _ref in self._marked]
        self._furthest = list(accumulate((span.end for span, _ref in self._marked), max))
        self._at: dict[Span, set[ClaimRef]] = defaultdict(set)
        for span, ref in spans:
            self._at[span].add(ref)

    def on(self, span: Span) -> ClaimRef | None:
        """Return the one claim that stands at ``span``, else the one that shares a letter with it or touches a point.

        None where that is none or more than one.
        """
        found = self._at.get(span, set()) or self._sharing(span)
        return next(iter(found)) if len(found) == 1 else None

    def _sharing(self, span: Span) -> set[ClaimRef]:
        point = span.start == span.end
        at = (bisect_right if point else bisect_left)(self._starts, span.end)
        found: set[ClaimRef] = set()
        while at and len(found) < 2 and self._furthest[at - 1] >= span.start + (not point):
            at -= 1
            marked, ref = self._marked[at]
            if marked.end >= span.start + (not point):
                found.add(ref)
        return found


@dataclass(frozen=True)
class Missed:
    """Why words of a copy are in no sentence of the newest draft."""

    why: str


def sentences_of(
    copied: str, newest: Draft, language: str | None, spans: Sequence[Span]
) -> list[Place | Missed]:
    """Return the sentence of the ``newest`` draft in which each stretch of a copy's text begins.

    What was edited in the copy without being tracked, and what became of the article since, are carried alike.
    """
    body = without_list(copied, newest.text)
    trimmed = [_trimmed(body, span) for span in spans]
    if newest.text is not None and body == shown(newest.text):
        offsets = _offsets(newest.text, body)
        return [
            _OUTSIDE if span.start > len(body) else _sentence(newest, bisect_right(offsets, span.start) - 1)
            for span in trimmed
        ]
    return _carried(body, newest, language, trimmed)


def _carried(body: str, newest: Draft, language: str | None, spans: Sequence[Span]) -> list[Place | Missed]:
    """Return the sentence of another text in which the same words stand, for each stretch of ``body``."""
    draft = Draft.of(body, split(body, language))
    starts = [each.start for each in draft.sentences]
    passages: list[Passage | None] = []
    for span in spans:
        if span.start == span.end and span.start <= len(body) and starts:
            each = draft.sentences[max(0, bisect_right(starts, span.start) - 1)]
            span = Span(each.start, each.end)
        inside = span.start < span.end <= len(body)
        words = body[span.start : span.end]
        passages.append(Passage(span.start, span.end, sha256(words)) if inside else None)
    placed = iter(carry(draft, newest, [each for each in passages if each is not None]).placements)
    found: list[Place | Missed] = []
    for passage in passages:
        placement = None if passage is None else next(placed)
        if placement is None:
            found.append(_OUTSIDE)
        elif placement.start is None:
            found.append(Missed(f"its words are not in the newest draft ({placement.reason})"))
        else:
            found.append(_sentence(newest, placement.start))
    return found


_OUTSIDE = Missed("it stands on no words of the article")


def without_list(copied: str, text: str | None) -> str:
    """Return a copy's text without the list of claims that are not marked in it; ``text`` may be the article's."""
    whole = None if text is None else shown(text)
    if whole is not None and copied.startswith(f"{whole}{_BETWEEN}{APART}{_BETWEEN}"):
        return whole
    paragraphs = copied.split(_BETWEEN)
    if copied == whole or APART not in paragraphs:
        return copied
    last = len(paragraphs) - 1 - paragraphs[::-1].index(APART)
    return _BETWEEN.join(paragraphs[:last])


def shown(text: str) -> str:
    """Return a canonical text as a copy shows it."""
    return _BETWEEN.join(map(named, text.split(_BETWEEN)))


def _offsets(text: str, seen: str) -> Sequence[int]:
    """Return for each letter of a text where it begins in the text as it is shown."""
    if text == seen:
        return range(len(text))
    lengths = (1 if letter == "\n" else len(named(letter)) for letter in text)
    return list(accumulate(lengths, initial=0))


def _trimmed(text: str, span: Span) -> Span:
    """Return a stretch without blanks at its edges."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, min(span.end, start + len(words.strip())))) if words.strip() else span


def _sentence(draft: Draft, at: int) -> Place:
    starts = [each.start for each in draft.sentences]
    found = draft.sentences[max(0, bisect_right(starts, at) - 1)]
    return Place(found.paragraph, found.position)


def spans_of(spans: Mapping[str, Span], ours: Mapping[str, ClaimRef]) -> list[tuple[Span, ClaimRef]]:
    """Return where our comments stand that are in the text."""
    return [(spans[key], ref) for key, ref in ours.items() if key in spans]
