"""Carries passages: the entrance of this package."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from factbase.text.anchors import sha256
from factbase.text.carrying.drafts import Carried, Draft, Passage, Placement
from factbase.text.carrying.matching import NOWHERE, Pairs, in_order
from factbase.vocabulary import AnchorState


def carry(old: Draft, new: Draft, passages: Sequence[Passage]) -> Carried:
    """Return where each passage of the old draft stands in the new one, and which sentences are unchanged.

    Without the text of a draft what is unchanged is found by the hashes of sentences, and all else is lost.
    """
    pairs = Pairs([each.sha256 for each in old.sentences], [each.sha256 for each in new.sentences])
    pairs.pair_same()
    kept = in_order(pairs.new_of, [each.end - each.start for each in old.sentences])
    starts = [each.start for each in old.sentences]
    placements = [_place(old, new, pairs, kept, starts, passage) for passage in passages]
    return Carried(placements, {at: other for at, other in enumerate(pairs.old_of) if other != NOWHERE})


def _place(
    old: Draft, new: Draft, pairs: Pairs, kept: set[int], starts: list[int], passage: Passage
) -> Placement:
    first = max(0, bisect_right(starts, passage.start) - 1)
    last = max(first, bisect_right(starts, passage.end - 1) - 1)
    there = pairs.new_of[first : last + 1]
    lost = Placement(AnchorState.LOST, None, None, None, "sentence cut", "sentence cut")
    if not there or NOWHERE in there or there != list(range(there[0], there[0] + len(there))):
        return lost
    start = new.sentences[there[0]].start + passage.start - old.sentences[first].start
    end = new.sentences[there[-1]].start + passage.end - old.sentences[last].start
    if new.text is not None and sha256(new.text[start:end]) != passage.sha256:
        return lost
    if first in kept:
        return Placement(AnchorState.EXACT, start, end, 1.0, "same words, same place", None)
    reason = f"moved from {old.sentences[first].place} to {new.sentences[there[0]].place}"
    return Placement(AnchorState.MOVED, start, end, 1.0, reason, None)
