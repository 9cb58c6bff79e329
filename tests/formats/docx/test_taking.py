"""What people write on a checking copy comes back as notes, each where it belongs, and once."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from factbase import lookup
from factbase.changes.claims import Passage, add_claim
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.changes.revising import revise
from factbase.database import Location, reading, writing
from factbase.errors import InvalidInput, NotFound
from factbase.records import note_lines
from factbase.tables import claim, note
from factbase.text.anchors import sha256
from factbase.text.folding import is_blank
from factbase.text.sentences import split
from tests.formats.desk import BRIDGE
from tests.formats.docx.reviewers import Reviewer, copy_of, notes, take_back

Taken = list[tuple[str, str, str]]


def _revise(location: Location, text: str) -> None:
    with writing(location) as connection:
        of = lookup.article(connection, "bridge")
        base = lookup.latest_revision(connection, of.id).id
        operation = Operation(connection, actor="Ana", command="article revise")
        draft = Draft(text, split(text), File("b.txt", "txt", "0" * 64))
        assert revise(operation, of, draft, base=base, force=True).number


def _taken(location: Location, data: bytes) -> Taken:
    """Import a copy; return the notes that are new, having seen that a second time changes nothing."""
    before = Counter(notes(location))
    report = take_back(location, data)
    after = Counter(notes(location))
    added = after - before
    assert before - after == Counter()
    assert report.added["note"] == added.total()
    again = take_back(location, data)
    assert (again.added, again.refused) == (Counter(), [])
    assert Counter(notes(location)) == after
    return sorted(added.elements())


def test_a_copy_on_which_nobody_wrote_changes_nothing(filled: Location) -> None:
    assert _taken(filled, copy_of(filled, "bridge")) == []


def test_comments_answers_and_words_in_ours_are_notes_on_claims_and_sentences(filled: Location) -> None:
    copy = Reviewer(copy_of(filled, "bridge"))
    copy.comment("council closed the bridge", "Which council?")  # what claim 1 stands on
    copy.comment("closed the bridge in May", "In May?\nOr in June?")  # shares letters with claim 1 alone
    copy.comment("May. Mayor", "Odd.", by="Ben <b>Zed</b>")  # on no claim
    copy.comment("The bridge", "A title?")
    copy.answer(copy.ours(2), "She did not.")
    copy.ours(3).add_paragraph("No source for that.")

    assert _taken(filled, copy.saved()) == [
        ("bridge/1", "Rosa", "In May?\nOr in June?"),
        ("bridge/1", "Rosa", "Which council?"),
        ("bridge/2", "Rosa", "She did not."),
        ("bridge/3", "unsigned", "No source for that."),
        ("bridge:1/1", "Rosa", "A title?"),
        ("bridge:2/1", "Ben <b>Zed</b>", "Odd."),
    ]


def test_a_note_has_the_time_of_its_comment(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    times = {
        "2026-03-14T09:26:53Z": "2026-03-14T09:26:53Z",
        "2026-03-14T09:26:53+02:00": "2026-03-14T07:26:53Z",
        "2026-03-14T09:26:53": "2026-03-14T09:26:53Z",
    }
    others = ["0-00-00T00:00:00Z", "0001-01-01T00:00:00+05:00", "", "soon"]
    for given_ in (*times, *others):
        copy.comment("May", given_ or "none")._comment_elm.set(qn("w:date"), given_)
    take_back(bridge, copy.saved())

    with reading(bridge) as connection:
        lines = note_lines(connection, lookup.article(connection, "bridge").id)
        found = {line["text"]: line["at"] for line in lines if line["actor"] == "Rosa"}
    assert times.items() <= found.items()
    assert {found[each or "none"][:2] for each in others} == {"20"}  # when they were taken in


def test_answers_go_where_their_thread_begins(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    first = copy.comment("May. Mayor", "Odd.")
    copy.answer(copy.answer(first, "Why?"), "Because.")
    copy.answer(copy.answer(copy.ours(4), "It is old."), "How old?")  # in the list behind the text

    assert _taken(bridge, copy.saved()) == [
        ("bridge/4", "Rosa", "How old?"),
        ("bridge/4", "Rosa", "It is old."),
        ("bridge:2/1", "Rosa", "Because."),
        ("bridge:2/1", "Rosa", "Odd."),
        ("bridge:2/1", "Rosa", "Why?"),
    ]


def test_threads_that_answer_themselves_end(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    first = copy.comment("May. Mayor", "Odd.")
    second = copy.answer(first, "Why?")
    copy._answers[first.comment_id] = second.comment_id

    assert [each[0] for each in _taken(bridge, copy.saved())] == ["bridge:2/1"] * 2


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("{} Never!", "Never!"),  # behind our last line
        ("{}", None),
    ],
)
def test_words_behind_our_last_line_are_the_reviewers(bridge: Location, line: str, found: str | None) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    last = copy.ours(1).paragraphs[-1]
    last.runs[0].text = line.format(last.text)

    assert _taken(bridge, copy.saved()) == ([("bridge/1", "unsigned", found)] if found else [])


def test_a_line_of_ours_that_was_altered_is_a_note_and_one_that_is_gone_none(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    ours = copy.ours(1)
    ours.paragraphs[1].runs[0].text += " – really?"
    ours._comment_elm.remove(ours.paragraphs[2]._p)
    ours.author = "Rosa"

    [(on, by, text)] = _taken(bridge, copy.saved())

    assert (on, by, text.endswith(" – really?"), "\n" in text) == ("bridge/1", "Rosa", True, False)


def test_of_claims_that_share_a_passage_none_is_guessed(bridge: Location) -> None:
    with writing(bridge) as connection:
        of = lookup.article(connection, "bridge")
        newest = lookup.latest_revision(connection, of.id)
        text = newest.text or ""
        at = text.index("council closed the bridge")
        for end in (at + 25, at + 7):  # the same words as claim 1, and some of them
            operation = Operation(connection, actor="Ana", command="test")
            add_claim(operation, of, f"To {end}.", Passage(newest.id, at, end, sha256(text[at:end])))
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("council closed the bridge", "Two claims.")
    copy.comment("council", "Just one.")
    copy.comment("closed", "Two again.")

    assert _taken(bridge, copy.saved()) == [
        ("bridge/8", "Rosa", "Just one."),
        ("bridge:2/1", "Rosa", "Two again."),
        ("bridge:2/1", "Rosa", "Two claims."),
    ]


def _pointed(copy: Reviewer, words: str) -> None:
    """Comment at the point behind words: there is no range then, as LibreOffice has it without a selection."""
    made = copy.comment(words, f"Behind {words}.")
    for kind in ("commentRangeStart", "commentRangeEnd"):
        for each in copy.document.element.xpath(f'//w:{kind}[@w:id="{made.comment_id}"]'):
            each.getparent().remove(each)


def test_a_comment_at_a_point_is_on_the_claim_that_it_touches_or_on_its_sentence(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    for words in ("council closed", "closed the bridge", "May.", "Mayor"):
        _pointed(copy, words)

    assert _taken(bridge, copy.saved()) == [
        ("bridge/1", "Rosa", "Behind closed the bridge."),
        ("bridge/1", "Rosa", "Behind council closed."),
        ("bridge:2/1", "Rosa", "Behind May.."),
        ("bridge:2/2", "Rosa", "Behind Mayor."),
    ]


def test_tracked_changes_are_read_as_the_text_was_before_them(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Mayor Ana", "On what goes.")
    copy.track_deletion("Mayor Ana ")
    inserted = copy.track_insertion("in May.", " So they say. Twice. And more.")
    copy.document.add_comment([inserted], "On what comes.", "Rosa", "R")
    paragraph = next(each for each in copy.document.paragraphs if each.text.startswith("The council"))
    split_at = OxmlElement("w:rPr")
    split_at.append(OxmlElement("w:ins"))
    new = OxmlElement("w:p")  # a paragraph that was put in, with its end
    new.append(OxmlElement("w:pPr"))
    new[0].append(split_at)
    paragraph._p.addprevious(new)

    report = take_back(bridge, copy.saved())

    assert [each for each in notes(bridge) if each[1] == "Rosa"] == [
        ("bridge:2/1", "Rosa", "On what comes."),
        ("bridge:2/2", "Rosa", "On what goes."),
    ]
    [remark] = report.remarks
    assert remark.startswith("The text was edited on the copy, and that is not taken in")


def test_edits_that_are_not_tracked_are_told_and_comments_find_their_sentence(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Mayor", "Who?")
    copy.comment("a cousin", "On a claim.")
    copy.runs("The bridge")[0].text = "The old bridge, which nobody loved"
    copy.runs("in May")[0].text = "in the month of May"

    report = take_back(bridge, copy.saved())

    assert {each for each in notes(bridge) if each[1] == "Rosa"} == {
        ("bridge:2/2", "Rosa", "Who?"),
        ("bridge/5", "Rosa", "On a claim."),
    }
    assert len(report.remarks) == 1


NEXT = "A word ahead.\n\n" + BRIDGE.replace("The council closed the bridge in May.", "All is well.")


def test_when_the_article_has_gone_on_words_are_sought_in_the_newest_draft(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Mayor", "Who?")
    copy.comment("council closed the bridge", "On a claim.")
    copy.comment("a cousin", "On another.")
    data = copy.saved()
    gone = copy.comment("in May", "When?")
    _revise(bridge, NEXT)

    assert _taken(bridge, data) == [
        ("bridge/1", "Rosa", "On a claim."),
        ("bridge/5", "Rosa", "On another."),
        ("bridge:3/2", "Rosa", "Who?"),
    ]
    before = notes(bridge)
    with pytest.raises(
        InvalidInput, match="refused for 1 of its 4 comments, and nothing was changed"
    ) as raised:
        take_back(bridge, copy.saved())
    assert notes(bridge) == before
    [told] = raised.value.details
    assert told.startswith(
        f"comment {gone.comment_id + 1} (“When?”, Rosa): its words are not in the newest draft ("
    )
    skipped = take_back(bridge, copy.saved(), skip=True)
    assert (skipped.same["note"], len(skipped.refused)) == (3, 1)


def test_a_note_that_stayed_with_an_earlier_draft_is_not_taken_again(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "When?")
    take_back(bridge, copy.saved())
    _revise(
        bridge,
        BRIDGE.replace(
            "The council closed the bridge in May.", "Closed was the bridge in May, by the council."
        ),
    )

    assert take_back(bridge, copy.saved()).added == Counter()


def test_the_same_words_twice_are_two_notes_and_a_note_that_was_removed_comes_back(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "?")
    copy.comment("May", "?")

    assert _taken(bridge, copy.saved()) == [("bridge:2/1", "Rosa", "?")] * 2
    with writing(bridge) as connection:
        connection.execute(delete(note).where(note.c.actor == "Rosa", note.c.number == 2))
    assert _taken(bridge, copy.saved()) == [("bridge:2/1", "Rosa", "?")]


def test_a_claim_that_is_gone_is_named(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.answer(copy.ours(4), "It is old.")
    with writing(bridge) as connection:
        connection.exec_driver_sql("UPDATE claim SET number = 99 WHERE number = 4")
        assert connection.scalar(select(claim.c.id).where(claim.c.number == 99))

    with pytest.raises(InvalidInput) as raised:
        take_back(bridge, copy.saved())

    [told] = raised.value.details
    assert "No claim 4 in bridge: " in told


def test_a_comment_on_the_heading_of_the_list_has_no_sentence(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Claims that are not marked in the text", "Why?")
    copy.comment("(cut): The bridge is old.", "Is it?")

    report = take_back(bridge, copy.saved(), skip=True)

    assert [each.reason for each in report.refused] == ["it stands on no words of the article"]
    assert ("bridge/4", "Rosa", "Is it?") in notes(bridge)


def test_a_dry_run_tells_the_same_and_keeps_nothing(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "When?")
    before = notes(bridge)

    assert take_back(bridge, copy.saved(), dry_run=True).added == Counter(note=1)
    assert notes(bridge) == before


def test_a_copy_of_another_database_or_of_an_article_that_is_not_here_is_refused(bridge: Location) -> None:
    def of(said: str) -> bytes:
        copy = Reviewer(copy_of(bridge, "bridge"))
        copy.comment("in May", "When?")
        copy.document.core_properties.comments = said
        return copy.saved()

    whole = docx.Document(io.BytesIO(copy_of(bridge, "bridge"))).core_properties.comments
    for said, error, words in (
        (
            whole[:-13] + "000000000000.",
            InvalidInput,
            "revision 1 of another bridge than the one in this database",
        ),
        (whole.replace("revision 1", "revision 7"), InvalidInput, "revision 7 of another bridge"),
        (whole.replace("bridge", "brigde"), NotFound, "No article brigde. Did you mean bridge"),
    ):
        with pytest.raises(error, match=words):
            take_back(bridge, of(said))
    assert take_back(bridge, of("Somebody else's words.")).added == Counter(
        note=1
    )  # each page's head says it too


LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    st.sampled_from("\n\x85\x9f\u2028\u202e ·/-"),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, max_size=60), st.text(LETTERS, max_size=20))
def test_whatever_people_write_comes_back_as_they_wrote_it(
    bridge: Location, tmp_path: Path, text: str, by: str
) -> None:
    location = Location.of(str(shutil.copy(tmp_path / "desk.db", tmp_path / "written.db")))
    copy = Reviewer(copy_of(location, "bridge"))
    copy.comment("in May", f"{text}\n", by=by)
    name = " ".join(by.split())
    expected = [("bridge:2/1", "unsigned" if is_blank(name) else name, text.strip())]

    assert _taken(location, copy.saved()) == ([] if is_blank(text) else expected)


def test_forty_thousand_characters_are_one_note(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "No. " * 10_000)

    [(_on, _by, text)] = _taken(bridge, copy.saved())

    assert len(text) == 39_999


def test_a_comment_without_words_is_left_out(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    made = copy.comment("in May", " \u200b\n")

    assert take_back(bridge, copy.saved()).remarks == [
        f"Comment {made.comment_id + 1} has no words: it was left out."
    ]
