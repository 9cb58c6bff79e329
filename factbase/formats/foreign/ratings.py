"""What the words come to with which desks rate claims. The words themselves are kept as they were printed."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from factbase.text.folding import fold

_NUMBERED = re.compile(r"^\d+ (?=\D)")


class Rating(StrEnum):
    """What a rating comes to; ``other`` is what is no answer to whether a claim is true, or not known here."""

    TRUE = "true"
    MOSTLY_TRUE = "mostly-true"
    PARTLY_TRUE = "partly-true"
    MOSTLY_FALSE = "mostly-false"
    FALSE = "false"
    UNPROVEN = "unproven"
    OTHER = "other"


def rating_of(words: str) -> Rating:
    """Return what a rating comes to, whatever its capitals, accents and signs."""
    return _known().get(_key(words), Rating.OTHER)


def _key(words: str) -> str:
    return _NUMBERED.sub("", fold(words.replace("_", " "))) if words.strip() else ""


@cache
def _known() -> dict[str, Rating]:
    known: dict[str, Rating] = {}
    rating = Rating.OTHER
    for line in (Path(__file__).parent / "ratings.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rating = Rating(line.strip("[]"))
        elif line and not line.startswith("#"):
            known.update((_key(each), rating) for each in line.split(" | "))
    return known
