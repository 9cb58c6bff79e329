"""What stands in quotation marks, and whether a quotation goes on where a sentence begins."""

from __future__ import annotations

from factbase.text.canonical import Span

# What each opening mark is closed by.
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‟": "”"}
_LOOKED_AT = 5_000  # characters before a place, at most


def quoted_in(text: str, within: Span) -> list[Span]:
    """Return what stands in quotation marks in a stretch, without the marks; the last may not be closed in it."""
    found, opened = [], None
    closers = ""
    for at in range(within.start, within.end):
        sign = text[at]
        if opened is None and sign in _CLOSED_BY:
            opened, closers = at + 1, _CLOSED_BY[sign]
        elif opened is not None and sign in closers:
            found.append(Span(opened, at))
            opened = None
    if opened is not None and opened < within.end:
        found.append(Span(opened, within.end))
    return [span for span in found if span.start < span.end]


def goes_on_at(text: str, start: int) -> bool:
    """Return whether a quotation that was opened before ``start`` is not closed there.

    One that runs over paragraphs opens each with a mark and closes the last alone.
    """
    paragraph = _paragraph_start(text, start)
    if text[paragraph:start].strip():
        return _is_open(text, paragraph, start)
    if paragraph == 0 or text[start : start + 1] not in _CLOSED_BY:
        return False
    end = len(text[:paragraph].rstrip())
    return _is_open(text, _paragraph_start(text, end), end)


def _paragraph_start(text: str, at: int) -> int:
    least = max(0, at - _LOOKED_AT)
    found = text.rfind("\n\n", least, at)
    return least if found < 0 else found + 2


def _is_open(text: str, first: int, last: int) -> bool:
    closers = ""
    for sign in text[first:last]:
        if closers and sign in closers:
            closers = ""
        elif not closers:
            closers = _CLOSED_BY.get(sign, "")
    return bool(closers)
