"""An undo is refused where somebody built on what it would take back, and says what that is and whose."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from factbase import shipped
from factbase.changes.operation import Operation
from factbase.changes.undoing import undo
from factbase.database import writing
from factbase.errors import Conflict
from tests.changes.undone import Desk, difference
from tests.postgres import Server

SAMPLED_ON_POSTGRESQL = 6

CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"
Command = tuple[str, ...]
ADD: Command = ("claim", "add", "harbour-crane", "--statement", "It bows.", "--sentence", "3/4")
BOY: Command = ("source", "add", "A boy", "--kind", "person")
SAYS = ("--stance", "asserts", "--mode", "direct")
CRITICS: Command = ("source", "edit", "critics", "--kind", "organisation")

# What Ana did, what Ben did after it, and what stands in the way of Ana's undo by which command of his.
REFUSED: dict[str, tuple[list[Command], list[Command], str, str]] = {
    "the claim has other words": (
        [("claim", "edit", "harbour-crane/1", "--statement", "Mine.")],
        [("claim", "edit", "harbour-crane/1", "--statement", "His.")],
        "harbour-crane/1 was changed since",
        "claim edit",
    ),
    "the claim is gone with its article": (
        [("claim", "edit", "harbour-crane/1", "--statement", "Mine.")],
        [("article", "remove", "harbour-crane", "--yes")],
        "harbour-crane/1 was removed since",
        "article remove",
    ),
    "the new claim has a note": (
        [ADD], [("note", "add", "harbour-crane/44", "Does it?")],
        "there is note 1 on harbour-crane/44", "note add",
    ),
    "the new claim has a link": (
        [ADD], [("claim", "link", "harbour-crane/1", "harbour-crane/44", "--as", "contradicts")],
        "harbour-crane/1 contradicts harbour-crane/44", "claim link",
    ),
    "the new claim has a source": (
        [ADD], [("claim", "attribute", "harbour-crane/44", "--source", "Wenna Tarrock", *SAYS)],
        "harbour-crane/44 was changed since", "claim attribute",
    ),
    "the new source is cited": (
        [BOY], [("claim", "attribute", "harbour-crane/1", "--source", "A boy", *SAYS)],
        "harbour-crane/1 cites “A boy”", "claim attribute",
    ),
    "another is heard through the new source": (
        [BOY],
        [("claim", "attribute", "harbour-crane/1", "--source", "critics", *SAYS, "--via", "A boy")],
        "harbour-crane/1 cites “A boy”", "claim attribute",
    ),
    "the new source is spoken for": (
        [BOY], [("source", "edit", "Wenna Tarrock", "--speaks-for", "A boy")],
        "“Wenna Tarrock” speaks for “A boy”", "source edit",
    ),
    "the new article has a claim": (
        [("article", "add", "BRIDGE")], [("claim", "add", "bridge", "--statement", "Shut.", "--sentence", "2/1")],
        "bridge:2/1 was changed since", "claim add",
    ),
    "the new article has a source of its own": (
        [("article", "add", "BRIDGE")], [("source", "add", "gulls", "--kind", "group", "--article", "bridge")],
        "“gulls” exists only in bridge", "source add",
    ),
    "a sentence of the new article has a note": (
        [("article", "add", "BRIDGE")], [("note", "add", "bridge:2/1", "Shut?")],
        "there is note 1 on bridge:2/1", "note add",
    ),
    "another article has the slug": (
        [("article", "remove", "harbour-crane", "--yes")], [("article", "add", "BRIDGE", "--slug", "harbour-crane")],
        "the slug harbour-crane is another article’s", "article add",
    ),
    "another article has the old slug": (
        [("article", "edit", "harbour-crane", "--slug", "crane")],
        [("article", "add", "BRIDGE", "--slug", "harbour-crane")],
        "the slug harbour-crane is another article’s", "article add",
    ),
    "another source has the old name": (
        [("source", "edit", "Wenna Tarrock", "--name", "Cllr Tarrock")],
        [("source", "add", "Wenna Tarrock", "--kind", "organisation")],
        "“Wenna Tarrock” is another source now", "source add",
    ),
    "the source that stood there was merged": (
        [("claim", "unattribute", "harbour-crane/10", "--source", "Bram Oddlestone")],
        [("source", "merge", "Bram Oddlestone", "Wenna Tarrock")],
        "harbour-crane/10 would cite a source that is gone", "source merge",
    ),
    "the body was merged": (
        [("source", "edit", "Chloë Särnqvell", "--speaks-for", "Pellam & Daughters"),
         ("source", "edit", "Chloë Särnqvell", "--speaks-for-nobody")],
        [("source", "merge", "Pellam & Daughters", "The Orrowick Lantern")],
        "“Chloë Särnqvell” would speak for a source that is gone", "source merge",
    ),
    "the source that stood there is another article's": (
        [("source", "add", "gulls", "--kind", "organisation"),
         ("claim", "attribute", "harbour-crane/1", "--source", "gulls", *SAYS),
         ("claim", "unattribute", "harbour-crane/1", "--source", "gulls")],
        [("article", "add", "BRIDGE"), ("claim", "add", "bridge", "--statement", "Shut.", "--sentence", "2/1",
          "--source", "gulls", *SAYS), ("source", "edit", "gulls", "--kind", "group")],
        "harbour-crane/1 would cite a source that exists only in another article", "source edit",
    ),
    "the article of the source is gone": (
        [("article", "add", "BRIDGE"), ("source", "add", "gulls", "--kind", "group", "--article", "bridge"),
         ("source", "edit", "gulls", "--kind", "person", "--article", "bridge")],
        [("article", "remove", "bridge", "--yes")],
        "the article of “gulls” was removed since", "article remove",
    ),
    "the note's number is another's": (
        [("note", "remove", "harbour-crane/28", "1")], [("note", "add", "harbour-crane/28", "Mine.")],
        "note 1 on harbour-crane/28 is another one now", "note add",
    ),
    "the link was taken away": (
        [("claim", "link", "harbour-crane/1", "harbour-crane/2", "--as", "contradicts")],
        [("claim", "unlink", "harbour-crane/1", "harbour-crane/2")],
        "harbour-crane/1 contradicts harbour-crane/2 was removed since", "claim unlink",
    ),
    "the link was made again": (
        [("claim", "unlink", "harbour-crane/29", "harbour-crane/1")],
        [("claim", "link", "harbour-crane/29", "harbour-crane/1", "--as", "repeats")],
        "harbour-crane/29 repeats harbour-crane/1 is there again", "claim link",
    ),
    "the link's other end is gone": (
        [("article", "add", "BRIDGE"), ("claim", "add", "bridge", "--statement", "Shut.", "--sentence", "2/1"),
         ("claim", "link", "harbour-crane/1", "bridge/1", "--as", "contradicts"),
         ("claim", "unlink", "harbour-crane/1", "bridge/1")],
        [("article", "remove", "bridge", "--yes")],
        "a claim of harbour-crane/1 contradicts bridge/1 was removed since", "article remove",
    ),
    "the source is cited elsewhere": (
        [CRITICS],
        [("article", "add", "BRIDGE"), ("claim", "add", "bridge", "--statement", "Shut.", "--sentence", "2/1",
          "--source", "critics", *SAYS)],
        "bridge/1 cites “critics”, which would exist only in another article", "claim add",
    ),
    "the source is spoken for elsewhere": (
        [CRITICS], [("source", "edit", "Wenna Tarrock", "--speaks-for", "critics")],
        "“Wenna Tarrock” speaks for “critics”, which would exist only in one article", "source edit",
    ),
    "two would speak for each other": (
        [("source", "edit", "Wenna Tarrock", "--speaks-for", "Pellam & Daughters"),
         ("source", "edit", "Wenna Tarrock", "--speaks-for-nobody")],
        [("source", "edit", "Pellam & Daughters", "--speaks-for", "Wenna Tarrock")],
        "“Pellam & Daughters” would speak for itself in the end", "source edit",
    ),
    "the article has a source of the old name": (
        [("source", "edit", "Wenna Tarrock", "--name", "Cllr Tarrock")],
        [("source", "add", "Wenna Tarrock", "--kind", "group", "--article", "harbour-crane")],
        "harbour-crane/27 cites “Wenna Tarrock”, and its article would have another source of that name",
        "source add",
    ),
}  # fmt: skip


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    """The harbour crane's article, on each engine."""
    (tmp_path / "bridge.txt").write_text("The bridge\n\nIt is shut. Critics said so.\n")
    made = Desk(url)
    made("import", "jsonl", str(CRANE), actor="Cleo")
    yield made
    made.check()


def run(desk: Desk, command: Command, bridge: Path, actor: str) -> None:
    desk(*(str(bridge) if word == "BRIDGE" else word for word in command), actor=actor)


@pytest.mark.parametrize("name", REFUSED)
def test_what_stands_in_the_way_is_named(desk: Desk, tmp_path: Path, name: str) -> None:
    anas, bens, what, command = REFUSED[name]
    before = desk.state()
    for each in anas:
        run(desk, each, tmp_path / "bridge.txt", "Ana")
    last = desk.operations()[-1]
    for each in bens:
        run(desk, each, tmp_path / "bridge.txt", "Ben")

    told = desk.refused("undo")

    assert told.startswith(f"Operation {last[0]}, Ana’s {last[1]}, cannot be taken back: {what}"), told
    ((number, _command, _undoes),) = [
        each for each in desk.operations() if f"(operation {each[0]}, " in told
    ][:1]
    assert (
        f"(operation {number}, Ben’s {command}); ask Ben, `factbase log --operation {number}` shows" in told
    )
    for _each in bens:
        desk("undo", actor="Ben")
    for _each in anas:
        desk("undo")
    assert difference(before, desk.state()) == {}


def test_the_first_few_reasons_are_listed(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(CRANE.read_text().replace("harbour-crane", "other-crane"))
    desk("import", "jsonl", str(other))
    for number in range(1, 8):
        desk("claim", "edit", f"other-crane/{number}", "--statement", "Mine.", actor="Ben")

    lines = desk.refused("undo").splitlines()

    assert lines[0].startswith(
        "Operation 2, Ana’s import jsonl, cannot be taken back: other-crane/1 was changed"
    )
    assert lines[1:] == [
        f"  other-crane/{number} was changed since (operation {number + 2}, Ben’s claim edit)"
        for number in range(2, 6)
    ]


def test_a_number_that_an_import_has_filled_stays_filled(desk: Desk, tmp_path: Path) -> None:
    desk(*ADD)
    exported = tmp_path / "desk.jsonl"
    desk("export", "jsonl", "-o", str(exported))
    desk("undo")
    desk("import", "jsonl", str(exported), actor="Ben")

    told = desk.refused("redo")

    assert "harbour-crane/44 is another claim now (operation 4, Ben’s import jsonl)" in told


def test_a_sentence_with_another_live_claim_stays_one_with_a_claim(desk: Desk) -> None:
    desk(*ADD)
    desk(*ADD, actor="Ben")

    desk("undo")
    assert "3/4\tclaim\t\t45" in desk("sentence", "list", "harbour-crane").stdout
    desk("redo")
    assert "3/4\tclaim\t\t44, 45" in desk("sentence", "list", "harbour-crane").stdout
    desk("undo")

    assert "3/4\tclaim\t\t45" in desk("sentence", "list", "harbour-crane").stdout


def test_a_claim_that_is_live_again_makes_its_sentence_one_with_a_claim(desk: Desk) -> None:
    desk("claim", "cut", "harbour-crane/13", "--because", "no")
    role = ("sentence", "role", "harbour-crane", "4/2", "not_checkable")
    desk(*role, actor="Ben")

    desk("undo")
    assert "4/2\tclaim\t\t13" in desk("sentence", "list", "harbour-crane").stdout
    desk("redo")

    assert "4/2\tnot_checkable" in desk("sentence", "list", "harbour-crane").stdout


def test_of_two_undos_at_once_one_is_refused(server: Server, postgres_template: str) -> None:
    desk = Desk(server.create_database(postgres_template))
    desk("import", "jsonl", str(CRANE))
    desk("claim", "edit", "harbour-crane/1", "--statement", "Mine.")
    refused: list[Conflict] = []

    def late() -> None:
        try:
            with writing(desk.location) as connection:
                undo(Operation(connection, actor="Ana", command="undo"))
        except Conflict as error:
            refused.append(error)

    with writing(desk.location) as connection:
        undo(Operation(connection, actor="Ana", command="undo"))
        other = threading.Thread(target=late)
        other.start()
        other.join(1)
        waited = other.is_alive()
    other.join()

    assert waited
    assert [str(error) for error in refused] == [
        "Operation 2, Ana’s claim edit, was taken back a moment ago by operation 3: `factbase log` shows it."
    ]
    server.drop_database(desk.url)
