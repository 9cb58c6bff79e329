"""Puts in order what a file states of itself."""

from __future__ import annotations

import re
from datetime import date

# What programs write where nobody gave a name.
_NOBODY = frozenset(
    [
        "python-docx",
        "microsoft office user",
        "user",
        "windows user",
        "author",
        "unknown",
        "admin",
        "administrator",
    ]
)
_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NO_LANGUAGE = frozenset(["und", "zxx", "mul", "none"])
_SHIPPED = frozenset(["en-US", "x-none"])


def byline(name: str | None) -> str | None:
    """Return a name on one line, or None where it is a program's."""
    joined = " ".join((name or "").split())
    return joined if joined and joined.casefold() not in _NOBODY else None


def title(text: str | None) -> str | None:
    """Return a title on one line, or None where there is none."""
    return " ".join((text or "").split()) or None


def day(stamp: str | None) -> str | None:
    """Return the day of a time stamp such as ``2026-03-14T09:30:00Z`` or ``20260314``, as 2026-03-14."""
    found = _DAY.match(stamp or "")
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def language(tag: str | None) -> str | None:
    """Return a language tag such as ``en-GB``, or None where it names no language."""
    tag = (tag or "").strip()
    if not _LANGUAGE.fullmatch(tag) or tag[:3].casefold().rstrip("-_") in _NO_LANGUAGE:
        return None
    return tag.replace("_", "-")


def default_language(tag: str | None) -> str | None:
    """Return the language of a document's defaults, or None where it is the one that programs are shipped with."""
    return None if tag in _SHIPPED else language(tag)
