from __future__ import annotations

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents.here import read_here
from tests.text.documents.making import pdf

FULL = "This line of words goes on to the margin of the page, where it has to"


def test_lines_are_put_together_into_paragraphs() -> None:
    data = pdf([[FULL, "be broken, and goes on in the next line.", FULL, "be broken too."]])

    read = read_here(data, "a.pdf", None)

    assert read.text == f"{FULL} be broken, and goes on in the next line.\n\n{FULL} be broken too."
    assert "is a guess" in read.warnings[0]


def test_running_lines_and_page_numbers_are_left_out_and_said() -> None:
    pages = [
        ["The Daily", f"{letter}: {FULL}", f"be broken on page {letter}.", f"{number}"]
        for number, letter in enumerate("abc")
    ]

    read = read_here(pdf(pages), "a.pdf", None)

    assert read.text == "\n\n".join(f"{letter}: {FULL} be broken on page {letter}." for letter in "abc")
    assert "Lines that return on every page are left out." in read.warnings


def test_pages_without_text_are_named() -> None:
    assert (
        "No text on page 2: scanned, or a picture."
        in read_here(pdf([["Words."], []]), "a.pdf", None).warnings
    )


def test_a_scan_is_named_as_such() -> None:
    with pytest.raises(InvalidInput, match=r"a.pdf has no text on its 2 pages, it is scanned"):
        read_here(pdf([[], []]), "a.pdf", None)


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(InvalidInput, match="1,001 pages, more than 1,000"):
        read_here(pdf([["x"]] * 1001), "a.pdf", None)


def test_what_the_file_states_is_read() -> None:
    info = "/Title (The bridge) /Author (Ana Leka) /CreationDate (D:20260314093000Z)"

    read = read_here(pdf([["Words."]], info), "a.pdf", None)

    assert (read.title, read.byline, read.published_on) == ("The bridge", "Ana Leka", "2026-03-14")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)

    with pytest.raises(InvalidInput, match=r"pip install 'factbase\[documents\]'"):
        read_here(pdf([["Words."]]), "a.pdf", None)
