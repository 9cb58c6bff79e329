"""Places one passage in the new draft, by what became of its sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from factbase.text.canonical import Span
from factbase.text.carrying.bearing import Bearings
from factbase.text.carrying.drafts import Draft, Passage, Placement, Sentence
from factbase.text.carrying.reopening import substance
from factbase.text.carrying.rewording import Reworded
from factbase.text.carrying.stretches import counterpart, nearest, only_place, same_words
from factbase.text.carrying.wording import SURE, likeness, plain
from factbase.vocabulary import AnchorState

SAME = "same words"
UNSURE = "two places are equally near"
CUT = "sentence cut"
_FEWEST = 4  # words by which a passage is known again in another sentence
_OUT_OF_PLACE = 0.75  # how alike a part must be that stands elsewhere in its sentence
_MANY = 50  # sentences of a passage that are all looked at, not only the first and last
_MOST_GROWN, _MORE = 3, 100  # how many times as long a passage may become, and how many characters more


class Place(NamedTuple):
    """A stretch of the new draft, how sure it is, and the old and new sentence in which it begins."""

    span: Span
    score: float
    old: int
    new: int


class Placer:
    """Places passages of one draft in another where both texts are known."""

    def __init__(
        self, old: Draft, new: Draft, reworded: Reworded, kept: set[int], bearings: Bearings
    ) -> None:
        """``kept`` are the old sentences in their order, ``bearings`` tell what changed round a passage."""
        self._old, self._new, self._reworded = old, new, reworded
        self._old_text, self._new_text = old.text or "", new.text or ""
        self._kept = kept
        self._bearings = bearings
        self._starts = [each.start for each in old.sentences]
        self._new_starts = [each.start for each in new.sentences]

    def place(self, passage: Passage) -> Placement:
        """Return where a passage stands now."""
        first = max(0, bisect_right(self._starts, passage.start) - 1)
        last = max(first, bisect_right(self._starts, passage.end - 1) - 1)
        words = self._old_text[passage.start : passage.end]
        found = self._by_sentences(passage, words, range(first, last + 1)) or self._elsewhere(words, first)
        if found is None:
            reason = self._why_lost(range(first, last + 1))
            return Placement(AnchorState.LOST, None, None, None, reason, reason)
        return self._placement(passage, words, found)

    def _by_sentences(self, passage: Passage, words: str, members: Sequence[int]) -> Place | None:
        """Return the place from what became of the passage's sentences, None where that is not sure."""
        known = [at for at in members if self._reworded.became(at)]
        if not known:
            return None
        parts = [
            self._stretch(passage, at) for at in (known if len(known) <= _MANY else (known[0], known[-1]))
        ]
        found = [part for part in parts if part]
        if not found:
            return None
        span = Span(min(part.start for part in found), max(part.end for part in found))
        if span.end - span.start > _MOST_GROWN * len(words) + _MORE:
            return None
        score = likeness(words, self._new_text[span.start : span.end])
        group = self._reworded.of.get(known[0])
        if len(members) == 1 and group:
            score = max(score, round((score + group.likeness) / 2, 4))
        new = bisect_right(self._new_starts, span.start) - 1
        return Place(span, score, known[0], new) if score >= SURE else None

    def _stretch(self, passage: Passage, at: int) -> Span | None:
        """Return what became of the part of a passage that lies in what an old sentence belongs to."""
        group = self._reworded.became(at)
        if group is None:
            return None
        olds, news = self._old.sentences, self._new.sentences
        old_start, old_end = olds[group.old_start].start, olds[group.old_end - 1].end
        new_start, new_end = news[group.new_start].start, news[group.new_end - 1].end
        old, new = self._old_text[old_start:old_end], self._new_text[new_start:new_end]
        part = Span(max(0, passage.start - old_start), min(len(old), passage.end - old_start))
        if old == new:
            return Span(new_start + part.start, new_start + part.end)
        said = old[part.start : part.end]
        found = counterpart(old, new, part)
        score = likeness(said, new[found.start : found.end]) if found else 0.0
        if score < 1.0 and (verbatim := only_place(said, new)):
            found = verbatim
        elif score < SURE:
            other = nearest(said, new)
            is_it = other and likeness(said, new[other.start : other.end]) >= _OUT_OF_PLACE
            found = other if is_it else found
        return Span(new_start + found.start, new_start + found.end) if found else None

    def _elsewhere(self, words: str, first: int) -> Place | None:
        """Return where the words of a passage stand in a changed sentence that is not its own."""
        if len(plain(words)) < _FEWEST:
            return None
        places = []
        for other in self._reworded.likely(words):
            sentence = self._new.sentences[other]
            if found := same_words(words, self._new_text[sentence.start : sentence.end]):
                span = Span(sentence.start + found.start, sentence.start + found.end)
                score = likeness(words, self._new_text[span.start : span.end])
                places.append(Place(span, score, first, other))
        return places[0] if len(places) == 1 and self._old_text.count(words) == 1 else None

    def _why_lost(self, members: Sequence[int]) -> str:
        if any(at in self._reworded.unsure for at in members):
            return UNSURE
        if any(self._reworded.became(at) for at in members):
            return "its words are no longer there" if len(members) == 1 else "too little of it is left"
        return CUT if len(members) == 1 else "sentences cut"

    def _placement(self, passage: Passage, words: str, place: Place) -> Placement:
        start, end = place.span
        now = self._new_text[start:end]
        away = self._moved(place)
        changed = substance(words, now)
        around = self._bearings.of(passage, place.span, place.old, place.new)
        reopens = "; ".join(dict.fromkeys(filter(None, (around, changed)))) or None
        if words == now:
            state = AnchorState.MOVED if away else AnchorState.EXACT
            return Placement(state, start, end, 1.0, away or SAME, reopens)
        reason = "; ".join(filter(None, (changed or "typography", away)))
        return Placement(AnchorState.REWORDED, start, end, place.score, reason, reopens)

    def _moved(self, place: Place) -> str | None:
        """Return from where to where a passage moved, None where it kept its order."""
        there = self._reworded.became(place.old)
        if there is None:
            kept = self._is_between(place)
        else:
            kept = any(at in self._kept for at in range(there.old_start, there.old_end))
        if kept:
            return None
        return moved(self._old.sentences[place.old], self._new.sentences[place.new])

    def _is_between(self, place: Place) -> bool:
        """Return whether a sentence that became nothing has its passage where it would stand."""
        before, after = self._reworded.became(place.old - 1) if place.old else None, None
        if place.old + 1 < len(self._old.sentences):
            after = self._reworded.became(place.old + 1)
        return (before is not None and 0 <= place.new - before.new_end + 1 <= 1) or (
            after is not None and 0 <= after.new_start - place.new <= 1
        )


def moved(old: Sentence, new: Sentence) -> str:
    """Return from where to where something moved."""
    return f"moved from {old.place} to {new.place}"
