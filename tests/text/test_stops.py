import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.canonical import Span
from factbase.text.stops import last_end, last_start, next_end, next_start, words_in

TEXT = "“We close,” said Bo (58). It cost $4 — or 5%… twice."


def test_words_stand_without_the_signs_around_them() -> None:
    words = [TEXT[start:end] for start, end in words_in(TEXT, Span(0, len(TEXT)))]

    assert words == ["We", "close", "said", "Bo", "58", "It", "cost", "$4", "or", "5%", "twice"]


def test_a_stretch_that_begins_inside_a_word_goes_on_from_there() -> None:
    assert [TEXT[start:end] for start, end in words_in(TEXT, Span(4, 16))] == ["close", "said"]


def test_the_ends_go_from_word_to_word_in_either_direction() -> None:
    start, end = TEXT.index("said"), TEXT.index("said") + 4

    assert TEXT[next_start(TEXT, start) :].startswith("Bo (58)")
    assert TEXT[last_start(TEXT, start) :].startswith("close,”")
    assert TEXT[: next_end(TEXT, end)].endswith("said Bo")
    assert TEXT[: last_end(TEXT, end)].endswith("“We close")
    assert TEXT[: last_end(TEXT, len(TEXT))].endswith("twice"), "the stop alone comes off first"


@pytest.mark.parametrize("text", ["", "…", " — ", "\n\n"])
def test_where_there_are_no_words_there_is_nowhere_to_go(text: str) -> None:
    assert next_start(text, 0) is None
    assert last_end(text, len(text)) is None


@given(st.text(alphabet="ab “”.,—\n\u0301", max_size=40), st.integers(0, 40))
def test_who_goes_on_and_back_is_where_a_word_begins(text: str, at: int) -> None:
    at = min(at, len(text))
    beyond = next_start(text, at)

    if beyond is not None:
        assert beyond > at
        back = last_start(text, beyond)
        assert back is None or back <= at or back < beyond


def test_a_word_that_is_far_away_is_found() -> None:
    text = "here" + " " * 5000 + "there"

    assert last_start(text, 5004) == 0
    assert next_start(text, 0) == 5004
