"""Compares two wordings word by word, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from factbase.text.carrying.aligning import Stretch, align
from factbase.text.carrying.ends import LONG, common_ends

WORD = re.compile(r"\d+(?:[.,:/]\d+)*|\w+(?:['’]\w+)*|[^\w\s]")


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
    pieces: list[Piece] = []
    cut = added = ""
    if max(len(old_words), len(new_words)) > LONG:
        return _ends_apart(old_words, new_words)
    for old, new in _stretches(old_words, new_words):
        if old != new:
            cut, added = cut + old, added + new
        elif old:
            _add(pieces, cut, added)
            cut = added = ""
            _keep(pieces, old)
    _add(pieces, cut, added)
    return pieces


def _ends_apart(old: str, new: str) -> list[Piece]:
    """Return long wordings as what they begin and end with alike, and all between as changed."""
    begin, end = common_ends(old, new)
    pieces = (
        Piece(PieceKind.KEPT, old[:begin]),
        Piece(PieceKind.CUT, old[begin : len(old) - end]),
        Piece(PieceKind.ADDED, new[begin : len(new) - end]),
        Piece(PieceKind.KEPT, old[len(old) - end :]),
    )
    return [piece for piece in pieces if piece.text]


def _add(pieces: list[Piece], cut: str, added: str) -> None:
    """Add a change; the blank before both of its sides is kept."""
    blank = len(cut) - len(cut.lstrip())
    if cut and added and blank and cut[:blank] == added[: len(added) - len(added.lstrip())]:
        _keep(pieces, cut[:blank])
        cut, added = cut[blank:], added[blank:]
    both = (Piece(PieceKind.CUT, cut), Piece(PieceKind.ADDED, added))
    pieces += [piece for piece in both if piece.text]


def _keep(pieces: list[Piece], text: str) -> None:
    if pieces and pieces[-1].kind is PieceKind.KEPT:
        text = pieces.pop().text + text
    pieces.append(Piece(PieceKind.KEPT, text))


def _stretches(old_words: str, new_words: str) -> Iterator[tuple[str, str]]:
    """Yield what stands where in the old and new wording; of blanks that differ, all that differ."""
    old, new = list(WORD.finditer(old_words)), list(WORD.finditer(new_words))
    found = align([word[0] for word in old], [word[0] for word in new])
    old_at = new_at = 0
    for each in _readable(found, [word[0] for word in old]):
        if not each.same:
            old_end = old[each.old_end - 1].end() if each.old_end > each.old_start else old_at
            new_end = new[each.new_end - 1].end() if each.new_end > each.new_start else new_at
            yield old_words[old_at:old_end], new_words[new_at:new_end]
            old_at, new_at = old_end, new_end
            continue
        for one, other in zip(
            old[each.old_start : each.old_end], new[each.new_start : each.new_end], strict=True
        ):
            yield old_words[old_at : one.start()], new_words[new_at : other.start()]
            yield one[0], other[0]
            old_at, new_at = one.end(), other.end()
    yield old_words[old_at:], new_words[new_at:]


def _readable(found: list[Stretch], old: list[str]) -> Iterator[Stretch]:
    """Yield the stretches, with signs alone between two changes taken as changed: one change reads better than two."""
    for index, each in enumerate(found):
        between = 0 < index < len(found) - 1
        if (
            each.same
            and between
            and not any(word[0].isalnum() for word in old[each.old_start : each.old_end])
        ):
            yield each._replace(same=False)
        else:
            yield each
