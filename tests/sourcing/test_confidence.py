from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.sourcing import Voice, assess, default_confidence, explain_confidence
from factbase.vocabulary import Confidence, Rule, SourceKind, Stance, Terms

NAMES = {1: "MEK", 2: "critics", 3: "the author", 4: "Çuçi", 5: "The Guardian"}


def voice(
    kind: str = "person",
    stance: str = "asserts",
    *,
    source: int = 1,
    root: int | None = None,
    terms: str = "not_stated",
    own_act: bool = False,
    via: int | None = None,
    via_kind: str | None = None,
) -> Voice:
    return Voice(
        source,
        source if root is None else root,
        SourceKind(kind),
        Stance(stance),
        Terms(terms),
        own_act,
        via,
        None if via_kind is None else SourceKind(via_kind),
    )


def voices() -> st.SearchStrategy[Voice]:
    return st.builds(
        Voice,
        st.integers(1, 4),
        st.integers(1, 4),
        st.sampled_from(SourceKind),
        st.sampled_from(Stance),
        st.sampled_from(Terms),
        st.booleans(),
        st.none() | st.integers(1, 4),
        st.none() | st.sampled_from(SourceKind),
    )


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ([], "low"),
        ([voice("person", "denies")], "low"),
        ([voice("rumour")], "rumour"),
        ([voice("rumour"), voice("group", "speculates", source=2)], "rumour"),
        ([voice("group", "speculates")], "rumour"),
        ([voice("group")], "low"),
        ([voice("rumour"), voice("person", source=2)], "medium"),
        ([voice("person"), voice("organisation", "denies", source=2)], "low"),
        ([voice("person"), voice("group", "questions", source=2)], "low"),
        ([voice("person"), voice("person", "denies")], "medium"),
        ([voice("author")], "high"),
        ([voice("author", "speculates")], "low"),
        ([voice("author"), voice("person", "questions", source=2)], "low"),
        ([voice("organisation", own_act=True)], "high"),
        ([voice("organisation", "speculates", own_act=True)], "medium"),
        ([voice("anonymous", own_act=True)], "low"),
        ([voice("organisation", own_act=True, terms="background")], "low"),
        ([voice("publication")], "medium"),
        ([voice("document")], "medium"),
        ([voice("person", terms="on_record")], "medium"),
        ([voice("person", terms="off_record")], "low"),
        ([voice("person", terms="deep_background")], "low"),
        ([voice("person", via=5, via_kind="publication")], "medium"),
        ([voice("person", via=5, via_kind="group")], "low"),
        ([voice("anonymous")], "low"),
        ([voice("group"), voice("anonymous", source=2)], "low"),
    ],
)
def test_each_step_of_the_ladder_gives_its_word(said: list[Voice], word: str) -> None:
    for order in permutations(said):
        assert default_confidence(tuple(order)) == word


def test_the_explanation_names_who_decided() -> None:
    contested = (voice("group", source=2), voice("organisation", "denies", source=1))

    assert explain_confidence(contested, NAMES) == "low: another source denies or questions it (MEK)."
    assert explain_confidence((), NAMES) == "low: nobody in the text stands behind it."
    assert explain_confidence((voice("author", source=3),), NAMES).startswith("high: the author observed")


@given(st.lists(voices(), max_size=4).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))))
def test_the_order_of_voices_does_not_matter(pair: tuple[list[Voice], list[Voice]]) -> None:
    said, shuffled = pair

    assert assess(tuple(said)) == assess(tuple(shuffled))


@given(st.lists(voices(), max_size=4))
def test_only_who_is_the_same_as_whom_matters(said: list[Voice]) -> None:
    elsewhere = ((1, 2), (3, 3))
    moved = tuple(
        each._replace(
            source=each.source * 7 + 100,
            root=each.root * 7 + 100,
            via=None if each.via is None else each.via * 7 + 100,
        )
        for each in said
    )

    assert assess(tuple(said), elsewhere) == assess(moved, ((107, 114), (121, 121)))


@given(st.lists(voices(), max_size=4), st.sampled_from(Confidence))
def test_an_override_changes_the_word_and_the_rumour_rule_only(said: list[Voice], word: Confidence) -> None:
    plain, rated = assess(tuple(said)), assess(tuple(said), (), word)

    assert rated.effective == word
    assert rated.default == plain.default
    assert set(rated.problems) - {Rule.RUMOUR} == set(plain.problems) - {Rule.RUMOUR}
    assert (Rule.RUMOUR in rated.problems) == (word == Confidence.RUMOUR)
