"""A claim's sourcing in one look, remembered by its pattern."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from factbase.sourcing.confidence import default_confidence
from factbase.sourcing.problems import RULES, Case
from factbase.sourcing.voices import Voice
from factbase.vocabulary import Confidence, Rule

# Raised with every change of a rule: kept problems are derived anew by `factbase db upgrade`.
RULES_VERSION = 1


class Assessment(NamedTuple):
    """The word the attributions come to, the word that counts, and the problems in the order of the rules."""

    default: Confidence
    effective: Confidence
    problems: tuple[Rule, ...]


def assess(
    voices: tuple[Voice, ...], elsewhere: tuple[tuple[int, int], ...] = (), override: Confidence | None = None
) -> Assessment:
    """Return what ``voices`` come to; a person's ``override`` counts instead of the default.

    Only who is the same as whom matters, so the keys are numbered anew by appearance: an archive has few
    patterns, and each is worked out once.
    """
    if not voices:
        return _assess((), (), override)
    number: dict[int | None, int | None] = {None: None}
    renumber = number.setdefault
    # Lists, not generators, and no loop over nothing: a bulk import comes here a million times.
    pattern = tuple(
        [
            (
                renumber(source, len(number)),
                renumber(root, len(number)),
                kind,
                stance,
                terms,
                own_act,
                renumber(via, len(number)),
                via_kind,
            )
            for source, root, kind, stance, terms, own_act, via, via_kind in voices
        ]
    )
    others = (
        tuple([(renumber(root, len(number)), renumber(through, len(number))) for root, through in elsewhere])
        if elsewhere
        else ()
    )
    return _assess(pattern, others, override)


@lru_cache(maxsize=2048)
def _assess(
    pattern: tuple[tuple[object, ...], ...],
    elsewhere: tuple[tuple[int, int], ...],
    override: Confidence | None,
) -> Assessment:
    voices = tuple(Voice(*values) for values in pattern)  # type: ignore[arg-type]
    default = default_confidence(voices)
    effective = default if override is None else override
    case = Case(effective, voices, elsewhere)
    return Assessment(default, effective, tuple(rule for rule, each in RULES.items() if each.fires(case)))
