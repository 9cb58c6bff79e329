"""The formats as commands: filters going out, what is refused coming in, and files that are whole or not there."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result

from factbase import shipped
from factbase.formats.registry import EXPORTERS, IMPORTERS
from tests.formats.foreign.records import file_of, review

Run = Callable[..., Result]
SEED = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"


@pytest.fixture
def run(factbase: Run, tmp_path: Path) -> Run:
    """Return a way to run the program on two articles, one of them of a single claim."""
    assert factbase("import", "jsonl", str(SEED)).exit_code == 0
    (tmp_path / "reviews.jsonl").write_bytes(file_of(review()))
    assert factbase("import", "claimreview", str(tmp_path / "reviews.jsonl")).exit_code == 0
    return factbase


def _listed(run: Run, *filters: str) -> list[str]:
    lines = run("claim", "list", *filters, "--sort", "ref", "--limit", "999", "--jsonl").stdout.splitlines()
    return [json.loads(line)["ref"] for line in lines]


def _exported(run: Run, format_: str, *args: str) -> list[str]:
    out = run("export", format_, *args).stdout
    if format_ == "csv":
        return [row["ref"] for row in csv.DictReader(StringIO(out.removeprefix("\ufeff")))]
    lines = [json.loads(line) for line in out.split("\n") if line]
    if format_ == "webannotation":
        return [line["fb:ref"] for line in lines]
    return [line["ref"] for line in lines if line["type"] == "claim"]


@pytest.mark.parametrize("format_", ["csv", "jsonl", "webannotation"])
@pytest.mark.parametrize(
    "filters",
    [
        ("--confidence", "rumour"), ("--unattributed",), ("--problem", "single-source"), ("--kind", "person"),
        ("--label", "rated-false"), ("--source", "Ana Leka"), ("--stance", "denies", "--mode", "indirect"),
        ("--label", "no such label"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_export_has_the_claims_of_a_list(run: Run, format_: str, filters: tuple[str, ...]) -> None:
    assert _exported(run, format_, *filters) == _listed(run, *filters)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "webannotation"])
def test_filters_are_of_the_articles_that_are_named(run: Run, format_: str) -> None:
    both = _exported(run, format_, "harbour-crane", "the-ferry-sank", "--confidence", "medium")

    assert both == _listed(run, "--confidence", "medium")
    assert _exported(run, format_, "the-ferry-sank", "--kind", "person") == ["the-ferry-sank/1"]
    assert _exported(run, format_, "harbour-crane", "--sentence", "1/1") == _listed(
        run, "harbour-crane", "--sentence", "1/1"
    )


def test_a_bundle_of_some_claims_comes_in_with_their_sources_alone(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "some.jsonl"
    run("export", "jsonl", "harbour-crane", "--confidence", "rumour", "-o", str(out))

    lines = [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]
    cited = {each["source"] for line in lines if line["type"] == "claim" for each in line["attributions"]}
    assert {line["source"] for line in lines if line["type"] == "source"} == cited
    fresh = tmp_path / "fresh.db"
    assert run("--db", str(fresh), "init").exit_code == 0
    taken = run("--db", str(fresh), "import", "jsonl", str(out))
    assert f"{len(cited)} source" in taken.stderr
    assert run("--db", str(fresh), "export", "jsonl").stdout == out.read_text("utf-8")


def test_a_sentence_of_several_articles_is_refused(run: Run) -> None:
    refused = run("export", "csv", "harbour-crane", "the-ferry-sank", "--sentence", "1/1")

    assert refused.exit_code == 2
    assert "--sentence is of one article" in refused.stderr


def test_claims_without_a_verdict_are_refused_by_name_and_no_file_is_made(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "reviews.json"

    refused = run("export", "claimreview", "-o", str(out))

    assert refused.exit_code == 3
    assert "44 claims cannot be a ClaimReview" in refused.stderr
    assert "harbour-crane/43: it has no verdict" in refused.stderr
    assert not out.exists()


def test_what_is_refused_is_named_and_the_rest_comes_in_where_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_bytes(file_of(review(claimReviewed=" "), review(url="/relative"), review()))

    refused = run("import", "claimreview", str(file))
    skipped = run("import", "claimreview", str(file), "--skip-refused")

    assert refused.exit_code == 3
    assert "line 1, record 1: has no claim in words" in refused.stderr
    assert skipped.exit_code == 1
    assert "added 1 record." in skipped.stderr
    assert "same as here: 1 record." in skipped.stderr
    assert "“/relative” is no address of the web; it is left out but in the record." in skipped.stderr
    assert f"1 record of {file} refused, the others were taken in." in skipped.stderr
    assert "line 1, record 1: has no claim in words" in skipped.stderr


def test_a_dry_run_of_records_keeps_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_bytes(file_of(review(url=None), review(name="Changed")))
    before = run("log").stdout

    tried = run("import", "claimreview", str(file), "--dry-run")

    assert (tried.exit_code, tried.stdout.splitlines()[1:]) == (0, ["the-ferry-sank\tname\tnull\tChanged"])
    assert "added 1 record." in tried.stderr
    assert "changed 1 record." in tried.stderr
    assert run("log").stdout == before


@pytest.mark.parametrize(
    ("format_", "content"),
    [
        ("claimreview", b""),
        ("claimreview", b'{"@type": "ClaimReview", "claimRev'),
        ("claimreview", b"\x89PNG\r\n"),
        ("claimreview", b"<html><body>no data</body></html>"),
        ("factcheck-api", b'{"claims": []}'),
        ("webannotation", b"[1, 2"),
        ("webannotation", b'{"@type": "ClaimReview"}'),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, format_: str, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    refused = run("import", format_, str(file))

    assert refused.exit_code == 3
    assert refused.stderr.startswith(f"Error: {file} ")
    assert refused.stderr.count("\n") == 1


def test_every_format_says_what_is_lost_on_the_way(factbase: Run) -> None:
    for word in EXPORTERS:
        assert "It cannot hold " in factbase("export", word, "--help").stdout
    for word in IMPORTERS:
        assert "It takes nothing from " in factbase("import", word, "--help").stdout
