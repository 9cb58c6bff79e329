"""Where words begin and end, so that the ends of a passage can be moved from one to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from factbase.text.canonical import Span

_RUN = re.compile(r"\S+")
_NEAR = 400  # characters that are looked at first
_KEPT = frozenset("%#&@°§")  # signs that belong to the word beside them


def words_in(text: str, within: Span) -> list[Span]:
    """Return where the words of a stretch stand, without the quotes, brackets and stops around them."""
    return [span for span in _words(text, within.start, within.end) if span.start >= within.start]


def next_start(text: str, at: int) -> int | None:
    """Return where the first word begins that does so after ``at``, or None."""
    return next((start for start, _end in _words(text, at, len(text)) if start > at), None)


def next_end(text: str, at: int) -> int | None:
    """Return where the first word ends that does so after ``at``, or None."""
    return next((end for _start, end in _words(text, _run_start(text, at), len(text)) if end > at), None)


def last_start(text: str, at: int) -> int | None:
    """Return where the last word begins that does so before ``at``, or None."""
    return _last(text, at, 0)


def last_end(text: str, at: int) -> int | None:
    """Return where the last word ends that does so before ``at``, or None."""
    return _last(text, at, 1)


def _last(text: str, at: int, side: int) -> int | None:
    far = _NEAR
    while True:
        first = _run_start(text, max(0, at - far))
        found = [span[side] for span in _words(text, first, min(len(text), at + _NEAR)) if span[side] < at]
        if found or first == 0:
            return found[-1] if found else None
        far *= 4


def _run_start(text: str, at: int) -> int:
    """Return where the run of signs begins in which ``at`` stands."""
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _words(text: str, first: int, last: int) -> Iterator[Span]:
    for run in _RUN.finditer(text, first, last):
        start, end = run.span()
        while start < end and _is_around(text[start]):
            start += 1
        while end > start and _is_around(text[end - 1]):
            end -= 1
        if start < end:
            yield Span(start, end)


def _is_around(sign: str) -> bool:
    return sign not in _KEPT and unicodedata.category(sign).startswith("P")
