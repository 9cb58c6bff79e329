import pytest

from factbase.text.canonical import Span
from factbase.text.quotations import goes_on_at, quoted_in


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “no” and “not now”.", ["no", "not now"]),
        ("Er sagte „nein“ und »nie«.", ["nein", "nie"]),
        ('She said "it\'s late" twice.', ["it's late"]),
        ("« Non », dit-il.", [" Non "]),
        ("He began: “and never", ["and never"]),
        ("“” is empty, and it’s none.", []),
    ],
)
def test_what_stands_in_quotation_marks_is_found(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_in(text, Span(0, len(text)))] == quoted


def at(text: str, words: str) -> bool:
    return goes_on_at(text, text.index(words))


def test_a_quotation_goes_on_until_it_is_closed() -> None:
    text = "“It shook. It has been shaking. We left,” she said. Nobody came. “You see.”"

    assert not at(text, "“It shook")
    assert at(text, "It has been")
    assert at(text, "We left")
    assert not at(text, "Nobody came")
    assert not at(text, "“You see")


def test_a_quotation_over_paragraphs_opens_each_and_closes_the_last() -> None:
    text = "“It shook.\n\n“It shook again.”\n\n“Another one,” said Bo.\n\nNobody."

    assert at(text, "“It shook again")
    assert not at(text, "“Another one")
    assert not at(text, "Nobody")


def test_a_paragraph_that_forgot_to_close_ends_there() -> None:
    assert not at("“It shook.\n\nNobody came.", "Nobody")
