from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.anchors import sha256
from factbase.text.carrying import Draft, Passage, Placement, carry
from factbase.text.sentences import SentenceSpan, split
from factbase.vocabulary import AnchorState

SENTENCES = st.lists(
    st.sampled_from(
        ["It rained.", "Ana Leka left at noon.", "Nobody knew.", "“Go,” she said.", "It rained all day."]
    ),
    min_size=1,
    max_size=8,
)
TEXTS = st.lists(SENTENCES.map(" ".join), min_size=1, max_size=4).map("\n\n".join)


def draft(text: str) -> Draft:
    return Draft.of(text, split(text))


def whole(draft: Draft) -> list[Passage]:
    """Each sentence of a draft as a passage."""
    return [Passage(each.start, each.end, each.sha256) for each in draft.sentences]


def placed(old: str, new: str, words: str, *speakers: str) -> Placement:
    at = old.index(words)
    return carry(draft(old), draft(new), [Passage(at, at + len(words), sha256(words), speakers)]).placements[
        0
    ]


@given(TEXTS)
def test_in_the_same_text_all_is_where_it_was(text: str) -> None:
    same = draft(text)
    passages = whole(same)
    found = carry(same, same, passages)

    assert [(each.state, each.start, each.end, each.reopens) for each in found.placements] == [
        ("exact", each.start, each.end, None) for each in passages
    ]
    assert found.unchanged == {at: at for at in range(len(passages))}


@given(TEXTS, TEXTS)
def test_a_place_is_that_of_the_words_and_no_two_copies_share_one(old: str, new: str) -> None:
    before, after = draft(old), draft(new)
    found = carry(before, after, whole(before))

    same = [each for each in found.placements if each.state in ("exact", "moved")]
    for each, passage in zip(found.placements, whole(before), strict=True):
        if each in same:
            assert new[each.start : each.end] == old[passage.start : passage.end]
        elif each.state is AnchorState.REWORDED:
            assert each.score is not None
            assert each.score >= 0.6
        else:
            assert each.reopens == each.reason
    sentences = {(each.start, each.end) for each in after.sentences}
    starts = [each.start for each in same if (each.start, each.end) in sentences]
    assert len(starts) == len(set(starts))
    assert all(
        before.sentences[at].sha256 == after.sentences[other].sha256 for other, at in found.unchanged.items()
    )


@given(TEXTS, TEXTS)
def test_without_the_old_text_nothing_is_found_that_the_text_would_deny(old: str, new: str) -> None:
    before, after = draft(old), draft(new)
    passages = whole(before)
    by_hash = carry(Draft(None, before.sentences), after, passages)

    for each, passage in zip(by_hash.placements, passages, strict=True):
        if each.state is AnchorState.LOST:
            assert each.reason == "changed, and the earlier draft has no text to compare"
        else:
            assert sha256(new[each.start : each.end]) == passage.sha256


def test_by_hashes_a_part_of_a_sentence_keeps_its_offset() -> None:
    old, new = "It rained. Ana Leka left at noon.", "Ana Leka left at noon. It snowed."
    at = old.index("left")
    before = draft(old)

    found = carry(Draft(None, before.sentences), draft(new), [Passage(at, at + 4, sha256("left"))])

    assert new[found.placements[0].start : found.placements[0].end] == "left"


def test_a_quotation_that_goes_on_far_down_reopens_with_its_speaker() -> None:
    first = "The ferry left at noon.\n\nIt rained.\n\nIt went on raining.\n\nNobody came.\n\n"
    old = (
        f"{first}“The ring broke,” said Bram Oddlestone. “I told them twice.”\n\n“I wrote it down,” he added."
    )
    new = old.replace("Bram Oddlestone", "Corwin Hasp")

    assert placed(old, new, "I told them twice").reopens == "speaker Bram Oddlestone → Corwin Hasp"
    assert placed(old, new, "The ferry left at noon.").reopens is None


def test_a_name_that_a_claim_is_attributed_to_is_looked_for_in_the_sentence() -> None:
    old = "In a report that Leka shared, the bridge is called unsafe. It rained."
    new = "In a report that Hasp shared, the bridge is called unsafe. It rained."

    assert placed(old, new, "the bridge is called unsafe").reopens == "name Leka → Hasp"
    assert placed(old, new, "the bridge is called unsafe", "Ana Leka").reopens == "speaker Ana Leka cut"


def test_two_who_change_places_in_a_sentence_change_the_speaker() -> None:
    old = "Ana Leka told Gent Hasp that the bridge is unsafe. It rained."
    new = "Gent Hasp told Ana Leka that the bridge is unsafe. It rained."
    told = "Mrs Leka told Gent Hasp and others that the bridge is unsafe. It rained."

    assert placed(old, new, "the bridge is unsafe", "Ana Leka").reopens == "speaker Ana Leka → Gent Hasp"
    assert placed(old, told, "the bridge is unsafe", "Ana Leka").reopens is None


@pytest.mark.parametrize("said", ["pas", "nicht", "non", "nuk", "nije", "није"])
def test_negations_of_other_languages_are_named(said: str) -> None:
    found = placed(
        "Ana është sot në Tiranë, thotë letra.",
        f"Ana {said} është sot në Tiranë, thotë letra.",
        "Ana është sot",
    )

    assert (found.state, found.reopens) == ("reworded", f"negation {said} added")


def many(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    words = ["".join(draw.choices("abdegiklmnorstu", k=3 + at % 6)) for at in range(900)]
    return [f"{' '.join(draw.choices(words, k=14)).capitalize()}." for _ in range(count)]


def joined(sentences: list[str]) -> Draft:
    """A draft of sentences as they are given, whatever stands in them."""
    spans, at = [], 0
    for position, sentence in enumerate(sentences, start=1):
        spans.append(SentenceSpan(1, position, at, at + len(sentence)))
        at += len(sentence) + 1
    return Draft.of(" ".join(sentences), spans)


SOME = many(2000, 1)
BIG = " ".join(many(15_000, 2))


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (["It rained."] * 10_000, ["It rained."] * 9_990, 10),
        (["It rained."] * 3_000, ["He left."] * 3_000, 3_000),
        (["A b.", "C d."] * 5_000, ["C d.", "A b."] * 5_000, 0),
        (SOME, SOME[::-1], 0),
        (SOME, [each.replace("a", "e", 2) for each in SOME], 0),
        (SOME, many(2000, 9), 2_000),
        (SOME, [], 2_000),
        ([BIG], [BIG.replace("e", "o", 1)], 0),
        ([BIG], [BIG[::-1]], 1),
        (["a" * 2_000_000], ["a" * 2_000_001], 0),
    ],
    ids=[
        *("copies", "other copies", "by turns", "reversed", "all reworded", "all new", "nothing left"),
        *("a megabyte", "another megabyte", "one long word"),
    ],
)  # fmt: skip
def test_no_shape_takes_the_square_of_its_length(old: list[str], new: list[str], lost: int) -> None:
    before, after = joined(old), joined(new)
    begin = time.process_time()
    found = carry(before, after, whole(before))

    assert time.process_time() - begin < 15  # a few seconds on a busy machine; the square took minutes
    assert sum(each.state is AnchorState.LOST for each in found.placements) == lost


def test_quotations_do_not_take_several_times_as_long() -> None:
    def seconds(mark: str) -> float:
        before, after = joined([mark + each for each in SOME]), joined([mark + each for each in reworded])
        begin = time.process_time()
        carry(before, after, whole(before))
        return time.process_time() - begin

    reworded = [each.replace("a", "e", 2) for each in SOME]
    assert seconds("“") < 4 * seconds("")
