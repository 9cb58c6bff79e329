"""A claim with its verdict as a ClaimReview. Nothing here looks anything up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from factbase.formats.foreign.checked import Refused
from factbase.formats.foreign.wording import address
from factbase.records import ArticleLine, AttributionLine, ClaimLine
from factbase.vocabulary import SourceKind, Stance

CONTEXT = "https://schema.org"
WORST, BEST = 1, 5


class Verdict(StrEnum):
    """Whether a claim is true, as far as it could be checked."""

    CONFIRMED = "confirmed"
    CONFIRMED_WITH_CHANGE = "confirmed_with_change"
    INCORRECT = "incorrect"
    DISPUTED = "disputed"
    UNVERIFIABLE = "unverifiable"
    ON_AUTHOR = "on_author"
    NOT_CHECKABLE = "not_checkable"

    @property
    def shown(self) -> str:
        """The word as readers see it."""
        return self.replace("_", " ").capitalize()


# Only these say how true a claim is; a number for the others would say what nobody found.
_VALUES = {Verdict.CONFIRMED: 5, Verdict.CONFIRMED_WITH_CHANGE: 4, Verdict.INCORRECT: 1}
_TYPES = {SourceKind.PERSON: "Person", SourceKind.AUTHOR: "Person"}


@dataclass(frozen=True)
class Desk:
    """Who publishes the reviews; ``url`` is an address of the web."""

    name: str
    url: str


@dataclass(frozen=True)
class Given:
    """A verdict as it was given: when (2026-03-14), why, and what it rests on, each as name and address."""

    word: Verdict
    on: str
    why: str = ""
    evidence: Sequence[tuple[str, str | None]] = ()


def claim_review(
    line: ClaimLine, article: ArticleLine, verdict: Given | None, desk: Desk | None
) -> dict[str, Any]:
    """Return a claim as a ClaimReview on the article's page.

    Raises Refused, with the end of a sentence, for a claim without a verdict, an article without an address of the
    web, and where nobody says who publishes.
    """
    if verdict is None:
        raise Refused("has no verdict")
    if (url := address(article["url"])) is None:
        raise Refused(f"is of {article['article']}, which has no address of the web")
    if desk is None:
        raise Refused("has no publisher")
    review: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": f"{url.partition('#')[0]}#claim-{line['number']}",
        "datePublished": verdict.on,
        "author": {"@type": "Organization", "name": desk.name, "url": desk.url},
        "claimReviewed": line["statement"],
        "itemReviewed": _item(line, article, url),
        "reviewRating": _rating(verdict),
    }
    if article["language"]:
        review["inLanguage"] = article["language"]
    if verdict.evidence:
        review["citation"] = [_citation(name, at) for name, at in verdict.evidence]
    return review


def _item(line: ClaimLine, article: ArticleLine, url: str) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": "Claim"}
    if authors := [
        _author(each, article) for each in line["attributions"] if each["stance"] == Stance.ASSERTS
    ]:
        item["author"] = authors[0] if len(authors) == 1 else authors
    if article["published_on"]:
        item["datePublished"] = article["published_on"]
    item["firstAppearance"] = {"@type": "Article", "url": url, "headline": article["title"]}
    return item


def _author(said: AttributionLine, article: ArticleLine) -> dict[str, str]:
    """Return who makes the claim; the author of the article by name, where the byline has it."""
    kind = SourceKind(said["kind"])
    name = (article["byline"] if kind == SourceKind.AUTHOR else None) or said["source"]
    return {"@type": _TYPES.get(kind, "Organization"), "name": name}


def _rating(verdict: Given) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.word.shown}
    if (value := _VALUES.get(verdict.word)) is not None:
        rating |= {"ratingValue": value, "worstRating": WORST, "bestRating": BEST}
    if verdict.why:
        rating["ratingExplanation"] = verdict.why
    return rating


def _citation(name: str, at: str | None) -> dict[str, str]:
    cited = {"@type": "CreativeWork", "name": name}
    return cited | {"url": url} if (url := address(at)) is not None else cited
