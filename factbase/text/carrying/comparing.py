"""Compares two wordings word by word, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"\s+|[\w]+(?:[.,'’][\w]+)*|[^\w\s]")


class PieceKind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    CUT = "cut"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text. What was kept and cut gives the old words, what was kept and added the new ones."""

    kind: PieceKind
    text: str


def compare(old_words: str, new_words: str) -> list[Piece]:
    """Return the two wordings as pieces in reading order; what was cut stands before what was added for it."""
    return list(_pieces(_TOKEN.findall(old_words), _TOKEN.findall(new_words)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for change in Indel.opcodes(old, new):
        cut = old[change.src_start : change.src_end]
        if change.tag == "equal":
            yield Piece(PieceKind.KEPT, "".join(cut))
        elif change.tag == "delete":
            yield Piece(PieceKind.CUT, "".join(cut))
        else:
            yield Piece(PieceKind.ADDED, "".join(new[change.dest_start : change.dest_end]))
