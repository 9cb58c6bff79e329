import re

import pytest

from factbase.sourcing import RULES, Case, Voice, assess
from factbase.vocabulary import Confidence, Rule, Severity
from tests.sourcing.test_confidence import NAMES, voice

R = Rule


def fired(*said: Voice, elsewhere: tuple[tuple[int, int], ...] = ()) -> set[Rule]:
    return set(assess(said, elsewhere).problems)


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ([], {R.UNATTRIBUTED}),
        ([voice("rumour")], {R.RUMOUR}),
        ([voice("group", "speculates")], {R.RUMOUR, R.VAGUE_SOURCE}),
        ([voice("anonymous")], {R.ANONYMOUS_ONLY}),
        ([voice("anonymous"), voice("anonymous", source=2)], {R.ANONYMOUS_ONLY}),
        ([voice("anonymous"), voice("group", source=2)], {R.VAGUE_SOURCE}),
        ([voice("group")], {R.VAGUE_SOURCE}),
        ([voice("group"), voice("author", source=3)], set()),
        ([voice("group"), voice("person", source=2)], {R.SINGLE_SOURCE}),
        ([voice("group"), voice("anonymous", source=2), voice("author", source=3)], set()),
        ([voice("person", "denies")], {R.UNSUPPORTED}),
        ([voice("group", "questions")], {R.UNSUPPORTED}),
        ([voice("author"), voice("organisation", "denies", source=2)], {R.CONTESTED}),
        ([voice("anonymous"), voice("person", "questions", source=2)], {R.ANONYMOUS_ONLY, R.CONTESTED}),
        ([voice("person"), voice("person", "denies")], {R.SINGLE_SOURCE}),
        ([voice("person"), voice("person", "denies"), voice("person", source=2)], {R.CONTESTED}),
        ([voice("person", via=5, via_kind="publication")], {R.HEARSAY, R.SINGLE_SOURCE}),
        ([voice("person", via=5, via_kind="group")], {R.HEARSAY}),
        ([voice("person", via=5, via_kind="group"), voice("anonymous", source=2)], set()),
        ([voice("person", via=1, via_kind="publication"), voice("author", source=3)], set()),
        ([voice("organisation", own_act=True)], {R.OWN_WORD_ONLY}),
        ([voice("organisation", "denies", own_act=True), voice("person")], {R.SINGLE_SOURCE}),
        ([voice("organisation", own_act=True), voice("person", source=2)], set()),
        ([voice("organisation", "speculates", own_act=True)], {R.OWN_WORD_ONLY, R.SINGLE_SOURCE}),
        ([voice("person")], {R.SINGLE_SOURCE}),
        ([voice("person"), voice("person", source=2)], set()),
        ([voice("person", root=9), voice("person", source=2, root=9)], {R.SINGLE_SOURCE}),
        ([voice("person"), voice("author", source=3)], set()),
        ([voice("person"), voice("author", "speculates", source=3)], set()),
        ([voice("person"), voice("anonymous", source=2)], {R.SINGLE_SOURCE}),
        ([voice("person", terms="background")], set()),
    ],
)
def test_each_rule_fires_where_it_should_and_nowhere_else(said: list[Voice], rules: set[Rule]) -> None:
    assert fired(*said) == rules


def test_two_papers_that_quote_one_agency_are_one_source() -> None:
    first = voice("publication", source=1, via=5, via_kind="organisation")
    second = voice("publication", source=2, via=5, via_kind="organisation")

    assert fired(first, second) == {R.HEARSAY, R.SINGLE_SOURCE}


def test_a_spokesman_and_who_is_heard_through_the_same_body_are_one_source() -> None:
    spokesman = voice("person", source=1, root=5)
    heard = voice("person", source=2, via=5, via_kind="organisation")

    assert fired(spokesman, heard) == {R.SINGLE_SOURCE}


def test_an_independent_source_of_a_repeated_claim_counts() -> None:
    assert fired(voice(source=1), elsewhere=((2, 2),)) == set()
    assert fired(voice(source=1), elsewhere=((1, 1),)) == {R.SINGLE_SOURCE}
    assert fired(voice(source=1), elsewhere=((2, 1),)) == {R.SINGLE_SOURCE}
    assert fired(voice(source=1), elsewhere=((1, 2),)) == {R.SINGLE_SOURCE}
    assert fired(voice("anonymous"), elsewhere=((2, 2),)) == {R.ANONYMOUS_ONLY}


def test_a_single_source_is_told_with_the_claims_that_it_repeats() -> None:
    def why(*elsewhere: tuple[int, int]) -> str:
        return RULES[R.SINGLE_SOURCE].why(Case(Confidence.MEDIUM, (voice(),), elsewhere), NAMES)

    assert why((1, 1)) == "MEK is the only identified source."
    assert why((2, 1)) == "MEK and the sources of what it repeats come down to one independent source."


@pytest.mark.parametrize(
    ("rule", "said", "why"),
    [
        (R.RUMOUR, [voice("rumour")], "It rests on MEK alone."),
        (
            R.RUMOUR,
            [voice("rumour"), voice("group", "speculates", source=2)],
            "It rests on MEK and critics alone.",
        ),
        (R.RUMOUR, [], "A person rated it as rumour."),
        (R.RUMOUR, [voice("person", source=4)], "A person rated it as rumour."),
        (R.ANONYMOUS_ONLY, [voice("anonymous")], "Nobody with a name stands behind it, only MEK."),
        (R.VAGUE_SOURCE, [voice("group", source=2)], "“critics” could be anybody"),
        (
            R.VAGUE_SOURCE,
            [voice("group", source=2), voice("group", source=6)],
            "“critics” and “experts” could be",
        ),
        (R.UNATTRIBUTED, [], "cites nobody"),
        (R.UNSUPPORTED, [voice("person", "denies")], "Nobody asserts it: it is denied by MEK."),
        (
            R.CONTESTED,
            [voice("group", source=2), voice("organisation", "denies")],
            "It is asserted by critics, and denied by MEK.",
        ),
        (
            R.CONTESTED,
            [
                voice("organisation"),
                voice("group", "questions", source=2),
                voice("person", "denies", source=4),
                voice("publication", "denies", source=5),
            ],
            "It is asserted by MEK, and questioned by critics and denied by Çuçi and The Guardian.",
        ),
        (
            R.CONTESTED,
            [voice("person", source=4), voice("person", "questions", source=4), voice(stance="denies")],
            "It is asserted by Çuçi, and denied by MEK.",
        ),
        (R.HEARSAY, [voice("person", source=4, via=5, via_kind="publication")], "Çuçi through The Guardian"),
        (R.OWN_WORD_ONLY, [voice("person", source=4, own_act=True)], "It is the own act of Çuçi, and nobody"),
        (R.SINGLE_SOURCE, [voice("person", source=4)], "Çuçi is the only identified source."),
        (R.SINGLE_SOURCE, [voice("person", source=4, root=1), voice()], "Çuçi and MEK come down to one"),
    ],
)
def test_why_names_what_fired_the_rule(rule: Rule, said: list[Voice], why: str) -> None:
    assert why in RULES[rule].why(Case(Confidence.RUMOUR, tuple(said)), NAMES)


def test_every_rule_has_its_words_and_severity() -> None:
    assert list(RULES) == list(Rule)
    for word, rule in RULES.items():
        assert rule.rule == word
        assert 2 <= len(re.findall(r"\.(?: |$)", rule.means)) <= 3
        assert len(re.findall(r"\.(?: |$)", rule.settled_by)) == 1
        assert rule.settled_by.endswith(".")
    blocking = {rule.rule for rule in RULES.values() if rule.severity == Severity.BLOCK}
    assert blocking == {R.RUMOUR, R.ANONYMOUS_ONLY, R.VAGUE_SOURCE}
