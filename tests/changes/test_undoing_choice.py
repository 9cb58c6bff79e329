"""Which operation an undo takes back: one's own last, again and again, or any by its number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from factbase import shipped
from tests.changes.undone import Desk, State, as_usual, difference

CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """An empty database, on each engine."""
    made = Desk(url)
    yield made
    made.check()


@pytest.fixture
def crane(desk: Desk) -> Desk:
    """The harbour crane's article, taken in by Ben."""
    desk("import", "jsonl", str(CRANE), actor="Ben")
    return desk


def say(desk: Desk, number: int, words: str, actor: str = "Ana") -> None:
    desk("claim", "edit", f"harbour-crane/{number}", "--statement", words, actor=actor)


def statement(desk: Desk, number: int) -> str:
    return str(json.loads(desk("claim", "show", f"harbour-crane/{number}", "--jsonl").stdout)["statement"])


@pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.torture)], indirect=True
)
def test_everything_is_taken_back_to_the_empty_database_and_put_back(desk: Desk) -> None:
    commands: list[tuple[str, ...]] = [
        ("demo",),
        ("claim", "edit", "harbour-crane/1", "--statement", "It weighs 350 tonnes."),
        ("source", "edit", "Bram Oddlestone", "--name", "B. Oddlestone"),
        ("claim", "attribute", "harbour-crane/1", "--source", "B. Oddlestone", "--stance", "asserts",
         "--mode", "direct"),
        ("article", "edit", "harbour-crane", "--slug", "crane"),
        ("note", "add", "crane/1", "Weigh it."),
        ("source", "merge", "B. Oddlestone", "Wenna Tarrock"),
        ("claim", "link", "crane/1", "crane/29", "--as", "contradicts"),
        ("claim", "cut", "crane/28", "--because", "not ours"),
        ("source", "add", "Bram Oddlestone", "--kind", "organisation"),
        ("claim", "label", "crane/2", "name"),
        ("article", "remove", "crane", "--yes"),
        ("source", "edit", "Bram Oddlestone", "--name", "The Oddlestones"),
        ("article", "remove", "mek-albania", "--yes"),
    ]  # fmt: skip
    states: list[State] = [desk.state()]
    for command in commands:
        desk(*command)
        states.append(desk.state())

    for before in reversed(states[:-1]):
        desk("undo")
        assert difference(before, desk.state()) == {}
    assert desk("undo", code=3).stderr.startswith("Error: Ana has changed nothing that could be taken back")
    for after in states[1:]:
        desk("redo")
        assert difference(after, desk.state()) == {}

    assert desk("redo", code=3).stderr.startswith("Error: Ana has taken nothing back since the last change")
    assert len(desk.operations()) == 3 * len(commands)


def test_a_redo_is_taken_back_like_anything_else(crane: Desk) -> None:
    say(crane, 1, "One.")
    say(crane, 1, "Two.")

    for word, expected in (
        ("undo", "One."), ("redo", "Two."), ("undo", "One."), ("undo", "The weight"), ("redo", "One."),
        ("redo", "Two."), ("undo", "One."), ("redo", "Two."),
    ):  # fmt: skip
        crane(word)
        assert statement(crane, 1).startswith(expected), word


def test_after_something_new_there_is_nothing_to_redo(crane: Desk) -> None:
    say(crane, 1, "One.")
    crane("undo")
    say(crane, 2, "Two.")

    assert "Ana has taken nothing back since" in crane("redo", code=3).stderr
    crane("undo")
    crane("undo", code=3)
    crane("redo")

    assert statement(crane, 2) == "Two."
    assert statement(crane, 1).startswith("The weight")


def test_each_takes_back_what_is_their_own(crane: Desk) -> None:
    say(crane, 1, "Ana’s.", actor="Ana")
    say(crane, 2, "Ben’s.", actor="Ben")

    assert crane("undo", actor="ANA").stdout.startswith(
        "Took back operation 2, Ana’s claim edit: 1 claim (harb"
    )
    crane("redo", actor="Ben", code=3)
    crane("undo", actor="Cleo", code=3)

    assert (statement(crane, 1)[:10], statement(crane, 2)) == ("The weight", "Ben’s.")
    crane("redo", actor="Ana")
    assert statement(crane, 1) == "Ana’s."


def test_anothers_work_is_taken_back_by_its_number(crane: Desk) -> None:
    say(crane, 1, "Ana’s.", actor="Ana")

    assert (
        crane("undo", "2", actor="Ben").stdout
        == "Took back operation 2, Ana’s claim edit: 1 claim (harbour-crane/1).\n"
    )
    assert (
        crane("undo", "3", actor="Ana").stdout
        == "Put back operation 2, Ana’s claim edit: 1 claim (harbour-crane/1).\n"
    )

    assert statement(crane, 1) == "Ana’s."
    assert crane.operations()[2:] == [(3, "undo", 2), (4, "undo", 3)]
    told = as_usual(crane("undo", "3", code=3).stderr)
    assert told == (
        "Error: Operation 3, Ben’s undo, was taken back already by operation 4: "
        "`factbase undo 4` puts it back.\n"
    )
    assert "There is no operation 99" in crane("undo", "99", code=3).stderr


def test_a_dry_run_keeps_nothing(crane: Desk) -> None:
    say(crane, 1, "One.")
    before, logged = crane.state(), crane.operations()

    told = crane("undo", "--dry-run")

    assert told.stdout == "Would take back operation 2, Ana’s claim edit: 1 claim (harbour-crane/1).\n"
    assert "Dry run: nothing was kept." in told.stderr
    assert (difference(before, crane.state()), crane.operations()) == ({}, logged)


def test_a_bundle_in_another_article_is_undone_beside_later_work(crane: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(CRANE.read_text().replace("harbour-crane", "other-crane"))
    before = crane.state()
    crane("import", "jsonl", str(other))
    crane("note", "add", "harbour-crane/1", "Meanwhile.", actor="Ben")

    crane("undo")
    crane("undo", actor="Ben")

    assert difference(before, crane.state()) == {}
    crane("redo")
    assert "other-crane" in crane("article", "list").stdout
