"""Finds passages in a text, knows them again by their hash, and says which paragraphs differ."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from factbase.text.canonical import Span, paragraphs

_ALIKE = {"'": "'‘’‚‛′‹›", '"': '"“”„‟″«»', "-": "-‐‑‒–—―−"}
_SAME = str.maketrans({sign: one for one, signs in _ALIKE.items() for sign in signs})


class Difference(StrEnum):
    """How a paragraph differs from what was expected."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


class ParagraphDifference(NamedTuple):
    """A paragraph that differs: its number from 1, and its lengths in code points.

    The number is that of the expected text; of the given text for an extra one, which has no expected
    length. A missing one has no given length.
    """

    number: int
    kind: Difference
    expected: int | None
    given: int | None


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str, words: str, *, within: Span | None = None) -> list[Span]:
    """Return where ``words`` stand in ``text``, or in its stretch ``within``; overlapping places too.

    White space around the words does not count. If they stand nowhere as they are, kinds of quotes and
    dashes and lengths of white space count as the same, and if that finds nothing, capitals too. The spans
    are those of the text as it is.
    """
    words = words.strip()
    if not words:
        return []
    start, end = within or (0, len(text))
    if exact := list(_occurrences(text, words, start, end)):
        return [Span(at, at + len(words)) for at in exact]
    stretch, composed = text[start:end], unicodedata.normalize("NFC", words)
    for caseless in (False, True):
        likeness, places = _likeness(stretch, caseless=caseless)
        sought, _ = _likeness(composed, caseless=caseless)
        found = [(at, at + len(sought)) for at in _occurrences(likeness, sought, 0, len(likeness))]
        if spans := [
            Span(start + places[first], start + places[last - 1] + 1)
            for first, last in found
            if _is_whole(places, first) and _is_whole(places, last)
        ]:
            return spans
    return []


def _occurrences(text: str, words: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets at which ``words`` begin, overlapping ones too."""
    at = text.find(words, start, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def _likeness(text: str, *, caseless: bool) -> tuple[str, list[int]]:
    """Return the text with like signs made one, and for each of its characters the offset it comes from."""
    letters: list[str] = []
    places: list[int] = []
    after_blank = False
    for place, character in enumerate(text.translate(_SAME)):
        blank = character.isspace()
        if not (blank and after_blank):
            # ß becomes two letters; İ must become the one i that people type.
            like = " " if blank else character.casefold().replace("i̇", "i") if caseless else character
            letters.append(like)
            places.extend([place] * len(like))
        after_blank = blank
    return "".join(letters), places


def _is_whole(places: list[int], cut: int) -> bool:
    """Return whether a cut in a likeness goes between two characters of the text, not through one."""
    return cut == 0 or cut == len(places) or places[cut - 1] != places[cut]


def differing_paragraphs(
    lengths_and_hashes: Sequence[tuple[int, str]], text: str
) -> list[ParagraphDifference]:
    """Return how the paragraphs of a canonical text differ from the expected, in reading order.

    What is expected of each paragraph is its length in code points and its SHA-256. A paragraph put in or
    taken out is one difference: those that it only moves are the same.
    """
    given = [text[start:end] for start, end in paragraphs(text)]
    hashes = [hash_ for _, hash_ in lengths_and_hashes]
    matcher = SequenceMatcher(None, hashes, [sha256(paragraph) for paragraph in given], autojunk=False)
    differences = []
    for kind, first, last, first_given, last_given in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(range(first, last), range(first_given, last_given))
            differences += [_difference(lengths_and_hashes, given, *pair) for pair in pairs]
    return differences


def _difference(
    expected: Sequence[tuple[int, str]], given: list[str], index: int | None, index_given: int | None
) -> ParagraphDifference:
    """Return the difference between two paragraphs by their indexes; one of them may be absent."""
    if index is None:
        assert index_given is not None
        return ParagraphDifference(index_given + 1, Difference.EXTRA, None, len(given[index_given]))
    if index_given is None:
        return ParagraphDifference(index + 1, Difference.MISSING, expected[index][0], None)
    return ParagraphDifference(index + 1, Difference.CHANGED, expected[index][0], len(given[index_given]))
