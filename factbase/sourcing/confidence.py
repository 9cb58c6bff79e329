"""The default confidence: the first step of a ladder that fits."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from factbase.sourcing.voices import Voice, is_identified, is_supporter, opponents
from factbase.vocabulary import Confidence, SourceKind, Stance


class Step(Enum):
    """A step of the ladder: the word it gives, and why."""

    NO_SUPPORTER = (Confidence.LOW, "nobody in the text stands behind it")
    RUMOUR = (Confidence.RUMOUR, "it rests on rumour or on speculation by nobody in particular")
    CONTESTED = (Confidence.LOW, "another source denies or questions it")
    FIRST_HAND = (Confidence.HIGH, "the author observed it at first hand")
    OWN_ACT = (Confidence.HIGH, "an identified source asserts its own act")
    IDENTIFIED = (Confidence.MEDIUM, "an identified source stands behind it")
    UNIDENTIFIED = (Confidence.LOW, "no identified source stands behind it")


def default_confidence(voices: tuple[Voice, ...]) -> Confidence:
    """Return the word that a claim's attributions come to."""
    word: Confidence = _step(voices)[0].value[0]
    return word


def explain_confidence(voices: tuple[Voice, ...], names: Mapping[int, str]) -> str:
    """Return one sentence that says which step decided, and by whom; ``names`` are those of the sources."""
    step, deciding = _step(voices)
    word, why = step.value
    who = ", ".join(dict.fromkeys(names[voice.source] for voice in deciding))
    return f"{word}: {why}{f' ({who})' if who else ''}."


def _step(voices: tuple[Voice, ...]) -> tuple[Step, list[Voice]]:
    """Return the first step that fits, and the voices that decided it."""
    supporters = [voice for voice in voices if is_supporter(voice)]
    if not supporters:
        return Step.NO_SUPPORTER, []
    if all(_is_rumour(voice) for voice in supporters):
        return Step.RUMOUR, supporters
    if against := opponents(voices):
        return Step.CONTESTED, against
    asserting = [voice for voice in supporters if voice.stance == Stance.ASSERTS]
    if seen := [voice for voice in asserting if voice.kind == SourceKind.AUTHOR]:
        return Step.FIRST_HAND, seen
    identified = [voice for voice in supporters if is_identified(voice)]
    if own := [voice for voice in asserting if voice.own_act and is_identified(voice)]:
        return Step.OWN_ACT, own
    if identified:
        return Step.IDENTIFIED, identified
    return Step.UNIDENTIFIED, supporters


def _is_rumour(voice: Voice) -> bool:
    speculating_group = voice.kind == SourceKind.GROUP and voice.stance == Stance.SPECULATES
    return voice.kind == SourceKind.RUMOUR or speculating_group
