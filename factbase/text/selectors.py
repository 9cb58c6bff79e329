"""Selectors as the Web Annotation Data Model has them: what points to words in a text.

A position is a start and an end, a quote the words themselves with what stands before and after them. Offsets are
code points, end-exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from factbase.text.canonical import Span

_BESIDE = 32  # code points of what stands before and after


class Quote(NamedTuple):
    """Words, and what stands right before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def quote_at(text: str, span: Span) -> Quote:
    """Return the quote that points to a place."""
    return Quote(
        text[span.start : span.end],
        text[max(0, span.start - _BESIDE) : span.start],
        text[span.end : span.end + _BESIDE],
    )


def selected(text: str, selector: Mapping[str, object]) -> list[Span]:
    """Return all places that a selector points to, in order; overlapping ones too.

    Raises ValueError, in words that go on from what has it, for a selector that is neither a TextPositionSelector nor a
    TextQuoteSelector, or lacks what it needs.
    """
    kind = selector.get("type")
    if kind == "TextPositionSelector":
        start, end = (_offset(selector, name) for name in ("start", "end"))
        return [Span(start, end)] if start <= end <= len(text) else []
    if kind == "TextQuoteSelector":
        return list(
            _places(text, Quote(_words(selector, "exact"), *(_words(selector, each, "") for each in _SIDES)))
        )
    raise ValueError(
        "has an unknown selector: give a TextPositionSelector or a TextQuoteSelector as its “type”"
    )


_SIDES = ("prefix", "suffix")


def _places(text: str, quote: Quote) -> Iterator[Span]:
    whole = f"{quote.prefix}{quote.exact}{quote.suffix}"
    at = text.find(whole)
    while at >= 0:
        start = at + len(quote.prefix)
        yield Span(start, start + len(quote.exact))
        at = text.find(whole, at + 1)


def _offset(selector: Mapping[str, object], name: str) -> int:
    value = selector.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"has a selector without an offset: give a whole number from 0 as its “{name}”")


def _words(selector: Mapping[str, object], name: str, missing: str | None = None) -> str:
    value = selector.get(name, missing)
    if isinstance(value, str):
        return value
    raise ValueError(f"has a selector without words: give a text as its “{name}”")
