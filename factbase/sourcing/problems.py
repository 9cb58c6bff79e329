"""The nine problem rules: each one small function, with its words beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from factbase.sourcing.confidence import default_confidence
from factbase.sourcing.voices import Voice, channel, is_identified, is_supporter, opponents
from factbase.vocabulary import Confidence, Rule, Severity, SourceKind, Stance


@dataclass(frozen=True)
class Case:
    """A claim as the rules see it.

    ``elsewhere`` holds (root, channel) of the identified supporters of the claims that this one repeats.
    """

    confidence: Confidence
    voices: tuple[Voice, ...]
    elsewhere: tuple[tuple[int, int], ...] = ()

    @cached_property
    def supporters(self) -> list[Voice]:
        """Those who stand for the claim."""
        return [voice for voice in self.voices if is_supporter(voice)]


Names = Mapping[int, str]


@dataclass(frozen=True)
class ProblemRule:
    """A rule: when it fires, why in one sentence with the data, what it means and what would settle it."""

    rule: Rule
    severity: Severity
    fires: Callable[[Case], bool]
    why: Callable[[Case, Names], str]
    means: str
    settled_by: str


def _and(words: Iterable[str]) -> str:
    """Return ``a, b and c``, each word once."""
    *others, last = dict.fromkeys(words)
    return f"{', '.join(others)} and {last}" if others else last


def _who(voices: Iterable[Voice], names: Names) -> str:
    return _and(names[voice.source] for voice in voices)


def _said(voices: Iterable[Voice], names: Names) -> str:
    """Return ``denied by MEK and questioned by The Guardian``."""
    by_stance: dict[Stance, list[Voice]] = {}
    for voice in voices:
        by_stance.setdefault(voice.stance, []).append(voice)
    return " and ".join(f"{stance.passive} by {_who(group, names)}" for stance, group in by_stance.items())


def _rumour(case: Case) -> bool:
    return case.confidence == Confidence.RUMOUR


def _why_rumour(case: Case, names: Names) -> str:
    if default_confidence(case.voices) != Confidence.RUMOUR:
        return "A person rated it as rumour."
    return f"It rests on {_who(case.supporters, names)} alone."


def _anonymous_only(case: Case) -> bool:
    supporters = case.supporters
    return bool(supporters) and all(voice.kind == SourceKind.ANONYMOUS for voice in supporters)


def _why_anonymous_only(case: Case, names: Names) -> str:
    return f"Nobody with a name stands behind it, only {_who(case.supporters, names)}."


def _vague_source(case: Case) -> bool:
    supporters = case.supporters
    return any(voice.kind == SourceKind.GROUP for voice in supporters) and not any(
        is_identified(voice) or voice.kind == SourceKind.AUTHOR for voice in supporters
    )


def _why_vague_source(case: Case, names: Names) -> str:
    groups = [voice for voice in case.supporters if voice.kind == SourceKind.GROUP]
    who = _and(f"“{names[voice.source]}”" for voice in groups)
    return f"{who} could be anybody, and nobody identified says it too."


def _unattributed(case: Case) -> bool:
    return not case.voices


def _why_unattributed(_case: Case, _names: Names) -> str:
    return "The text says it in its own voice and cites nobody."


def _unsupported(case: Case) -> bool:
    return bool(case.voices) and not case.supporters


def _why_unsupported(case: Case, names: Names) -> str:
    return f"Nobody asserts it: it is {_said(case.voices, names)}."


def _contested(case: Case) -> bool:
    return bool(opponents(case.voices))


def _why_contested(case: Case, names: Names) -> str:
    return f"It is {_said(case.supporters, names)}, and {_said(opponents(case.voices), names)}."


def _hearsay(case: Case) -> bool:
    supporters = case.supporters
    return bool(supporters) and all(voice.via is not None for voice in supporters)


def _why_hearsay(case: Case, names: Names) -> str:
    heard = _and(
        f"{names[voice.source]} through {names[voice.via]}"
        for voice in case.supporters
        if voice.via is not None
    )
    return f"It is heard only at second hand: {heard}."


def _own_word_only(case: Case) -> bool:
    supporters = case.supporters
    return bool(supporters) and all(voice.own_act for voice in supporters)


def _why_own_word_only(case: Case, names: Names) -> str:
    return f"It is the own act of {_who(case.supporters, names)}, and nobody else confirms it."


def independent(case: Case) -> int:
    """Return how many identified supporters are independent: the smaller of distinct roots and channels."""
    pairs = [(voice.root, channel(voice)) for voice in case.supporters if is_identified(voice)]
    pairs += case.elsewhere
    return min(len({root for root, _channel in pairs}), len({through for _root, through in pairs}))


def _single_source(case: Case) -> bool:
    supporters = case.supporters
    if not any(is_identified(voice) for voice in supporters) or independent(case) != 1:
        return False
    return not any(
        voice.kind == SourceKind.AUTHOR or (voice.own_act and voice.stance == Stance.ASSERTS)
        for voice in supporters
    )


def _why_single_source(case: Case, names: Names) -> str:
    identified = [voice for voice in case.supporters if is_identified(voice)]
    who = _who(identified, names)
    if {root for root, _channel in case.elsewhere} - {voice.root for voice in identified}:
        return f"{who} and the sources of what it repeats come down to one independent source."
    if len({voice.source for voice in identified}) > 1:
        return f"{who} come down to one independent source."
    return f"{who} is the only identified source."


RULES: dict[Rule, ProblemRule] = {
    each.rule: each
    for each in (
        ProblemRule(
            Rule.RUMOUR,
            Severity.BLOCK,
            _rumour,
            _why_rumour,
            means="The claim rests on rumour: the text says so, or unnamed people speculate, or a person rated "
            "it so. Nobody can be asked whether it is true.",
            settled_by="Find a source that can be named and asked, or take the claim out.",
        ),
        ProblemRule(
            Rule.ANONYMOUS_ONLY,
            Severity.BLOCK,
            _anonymous_only,
            _why_anonymous_only,
            means="Everybody who stands behind the claim is an unnamed individual. Readers cannot weigh who "
            "speaks.",
            settled_by="Get one of them on the record, or find a document or a second, named source.",
        ),
        ProblemRule(
            Rule.VAGUE_SOURCE,
            Severity.BLOCK,
            _vague_source,
            _why_vague_source,
            means="The claim leans on a group that has no names, such as critics or experts, and on nobody "
            "identified. The author's own observation would be enough.",
            settled_by="Name at least one of them, or cite where they said it.",
        ),
        ProblemRule(
            Rule.UNATTRIBUTED,
            Severity.LOOK,
            _unattributed,
            _why_unattributed,
            means="The claim is plain narration: no source is cited for it and the author was not there. It may be "
            "common knowledge, but the text does not show how it is known.",
            settled_by="Ask the author how this is known, and cite it or keep the proof in the file.",
        ),
        ProblemRule(
            Rule.UNSUPPORTED,
            Severity.LOOK,
            _unsupported,
            _why_unsupported,
            means="The text only has people who deny or question the claim; nobody in it asserts it. A reader cannot "
            "tell whose claim it is.",
            settled_by="Say who makes the claim that is denied, or take it out.",
        ),
        ProblemRule(
            Rule.CONTESTED,
            Severity.LOOK,
            _contested,
            _why_contested,
            means="One source stands behind the claim and another denies or questions it. Readers will ask which of "
            "them is right.",
            settled_by="Look for a document or a witness that belongs to neither side.",
        ),
        ProblemRule(
            Rule.HEARSAY,
            Severity.LOOK,
            _hearsay,
            _why_hearsay,
            means="Everybody who stands behind the claim is heard through somebody else. What was said may have "
            "changed on the way.",
            settled_by="Ask the source directly, or read what it published.",
        ),
        ProblemRule(
            Rule.OWN_WORD_ONLY,
            Severity.LOOK,
            _own_word_only,
            _why_own_word_only,
            means="Only those whose own act it is assert it. That is good evidence that they say so, and needs "
            "one look at whether it happened.",
            settled_by="Find the record of the act: the order, the vote, the register.",
        ),
        ProblemRule(
            Rule.SINGLE_SOURCE,
            Severity.LOOK,
            _single_source,
            _why_single_source,
            means="All identified sources come down to one: one body, its spokesmen, or several who were heard "
            "through one channel. Claims that this one repeats count too.",
            settled_by="Find a second source that does not depend on the first.",
        ),
    )
}
