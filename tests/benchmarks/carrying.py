"""Passages carried into an edited draft: how long it takes beside difflib, and how many come out right.

Every sentence of the first draft is a passage. What was done to each is known; see edited_drafts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from time import perf_counter, process_time
from typing import NamedTuple

from factbase.text.carrying import Carried, Draft, Placement, carry
from factbase.text.carrying.matching import Pairs
from factbase.text.carrying.wording import plain
from factbase.text.sentences import split
from factbase.vocabulary import AnchorState
from tests.benchmarks.databases import Files
from tests.benchmarks.edited_drafts import GONE, SAME, TYPOGRAPHY, Edited, Old, edited, made_up
from tests.benchmarks.measuring import Cost, Row, compared, warm

_SIZES = (100, 1_000, 10_000)
_BY_WORDS = 0.02  # of difflib's time over words
_BY_SENTENCES = 0.5
_WHOLE, _PART = frozenset({"exact", "moved"}), 0.5  # of a passage and its place that must be the same


class Carrying(NamedTuple):
    """An edited draft, split, ready to be carried."""

    drafts: Edited
    old: Draft
    new: Draft

    @classmethod
    def of(cls, sentences: int) -> Carrying:
        """Return a draft of so many sentences."""
        drafts = edited(made_up(sentences, seed=sentences), seed=1)
        return cls(drafts, *(Draft.of(text, split(text, "en")) for text in drafts[:2]))

    def carry(self) -> Carried:
        """Carry every sentence, as if none had been read before."""
        plain.cache_clear()
        return carry(self.old, self.new, self.drafts.passages())

    def pair(self) -> None:
        """Find the sentences that are the same."""
        old, new = ([each.sha256 for each in draft.sentences] for draft in (self.old, self.new))
        Pairs(old, new).pair_same()

    def by_sentences(self) -> None:
        """Find the same sentences as difflib does."""
        old, new = (
            [text[each.start : each.end] for each in draft.sentences]
            for text, draft in ((self.drafts.old, self.old), (self.drafts.new, self.new))
        )
        SequenceMatcher(None, old, new, autojunk=False).get_opcodes()

    def by_words(self) -> None:
        """Find the same words as difflib does."""
        SequenceMatcher(None, self.drafts.old.split(), self.drafts.new.split()).get_opcodes()


def carrying(_files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure how time grows with a draft, what difflib takes, and what became of each kind of edit."""
    works = {size: Carrying.of(size) for size in (_SIZES[:2] if quick else _SIZES)}
    costs = dict(zip(works, warm([work.carry for work in works.values()], 5), strict=True))
    sizes = list(works)
    for smaller, larger in pairwise(sizes):
        yield compared(f"carry, {larger:,} sentences / {smaller:,}", costs[larger], costs[smaller], 15.0)
    largest, size = works[sizes[-1]], sizes[-1]
    same, theirs = warm([largest.pair, largest.by_sentences], 5)
    yield compared(
        f"carry, {size:,}: find the same / difflib over sentences",
        same,
        theirs,
        None if quick else _BY_SENTENCES,
    )
    yield compared(f"carry, {size:,}: all / difflib over sentences", costs[size], theirs, None)
    by_words = _once(largest.by_words)
    yield compared(
        f"carry, {size:,}: all / difflib over words", costs[size], by_words, None if quick else _BY_WORDS
    )
    yield from _kinds(size, largest)


def _once(work: Callable[[], None]) -> Cost:
    """Return what a work takes that is too slow to be repeated."""
    wall, cpu = perf_counter(), process_time()
    work()
    return Cost(perf_counter() - wall, process_time() - cpu)


def _kinds(size: int, work: Carrying) -> Iterator[Row]:
    """Yield for each group of edits how many did not come out as they should."""
    found = list(zip(work.drafts.sentences, work.carry().placements, strict=True))
    groups: dict[str, tuple[Callable[[Old], bool], float]] = {
        "unchanged, not found": (lambda old: old.edit in SAME, 0.0),
        "reworded, not found": (lambda old: old.edit not in SAME | GONE, 0.05),
        "cut, found": (lambda old: old.edit in GONE, 0.02),
        "all, wrong": (lambda _old: True, 0.001),
    }
    for name, (belongs, goal) in groups.items():
        members = [(old, placed) for old, placed in found if belongs(old)]
        wrong = Counter(old.edit for old, placed in members if not is_right(old, placed))
        told = ", ".join(f"{count} {edit}" for edit, count in sorted(wrong.items()))
        ours = f"{wrong.total()}{f' ({told})' * bool(told)}"
        yield Row(
            f"carry, {size:,}: {name}", ours, f"of {len(members):,}", wrong.total() / len(members), None, goal
        )


def is_right(old: Old, placed: Placement) -> bool:
    """Return whether a sentence is where it should be, in the state that its edit has, and reopens as it should."""
    if old.edit in GONE:
        return placed.state is AnchorState.LOST
    if placed.start is None or placed.end is None or old.now is None:
        return False
    if old.edit in SAME:
        return placed.state in _WHOLE and (placed.start, placed.end) == old.now
    if old.edit == "merged":
        return old.now.start <= placed.start and placed.end <= old.now.end
    shared = min(placed.end, old.now.end) - max(placed.start, old.now.start)
    reopens = old.edit == "split" or (placed.reopens is None) == (old.edit in TYPOGRAPHY)
    return shared >= _PART * (max(placed.end, old.now.end) - min(placed.start, old.now.start)) and reopens
