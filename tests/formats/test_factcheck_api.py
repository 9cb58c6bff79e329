"""Answers of the Fact Check Tools: one claim, what several publishers found of it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase import lookup
from factbase.database import Location, reading
from factbase.formats.factcheck_api import WORD, check, records
from factbase.formats.foreign.checked import Refused
from factbase.formats.foreign.taking import Form
from factbase.queries.claim_page import show_claim
from factbase.references import ClaimRef
from tests.formats.foreign.records import taken
from tests.formats.foreign.test_wording import JSON

FORM = Form(WORD, "claim of the Fact Check Tools", records, check)


def _claim(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    claim = {
        "text": "The ferry sank.",
        "claimant": "Ana Leka",
        "claimDate": "2024-05-01T00:00:00Z",
        "claimReview": [
            {"publisher": {"name": "Check Desk", "site": "checks.example"}, "url": "https://checks.example/ferry-sank",
             "title": "No, it floats", "reviewDate": "2024-05-02T10:00:00Z", "textualRating": "False",
             "languageCode": "en"},
            {"publisher": {"site": "other.example"}, "url": "https://other.example/f", "textualRating": "Mostly false"},
        ],
    }  # fmt: skip
    return claim | more


@pytest.mark.parametrize(
    "wrapped", [{"claims": [_claim()], "nextPageToken": "x"}, [{"claims": [_claim()]}], [_claim()], _claim()]
)
def test_claims_are_found_in_every_form_of_answer(wrapped: Any) -> None:  # noqa: ANN401
    assert [check(each).statement for each in records(wrapped)] == ["The ferry sank."]


def test_each_review_is_noted_and_rated(location: Location) -> None:
    answer = {"claims": [_claim(), _claim(text="It floats.", claimant=None), _claim()]}

    report = taken(location, json.dumps(answer).encode(), form=FORM)

    assert (report.added, report.same) == ({"record": 2}, {"record": 1})
    with reading(location) as connection:
        page = show_claim(connection, lookup.claim(connection, ClaimRef("ferry-sank", 1)))
        article = lookup.article(connection, "ferry-sank")
    assert article.title == "No, it floats"
    assert page.line["labels"] == ["rated-false", "rated-mostly-false"]
    assert [each["source"] for each in page.line["attributions"]] == ["Ana Leka"]
    assert [each["text"] for each in page.notes] == [
        "Check Desk rated it “False” on 2024-05-02: https://checks.example/ferry-sank",
        "other.example rated it “Mostly false”: https://other.example/f",
        "Kept in the record alone: claimDate.",
    ]


def test_a_claim_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="text is missing or blank"):
        check(_claim(text="\u200b"))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["text", "claimant", "claimReview", "claimDate", "x"]), JSON))
def test_any_values_at_all_make_a_check_or_are_refused(record: dict[str, Any]) -> None:
    with suppress(Refused):
        assert check(_claim() | record).statement.strip()


def test_an_answer_without_anything_is_told_among_others(location: Location) -> None:
    lines = [{"claims": [_claim()]}, {}, {"claims": [], "nextPageToken": "x"}]
    report = taken(location, "\n".join(map(json.dumps, lines)).encode(), form=FORM)

    assert (report.added, report.refused) == ({"record": 1}, [])
    assert report.remarks[-2:] == ["line 2: holds nothing.", "line 3: holds nothing."]


def test_what_is_no_date_or_review_is_told() -> None:
    checked = check(
        _claim(claimReview=[{"reviewDate": "yesterday", "publisher": {"name": "P"}}, "elsewhere"])
    )

    assert checked.remarks == ["its reviewDate “yesterday” is no date"]
    assert "claimReview" in checked.kept
