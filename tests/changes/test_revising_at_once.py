"""A draft comes in while somebody else is at the article: no work is lost, nor measured against the wrong text."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from factbase import lookup
from factbase.changes import claims, marks
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.changes.revising import Revised, revise
from factbase.database import Location, reading, writing
from factbase.errors import Conflict
from factbase.queries.coverage import coverage_of
from factbase.records import claim_line
from factbase.references import Place, claim_ref
from factbase.tables import note, revision, sentence
from factbase.text.sentences import split
from factbase.vocabulary import Status
from tests.changes.test_at_once import claim, done, findings
from tests.changes.test_meanwhile import _at_once, _claim, shared_desk  # noqa: F401

ONE = "The bridge is closed. Ana Leka did not deny it."
OTHER = "The bridge is closed for good. Ana Leka denied it."


def revising(text: str) -> Callable[[Operation], Revised]:
    """Return what makes ``text`` the next draft after the first."""

    def work(doing: Operation) -> Revised:
        article = lookup.article(doing.connection, "bridge")
        return revise(doing, article, Draft(text, split(text), File("draft.txt", "txt", None)), base=1)

    return work


def test_of_two_who_revise_at_once_one_is_told_of_the_other(shared_desk: Location) -> None:  # noqa: F811
    done(shared_desk, _claim)

    ended = _at_once(shared_desk, revising(ONE), revising(OTHER))

    assert isinstance(ended, Conflict)
    assert "is at revision 2 now" in str(ended)
    with reading(shared_desk) as connection:
        assert connection.scalar(select(func.count()).select_from(revision)) == 2
    assert findings(shared_desk) == []


def test_a_claim_that_is_just_added_is_carried_too(shared_desk: Location) -> None:  # noqa: F811
    assert _at_once(shared_desk, _claim, revising(ONE)) is None

    with reading(shared_desk) as connection:
        line = claim_line(connection, lookup.claim(connection, claim_ref("bridge/1")).id)
    assert [each["revision"] for each in line["anchors"]] == [1, 2]
    assert findings(shared_desk) == []


def test_no_claim_is_added_to_a_draft_that_was_just_followed_by_another(shared_desk: Location) -> None:  # noqa: F811
    ended = _at_once(shared_desk, revising(ONE), _claim)

    assert ended is None or (isinstance(ended, Conflict) and "another draft meanwhile" in str(ended))
    with reading(shared_desk) as connection:
        covered = coverage_of(connection, lookup.article(connection, "bridge"))
    assert (covered.unplaced, covered.claims) == ((), 0 if ended else 1)


def test_what_happens_to_a_claim_beside_a_draft_happens_to_it(shared_desk: Location) -> None:  # noqa: F811
    done(shared_desk, _claim)

    ended = _at_once(
        shared_desk, revising(ONE), lambda doing: claims.set_status(doing, claim(doing, 1), Status.CHECKED)
    )

    assert ended is None
    with writing(shared_desk) as connection:
        line = claim_line(connection, lookup.claim(connection, claim_ref("bridge/1")).id)
    assert (line["status"], len(line["anchors"])) == (Status.CHECKED, 2)
    assert findings(shared_desk) == []


def note_down(doing: Operation) -> None:
    """Write a note on the first sentence."""
    article, place = lookup.article(doing.connection, "bridge"), Place(1, 1)
    marks.add_note(doing, (article, place, lookup.sentence(doing.connection, article, place)), "Since when?")


def test_a_note_that_is_just_written_goes_along(shared_desk: Location) -> None:  # noqa: F811
    assert _at_once(shared_desk, note_down, revising(ONE)) is None

    assert noted_in(shared_desk) == [2]
    assert findings(shared_desk) == []


def test_a_note_beside_a_draft_is_written_into_it_or_not_at_all(shared_desk: Location) -> None:  # noqa: F811
    ended = _at_once(shared_desk, revising(ONE), note_down)

    assert ended is None or (isinstance(ended, Conflict) and "another draft meanwhile" in str(ended))
    assert noted_in(shared_desk) == ([] if ended else [2])


def noted_in(shared_desk: Location) -> list[int]:  # noqa: F811
    """Return the number of the revision that each note is on."""
    with reading(shared_desk) as connection:
        query = select(revision.c.number).join_from(note, sentence).join(revision)
        return list(connection.execute(query).scalars())
