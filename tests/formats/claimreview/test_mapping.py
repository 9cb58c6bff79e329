"""A claim with a verdict as schema.org has it, held against its shapes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from factbase.formats.claimreview.mapping import Desk, Given, Verdict, claim_review
from factbase.formats.claimreview.reading import check
from factbase.formats.foreign.checked import Refused
from factbase.records import ArticleLine, AttributionLine, ClaimLine
from factbase.vocabulary import Confidence, Mode, SourceKind, Stance, Status, Terms

DESK = Desk("Example Desk", "https://desk.example/")


def _said(name: str, kind: SourceKind, stance: Stance = Stance.ASSERTS) -> AttributionLine:
    return AttributionLine(
        source=name, kind=kind, stance=stance, mode=Mode.DIRECT, terms=Terms.ON_RECORD, own_act=False, cue=None,
        quote=None, via=None, note=None,
    )  # fmt: skip


def _claim(*said: AttributionLine) -> ClaimLine:
    return ClaimLine(
        type="claim", article="ferry", number=7, ref="ferry/7", statement="The ferry sank.",
        confidence=Confidence.LOW, confidence_override=None, status=Status.CHECKED, paragraph=None, sentence=None,
        start=None, end=None, anchors=[], attributions=list(said), labels=[],
    )  # fmt: skip


def _article(url: str | None = "https://paper.example/ferry") -> ArticleLine:
    return ArticleLine(
        type="article", article="ferry", title="The ferry", url=url, byline="A. Reporter", published_on="2026-03-14",
        language="en", next_number=8,
    )  # fmt: skip


EVERYONE = _claim(
    _said("Ana Leka", SourceKind.PERSON),
    _said("City Council", SourceKind.ORGANISATION),
    _said("the author", SourceKind.AUTHOR),
    _said("Ben", SourceKind.PERSON, Stance.DENIES),
)


def _given(word: Verdict) -> Given:
    evidence = (("Log of the harbour", "https://harbour.example/log"), ("A letter", None))
    return Given(word, "2026-03-20", "The log has it.", evidence)


def test_it_says_who_asserts_the_claim_and_where() -> None:
    review = claim_review(EVERYONE, _article(), _given(Verdict.CONFIRMED_WITH_CHANGE), DESK)

    assert review["url"] == "https://paper.example/ferry#claim-7"
    assert [each["name"] for each in review["itemReviewed"]["author"]] == [
        "Ana Leka",
        "City Council",
        "A. Reporter",
    ]
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "Confirmed with change", "ratingValue": 4, "worstRating": 1,
        "bestRating": 5, "ratingExplanation": "The log has it.",
    }  # fmt: skip
    assert "author" not in claim_review(_claim(), _article(), _given(Verdict.INCORRECT), DESK)["itemReviewed"]


def test_a_verdict_that_says_not_how_true_a_claim_is_has_no_number() -> None:
    numbered = {
        word: rating.get("ratingValue")
        for word in Verdict
        if (rating := claim_review(_claim(), _article(), _given(word), DESK)["reviewRating"])
    }

    assert {word: value for word, value in numbered.items() if value is not None} == {
        Verdict.CONFIRMED: 5, Verdict.CONFIRMED_WITH_CHANGE: 4, Verdict.INCORRECT: 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("article", "verdict", "desk", "why"),
    [
        (_article(), None, DESK, "has no verdict"),
        (_article(None), _given(Verdict.CONFIRMED), DESK, "no address of the web"),
        (_article("javascript:x"), _given(Verdict.CONFIRMED), DESK, "no address of the web"),
        (_article(), _given(Verdict.CONFIRMED), None, "has no publisher"),
    ],
)
def test_what_cannot_be_one_is_refused(
    article: ArticleLine, verdict: Given | None, desk: Desk | None, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        claim_review(_claim(), article, verdict, desk)


def test_what_is_written_is_read_again() -> None:
    checked = check(claim_review(EVERYONE, _article(), _given(Verdict.INCORRECT), DESK))

    assert checked.statement == "The ferry sank."
    assert [each.name for each in checked.claimants] == ["Ana Leka", "City Council", "A. Reporter"]
    assert (checked.reviews[0].rating, checked.reviews[0].day) == ("Incorrect", "2026-03-20")
    assert checked.remarks == []


def test_the_shapes_of_the_vocabulary_hold(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    file = tmp_path / "reviews.jsonl"
    claims = (EVERYONE, _claim(), _claim(_said("Ana Leka", SourceKind.PERSON)))
    reviews = [claim_review(claims[i % 3], _article(), _given(word), DESK) for i, word in enumerate(Verdict)]
    file.write_text("".join(f"{json.dumps(each)}\n" for each in reviews), "utf-8")
    suites = shared / "suites"

    done = subprocess.run(
        [sys.executable, str(suites / "run" / "shacl.py"), str(suites / "schemaorg"), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.stdout, done.returncode) == ("7 passed, 0 failed\n", 0), done.stderr
