"""ClaimReviews as sites write them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.formats.claimreview.reading import check, records
from factbase.formats.foreign.checked import Refused
from tests.formats.foreign.records import review
from tests.formats.foreign.test_wording import JSON


@pytest.mark.parametrize(
    "wrapped",
    [
        review(),
        [review()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, review()]},
        {"@type": "WebPage", "mainEntity": {"review": [review()]}},
        [[{"claimReview": review()}]],
        review(**{"@type": ["Review", "http://schema.org/ClaimReview"]}),
        review(**{"@type": "schema:ClaimReview"}),
        review(**{"@type": None}),
    ],
)
def test_a_review_is_found_wherever_it_stands(wrapped: Any) -> None:  # noqa: ANN401
    assert [check(each).statement for each in records(wrapped)] == ["The ferry sank in May."]


def test_several_reviews_come_in_their_order() -> None:
    graph = {
        "a": [review(claimReviewed="1"), {"b": review(claimReviewed="2")}],
        "c": review(claimReviewed="3"),
    }

    assert [each["claimReviewed"] for each in records(graph)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("more", "statement"),
    [
        ({"claimReviewed": ["The ferry sank."]}, "The ferry sank."),
        ({"claimReviewed": ["The ferry sank,", "and the crew swam."]}, "The ferry sank,, and the crew swam."),
        ({"claimReviewed": "<p>Is it “true”?</p>"}, "Is it “true”?"),
        (
            {"claimReviewed": None, "itemReviewed": {"@type": "Claim", "text": "From the item."}},
            "From the item.",
        ),
        (
            {"claimReviewed": "", "itemReviewed": [{"@type": "CreativeWork", "name": "Named so."}]},
            "Named so.",
        ),
    ],
)
def test_the_claim_is_found_in_words(more: dict[str, Any], statement: str) -> None:
    assert check(review(**more)).statement == statement


@pytest.mark.parametrize("item", [None, "text", [], {"@type": "Claim"}, [None, 3]])
def test_a_review_without_a_claim_is_refused(item: Any) -> None:  # noqa: ANN401
    with pytest.raises(Refused, match="no claim in words"):
        check(review(claimReviewed=None, itemReviewed=item))


def test_addresses_that_are_none_are_left_out_and_told() -> None:
    checked = check(
        review(
            url="javascript:alert(1)",
            datePublished="yesterday",
            itemReviewed={
                "@type": "Claim",
                "appearance": [{"url": "https://a.example/1"}, {"url": "/relative"}, "https://a.example/1"],
                "firstAppearance": {"@type": "CreativeWork", "url": "https://b.example/"},
                "author": {"name": "Ana", "sameAs": ["Réseaux sociaux", "https://c.example/ana"]},
            },
        )
    )

    assert checked.seen_at == ["https://a.example/1", "https://b.example/", "https://c.example/ana"]
    assert (checked.reviews[0].url, checked.reviews[0].day) == (None, None)
    assert checked.remarks == [
        "its url “javascript:alert(1)” is no address of the web",
        "its datePublished “yesterday” is no date",
    ]


@pytest.mark.parametrize(
    ("rating", "words", "scale"),
    [
        ({"alternateName": "False", "ratingValue": "1", "worstRating": 1, "bestRating": "5"}, "False",
         "1 on a scale of 1 to 5"),
        ({"alternateName": "False", "ratingValue": "", "bestRating": ""}, "False", ""),
        ({"ratingValue": -1}, "-1", ""),
        ({"ratingValue": 2, "worstRating": 5, "bestRating": 1}, "2", "on a scale of 5 to 1"),
        ([{"alternateName": "Vero"}, {"alternateName": "Falso"}], "Vero", ""),
        ("Fake", "Fake", ""),
        (None, "", ""),
        ({"alternateName": {"@value": "Sant"}}, "Sant", ""),
    ],
)  # fmt: skip
def test_a_rating_is_kept_in_its_own_words(rating: Any, words: str, scale: str) -> None:  # noqa: ANN401
    (found,) = check(review(reviewRating=rating)).reviews

    assert (found.rating, found.scale) == (words, scale)


def test_what_nothing_is_made_of_is_named_and_an_explanation_is_kept() -> None:
    item = {"@type": "Claim", "name": "Elsewhere", "author": {"name": "Ana", "jobTitle": "Mayor"}}
    rating = {"alternateName": "False", "ratingExplanation": "The log has it.", "image": "x"}
    checked = check(
        review(itemReviewed=item, reviewRating=[rating, {"alternateName": "True"}], keywords="sea")
    )

    assert checked.reviews[0].explained == "The log has it."
    assert checked.kept == [
        "keywords", "itemReviewed.name", "reviewRating.image", "itemReviewed.author.jobTitle", "the other ratings",
    ]  # fmt: skip
    assert check(review(publisher="The Paper")).kept == ["author"]


def test_what_is_only_referred_to_is_looked_up_in_the_document() -> None:
    graph = [
        {"@id": "#desk", "@type": "Organization", "name": "The Desk"},
        {"@id": "#claim", "@type": "Claim", "author": {"@id": "#ana"}},
        {"@id": "#ana", "@type": "Person", "givenName": "Ana", "familyName": "Leka"},
        review(author={"@id": "#desk"}, itemReviewed={"@id": "#claim"}, publisher={"@id": "#nowhere"}),
    ]
    (record,) = records({"@graph": graph})
    checked = check(record)

    assert (checked.reviews[0].publisher, [each.name for each in checked.claimants]) == (
        "The Desk",
        ["Ana Leka"],
    )
    assert record["publisher"] == {"@id": "#nowhere"}


def test_references_that_go_round_end() -> None:
    author = {"@id": "#a", "name": "A", "author": {"@id": "#a"}}
    (record,) = records([author, review(author=[{"@id": "#a"}] * 200)])

    assert len(json.dumps(record)) < 10_000


@pytest.mark.parametrize("prefix", ["schema:", "http://schema.org/", "https://schema.org/"])
def test_names_may_have_the_prefix_of_their_vocabulary(prefix: str) -> None:
    given = {"@type": f"{prefix}ClaimReview", f"{prefix}claimReviewed": [{"@value": "It sank."}],
             f"{prefix}author": {f"{prefix}name": "Desk"}}  # fmt: skip
    checked = check(given)

    assert (checked.statement, checked.member) == ("It sank.", f"{prefix}claimReviewed")
    assert (checked.reviews[0].publisher, checked.record) == ("Desk", given)


def test_a_field_that_stands_with_and_without_a_prefix_is_not_guessed_at() -> None:
    checked = check(review(**{"schema:claimReviewed": "Another."}))

    assert checked.statement == "The ferry sank in May."
    assert "schema:claimReviewed" in checked.kept


FIELDS = st.sampled_from(
    ["@type", "claimReviewed", "itemReviewed", "author", "url", "datePublished", "reviewRating", "publisher", "name",
     "inLanguage", "@id"]
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(FIELDS, JSON))
def test_any_values_at_all_make_a_check_or_are_refused(record: dict[str, Any]) -> None:
    with suppress(Refused):
        assert check(review() | record).statement.strip()
