"""Cuts a text where marked passages begin and end, so that overlapping ones can be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from factbase.text.canonical import Span

LANES = 4  # so many passages can be seen over each other; of those in further lanes only the ends are told


class Piece(NamedTuple):
    """A stretch of text, the passages that cover it by lane, and those that end with it, by their numbers.

    Offsets are code points, end-exclusive. ``on`` holds pairs of lane and number.
    """

    start: int
    end: int
    on: tuple[tuple[int, int], ...]
    ends: tuple[int, ...]


def lanes(passages: Sequence[Span]) -> list[int]:
    """Return a lane for each passage, the lowest that is free: two that overlap never share one.

    ``passages`` are sorted by start, the longer first.
    """
    found: list[int] = []
    free: list[int] = []
    taken: list[tuple[int, int]] = []
    for start, end in passages:
        while taken and taken[0][0] <= start:
            heappush(free, heappop(taken)[1])
        lane = heappop(free) if free else len(taken)
        heappush(taken, (end, lane))
        found.append(lane)
    return found


def pieces(passages: Sequence[Span], stretches: Sequence[Span]) -> Iterator[list[Piece]]:
    """Yield the pieces of each stretch, which cover it without a gap.

    Both are sorted by start, of passages the longer first; a passage's number is its place. One that goes on beyond
    a stretch is cut at its end. The work grows with the passages, however they overlap.
    """
    lane = lanes(passages)
    starting, ending = defaultdict(list), defaultdict(list)
    for number, (start, end) in enumerate(passages):
        starting[start].append(number)
        ending[end].append(number)
    cuts = sorted({*starting, *ending})
    at = 0
    covering: dict[int, int] = {}

    def step(cut: int) -> None:
        for number in ending.get(cut, ()):
            covering.pop(lane[number], None)
        covering.update((lane[number], number) for number in starting.get(cut, ()) if lane[number] < LANES)

    for start, end in stretches:
        while at < len(cuts) and cuts[at] <= start:
            step(cuts[at])
            at += 1
        found = []
        while start < end:
            cut = min(cuts[at], end) if at < len(cuts) else end
            found.append(Piece(start, cut, tuple(sorted(covering.items())), tuple(ending.get(cut, ()))))
            if at < len(cuts) and cuts[at] == cut:
                step(cut)
                at += 1
            start = cut
        yield found
