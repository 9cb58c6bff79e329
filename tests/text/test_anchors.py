import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.anchors import find, sha256
from factbase.text.canonical import Span

LETTERS = st.text('abA \n“"-—ßi', max_size=30)


def test_a_hash_is_that_of_the_utf8() -> None:
    assert sha256("Çuçi 👋") == hashlib.sha256("Çuçi 👋".encode()).hexdigest()


@given(LETTERS, st.text("abA", min_size=1, max_size=3))
def test_all_exact_places_are_found_overlapping_ones_too(text: str, words: str) -> None:
    places = [at for at in range(len(text)) if text.startswith(words, at)]

    if places:
        assert find(text, words) == [Span(at, at + len(words)) for at in places]


@given(LETTERS, st.integers(0, 30), st.integers(0, 30))
def test_a_slice_is_found_where_it_was_cut(text: str, start: int, length: int) -> None:
    words = text[start : start + length].strip()

    if words:
        assert text.find(words, start) in [found.start for found in find(text, words)]


@given(LETTERS, LETTERS)
def test_what_is_found_is_alike_and_has_no_blank_edges(text: str, words: str) -> None:
    def alike(string: str) -> str:
        signs = string.casefold().replace("“", '"').replace("—", "-")
        return " ".join(signs.split())

    for start, end in find(text, words):
        assert alike(text[start:end]) == alike(words)
        assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize("words", ["", " ", "\n\t"])
def test_blank_words_stand_nowhere(words: str) -> None:
    assert find("a b", words) == []


def test_white_space_around_the_words_does_not_count() -> None:
    assert find("one two three", " two\n") == [Span(4, 7)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("He said “no”.", '"no"', "“no”"),
        ("It’s late", "It's late", "It’s late"),
        ("1997–2013", "1997-2013", "1997–2013"),
        ("one\n\ntwo  three", "one two three", "one\n\ntwo  three"),
        ("one\u00a0two", "one two", "one\u00a0two"),
        ("Enver Çuçi spoke", "C\u0327uc\u0327i", "Çuçi"),
        ("THE Ferry came", "the ferry", "THE Ferry"),
        ("in der Straße 5", "STRASSE 5", "Straße 5"),
        ("STRASSE 5", "straße", "STRASSE"),
        ("in İstanbul", "istanbul", "İstanbul"),
    ],
)
def test_words_typed_otherwise_are_found_as_they_stand(text: str, words: str, found: str) -> None:
    assert [text[start:end] for start, end in find(text, words)] == [found]


def test_an_exact_place_hides_those_that_are_only_alike() -> None:
    assert find("it's it’s It's", "it’s") == [Span(5, 9)]
    assert find("it’s It's", "it's") == [Span(0, 4)]


def test_half_of_a_letter_is_not_found() -> None:
    assert find("Maß", "mas") == []
    assert find("ßa", "SA") == []


def test_the_search_keeps_within_its_stretch() -> None:
    text = "a ferry, A Ferry, a ferry"

    assert find(text, "a ferry", within=Span(1, 25)) == [Span(18, 25)]
    assert find(text, "a ferry", within=Span(1, 24)) == [Span(9, 16)]
    assert find(text, "a ferry", within=Span(10, 24)) == []


def test_the_annotators_cases_give_the_same_places(shared: Path) -> None:
    cases = json.loads((shared / "suites" / "anchoring" / "annotator_cases.json").read_text(encoding="utf-8"))
    # We have no prefix or suffix, and empty words stand nowhere.
    plain = [
        case
        for case in cases
        if set(case.get("selector", ())) == {"type", "exact"} and case["selector"]["exact"]
    ]

    assert len(plain) >= 10
    for case in plain:
        assert [list(span) for span in find(case["text"], case["selector"]["exact"])] == case["expected"]
