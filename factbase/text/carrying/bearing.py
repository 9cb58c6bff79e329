"""What changed round a passage and bears on it: who says it, whom its pronouns mean, and what stands beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from factbase.text.canonical import Span
from factbase.text.carrying.beside import Round, changed_beside
from factbase.text.carrying.drafts import Draft, Passage
from factbase.text.carrying.matching import NOWHERE
from factbase.text.carrying.reopening import denial, told
from factbase.text.carrying.rewording import Reworded
from factbase.text.carrying.speakers import Voices, other_speaker
from factbase.text.carrying.wording import plain
from factbase.text.differences import differences


class Bearings:
    """Compares what stands round the passages of two drafts."""

    def __init__(
        self, old: Draft, new: Draft, reworded: Reworded, disturbed: set[int], passages: Sequence[Passage]
    ) -> None:
        """``disturbed`` are the old sentences whose words may mean or be said by somebody else now.

        ``passages`` are all of the old draft: what changed in another is for that one to tell.
        """
        self._old, self._new, self._reworded = old, new, reworded
        self._disturbed = disturbed
        self._voices = Voices(old), Voices(new)
        self._passages = sorted((each.start, each.end) for each in passages)

    def of(self, passage: Passage, now: Span, at: int, other: int) -> str | None:
        """Return why a passage must be checked anew though its own words may stand, None where it need not.

        ``now`` is its place in the new draft, ``at`` and ``other`` the old and new sentence in which it begins.
        """
        is_same = self._is_same(at, other)
        if is_same and at not in self._disturbed:
            return None
        speaker = self._speaker(passage, now, at, other) or self._meant(at, other) or self._echoed(at, other)
        found = [speaker] if speaker else []
        if not is_same:
            rounds = self._round(0, Span(passage.start, passage.end), at), self._round(1, now, at)
            found += changed_beside(
                *rounds,
                self._others(passage, at),
                speaks=speaker is not None,
                is_rebuilt=self._is_rebuilt(at),
            )
        return "; ".join(found) or None

    def _speaker(self, passage: Passage, now: Span, at: int, other: int) -> str | None:
        """Return who says the passage instead of whom."""
        before = self._voices[0].of(at, passage.start, passage.end)
        if before.at == at and self._is_same(at, other):
            return None
        after = self._voices[1].of(other, *now)
        if self._is_same(before.at, after.at) and self._is_same(at, other):
            return None
        return other_speaker(before, after, passage.speakers)

    def _meant(self, at: int, other: int) -> str | None:
        """Return whom a quotation by itself, or a pronoun, means instead of whom, by the sentence before that names."""
        here, there = self._voices
        if not (here.leans(at) and there.leans(other)):
            return None
        named = here.named_before(at)
        group = None if named is None else self._reworded.became(named)
        now = group.new_start if group else there.named_before(other)
        if named is None or now is None or self._is_same(named, now):
            return None
        if not group and self._reworded.pairs.old_of[now] != NOWHERE:
            return None  # it was cut, and what stands there now stood before it
        names = here.names(named), there.names(now)
        found = [
            each for each in differences(here.unquoted(named), there.unquoted(now)) if each.what == "name"
        ]
        if not found or not found[0].here or not found[0].there or names[0][0] not in found[0].here:
            return None
        speaks = here.says(at) or here.says(named)
        change = told("speaker" if speaks else "name", [names[0][0]], [found[0].there[0]])
        return change if speaks else f"{change} before it"

    def _echoed(self, at: int, other: int) -> str | None:
        """Return what changed in the sentence after it that tells who said so, or denies it."""
        pairs = self._reworded.pairs
        if at + 1 < len(pairs.new_of) and pairs.new_of[at + 1] == other + 1:
            return None
        here, there = self._voices
        said = here.echo(at)
        group = None if said is None else self._reworded.became(said)
        now = group.new_start if group else there.echo(other)
        if said is None:
            is_new = now is not None and pairs.old_of[now] == NOWHERE
            return denial("", there.unquoted(now)) if is_new and now is not None else None
        if now is None:
            return told("speaker", [here.whole(said).printed], [])
        if self._is_same(said, now):
            return None
        speaker = other_speaker(here.whole(said), there.whole(now), ())
        return speaker or denial(here.unquoted(said), there.unquoted(now))

    def _is_same(self, at: int, other: int) -> bool:
        """Return whether an old and a new sentence have the same words."""
        if self._old.sentences[at].sha256 == self._new.sentences[other].sha256:
            return True
        return plain(self._reworded.old_words(at)) == plain(self._reworded.new_words(other))

    def _is_rebuilt(self, at: int) -> bool:
        """Return whether an old sentence was parted, or joined with others."""
        group = self._reworded.became(at)
        return group is not None and (group.old_end - group.old_start, group.new_end - group.new_start) != (
            1,
            1,
        )

    def _others(self, passage: Passage, at: int) -> str:
        """Return the words of the other passages that lie in the same old sentence, beside this one."""
        sentence = self._old.sentences[at]
        first, after = (bisect_left(self._passages, (place,)) for place in (sentence.start, sentence.end))
        beside = (
            (start, end)
            for start, end in self._passages[first:after]
            if end <= min(passage.start, sentence.end) or (passage.end <= start and end <= sentence.end)
        )
        text = self._old.text or ""
        return " ".join(text[start:end] for start, end in dict.fromkeys(beside))

    def _round(self, side: int, part: Span, at: int) -> Round:
        """Return a passage in its sentences of the old or new draft, and in all that became of the old sentence."""
        draft = (self._old, self._new)[side]
        text, sentences = draft.text or "", draft.sentences
        first, last = (bisect_right(sentences, place, key=_start) - 1 for place in (part.start, part.end - 1))
        group = self._reworded.became(at)
        begin, end = first, last
        if group:
            begin = min(first, (group.old_start, group.new_start)[side])
            end = max(last, (group.old_end, group.new_end)[side] - 1)
        everything = Span(sentences[begin].start, sentences[end].end)
        return Round.of(text, part, Span(sentences[first].start, sentences[last].end), everything)


def _start(sentence: tuple[int, int, int, int, str]) -> int:
    return sentence[2]
