"""Where a comment belongs: on the one claim that it stands on, or on the sentence, in the newest draft."""

from __future__ import annotations

from collections import Counter

import pytest
from docx.oxml import OxmlElement

from factbase import lookup
from factbase.changes.claims import Passage, add_claim
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.errors import InvalidInput
from factbase.formats.docx.places import without_list
from factbase.formats.docx.reading import read_copy
from factbase.formats.docx.wording import APART
from factbase.text.anchors import sha256
from tests.formats.desk import BRIDGE
from tests.formats.docx.reviewers import (
    Reviewer,
    claim_on,
    copy_of,
    next_draft,
    notes,
    point_behind,
    take_back,
    taken,
    with_parts,
)


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

    assert taken(bridge, copy.saved()) == [
        ("bridge/8", "Rosa", "Just one."),
        ("bridge:2/1", "Rosa", "Two again."),
        ("bridge:2/1", "Rosa", "Two claims."),
    ]


def test_a_comment_at_a_point_is_on_the_claim_that_it_touches_or_on_its_sentence(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    for words in ("council closed", "closed the bridge", "May.", "Mayor", "that "):
        point_behind(copy, words)

    assert taken(bridge, copy.saved()) == [
        ("bridge/1", "Rosa", "Behind closed the bridge."),
        ("bridge/1", "Rosa", "Behind council closed."),
        ("bridge/2", "Rosa", "Behind that ."),
        ("bridge:2/1", "Rosa", "Behind May.."),
        ("bridge:2/2", "Rosa", "Behind Mayor."),
    ]


@pytest.mark.parametrize("moved", [False, True])
def test_tracked_changes_are_read_as_the_text_was_before_them(bridge: Location, moved: bool) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Mayor Ana", "On what goes.")
    copy.track_deletion("Mayor Ana ", moved=moved)
    inserted = copy.track_insertion("in May.", " So they say. Twice. And more.", moved=moved)
    copy.document.add_comment([inserted], "On what comes.", "Rosa", "R")
    paragraph = next(each for each in copy.document.paragraphs if each.text.startswith("The council"))
    properties = OxmlElement("w:pPr")  # the paragraph was parted: a new end stands behind its first words
    properties.append(OxmlElement("w:rPr"))
    properties[0].append(OxmlElement("w:ins"))
    first = OxmlElement("w:p")
    first.append(properties)
    first.append(paragraph.runs[0]._r)
    paragraph._p.addprevious(first)

    report = take_back(bridge, copy.saved())

    assert read_copy(copy.saved(), "x").text == read_copy(copy_of(bridge, "bridge"), "x").text
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
    next_draft(bridge, NEXT)

    assert taken(bridge, data) == [
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
    next_draft(
        bridge,
        BRIDGE.replace(
            "The council closed the bridge in May.", "Closed was the bridge in May, by the council."
        ),
    )

    assert take_back(bridge, copy.saved()).added == Counter()


def test_a_comment_on_the_heading_of_the_list_has_no_sentence(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("Claims that are not marked in the text", "Why?")
    copy.comment("(cut): The bridge is old.", "Is it?")

    report = take_back(bridge, copy.saved(), skip=True)

    assert [each.reason for each in report.refused] == ["it stands on no words of the article"]
    assert ("bridge/4", "Rosa", "Is it?") in notes(bridge)


def test_a_comment_beside_a_claim_is_not_on_it(bridge: Location) -> None:
    claim_on(bridge, "council")  # bridge/7, at the beginning of bridge/1
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment(" closed", "On one.")
    copy.comment(" in May", "On none.")
    copy.comment(" Mayor Ana", "A blank ahead.")

    assert taken(bridge, copy.saved()) == [
        ("bridge/1", "Rosa", "On one."),
        ("bridge:2/1", "Rosa", "On none."),
        ("bridge:2/2", "Rosa", "A blank ahead."),
    ]


def test_a_comment_behind_a_short_claim_is_on_the_long_one_around_both(bridge: Location) -> None:
    claim_on(bridge, "The council closed the bridge in May.")
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment(" in May", "When?")

    assert taken(bridge, copy.saved()) == [("bridge/7", "Rosa", "When?")]


def test_a_range_that_begins_and_ends_between_paragraphs_is_what_they_hold(bridge: Location) -> None:
    claim_on(bridge, BRIDGE.split("\n\n")[1])
    copy = Reviewer(copy_of(bridge, "bridge"))
    made = copy.comment("council closed the bridge", "All of it.")
    paragraph = next(each for each in copy.document.paragraphs if each.text.startswith("The council"))
    for kind, put in (("Start", paragraph._p.addprevious), ("End", paragraph._p.addnext)):
        put(copy.document.element.xpath(f'//w:commentRange{kind}[@w:id="{made.comment_id}"]')[0])

    assert taken(bridge, copy.saved()) == [("bridge/7", "Rosa", "All of it.")]


def test_blanks_ahead_of_a_paragraph_move_no_comment(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("May", "When?")
    copy.runs("The council")[0].text = "         The "
    copy.runs("The bridge")[0].text = " The bridge "

    assert ("bridge:2/1", "Rosa", "When?") in taken(bridge, copy.saved())


def test_signs_that_a_copy_names_move_no_comment(bridge: Location) -> None:
    next_draft(bridge, "\u202eWords fell. Then more came in.")
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.comment("fell", "What?")

    report = take_back(bridge, copy.saved())

    assert (report.remarks, ("bridge:1/1", "Rosa", "What?") in notes(bridge)) == ([], True)


def test_what_office_programs_write_besides_is_no_edit(bridge: Location) -> None:
    markup = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    twice = f'<mc:x xmlns:mc="{markup}"><mc:Fallback><w:t>again</w:t></mc:Fallback></mc:x>'
    box = "<w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p></w:txbxContent>"
    data = with_parts(
        copy_of(bridge, "bridge"),
        {"word/document.xml": lambda xml: xml.replace("</w:p>", f"<w:r>{twice}{box}</w:r></w:p>", 1)},
    )

    assert take_back(bridge, data).remarks == []


def test_each_answer_is_of_the_comment_with_which_its_thread_begins(bridge: Location) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    first = copy.ours(4)
    second = copy.answer(first, "One.")
    third = copy.answer(second, "Two.")
    root = str(first.comment_id)

    assert read_copy(copy.saved(), "x").roots == {
        str(second.comment_id): root,
        str(third.comment_id): root,
    }


def test_the_list_behind_the_text_begins_at_its_last_heading() -> None:
    assert without_list(f"A\n\n{APART}\n\nB\n\n{APART}\n\nC", None) == f"A\n\n{APART}\n\nB"
