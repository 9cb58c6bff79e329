"""An article of several drafts goes out and comes in with all of them, and with what its documents suggest."""

from __future__ import annotations

import json

import pytest

from factbase import lookup, shipped
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.changes.revising import Revised, revise
from factbase.changes.undoing import undo
from factbase.database import Location, reading, writing
from factbase.errors import InvalidInput
from factbase.maintenance.verify import verify
from factbase.records import sentence_line
from factbase.references import Place
from factbase.text.canonical import canonical_text
from factbase.text.sentences import split
from factbase.vocabulary import Role
from tests.formats.conftest import export, parsed, seed, take_in, written

CRANE = shipped.folder("seeds") / "harbour-crane"


def take_draft(location: Location, number: int) -> Revised:
    """Make the crane's draft of that number the next revision."""
    text = canonical_text((CRANE / f"draft-{number}.txt").read_text())
    draft = Draft(text, split(text, "en"), File(f"draft-{number}.txt", "txt", None), {1: Role.HEADING})
    with writing(location) as connection:
        doing = Operation(connection, actor="Ana", command="article revise")
        crane = lookup.article(connection, "harbour-crane")
        return revise(doing, crane, draft, base=lookup.latest_revision(connection, crane.id).number)


@pytest.fixture
def drafted(location: Location) -> Location:
    """The crane in its second draft, on each engine."""
    take_in(location, seed("harbour-crane"))
    take_draft(location, 2)
    return location


def findings(location: Location) -> list[object]:
    return [finding for check in verify(location).checks for finding in check.findings]


def test_every_draft_comes_in_as_it_went_out(drafted: Location, other: Location) -> None:
    bundle = export(drafted)

    take_in(other, bundle)

    lines = parsed(bundle)
    assert [line["revision"] for line in lines if line["type"] == "revision"] == [1, 2]
    assert {anchor["state"] for line in lines if line["type"] == "claim" for anchor in line["anchors"]} == {
        "exact", "moved", "reworded", "lost",
    }  # fmt: skip
    assert {line.get("suggested") for line in lines if line["type"] == "sentence"} == {None, "heading"}
    assert export(other) == bundle
    assert findings(other) == []


def test_a_draft_comes_to_the_same_wherever_it_is_taken_in(drafted: Location, other: Location) -> None:
    take_in(other, export(drafted))

    reports = [take_draft(location, 3) for location in (drafted, other)]

    assert reports[0] == reports[1]
    assert export(drafted) == export(other)


def test_without_texts_a_draft_finds_what_is_the_same(drafted: Location, other: Location) -> None:
    take_in(other, export(drafted, with_text=False))

    whole, bare = take_draft(drafted, 3), take_draft(other, 3)

    certain = {each.ref for each in whole.claims if each.state in ("exact", "moved")}
    found = {each.ref for each in bare.claims if each.state in ("exact", "moved")}
    assert found
    assert found <= certain
    assert findings(other) == []


def test_a_bundle_that_suggests_nothing_takes_no_suggestion_away(drafted: Location) -> None:
    lines = parsed(export(drafted))
    older = [{name: value for name, value in line.items() if name != "suggested"} for line in lines]

    report, wrote = take_in(drafted, written(older), update=True)

    assert not report.changed
    assert not report.differing
    assert not wrote
    assert parsed(export(drafted)) == lines


def test_another_suggestion_is_a_difference_and_is_taken_with_update(location: Location) -> None:
    whole = seed("harbour-crane")
    take_in(location, whole)
    lines = parsed(whole)
    (line,) = [line for line in lines if line["type"] == "sentence" and line["paragraph"] == 2]
    line["suggested"] = "credit"

    assert take_in(location, written(lines))[0].differing == {"sentence": 1}
    assert take_in(location, written(lines), update=True)[0].changed == {"sentence": 1}

    with reading(location) as connection:
        found = lookup.sentence(connection, lookup.article(connection, "harbour-crane"), Place(2, 1))
        assert sentence_line(connection, found.revision_id, found.id).get("suggested") == "credit"
    with writing(location) as connection:
        undo(Operation(connection, actor="Ana", command="undo"))
    assert export(location) == whole


def test_a_suggestion_is_a_role(location: Location) -> None:
    lines = parsed(seed("harbour-crane"))
    sentence = next(line for line in lines if line["type"] == "sentence")
    sentence["suggested"] = "headline"

    with pytest.raises(InvalidInput, match="was refused for one fault") as refusal:
        take_in(location, written(lines))
    assert "suggested" in json.dumps(refusal.value.details)


def note_line(revision: int | None, place: str, text: str) -> dict[str, object]:
    of = {} if revision is None else {"revision": revision}
    line = {"type": "note", "on": f"harbour-crane:{place}", **of, "number": 1, "actor": "Ana"}
    return {**line, "at": "2026-03-14T09:26:53Z", "text": text}


@pytest.fixture
def noted(drafted: Location) -> Location:
    """The crane in two drafts, and notes on sentences of both that stand at the same place, one in the first alone."""
    lines = parsed(export(drafted))
    first, second = (
        {
            (each["paragraph"], each["sentence"])
            for each in lines
            if each.get("revision") == number and "role" in each
        }
        for number in (1, 2)
    )
    alone = min(first - second)
    take_in(
        drafted,
        written([
            *lines,
            note_line(1, "2/1", "In the first."),
            note_line(2, "2/1", "In the second."),
            note_line(1, f"{alone[0]}/{alone[1]}", "Not in the second."),
        ]),
    )  # fmt: skip
    return drafted


def notes(location: Location) -> list[tuple[object, object]]:
    """Return revision and text of the notes on sentences, as a bundle has them."""
    lines = parsed(export(location))
    return [
        (each["revision"], each["text"]) for each in lines if each["type"] == "note" and ":" in each["on"]
    ]


def test_notes_come_in_on_the_drafts_that_they_were_on(noted: Location, other: Location) -> None:
    bundle = export(noted)
    assert sorted(notes(noted)) == [(1, "In the first."), (1, "Not in the second."), (2, "In the second.")]

    take_in(other, bundle)

    assert export(other) == bundle
    assert take_in(other, bundle)[1] is False
    assert findings(noted) == findings(other) == []


def test_an_older_bundle_means_its_newest_draft(drafted: Location, other: Location) -> None:
    crane = parsed(seed("harbour-crane"))
    take_in(drafted, written([*crane, note_line(None, "2/1", "Which crane?")]))
    take_in(other, written([*parsed(export(drafted)), note_line(None, "3/1", "Whose?")]))

    assert notes(drafted) == [(1, "Which crane?")]
    assert (2, "Whose?") in notes(other)
    assert findings(drafted) == findings(other) == []


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (note_line(7, "2/1", "Where?"), "revision: revision 7 is not here"),
        (note_line(2, "2/1", "x") | {"on": "harbour-crane/1"}, "revision: harbour-crane/1 is a claim"),
        (note_line(2, "999/1", "x"), "on: No sentence 999/1"),
    ],
)
def test_a_note_on_no_sentence_of_its_draft_is_refused(
    drafted: Location, line: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        take_in(drafted, written([*parsed(export(drafted)), line]))

    assert field in str(refusal.value.details)
    assert notes(drafted) == []
