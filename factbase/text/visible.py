"""Makes text from outside safe to print: nothing in it moves the cursor or turns the line around."""

from __future__ import annotations

import re
from collections import Counter

# C0 and C1 controls, bidirectional controls, and signs of no width. The joiners of scripts and emoji stay.
_UNSAFE = re.compile(
    "\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS = frozenset({"\t", "\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"})


def visible(text: str) -> str:
    """Return ``text`` with unsafe characters named, ⟨U+202E⟩; a tab or line break becomes one blank.

    A text with none of them is returned as it is, the same object.
    """
    return _UNSAFE.sub(_named, text)


def unsafe(text: str) -> Counter[str]:
    """Return how often each unsafe character stands in a text, by its name ⟨U+202E⟩; breaks and tabs do not count."""
    found = Counter(match[0] for match in _UNSAFE.finditer(text))
    return Counter({f"⟨U+{ord(sign):04X}⟩": count for sign, count in found.items() if sign not in _BLANKS})


def _named(match: re.Match[str]) -> str:
    found = match[0]
    return " " if found in _BLANKS else f"⟨U+{ord(found):04X}⟩"
