"""Finds which words of one wording are which of another, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from factbase.text.carrying.matching import NOWHERE, Pairs, in_order

_SMALL = 4_000_000  # cells of a table of all words by all others


class Stretch(NamedTuple):
    """Words of the old wording and what stands for them in the new one, as indices; ``same`` if nothing changed."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    same: bool


def align(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Return the two rows of words as stretches in order, the same and changed ones by turns."""
    small = len(old) * len(new) <= _SMALL
    return list(_turns(_aligned(old, new, 0, 0) if small else _by_anchors(old, new)))


def _aligned(old: Sequence[str], new: Sequence[str], old_at: int, new_at: int) -> Iterator[Stretch]:
    for each in Indel.opcodes(old, new):
        same = each.tag == "equal"
        yield Stretch(
            each.src_start + old_at,
            each.src_end + old_at,
            each.dest_start + new_at,
            each.dest_end + new_at,
            same,
        )


def _by_anchors(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Align long rows from the words that stand once in each."""
    pairs = Pairs(old, new)
    pairs.pair_same()
    kept = sorted(in_order(pairs.new_of, [1] * len(old)))
    fixed = [(NOWHERE, NOWHERE), *((at, pairs.new_of[at]) for at in kept), (len(old), len(new))]
    for (before, new_before), (at, new_at) in pairwise(fixed):
        left, new_left = old[before + 1 : at], new[new_before + 1 : new_at]
        if left and new_left and len(left) * len(new_left) <= _SMALL:
            yield from _aligned(left, new_left, before + 1, new_before + 1)
        elif left or new_left:
            yield Stretch(before + 1, at, new_before + 1, new_at, False)
        if at < len(old):
            yield Stretch(at, at + 1, new_at, new_at + 1, True)


def _turns(found: Iterator[Stretch]) -> Iterator[Stretch]:
    """Yield neighbours of a kind as one."""
    run: Stretch | None = None
    for each in found:
        if run and run.same == each.same:
            run = Stretch(run.old_start, each.old_end, run.new_start, each.new_end, run.same)
            continue
        if run:
            yield run
        run = each
    if run:
        yield run
