"""Notes on sentences when a draft comes in: they go along with unchanged words, and stay with all others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes.drafts import Draft, File
from factbase.changes.marks import add_note, edit_note, remove_note
from factbase.changes.revising import Revised, revise
from factbase.changes.undoing import redo, undo
from factbase.database import Location
from factbase.errors import Conflict
from factbase.lookup import ArticleKey
from factbase.queries.differences import difference
from factbase.queries.sentences import list_sentences
from factbase.records.marks import note_records
from factbase.references import Place
from factbase.tables import note
from factbase.text.sentences import split
from tests.changes.conftest import TEXT, Desk
from tests.changes.undone import difference as between
from tests.changes.undone import state

# The last paragraph stands first, one sentence of the other says something else.
SECOND = (
    "The bridge\n\n"
    "Critics say the repair cost four million.\n\n"
    "The council closed the bridge in June. Mayor Ana Leka denied that it was unsafe."
)
HEADING, CLOSED, DENIED, COST = Place(1, 1), Place(2, 1), Place(2, 2), Place(3, 1)


@pytest.fixture
def location(url: str) -> Location:
    """An empty database, on each engine."""
    return Location.of(url)


@pytest.fixture
def noted(desk: Desk, bridge: ArticleKey) -> ArticleKey:
    """The bridge with notes: one on a sentence that will change, one and two on sentences that will move."""
    for place, text in ((CLOSED, "In May?"), (DENIED, "Ask her."), (COST, "Who?"), (COST, "How much?")):
        write(desk, bridge, place, text)
    return bridge


def write(desk: Desk, article: ArticleKey, place: Place, text: str) -> None:
    add_note(desk.operation("note add"), target(desk, article, place), text)


def target(desk: Desk, article: ArticleKey, place: Place, revision: int | None = None) -> Any:  # noqa: ANN401
    """Return a sentence of a revision, or of the newest, for a note."""
    of = lookup.revision(desk.connection, article, revision)
    return article, place, lookup.sentence(desk.connection, article, place, revision_id=of.id)


def take(desk: Desk, article: ArticleKey, text: str = SECOND) -> Revised:
    base = lookup.latest_revision(desk.connection, article.id).number
    draft = Draft(text, split(text), File("draft.txt", "txt", None))
    return revise(desk.operation("article revise"), article, draft, base=base)


def notes(desk: Desk) -> set[tuple[int | None, str, int, str]]:
    """Return each note as revision, place, number and text."""
    keys = desk.connection.execute(select(note.c.id)).scalars().all()
    lines = note_records(desk.connection, keys).values()
    return {(line.get("revision"), line["on"], line["number"], line["text"]) for line in lines}


def listed(desk: Desk, article: ArticleKey, revision: int | None = None) -> dict[str, tuple[str, ...]]:
    """Return the notes that the list of sentences shows, by place."""
    rows = list_sentences(desk.connection, article, revision=revision)
    return {str(row.place): row.notes for row in rows if row.notes}


BEFORE = {
    (1, "bridge:2/1", 1, "In May?"),
    (1, "bridge:2/2", 1, "Ask her."),
    (1, "bridge:3/1", 1, "Who?"),
    (1, "bridge:3/1", 2, "How much?"),
}
AFTER = {
    (1, "bridge:2/1", 1, "In May?"),
    (2, "bridge:3/2", 1, "Ask her."),
    (2, "bridge:2/1", 1, "Who?"),
    (2, "bridge:2/1", 2, "How much?"),
}


def test_notes_go_with_what_is_unchanged_and_stay_with_what_is_not(desk: Desk, noted: ArticleKey) -> None:
    assert notes(desk) == BEFORE

    report = take(desk, noted)

    assert notes(desk) == AFTER
    assert (report.notes_moved, report.notes_left) == (3, 1)
    assert listed(desk, noted) == {"2/1": ("1: Who?", "2: How much?"), "3/2": ("1: Ask her.",)}
    assert listed(desk, noted, 1) == {"2/1": ("1: In May?",)}


def test_each_note_that_goes_along_is_one_change_in_the_log(desk: Desk, noted: ArticleKey) -> None:
    doing = desk.operation("article revise")
    revise(doing, noted, Draft(SECOND, split(SECOND), File("draft.txt", "txt", None)), base=1)

    moves = [row for row in desk.log(doing) if row.thing == "note"]

    assert len(moves) == 3
    assert {difference(row.before, row.after) for row in moves} == {
        "on: bridge:2/2 → bridge:3/2; revision: 1 → 2",
        "on: bridge:3/1 → bridge:2/1; revision: 1 → 2",
    }
    assert all(row.before and row.after and row.before["at"] == row.after["at"] for row in moves)


def test_an_undo_brings_the_notes_back_and_a_redo_takes_them_along_again(
    desk: Desk, noted: ArticleKey
) -> None:
    before = state(desk.connection)
    take(desk, noted)
    after = state(desk.connection)

    undo(desk.operation("undo"))
    assert notes(desk) == BEFORE
    assert between(before, state(desk.connection)) == {}
    redo(desk.operation("redo"))

    assert notes(desk) == AFTER
    assert between(after, state(desk.connection)) == {}


def test_a_draft_on_whose_notes_somebody_built_stays(desk: Desk, noted: ArticleKey) -> None:
    take(desk, noted)
    revised = desk.operations()
    edit_note(desk.operation("note edit"), target(desk, noted, Place(2, 1)), 1, "Which critics?")

    with pytest.raises(Conflict, match="note 1 on bridge:2/1 was changed since"):
        undo(desk.operation("undo"), revised)


def test_a_note_goes_back_to_the_sentence_it_was_on_whichever_draft_that_is(
    desk: Desk, noted: ArticleKey
) -> None:
    take(desk, noted)
    remove_note(desk.operation("note remove"), target(desk, noted, CLOSED, 1), 1)
    remove_note(desk.operation("note remove"), target(desk, noted, Place(2, 1)), 2)
    assert len(notes(desk)) == 2

    undo(desk.operation("undo"))
    undo(desk.operation("undo"))

    assert notes(desk) == AFTER


def test_notes_go_on_through_a_third_draft_and_those_left_before_stay(desk: Desk, noted: ArticleKey) -> None:
    take(desk, noted)

    report = take(desk, noted, TEXT.replace(" Mayor Ana Leka denied that it was unsafe.", ""))

    assert (report.notes_moved, report.notes_left) == (2, 1)
    assert notes(desk) == {
        (1, "bridge:2/1", 1, "In May?"),
        (2, "bridge:3/2", 1, "Ask her."),
        (3, "bridge:3/1", 1, "Who?"),
        (3, "bridge:3/1", 2, "How much?"),
    }


def test_a_note_on_a_claim_is_on_it_in_every_draft(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge, at="closed the bridge in May")
    add_note(desk.operation("note add"), claim, "Look again.")

    report = take(desk, bridge)

    assert (report.notes_moved, report.notes_left) == (0, 0)
    assert notes(desk) == {(None, "bridge/1", 1, "Look again.")}


def test_no_note_is_written_into_a_draft_that_was_followed_by_another(desk: Desk, bridge: ArticleKey) -> None:
    old = target(desk, bridge, CLOSED)
    take(desk, bridge)

    with pytest.raises(Conflict, match="another draft meanwhile"):
        add_note(desk.operation("note add"), old, "In May?")

    assert notes(desk) == set()
