"""A record as a text is JSON with the same values, in the one form in which texts are stored."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.formats.foreign.checked import Checked, laid_out
from factbase.text.canonical import canonical_text
from tests.formats.foreign.test_wording import JSON

ODD = st.sampled_from(
    ["e\u0301", "\u0085", "\u2028", "\ufeff", "\x00", "\ud800", "=\u0338", "\n\n", '"', "\\", "👷"]
)
TEXT = st.lists(ODD | st.text(), max_size=5).map("".join)


@settings(deadline=None)
@given(st.dictionaries(TEXT, JSON | TEXT, min_size=1, max_size=6), TEXT, st.data())
def test_any_record_stays_what_it_was(record: dict[str, Any], statement: str, data: st.DataObject) -> None:
    member = data.draw(st.sampled_from(list(record)))
    checked = Checked(record, statement or "x", member, [], [], "")

    laid = laid_out(checked)

    assert json.loads(laid.text) == record
    assert canonical_text(laid.text) == laid.text
    laid.text.encode()
    assert [laid.text[start:end] for start, end in laid.members] == laid.text.split("\n\n")
    assert 0 < laid.passage.start < laid.passage.end <= len(laid.text)
    start, end = laid.members[laid.claim]
    assert start <= laid.passage.start < laid.passage.end <= end


def test_the_passage_is_the_claim_itself_where_it_stands_there() -> None:
    record = {"@type": "ClaimReview", "claimReviewed": " It “sank”.\u0085"}

    laid = laid_out(Checked(record, "It “sank”.", "claimReviewed", [], [], ""))

    assert laid.text[slice(*laid.passage)] == "It “sank”."
