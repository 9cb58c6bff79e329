"""Finds the sentences that were reworded: first where they would stand, then anywhere among what is still free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from factbase.text.carrying.drafts import Draft
from factbase.text.carrying.matching import NOWHERE, Pairs, in_order
from factbase.text.carrying.ordering import settle
from factbase.text.carrying.wording import MARGIN, SURE, likeness, plain

_SMALL = 1_600  # pairs of sentences that are all compared with each other
_CANDIDATES = 6
_LOOKED_UP = 2_000  # code points of a sentence by which it is looked up
_COMMON = 24  # sentences with a word or a pair of words: of more it tells nothing
_SHORT, _SHORT_SURE = 5, 0.8  # words of a sentence that must be nearer, away from where it stood
_COPIED_SURE = 0.75  # the same, of a sentence whose words stand elsewhere too


Index = dict[Hashable, list[int]]


class Group(NamedTuple):
    """Old sentences that became new ones: indices, ends exclusive."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    likeness: float


class Reworded:
    """What became of the sentences that are not the same in both drafts.

    ``of`` gives the group of an old sentence, ``unsure`` those that may be one of several.
    """

    def __init__(self, pairs: Pairs, old: Draft, new: Draft) -> None:
        """Take what is the same in two drafts by the hashes of their sentences."""
        self.pairs = pairs
        self._old, self._new = old, new
        self.of: dict[int, Group] = {}
        self.unsure: set[int] = set()
        self._taken = [other != NOWHERE for other in pairs.old_of]
        self._left_old, self._left_new = pairs.left()
        self._copied: set[Hashable] = set()
        self._index: Index | None = None

    def find(self) -> None:
        """Find all that is sure. What turns out to be the same after all is added to the pairs."""
        self._pair_typography()
        self._copied = {self.pairs.old[at] for at in self.free_old()}.intersection(self.pairs.new)
        for old, new in self._gaps():
            self._settle(old, new)
        self.unsure |= self.pairs.pair_copies(self.free_old(), self.free_new())
        self._taken = [
            taken or self.pairs.old_of[other] != NOWHERE for other, taken in enumerate(self._taken)
        ]
        self._settle_anywhere()

    def became(self, at: int) -> Group | None:
        """Return what an old sentence became; a group of its own where it is the same."""
        other = self.pairs.new_of[at]
        return Group(at, at + 1, other, other + 1, 1.0) if other != NOWHERE else self.of.get(at)

    def old_words(self, at: int) -> str:
        """Return the wording of an old sentence."""
        sentence = self._old.sentences[at]
        return (self._old.text or "")[sentence.start : sentence.end]

    def new_words(self, other: int) -> str:
        """Return the wording of a new sentence."""
        sentence = self._new.sentences[other]
        return (self._new.text or "")[sentence.start : sentence.end]

    def likely(self, words: str) -> list[int]:
        """Return the few changed new sentences that share most with these words."""
        return _candidates(words, self._changed())

    def _changed(self) -> Index:
        """Return the index of all new sentences whose words no old one has."""
        if self._index is None:
            self._index = self._index_of(self._left_new)
        return self._index

    def take(self, group: Group) -> None:
        """Take a group as sure."""
        for at in range(group.old_start, group.old_end):
            self.of[at] = group
        for other in range(group.new_start, group.new_end):
            self._taken[other] = True
        alone = (group.old_end - group.old_start, group.new_end - group.new_start) == (1, 1)
        if alone and self.pairs.old[group.old_start] == self.pairs.new[group.new_start]:
            self.pairs.pair(group.old_start, group.new_start)
            del self.of[group.old_start]

    def free_old(self) -> list[int]:
        """Return the old sentences of which nothing is known yet."""
        return [at for at in self._left_old if self.pairs.new_of[at] == NOWHERE and at not in self.of]

    def free_new(self) -> list[int]:
        """Return the new sentences that nothing has become yet."""
        return [other for other in self._left_new if not self._taken[other]]

    def counterparts(self) -> list[int]:
        """Return for each old sentence the new one that it is or begins, else NOWHERE."""
        found = list(self.pairs.new_of)
        for at, group in self.of.items():
            found[at] = min(group.new_start + at - group.old_start, group.new_end - 1)
        return found

    def _pair_typography(self) -> None:
        """Pair the sentences that differ in typography alone, by the same rules as those that do not differ."""
        plain_old = {at: plain(self.old_words(at)) for at in self.free_old()}
        plain_new = {other: plain(self.new_words(other)) for other in self.free_new()}
        if not {*plain_old.values()} & {*plain_new.values()}:
            return
        loose = Pairs(
            [plain_old.get(at) or at for at in range(len(self._old.sentences))],
            [plain_new.get(other) or -1 - other for other in range(len(self._new.sentences))],
        )
        loose.new_of, loose.old_of = list(self.pairs.new_of), list(self.pairs.old_of)
        loose.grow()
        loose.pair_left()
        for at in self.free_old():
            other = loose.new_of[at]
            if other != NOWHERE:
                self.take(
                    Group(at, at + 1, other, other + 1, likeness(self.old_words(at), self.new_words(other)))
                )

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the free old sentences of each place with the free new ones there; first where both sides agree."""
        there = self.counterparts()
        beside = []
        for start, end in _runs(self.free_old()):
            left = there[start - 1] if start else NOWHERE
            right = there[end] if end < len(there) else len(self._new.sentences)
            forward, backward = self._free_after(left + 1), self._free_before(right - 1)
            if forward == backward:
                yield list(range(start, end)), forward
            else:
                beside.append((list(range(start, end)), [*forward, *backward]))
        yield from beside

    def _free_after(self, other: int) -> list[int]:
        end = other
        while end < len(self._new.sentences) and not self._taken[end]:
            end += 1
        return list(range(other, end))

    def _free_before(self, other: int) -> list[int]:
        start = other
        while start >= 0 and not self._taken[start]:
            start -= 1
        return list(range(start + 1, other + 1))

    def _settle(self, old: list[int], new: list[int]) -> None:
        """Find what is sure between sentences of one place."""
        new = [other for other in new if not self._taken[other]]
        if not old or not new:
            return
        if len(old) * len(new) > _SMALL:
            self._settle_large(old, new)
            return
        sure, unsure = settle([self.old_words(at) for at in old], [self.new_words(other) for other in new])
        for move in unsure:
            self.unsure.update(old[move.old_start : move.old_end])
        for move in sure:
            landed = new[move.new_start : move.new_end]
            is_one = landed[-1] - landed[0] == len(landed) - 1
            if is_one and (
                move.likeness >= _COPIED_SURE or self.pairs.old[old[move.old_start]] not in self._copied
            ):
                at, end = old[move.old_start], old[move.old_end - 1] + 1
                self.take(Group(at, end, landed[0], landed[-1] + 1, move.likeness))

    def _settle_large(self, old: list[int], new: list[int]) -> None:
        """Find first what is sure by rare words, then what stands between that."""
        pairs = Pairs(range(len(old)), [NOWHERE] * len(new))
        found = list(self._nearest(old, self._index_of(new), set(new)))
        places_old, places_new = ({at: number for number, at in enumerate(row)} for row in (old, new))
        for group in found:
            pairs.pair(places_old[group.old_start], places_new[group.new_start])
        kept = sorted(in_order(pairs.new_of, [1] * len(old)))
        if not kept:
            return
        by_place = {places_old[group.old_start]: group for group in found}
        fixed = [(NOWHERE, NOWHERE), *((at, pairs.new_of[at]) for at in kept), (len(old), len(new))]
        for (before, new_before), (at, new_at) in pairwise(fixed):
            self._settle(old[before + 1 : at], new[new_before + 1 : new_at])
            if at < len(old):
                self.take(by_place[at])

    def _settle_anywhere(self) -> None:
        """Find what is sure among all sentences that are still free."""
        for group in list(self._nearest(self.free_old(), self._changed(), set(self.free_new()))):
            at = group.old_start
            sure = _SHORT_SURE if len(plain(self.old_words(at))) < _SHORT else SURE
            if group.likeness >= sure and self.pairs.old[at] not in self._copied and at not in self.unsure:
                self.take(group)

    def _nearest(self, old: Sequence[int], index: Index, new: set[int]) -> Iterator[Group]:
        """Yield pairs of sentences that are nearest to each other, and clearly nearer than to any other."""
        likely: dict[int, list[tuple[float, int]]] = {}
        claims: dict[int, tuple[float, float]] = {}  # of a new sentence, the best and the second best
        for at in old:
            candidates = _candidates(self.old_words(at), index, new)
            near = [(likeness(self.old_words(at), self.new_words(other)), other) for other in candidates]
            likely[at] = sorted(near, key=lambda found: (-found[0], found[1]))[:2]
            for alike, other in near:
                best, second = claims.get(other, (0.0, 0.0))
                claims[other] = (max(best, alike), max(second, min(best, alike)))
        for at, near in likely.items():
            if not near or near[0][0] < SURE:
                continue
            alike, other = near[0]
            best, second = claims[other]
            rival = max([second, *(each for each, _ in near[1:])])
            if alike == best and alike - rival >= MARGIN:
                yield Group(at, at + 1, other, other + 1, alike)
            elif alike - rival < MARGIN:
                self.unsure.add(at)

    def _index_of(self, places: Iterable[int]) -> Index:
        """Return in which of these new sentences each key stands; one too many where too many have it."""
        index: Index = defaultdict(list)
        for other in places:
            for key in _keys(self.new_words(other)):
                if len(index[key]) <= _COMMON:
                    index[key].append(other)
        return index


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of numbers that follow each other."""
    start = None
    for place, after in pairwise([*places, NOWHERE]):
        start = place if start is None else start
        if after != place + 1:
            yield start, place + 1
            start = None


def _keys(text: str) -> set[Hashable]:
    """Return what a sentence can be looked up by: its words, and its pairs of neighbouring words."""
    words = plain(text[:_LOOKED_UP])
    return {*words, *pairwise(words)}


def _candidates(text: str, index: Index, among: set[int] | None = None) -> list[int]:
    """Return the few sentences that share most of the rare keys with this."""
    shared: dict[int, int] = {}
    for key in _keys(text):
        found = index.get(key, ())
        if len(found) <= _COMMON:
            for place in found:
                shared[place] = shared.get(place, 0) + 1
    places = shared.keys() if among is None else shared.keys() & among
    most = max((shared[place] for place in places), default=0)
    likely = [place for place in places if 2 * shared[place] > most]
    return sorted(likely, key=lambda place: (-shared[place], place))[:_CANDIDATES]
