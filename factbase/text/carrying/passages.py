"""Carries passages: what this package is for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import attrgetter

from factbase.text.anchors import sha256
from factbase.text.canonical import Span
from factbase.text.carrying.bearing import Bearings
from factbase.text.carrying.drafts import Carried, Draft, Passage, Placement
from factbase.text.carrying.matching import NOWHERE, Pairs, in_order
from factbase.text.carrying.placing import SAME, Placer, moved
from factbase.text.carrying.rewording import Reworded
from factbase.text.carrying.speakers import BACK, LEANING
from factbase.vocabulary import AnchorState

Placing = Callable[[Passage], Placement]

_EXACT, _MOVED = AnchorState.EXACT, AnchorState.MOVED
_MARKS = '“”„«»"‘'
_NEAR = 2  # paragraphs after one in which a quotation of it may go on


def carry(old: Draft, new: Draft, passages: Sequence[Passage]) -> Carried:
    """Return where each passage of the old draft stands in the new one, and which sentences are unchanged.

    Without the text of a draft what is unchanged is found by the hashes of sentences, and all else is lost.
    """
    pairs = Pairs([each.sha256 for each in old.sentences], [each.sha256 for each in new.sentences])
    pairs.pair_same()
    if old.sentences and old.text and new.text:
        place = _by_texts(old, new, pairs, passages)
    else:
        place = _by_hashes(old, new, pairs)
    placements = [place(passage) for passage in passages]
    return Carried(placements, {other: at for other, at in enumerate(pairs.old_of) if at != NOWHERE})


def _by_texts(old: Draft, new: Draft, pairs: Pairs, passages: Sequence[Passage]) -> Placing:
    """Return how a passage is placed where both texts are known."""
    reworded = Reworded(pairs, old, new)
    reworded.find()
    there = reworded.counterparts()
    kept = in_order(there, [each.end - each.start for each in old.sentences])
    disturbed = _disturbed(old, pairs.new_of)
    bearings = Bearings(old, new, reworded, disturbed, passages)
    changed = Placer(old, new, reworded, kept, bearings)
    starts, ends = [each.start for each in old.sentences], [each.end for each in old.sentences]
    olds, news, new_of = old.sentences, new.sentences, pairs.new_of

    def place(passage: Passage) -> Placement:
        start, end, *_ = passage
        at = bisect_right(starts, start) - 1
        other = new_of[at]
        if other == NOWHERE or end > ends[at]:
            return changed.place(passage)
        shift = news[other].start - starts[at]
        now = Span(start + shift, end + shift)
        reopens = bearings.of(passage, now, at, other) if at in disturbed else None
        if at in kept:
            return Placement(_EXACT, *now, 1.0, SAME, reopens)
        return Placement(_MOVED, *now, 1.0, moved(olds[at], news[other]), reopens)

    return place


def _disturbed(old: Draft, there: Sequence[int]) -> set[int]:
    """Return the sentences whose words may be somebody else's now, or mean another, though they are the same.

    One beside or before them changed or has another neighbour, and they quote, or lean on what stands there.
    """
    text, sentences = old.text or "", old.sentences
    found: set[int] = set()
    paragraphs: set[int] = set()
    before = NOWHERE
    for at, other in enumerate(there):
        if NOWHERE in (other, before) or other != before + 1:
            first = max(0, at - 1)
            found.update((first, at))
            paragraphs.update((sentences[first].paragraph, sentences[at].paragraph))
            for each in range(at + 1, min(at + 1 + BACK, len(there))):
                if LEANING.search(text, sentences[each].start, sentences[each].end):
                    found.add(each)
        before = other
    for paragraph in sorted(paragraphs):
        for quoting in (_if_quoting(old, paragraph + more) for more in range(_NEAR + 1)):
            if not quoting:
                break
            found.update(quoting)
    return found


def _if_quoting(draft: Draft, paragraph: int) -> range:
    """Return the sentences of a paragraph in which a quotation mark stands, none of another."""
    first, after = (
        bisect_left(draft.sentences, number, key=attrgetter("paragraph"))
        for number in (paragraph, paragraph + 1)
    )
    if first == after:
        return range(0)
    words = (draft.text or "")[draft.sentences[first].start : draft.sentences[after - 1].end]
    return range(first, after) if any(mark in words for mark in _MARKS) else range(0)


def _by_hashes(old: Draft, new: Draft, pairs: Pairs) -> Placing:
    """Return how a passage is placed by the hashes of sentences alone."""
    pairs.pair_copies(*pairs.left())
    kept = in_order(pairs.new_of, [each.end - each.start for each in old.sentences])
    starts = [each.start for each in old.sentences]
    reason = f"changed, and the {'earlier' if old.text is None else 'later'} draft has no text to compare"
    lost = Placement(AnchorState.LOST, None, None, None, reason, reason)

    def place(passage: Passage) -> Placement:
        first = max(0, bisect_right(starts, passage.start) - 1)
        last = max(first, bisect_right(starts, passage.end - 1) - 1)
        there = pairs.new_of[first : last + 1]
        if not there or NOWHERE in there or there != list(range(there[0], there[0] + len(there))):
            return lost
        start = new.sentences[there[0]].start + passage.start - old.sentences[first].start
        end = new.sentences[there[-1]].start + passage.end - old.sentences[last].start
        if new.text is not None and sha256(new.text[start:end]) != passage.sha256:
            return lost
        if first in kept:
            return Placement(_EXACT, start, end, 1.0, SAME, None)
        reason = moved(old.sentences[first], new.sentences[there[0]])
        return Placement(_MOVED, start, end, 1.0, reason, None)

    return place
