"""What people write on a checking copy comes back as notes, each where it belongs, and once."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from factbase import lookup
from factbase.database import Location, reading, writing
from factbase.errors import InvalidInput, NotFound
from factbase.records import note_lines
from factbase.tables import claim, note
from factbase.text.folding import is_blank
from tests.formats.docx.reviewers import (
    Reviewer,
    copy_of,
    notes,
    take_back,
    taken,
)


def test_a_copy_on_which_nobody_wrote_changes_nothing(filled: Location) -> None:
    assert taken(filled, copy_of(filled, "bridge")) == []


def test_comments_answers_and_words_in_ours_are_notes_on_claims_and_sentences(filled: Location) -> None:
    copy = Reviewer(copy_of(filled, "bridge"))
    copy.comment("council closed the bridge", "Which council?")  # what claim 1 stands on
    copy.comment("closed the bridge in May", "In May?\nOr in June?")  # shares letters with claim 1 alone
    copy.comment("May. Mayor", "Odd.", by="Ben <b>Zed</b>")  # on no claim
    copy.comment("The bridge", "A title?")
    copy.answer(copy.ours(2), "She did not.")
    copy.ours(3).add_paragraph("No source for that.")

    assert taken(filled, copy.saved()) == [
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

    assert taken(bridge, copy.saved()) == [
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

    assert [each[0] for each in taken(bridge, copy.saved())] == ["bridge:2/1"] * 2


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

    assert taken(bridge, copy.saved()) == ([("bridge/1", "unsigned", found)] if found else [])


def test_a_line_of_ours_that_was_altered_is_a_note_and_one_that_is_gone_none(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    ours = copy.ours(1)
    ours.paragraphs[1].runs[0].text += " – really?"
    ours._comment_elm.remove(ours.paragraphs[2]._p)
    ours.author = "Rosa"

    [(on, by, text)] = taken(bridge, copy.saved())

    assert (on, by, text.endswith(" – really?"), "\n" in text) == ("bridge/1", "Rosa", True, False)


def test_the_same_words_twice_are_two_notes_and_a_note_that_was_removed_comes_back(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "?")
    copy.comment("May", "?")

    assert taken(bridge, copy.saved()) == [("bridge:2/1", "Rosa", "?")] * 2
    with writing(bridge) as connection:
        connection.execute(delete(note).where(note.c.actor == "Rosa", note.c.number == 2))
    assert taken(bridge, copy.saved()) == [("bridge:2/1", "Rosa", "?")]


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


def test_what_looks_like_a_line_of_ours_is_the_reviewers(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "See there:\na-ferry/9 · 0123")
    ours = copy.ours(1)
    ours.add_paragraph(ours.paragraphs[1].text)
    quoted = deepcopy(copy.ours(2).paragraphs[-1]._p)
    ours.paragraphs[0]._p.addprevious(quoted)

    found = taken(bridge, copy.saved())

    assert found == [
        ("bridge/1", "unsigned", "\n".join([quoted.text, ours.paragraphs[2].text])),
        ("bridge:2/1", "Rosa", "See there:\na-ferry/9 · 0123"),
    ]


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

    assert taken(location, copy.saved()) == ([] if is_blank(text) else expected)


def test_forty_thousand_characters_are_one_note(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("in May", "No. " * 10_000)

    [(_on, _by, text)] = taken(bridge, copy.saved())

    assert len(text) == 39_999


def test_a_comment_without_words_is_left_out(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    made = copy.comment("in May", " \u200b\n")

    assert take_back(bridge, copy.saved()).remarks == [
        f"Comment {made.comment_id + 1} has no words: it was left out."
    ]
