from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.searching import occurrences, wanted


@pytest.mark.parametrize(
    ("words", "present", "absent"),
    [
        ('"two bridges" river -ferry', [("two", "bridg"), ("river",)], [("ferri",)]),
        ('-"two bridges" river', [("river",)], [("two", "bridg")]),
        ('"never closed', [("never", "close")], []),
        ("“curly ones”", [("cur", "one")], []),
        ("1997-2013", [("1997", "2013")], []),
        ("twice Twice", [("twice",)], []),
        ('* - "" "!" 🙂', [], []),
        ("AND OR NOT NEAR(a b)", [("and",), ("or",), ("not",), ("near", "a"), ("b",)], []),
    ],
)
def test_words_phrases_and_what_must_not_stand_there(
    words: str, present: list[tuple[str, ...]], absent: list[tuple[str, ...]]
) -> None:
    assert wanted(words) == (tuple(present), tuple(absent))


def test_matches_are_found_in_the_printed_words() -> None:
    text = "Two new bridges, a new-bridge fund of 3,000 and Çuçi"
    spans = occurrences(text, wanted('"new bridge" 3000 cuci').present)

    assert [text[start:end] for start, end in spans] == ["new bridges", "new-bridge", "3,000", "Çuçi"]


def test_matches_that_overlap_are_one() -> None:
    text = "a b a b a"
    (span,) = occurrences(text, wanted('"a b a"').present)

    assert span == (0, len(text))


@given(st.text(), st.text())
def test_no_words_are_too_strange(words: str, text: str) -> None:
    spans = occurrences(text, wanted(words).present)

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


def test_matches_that_only_touch_are_two() -> None:
    text = "3,000m"

    assert [text[start:end] for start, end in occurrences(text, wanted("3000 m").present)] == ["3,000", "m"]
