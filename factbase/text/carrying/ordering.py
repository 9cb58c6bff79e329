"""Decides, among reworded sentences in one place, which is which: in their order, and only where it is sure.

A sentence may become several, and several one, where they are nearer together than each alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factbase.text.canonical import Span
from factbase.text.carrying.stretches import counterpart
from factbase.text.carrying.wording import MARGIN, SURE, likeness

_RIVAL = 0.45  # less alike is no rival
_WORTH = 0.4  # what a likeness must be above to be worth anything
_MOST_JOINED = 3


class Move(NamedTuple):
    """Old sentences that may have become new ones: numbers in the rows given, ends exclusive."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    likeness: float

    @property
    def worth(self) -> float:
        """How much it is worth to have this rather than nothing."""
        return (self.likeness - _WORTH) * (self.old_end - self.old_start + self.new_end - self.new_start) / 2

    def meets(self, other: Move) -> bool:
        """Return whether both have an old sentence in common."""
        return self.old_start < other.old_end and other.old_start < self.old_end

    def lands_on(self, other: Move) -> bool:
        """Return whether both have a new sentence in common."""
        return self.new_start < other.new_end and other.new_start < self.new_end


def settle(old: Sequence[str], new: Sequence[str]) -> tuple[list[Move], list[Move]]:
    """Return the moves that are sure, and those that would be but for another as likely.

    Both rows are wordings in reading order. Takes time by the product of their lengths.
    """
    moves = _moves(old, new)
    before, after = _chains(moves, len(old), len(new))
    best = before[len(old)][len(new)]
    sure: list[Move] = []
    unsure: list[Move] = []
    for move in _best_chain(moves, before, len(old), len(new)):
        if move.likeness < SURE:
            continue
        rivals = (
            _through(other, before, after) for other in moves if other.meets(move) != other.lands_on(move)
        )
        is_sure = move.likeness == 1.0 or best - max(rivals, default=-1.0) >= MARGIN
        (sure if is_sure else unsure).append(move)
    return sure, unsure


def _through(move: Move, before: list[list[float]], after: list[list[float]]) -> float:
    """Return what the best chain with this move is worth."""
    return before[move.old_start][move.new_start] + move.worth + after[move.old_end][move.new_end]


def _moves(old: Sequence[str], new: Sequence[str]) -> list[Move]:
    alone = [[likeness(one, other) for other in new] for one in old]
    single = [
        Move(at, at + 1, other, other + 1, alike)
        for at, row in enumerate(alone)
        for other, alike in enumerate(row)
        if alike >= _RIVAL
    ]
    return [*single, *_splits(old, new, alone), *_merges(old, new, alone)]


def _splits(old: Sequence[str], new: Sequence[str], alone: list[list[float]]) -> Iterator[Move]:
    """Yield the moves by which one sentence becomes several."""
    for at, one in enumerate(old):
        for start, end in _runs(alone[at]):
            joined = _joined(one, new[start:end], max(alone[at][start:end]))
            if joined:
                yield Move(at, at + 1, start, end, joined)


def _merges(old: Sequence[str], new: Sequence[str], alone: list[list[float]]) -> Iterator[Move]:
    """Yield the moves by which several sentences become one."""
    for other, wording in enumerate(new):
        column = [row[other] for row in alone]
        for start, end in _runs(column):
            joined = _joined(wording, old[start:end], max(column[start:end]))
            if joined:
                yield Move(start, end, other, other + 1, joined)


def _runs(alone: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each few neighbours of which one is somewhat alike."""
    for start in range(len(alone) - 1):
        for end in range(start + 2, min(start + _MOST_JOINED, len(alone)) + 1):
            if max(alone[start:end]) >= _RIVAL:
                yield start, end


def _joined(whole: str, parts: Sequence[str], nearest: float) -> float:
    """Return how alike the parts together are to the whole; 0 where not each of them is found in it."""
    together = " ".join(parts)
    if min(len(together), len(whole)) < SURE * max(len(together), len(whole)):
        return 0.0
    alike = likeness(whole, together)
    if alike <= max(SURE, nearest):
        return 0.0
    at = 0
    for part in parts:
        found = counterpart(together, whole, Span(at, at + len(part)))
        if found is None or likeness(part, whole[found.start : found.end]) < SURE:
            return 0.0
        at += len(part) + 1
    return alike


def _chains(moves: Sequence[Move], olds: int, news: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return what the best chain is worth before each pair of places, and after it."""
    ending: dict[tuple[int, int], list[Move]] = {}
    starting: dict[tuple[int, int], list[Move]] = {}
    for move in moves:
        ending.setdefault((move.old_end, move.new_end), []).append(move)
        starting.setdefault((move.old_start, move.new_start), []).append(move)
    before = [[0.0] * (news + 1) for _ in range(olds + 1)]
    after = [[0.0] * (news + 1) for _ in range(olds + 1)]
    for at in range(1, olds + 1):
        for other in range(1, news + 1):
            most = max(before[at - 1][other], before[at][other - 1])
            for move in ending.get((at, other), ()):
                most = max(most, before[move.old_start][move.new_start] + move.worth)
            before[at][other] = most
    for at in range(olds - 1, -1, -1):
        for other in range(news - 1, -1, -1):
            most = max(after[at + 1][other], after[at][other + 1])
            for move in starting.get((at, other), ()):
                most = max(most, move.worth + after[move.old_end][move.new_end])
            after[at][other] = most
    return before, after


def _best_chain(moves: Sequence[Move], before: list[list[float]], at: int, other: int) -> Iterator[Move]:
    """Yield the moves of the best chain, the last first."""
    ending: dict[tuple[int, int], list[Move]] = {}
    for move in moves:
        ending.setdefault((move.old_end, move.new_end), []).append(move)
    while at > 0 and other > 0:
        here = before[at][other]
        if here == before[at - 1][other]:
            at -= 1
        elif here == before[at][other - 1]:
            other -= 1
        else:
            move = next(
                each
                for each in ending[at, other]
                if here == before[each.old_start][each.new_start] + each.worth
            )
            yield move
            at, other = move.old_start, move.new_start
