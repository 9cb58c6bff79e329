"""An attribution as the rules see it."""

from typing import NamedTuple

from factbase.vocabulary import IDENTIFIED_KINDS, SourceKind, Stance, Terms

_SUPPORTING = frozenset({Stance.ASSERTS, Stance.SPECULATES})
_OPPOSING = frozenset({Stance.DENIES, Stance.QUESTIONS})
_OPEN_TERMS = frozenset({Terms.ON_RECORD, Terms.NOT_STATED})


class Voice(NamedTuple):
    """One source's part in a claim; ``root`` is the body at the end of its ``speaks_for`` chain."""

    source: int
    root: int
    kind: SourceKind
    stance: Stance
    terms: Terms
    own_act: bool
    via: int | None
    via_kind: SourceKind | None


def is_supporter(voice: Voice) -> bool:
    """Return whether the voice stands for the claim, if only by speculating."""
    return voice.stance in _SUPPORTING


def is_opponent(voice: Voice) -> bool:
    """Return whether the voice denies or questions the claim."""
    return voice.stance in _OPPOSING


def is_identified(voice: Voice) -> bool:
    """Return whether a reader could ask: a named kind, on open terms, heard through no unnamed one."""
    return (
        voice.kind in IDENTIFIED_KINDS
        and voice.terms in _OPEN_TERMS
        and (voice.via is None or voice.via_kind in IDENTIFIED_KINDS)
    )


def channel(voice: Voice) -> int:
    """Return through whom the voice is heard: two papers that quote one agency have one channel."""
    return voice.root if voice.via is None else voice.via


def opponents(voices: tuple[Voice, ...]) -> list[Voice]:
    """Return those who deny or question what another source stands for, in their order."""
    supporters = {voice.source for voice in voices if is_supporter(voice)}
    return [voice for voice in voices if is_opponent(voice) and supporters - {voice.source}]
