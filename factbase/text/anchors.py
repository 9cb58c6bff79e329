"""Finds passages in a text, and knows them again by their hash."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator

from factbase.text.canonical import Span

_ALIKE = {"'": "'‘’‚‛′‹›", '"': '"“”„‟″«»', "-": "-‐‑‒–—―−"}
_SAME = str.maketrans({sign: one for one, signs in _ALIKE.items() for sign in signs})


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_signs(text: str) -> str:
    """Return the text with every kind of quote and dash as the one that typewriters have; as long as it was."""
    return text.translate(_SAME)


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
    for place, character in enumerate(plain_signs(text)):
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
