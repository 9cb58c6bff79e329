"""Finds which items of one row are which of another: sentences of two drafts by their hashes, words of two sentences.

What begins and ends both rows alike is the same. Items that stand once in each are, and from them it goes on to both
sides as long as neighbours are the same too: that settles which of several copies is which.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence

NOWHERE = -1


class Pairs:
    """Which old item is which new one: ``new_of`` by old index, ``old_of`` by new index, else NOWHERE."""

    def __init__(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> None:
        self.old, self.new = old, new
        self.new_of = [NOWHERE] * len(old)
        self.old_of = [NOWHERE] * len(new)

    def pair(self, old: int, new: int) -> None:
        """Take these two as the same; neither may have been taken."""
        self.new_of[old] = new
        self.old_of[new] = old

    def pair_same(self) -> None:
        """Pair all whose place follows from what they are and what stands beside them."""
        begin, end_old, end_new = self._pair_ends()
        self._pair_unique(range(begin, end_old), range(begin, end_new))
        self.grow()
        self.pair_left()

    def _pair_ends(self) -> tuple[int, int, int]:
        """Pair the common beginning and end; return where the rest begins, and where it ends on either side."""
        old, new = self.old, self.new
        shorter = min(len(old), len(new))
        begin = 0
        while begin < shorter and old[begin] == new[begin]:
            begin += 1
        self.new_of[:begin] = self.old_of[:begin] = range(begin)
        end_old, end_new = len(old), len(new)
        while end_old > begin and end_new > begin and old[end_old - 1] == new[end_new - 1]:
            end_old -= 1
            end_new -= 1
            self.pair(end_old, end_new)
        return begin, end_old, end_new

    def left(self) -> tuple[list[int], list[int]]:
        """Return the old and the new places that are not paired."""
        old, new = (
            [place for place, other in enumerate(taken) if other == NOWHERE]
            for taken in (self.new_of, self.old_of)
        )
        return old, new

    def pair_left(self) -> None:
        """Pair what stands once on each side among all that are left, and their neighbours."""
        left_old, left_new = self.left()
        if left_old and left_new and self._pair_unique(left_old, left_new):
            self.grow()

    def pair_copies(self, olds: Sequence[int], news: Sequence[int]) -> set[int]:
        """Pair, in their order, copies of which as many are left on both sides; a single one with the first.

        Return the old ones of which more are left than new ones: which of them was cut cannot be told.
        """
        copies = _all(self.new, news)
        untold: set[int] = set()
        for item, places in _all(self.old, olds).items():
            others = copies.get(item, [])
            if len(places) <= len(others):
                for place, other in zip(places, others, strict=False):
                    self.pair(place, other)
            elif others:
                untold.update(places)
        return untold

    def _pair_unique(self, old_places: Sequence[int], new_places: Sequence[int]) -> bool:
        old = _once(self.old, old_places)
        new = _once(self.new, new_places)
        new_of, old_of, found = self.new_of, self.old_of, False
        for item, place in old.items():
            other = new.get(item)
            if other is not None:
                new_of[place], old_of[other], found = other, place, True
        return found

    def grow(self) -> None:
        """Pair the neighbours of what is paired, as long as they are the same."""
        old, new, new_of, old_of = self.old, self.new, self.new_of, self.old_of
        left, _ = self.left()
        for at in left:
            other = new_of[at - 1] + 1 if at else 0
            if 0 < other < len(new) and old_of[other] == NOWHERE and old[at] == new[other]:
                self.pair(at, other)
        for at in reversed(left):
            other = new_of[at + 1] - 1 if at + 1 < len(old) else NOWHERE
            if other >= 0 and new_of[at] == old_of[other] == NOWHERE and old[at] == new[other]:
                self.pair(at, other)


def _once(items: Sequence[Hashable], places: Sequence[int]) -> dict[Hashable, int]:
    """Return the place of each item that stands at one of the places alone."""
    found = [items[place] for place in places]
    last = dict(zip(found, places, strict=True))
    if len(last) == len(found):
        return last
    first = dict(zip(reversed(found), reversed(places), strict=True))
    return {item: place for item, place in last.items() if first[item] == place}


def _all(items: Sequence[Hashable], places: Sequence[int]) -> dict[Hashable, list[int]]:
    """Return where each item stands, of the places given."""
    found: dict[Hashable, list[int]] = {}
    for place in places:
        found.setdefault(items[place], []).append(place)
    return found


def in_order(new_of: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Return the old indices that keep their order: of all that are paired the heaviest that do not cross."""
    blocks = _blocks(new_of, weights)
    ends: list[int] = sorted(new_of[start] for start, _end, _weight in blocks)
    best = [(0, NOWHERE)] * (len(ends) + 1)  # a Fenwick tree: weight up to here, and the last block of it
    before = []
    for number, (start, _end, weight) in enumerate(blocks):
        at = bisect_left(ends, new_of[start])
        heaviest, place = (0, NOWHERE), at
        while place > 0:
            heaviest = max(heaviest, best[place])
            place &= place - 1
        before.append(heaviest[1])
        total, place = (heaviest[0] + weight, number), at + 1
        while place <= len(ends):
            best[place] = max(best[place], total)
            place += place & -place
    kept: set[int] = set()
    place, heaviest = len(ends), (0, NOWHERE)
    while place > 0:
        heaviest = max(heaviest, best[place])
        place &= place - 1
    number = heaviest[1]
    while number != NOWHERE:
        start, end, _weight = blocks[number]
        kept.update(range(start, end))
        number = before[number]
    return kept


def _blocks(new_of: Sequence[int], weights: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return start, end and weight of each run of old indices whose new ones follow each other too."""
    blocks: list[tuple[int, int, int]] = []
    start = weight = 0
    for at, other in enumerate(new_of):
        if at > start and (NOWHERE in (other, new_of[at - 1]) or other != new_of[at - 1] + 1):
            if new_of[start] != NOWHERE:
                blocks.append((start, at, weight))
            start, weight = at, 0
        weight += weights[at]
    if new_of and new_of[start] != NOWHERE:
        blocks.append((start, len(new_of), weight))
    return blocks
