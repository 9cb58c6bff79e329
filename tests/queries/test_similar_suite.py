"""Tweets, and the checked claim that each repeats: the CheckThat! 2020 data, where it is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import Result

from tests.queries.matching import jsonl, write_bundle

# What bm25 over statement and title reached, in percent of the tweets.
FIRST, AMONG_FIVE = 79.2, 88.5


@pytest.fixture
def url(path: Path) -> str:
    """SQLite alone: other tests see to it that both engines rank alike."""
    return str(path)


@pytest.mark.parametrize("one_in", [5, pytest.param(1, marks=pytest.mark.torture)])
def test_the_claim_that_a_tweet_repeats_is_among_the_first(
    shared: Path, tmp_path: Path, factbase: Callable[..., Result], one_in: int
) -> None:
    suite = shared / "suites" / "matching"
    queries = jsonl(suite / "queries.jsonl")[::one_in]
    write_bundle(tmp_path / "claims.jsonl", jsonl(suite / "claims.jsonl"))
    assert factbase("import", "jsonl", str(tmp_path / "claims.jsonl")).exit_code == 0
    asked = "".join(
        json.dumps({"id": index, "text": each["text"]}) + "\n" for index, each in enumerate(queries)
    )

    answered = factbase("similar", "--batch", input=asked)

    ranked = [json.loads(line)["ranked"] for line in answered.stdout.splitlines()]
    golds = [f"{each['gold']}/1" for each in queries]
    assert len(ranked) == len(golds)
    assert max(map(len, ranked)) <= 20
    assert _percent(gold in refs[:1] for gold, refs in zip(golds, ranked, strict=True)) >= FIRST
    assert _percent(gold in refs[:5] for gold, refs in zip(golds, ranked, strict=True)) >= AMONG_FIVE


def _percent(hits: Iterable[bool]) -> float:
    listed = list(hits)
    return 100 * sum(listed) / len(listed)
