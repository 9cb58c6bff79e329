from hypothesis import given
from hypothesis import strategies as st

from factbase.sourcing import RULES, Case, Voice, assess, assessing, default_confidence
from factbase.vocabulary import Confidence, Rule, SourceKind, Stance, Terms
from tests.sourcing.test_confidence import voice

KEYS = st.integers(1, 4)
ELSEWHERE = st.lists(st.tuples(KEYS, KEYS), max_size=3)


@st.composite
def voices(draw: st.DrawFn) -> Voice:
    via = draw(st.none() | KEYS)
    return Voice(
        draw(KEYS),
        draw(KEYS),
        draw(st.sampled_from(SourceKind)),
        draw(st.sampled_from(Stance)),
        draw(st.sampled_from(Terms)),
        draw(st.booleans()),
        via,
        None if via is None else draw(st.sampled_from(SourceKind)),
    )


SAID = st.lists(voices(), max_size=4)


@given(SAID, ELSEWHERE, st.none() | st.sampled_from(Confidence))
def test_what_is_remembered_is_what_the_rules_say(
    said: list[Voice], elsewhere: list[tuple[int, int]], override: Confidence | None
) -> None:
    found = assess(tuple(said), tuple(elsewhere), override)
    case = Case(found.effective, tuple(said), tuple(elsewhere))

    assert found.default == default_confidence(tuple(said))
    assert found.problems == tuple(rule for rule in Rule if RULES[rule].fires(case))


@given(st.data(), SAID, ELSEWHERE)
def test_no_order_matters(data: st.DataObject, said: list[Voice], elsewhere: list[tuple[int, int]]) -> None:
    shuffled = data.draw(st.permutations(said)), data.draw(st.permutations(elsewhere))

    assert assess(tuple(said), tuple(elsewhere)) == assess(tuple(shuffled[0]), tuple(shuffled[1]))


@given(SAID, ELSEWHERE)
def test_only_who_is_the_same_as_whom_matters(said: list[Voice], elsewhere: list[tuple[int, int]]) -> None:
    def moved(key: int) -> int:
        return 1000 - key * 7

    others = [
        each._replace(
            source=moved(each.source),
            root=moved(each.root),
            via=None if each.via is None else moved(each.via),
        )
        for each in said
    ]
    far = [(moved(root), moved(through)) for root, through in elsewhere]

    assert assess(tuple(said), tuple(elsewhere)) == assess(tuple(others), tuple(far))


@given(SAID, ELSEWHERE, st.sampled_from(Confidence))
def test_an_override_changes_the_word_and_the_rumour_rule_only(
    said: list[Voice], elsewhere: list[tuple[int, int]], word: Confidence
) -> None:
    plain = assess(tuple(said), tuple(elsewhere))
    rated = assess(tuple(said), tuple(elsewhere), word)

    assert plain.effective == plain.default
    assert rated.effective == word
    assert rated.default == plain.default
    assert set(rated.problems) - {Rule.RUMOUR} == set(plain.problems) - {Rule.RUMOUR}
    assert (Rule.RUMOUR in rated.problems) == (word == Confidence.RUMOUR)


def test_claims_of_one_pattern_are_worked_out_once() -> None:
    assess((voice(source=11, root=12), voice(source=13, via=12, via_kind="publication")), ((12, 13),))
    before = assessing._assess.cache_info()

    assess((voice(source=70, root=9), voice(source=8, via=9, via_kind="publication")), ((9, 8),))

    after = assessing._assess.cache_info()
    assert (after.hits - before.hits, after.misses) == (1, before.misses)
