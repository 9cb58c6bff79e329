"""Exports of an article as it was at one of its drafts, on both engines."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result

from factbase.cli import export
from tests.queries.drafted import DRAFTS, bundle

Run = Callable[..., Result]


@pytest.fixture
def run(factbase: Run, tmp_path: Path) -> Run:
    """Return a way to run the program on an article of three drafts."""
    path = tmp_path / "bridge.jsonl"
    path.write_text(bundle(), "utf-8")
    assert factbase("import", "jsonl", str(path)).exit_code == 0
    return factbase


def places(result: Result) -> dict[int, tuple[str, str]]:
    rows = csv.DictReader(StringIO(result.stdout.removeprefix("\ufeff")))
    return {int(row["ref"].split("/")[1]): (row["paragraph"], row["sentence"]) for row in rows}


def test_a_spreadsheet_has_the_places_of_the_newest_draft_and_says_what_is_lost(run: Run) -> None:
    assert places(run("export", "csv", "bridge")) == {
        1: ("3", "1"), 2: ("lost", ""), 3: ("4", "1"), 4: ("lost", ""), 5: ("2", "1"), 6: ("4", "2"),
        7: ("", ""), 8: ("lost", ""), 9: ("", ""),
    }  # fmt: skip


def test_a_spreadsheet_of_an_earlier_draft_has_its_places(run: Run) -> None:
    assert places(run("export", "csv", "bridge", "--revision", "1")) == {
        1: ("2", "1"), 2: ("2", "2"), 3: ("3", "1"), 4: ("3", "2"), 5: ("4", "1"), 6: ("", ""),
        7: ("", ""), 8: ("1", "1"), 9: ("1", "1"),
    }  # fmt: skip


def test_a_bundle_of_an_earlier_draft_knows_nothing_of_the_later_ones(run: Run) -> None:
    lines = [
        json.loads(line) for line in run("export", "jsonl", "bridge", "--revision", "2").stdout.splitlines()
    ]

    assert [line["text"] for line in lines if line["type"] == "revision"] == list(DRAFTS[:2])
    assert {line["revision"] for line in lines if line["type"] == "sentence"} == {1, 2}
    claims = {line["number"]: line for line in lines if line["type"] == "claim"}
    assert len(claims) == 9
    assert [anchor["state"] for anchor in claims[2]["anchors"]] == ["exact", "exact"]
    assert (claims[2]["paragraph"], claims[2]["sentence"]) == (3, 2)


def test_a_bundle_of_an_earlier_draft_is_taken_in_like_any_other(run: Run, tmp_path: Path) -> None:
    first = tmp_path / "first.jsonl"
    assert run("export", "jsonl", "bridge", "--revision", "1", "-o", str(first)).exit_code == 0
    assert run("article", "remove", "bridge", "--yes").exit_code == 0

    result = run("import", "jsonl", str(first))

    assert result.exit_code == 0, result.stderr
    assert run("export", "jsonl", "bridge").stdout == first.read_text("utf-8")


def test_a_revision_is_of_one_article_and_must_be_there(run: Run) -> None:
    for format_ in export.export.commands:
        assert run("export", format_, "--revision", "1").exit_code == 2
        refused = run("export", format_, "bridge", "--revision", "4")
        assert refused.exit_code == 3
        assert "revisions 1 to 3" in refused.stderr
        assert refused.stdout == ""
