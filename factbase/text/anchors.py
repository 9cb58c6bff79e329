"""Finds passages in a text and knows them again by their hash."""

from __future__ import annotations

import hashlib
import re

from factbase.text.canonical import Span

_SINGLE, _DOUBLE, _DASHES = "'‘’‚‛′", '"“”„‟″«»', "-‐‑‒–—―"


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str, words: str, *, within: Span | None = None) -> list[Span]:
    """Return where ``words`` stand in ``text``, or in its stretch ``within``; overlapping places too.

    If they stand nowhere as they are, kinds of quotes and dashes and lengths of white space count as the
    same, and if that finds nothing, capitals too. The spans are those of the text as it is.
    """
    words = words.strip()
    if not words:
        return []
    start, end = within or (0, len(text))
    loose = _loose(words)
    for pattern, flags in ((re.escape(words), 0), (loose, 0), (loose, re.IGNORECASE)):
        ahead = re.compile(f"(?=({pattern}))", flags)
        if found := [
            Span(*match.span(1)) for match in ahead.finditer(text, start, end) if match.end(1) <= end
        ]:
            return found
    return []


def _loose(words: str) -> str:
    return "".join(_alike(character) for character in re.sub(r"\s+", " ", words))


def _alike(character: str) -> str:
    for alike in (_SINGLE, _DOUBLE, _DASHES):
        if character in alike:
            return f"[{re.escape(alike)}]"
    return r"\s+" if character == " " else re.escape(character)
