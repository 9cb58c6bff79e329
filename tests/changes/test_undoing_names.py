"""Names change between an operation and its undo; what is put back is what the names meant then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factbase import shipped
from factbase.changes.operation import Operation
from factbase.changes.undoing import undo
from factbase.database import writing
from tests.changes.undone import Desk, difference

SAMPLED_ON_POSTGRESQL = 6

CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"
SAYS = ("--stance", "asserts", "--mode", "direct")


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """The harbour crane's article, on each engine."""
    made = Desk(url)
    made("import", "jsonl", str(CRANE), actor="Cleo")
    yield made
    made.check()


def cited(desk: Desk, ref: str) -> list[str]:
    claim: dict[str, Any] = json.loads(desk("claim", "show", ref, "--jsonl").stdout)
    return [said["source"] for said in claim["attributions"]]


def test_a_source_is_the_same_under_its_new_name(desk: Desk) -> None:
    desk("claim", "unattribute", "harbour-crane/18", "--source", "Orrowick Harbour Trust")
    desk("source", "edit", "Orrowick Harbour Trust", "--name", "The Trust", actor="Ben")

    desk("undo")
    assert cited(desk, "harbour-crane/18") == ["Quaymen’s Fellowship", "The Trust"]
    desk("undo", actor="Ben")

    assert cited(desk, "harbour-crane/18") == ["Quaymen’s Fellowship", "Orrowick Harbour Trust"]


def test_another_source_of_the_old_name_is_another(desk: Desk) -> None:
    desk("claim", "unattribute", "harbour-crane/10", "--source", "Bram Oddlestone")
    desk("source", "edit", "Bram Oddlestone", "--name", "Bram Oddlestone (driver)", actor="Ben")
    desk("source", "add", "Bram Oddlestone (poet)", "--kind", "person", actor="Ben")
    desk("source", "edit", "Bram Oddlestone (poet)", "--name", "Bram Oddlestone", actor="Ben")

    desk("undo")

    assert cited(desk, "harbour-crane/10") == ["Bram Oddlestone (driver)"]


def test_edits_before_and_after_a_merge(desk: Desk) -> None:
    before = desk.state()
    desk("claim", "edit", "harbour-crane/27", "--statement", "One.")
    desk("source", "merge", "Wenna Tarrock", "Pellam & Daughters", actor="Ben")
    merged = desk.state()
    desk("claim", "rate", "harbour-crane/27", "high", "--because", "seen")

    assert "harbour-crane/27 was changed since" in desk.refused("undo", actor="Ben")
    desk("undo")
    assert difference(merged, desk.state()) == {}
    assert "harbour-crane/27 was changed since" in desk.refused("undo")
    desk("undo", actor="Ben")
    desk("undo")

    assert difference(before, desk.state()) == {}


def test_a_claim_goes_on_under_its_articles_new_slug(desk: Desk) -> None:
    desk("claim", "unlink", "harbour-crane/29", "harbour-crane/1")
    desk("note", "remove", "harbour-crane/28", "1")
    desk("sentence", "role", "harbour-crane", "3/4", "heading")
    desk("article", "edit", "harbour-crane", "--slug", "crane", actor="Ben")

    desk("undo")
    desk("undo")
    desk("undo")

    assert "3/4\tnot_checkable" in desk("sentence", "list", "crane").stdout
    assert "crane/29 repeats crane/1" in desk("log", "--limit", "1").stdout
    desk("undo", actor="Ben")
    assert "note 1" in desk("log", "--operation", "7").stdout


def test_a_slug_that_two_articles_have_had(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("The bridge\n\nIt is shut.\n")
    before = desk.state()
    desk("claim", "unlink", "harbour-crane/29", "harbour-crane/1")
    desk("article", "edit", "harbour-crane", "--slug", "crane")
    desk("article", "add", str(tmp_path / "bridge.txt"), "--slug", "harbour-crane")
    desk("claim", "add", "harbour-crane", "--statement", "Shut.", "--sentence", "2/1", "--source", "A boy",
         "--new", "--kind", "anonymous", *SAYS)  # fmt: skip

    desk("undo", "2")
    assert "crane/29 repeats crane/1" in desk("log", "--limit", "1").stdout
    for _each in range(3):
        desk("undo")

    assert difference(before, desk.state()) == {}


def test_a_claim_is_edited_back_once_its_article_is_there_again(desk: Desk) -> None:
    before = desk.state()
    desk("claim", "edit", "harbour-crane/1", "--statement", "One.")
    desk("article", "remove", "harbour-crane", "--yes", actor="Ben")

    assert "harbour-crane/1 was removed since (operation 3, Ben’s article remove)" in desk.refused("undo")
    desk("undo", "3")
    desk("undo")

    assert difference(before, desk.state()) == {}


def test_what_belongs_to_an_article_does_not_come_back_without_it(desk: Desk) -> None:
    add = ("source", "add", "gulls", "--kind", "group", "--article", "harbour-crane")
    desk(*add)
    desk("undo")
    desk("article", "remove", "harbour-crane", "--yes", actor="Ben")

    told = desk.refused("redo")

    assert "the article of “gulls” was removed since (operation 4, Ben’s article remove)" in told


def test_a_source_that_moves_between_articles_and_all(desk: Desk) -> None:
    before = desk.state()
    for command in (
        ("source", "edit", "critics", "--kind", "organisation"),
        ("claim", "unattribute", "harbour-crane/38", "--source", "critics"),
        ("source", "edit", "critics", "--kind", "group", "--name", "the critics"),
        ("claim", "attribute", "harbour-crane/38", "--source", "the critics", *SAYS),
        ("source", "merge", "the critics", "Wenna Tarrock"),
    ):
        desk(*command)
    after = desk.state()

    for _each in range(5):
        desk("undo")
    assert difference(before, desk.state()) == {}
    for _each in range(5):
        desk("redo")

    assert difference(after, desk.state()) == {}


def test_a_note_comes_back_to_the_revision_that_it_was_written_on(desk: Desk, tmp_path: Path) -> None:
    desk("note", "add", "harbour-crane:3/4", "On the first revision.")
    lines = [json.loads(line) for line in CRANE.read_text().splitlines()]
    second = [{**line, "revision": 2} for line in lines if line["type"] in ("revision", "sentence")]
    at = next(index for index, line in enumerate(lines) if line["type"] == "source")
    bundle = tmp_path / "two.jsonl"
    bundle.write_text("".join(f"{json.dumps(line)}\n" for line in (*lines[:at], *second, *lines[at:])))
    desk("import", "jsonl", str(bundle), "--update", actor="Ben")
    desk("note", "add", "harbour-crane:3/4", "On the second.")
    before = desk.state()
    desk("article", "remove", "harbour-crane", "--yes")

    desk("undo")

    assert difference(before, desk.state()) == {}
    assert [row[2] for row in before["note"] if row[2] is not None] == [6, 30]


def test_two_undos_in_one_transaction(desk: Desk) -> None:
    before = desk.state()
    for words in ("One.", "Two."):
        desk("claim", "edit", "harbour-crane/1", "--statement", words)

    with writing(desk.location) as connection:
        for _each in range(2):
            undo(Operation(connection, actor="Ana", command="undo"))

    assert difference(before, desk.state()) == {}
