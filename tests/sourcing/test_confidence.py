from itertools import permutations

import pytest

from factbase.sourcing import Voice, default_confidence, explain_confidence, is_identified
from factbase.vocabulary import SourceKind, Stance, Terms

NAMES = {1: "MEK", 2: "critics", 3: "the author", 4: "Çuçi", 5: "The Guardian", 6: "experts"}


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
        ([voice("author"), voice("rumour", source=2)], "high"),
        ([voice("rumour"), voice("group", source=2)], "low"),
        ([voice("anonymous", "speculates")], "low"),
        ([voice("rumour"), voice("person", "denies", source=2)], "rumour"),
        ([voice("person"), voice("person", "denies"), voice("person", source=2)], "low"),
        ([voice("organisation", own_act=True), voice("group", "denies", source=2)], "low"),
        ([voice("organisation", own_act=True, via=5, via_kind="anonymous")], "low"),
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


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "low: nobody in the text stands behind it."),
        ([voice(stance="denies")], "low: nobody in the text stands behind it."),
        (
            [voice("rumour"), voice("group", "speculates", source=2)],
            "rumour: it rests on rumour or on speculation by nobody in particular (MEK, critics).",
        ),
        (
            [voice("group", source=2), voice("organisation", "denies")],
            "low: another source denies or questions it (MEK).",
        ),
        (
            [voice(source=4), voice(stance="questions", source=4), voice(stance="denies")],
            "low: another source denies or questions it (MEK).",
        ),
        (
            [voice("author", source=3), voice(source=4)],
            "high: the author observed it at first hand (the author).",
        ),
        (
            [voice("organisation", own_act=True), voice(source=4)],
            "high: an identified source asserts its own act (MEK).",
        ),
        (
            [voice("group", source=2), voice(source=4)],
            "medium: an identified source stands behind it (Çuçi).",
        ),
        ([voice("group", source=2)], "low: no identified source stands behind it (critics)."),
    ],
)
def test_the_explanation_names_who_decided(said: list[Voice], sentence: str) -> None:
    assert explain_confidence(tuple(said), NAMES) == sentence


@pytest.mark.parametrize(
    ("via", "via_kind", "identified"),
    [
        (None, None, True),
        (5, "publication", True),
        (5, "author", False),
        (5, "anonymous", False),
        (5, "group", False),
        (5, "rumour", False),
        (5, None, False),
    ],
)
def test_who_is_heard_through_somebody_unnamed_is_not_identified(
    via: int | None, via_kind: str | None, identified: bool
) -> None:
    assert is_identified(voice(via=via, via_kind=via_kind)) is identified
