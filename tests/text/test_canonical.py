import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from factbase.errors import InvalidInput
from factbase.text.canonical import NORMALISER, Span, canonical_paragraphs, canonical_text, paragraphs
from factbase.text.files import decode, read_bytes
from factbase.text.folding import is_blank

# Words, and all that may go wrong between them.
ROUGH = st.lists(
    st.sampled_from(
        [
            *("a", "B.", "ç", "c\u0327", "\u0327", "\ufeff", "\u200b", "\u3164", " ", "\t", "\u00a0", "\x1f"),
            *("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\x1c"),
        ]
    ),
    max_size=40,
).map("".join)
TEXTS = st.one_of(st.text(), ROUGH)


@given(TEXTS)
@example("\ufeff\ufeffa")
@example(" \ufeffa")
@example("c\ufeff\u0327")
def test_the_canonical_form_of_a_canonical_form_is_itself(raw: str) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)

    assert canonical_text(text) == text


@given(TEXTS)
def test_a_canonical_text_has_no_other_breaks_and_no_blanks_at_an_edge(raw: str) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)

    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\ufeff")
    for paragraph in text.split("\n\n"):
        assert paragraph == paragraph.strip()
        assert not is_blank(paragraph)
        assert "\n" not in paragraph


@given(TEXTS)
def test_the_paragraphs_are_the_text_but_for_the_blank_lines_between_them(raw: str) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)

    assert "\n\n".join(text[start:end] for start, end in paragraphs(text)) == text


@given(st.text("aB.ç \n\r\t\u2028👋", min_size=1))
def test_nothing_that_can_be_seen_is_lost(raw: str) -> None:
    assume(not is_blank(raw))

    assert "".join(canonical_text(raw).split()) == "".join(raw.split())


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n\n\n", " \t\r\n \r\n"]
)
def test_every_kind_of_line_end_ends_a_paragraph(end: str) -> None:
    assert canonical_text(f"One stands.{end}Two stands.{end}") == "One stands.\n\nTwo stands."


def test_blanks_at_the_edges_of_a_line_go_and_those_within_stay() -> None:
    assert canonical_text(" \u00a0One  is\there. \t\n\u3000Two.\u2003\n") == "One  is\there.\n\nTwo."


def test_a_letter_and_its_accent_become_one() -> None:
    assert canonical_text("C\u0327uc\u0327i.") == "Çuçi."


def test_a_line_of_which_nothing_can_be_seen_is_no_paragraph() -> None:
    assert canonical_text("One.\n\u200b\n\u00a0\u2060\nTwo.") == "One.\n\nTwo."


@pytest.mark.parametrize("raw", ["", "\n", " \t\r\n", "\ufeff", "\u00a0\u200b\n\u2028", "\0"])
def test_a_text_without_a_paragraph_is_refused(raw: str) -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        canonical_text(raw)


WRAPPED = """\
The ferry was late again and nobody
on the quay seemed to know why it
had been held.

A second boat came in at noon, with
twelve goats aboard.
"""


def test_a_hard_wrapped_text_is_joined_at_its_blank_lines_only() -> None:
    assert canonical_text(WRAPPED) == (
        "The ferry was late again and nobody on the quay seemed to know why it had been held.\n\n"
        "A second boat came in at noon, with twelve goats aboard."
    )
    assert canonical_text(WRAPPED.replace("\n", "\r\n")) == canonical_text(WRAPPED)


def test_lines_of_a_hundred_characters_may_be_wrapped_and_longer_ones_are_not() -> None:
    assert canonical_text(f"{'x' * 100}\nand on\n") == f"{'x' * 100} and on"
    assert canonical_text(f"{'x' * 101}\nand on\n") == f"{'x' * 101}\n\nand on"


@pytest.mark.parametrize("end", list(".!?…:”\"')]»。؟।"))
def test_short_lines_that_end_their_sentences_are_paragraphs(end: str) -> None:
    assert canonical_text(f"Short{end}\nAnd short{end}\nThird") == f"Short{end}\n\nAnd short{end}\n\nThird"


def test_as_many_ends_as_breaks_is_not_most() -> None:
    assert canonical_text("One ends.\nTwo goes\non.") == "One ends.\n\nTwo goes\n\non."


def test_a_single_line_is_a_paragraph() -> None:
    assert canonical_text("one line of words") == "one line of words"


def test_the_empty_text_has_no_paragraphs() -> None:
    assert paragraphs("") == []


def test_offsets_count_characters_and_not_bytes_or_halves() -> None:
    assert paragraphs("👋é\n\nb") == [Span(0, 2), Span(4, 5)]


def test_the_first_article_has_the_length_on_which_its_dataset_was_made(shared: Path) -> None:
    text = canonical_text(decode(read_bytes(shared / "article" / "mek-albania.txt"), "mek-albania.txt"))

    assert (NORMALISER, len(paragraphs(text)), len(text)) == (1, 43, 12183)


def test_blocks_that_a_document_keeps_apart_are_never_joined() -> None:
    assert canonical_paragraphs(["One line\ngoes on", " ", "and another"]) == [
        ["One line goes on"],
        [],
        ["and another"],
    ]
    assert canonical_paragraphs(["One.\nTwo.", "x" * 101]) == [["One.", "Two."], ["x" * 101]]


@given(st.lists(TEXTS, max_size=5))
def test_the_paragraphs_of_blocks_make_a_canonical_text(blocks: list[str]) -> None:
    text = "\n\n".join(paragraph for found in canonical_paragraphs(blocks) for paragraph in found)

    assert not text or canonical_text(text) == text
