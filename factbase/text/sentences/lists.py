"""Finds where the items of a list begin that stands in one paragraph, with or without stops between them."""

from __future__ import annotations

import re

BULLETS = "•⁃‣▪◦●"
_MARK = re.compile(
    rf"(?<!\S)(?:(?P<bullet>[{BULLETS}]\s*)?(?P<number>\d{{1,3}}|[a-z])(?P<stop>[.)]{{1,2}})(?=\s)|[{BULLETS}](?=\s))"
)


def items(paragraph: str, *, ordinals: bool) -> list[int]:
    """Return the offsets of the items after the first: none where the paragraph begins with no mark of a list.

    An item has the mark that follows on the one before, in the same form. Where ``ordinals`` are written as the
    marks are, only those with a bullet or a bracket count.
    """
    first = _MARK.match(paragraph)
    if not first or (ordinals and not first["bullet"] and first["stop"] == "."):
        return []
    starts, form, last = [], _form(first), first["number"]
    for mark in _MARK.finditer(paragraph, first.end()):
        if _form(mark) == form and mark["number"] == _after(last):
            starts.append(mark.start())
            last = mark["number"]
    return starts


def _form(mark: re.Match[str]) -> tuple[str, str | None]:
    return (mark["bullet"] or "").strip(), mark["stop"]


def _after(number: str | None) -> str | None:
    """Return what follows on a number or letter: ``10`` on ``9``, ``c`` on ``b``; a bullet alone on another."""
    if number is None:
        return None
    return str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
