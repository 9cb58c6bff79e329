"""What a spreadsheet makes of a cell is no edit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.formats.spreadsheets.rewriting import Likeness, likeness, truth


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("5.10", "5.1"), ("5,10", "5.1"), ("007", "7"), ("1,000", "1000"), ("$5", "5"), ("10%", "0.1"), ("(5)", "-5"),
        ("1234567890123456789", "1.23457E+18"), ("5/10", "2026-10-05"), ("5/10", "5-Oct"), ("5/10", "10-May"),
        ("2026-03-14", "3/14/2026"), ("2026-03-14", "14.03.26"), ("2026-03-14", "2026-03-14T00:00:00"),
        ("May 2016", "May-16"), ("May 2016", "2016-05-01"), ("14 March", "14-Mar"), ("2016/5", "Mai 16"),
        ("true", "TRUE"), ("true", "WAHR"), ("False", "FAUX"), ("10:30", "10:30:00"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_makes_of_a_text_is_rewritten(written: str, found: str) -> None:
    assert likeness(written, found) is Likeness.REWRITTEN


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("5.10", "5.2"), ("1997-2013", "1997"), ("The bridge", "The Bridge"), ("2026-03-14", "2026-03-15"),
        ("true", "FALSCH"), ("It cost 5.10.", "It cost 5.1."), ("May 2016", "June 2016"), ("10:30", "10:31"),
        ("", "0"), ("0", ""), ("1e999", "1e998"),
    ],
)  # fmt: skip
def test_what_no_spreadsheet_makes_of_a_text_is_an_edit(written: str, found: str) -> None:
    assert likeness(written, found) is Likeness.OTHER


def test_line_ends_and_blanks_around_a_text_do_not_count() -> None:
    assert likeness("one\rtwo\u2028three", " one\r\ntwo\nthree\n") is Likeness.SAME


def test_letters_that_an_encoding_lacks_do_not_count_in_it() -> None:
    assert likeness("Đura → 👷", "?ura ? ??", narrow=True) is Likeness.REWRITTEN
    assert likeness("Đura → 👷", "?ura ? ??") is Likeness.OTHER


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(written: str, found: str) -> None:
    assert likeness(written, written) is Likeness.SAME
    assert likeness(written, found) in Likeness


@settings(deadline=None)
@given(st.text("0123456789.,-/eE% ", max_size=12), st.text("0123456789.,-/eE% MayOct", max_size=12))
def test_any_two_texts_that_look_like_numbers_can_be_compared(written: str, found: str) -> None:
    assert likeness(written, found) in Likeness


@pytest.mark.parametrize(
    ("cell", "known"),
    [("yes", True), ("WAHR", True), ("1", True), ("", False), ("No", False), ("maybe", None)],
)
def test_yes_and_no_are_known_in_some_languages(cell: str, known: bool | None) -> None:
    assert truth(cell) is known
