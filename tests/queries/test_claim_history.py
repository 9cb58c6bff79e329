"""What the drafts did to a claim: computed from its anchors and the texts, told by the log where that knows."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.claims import Passage, add_claim, set_status
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.changes.revising import revise
from factbase.lookup import ClaimKey
from factbase.queries.claim_history import AnchorRow, Reopening, anchor_history, reopenings
from factbase.queries.revisions import list_revisions
from factbase.references import ClaimRef, Place
from factbase.tables import anchor
from factbase.text.anchors import sha256
from factbase.text.carrying import Piece, PieceKind
from factbase.text.sentences import split
from factbase.vocabulary import AnchorState, Status
from tests.queries.drafted import FIRST, SECOND, take_in


def history(connection: Connection, number: int) -> list[AnchorRow]:
    return anchor_history(connection, lookup.claim(connection, ClaimRef("bridge", number)))


def test_each_draft_says_where_the_claim_stood_and_what_changed(connection: Connection) -> None:
    take_in(connection)

    first, second, third = history(connection, 3)

    assert first == AnchorRow(
        1, AnchorState.EXACT, Place(3, 1), "the repair cost 3,000 crowns", None, "", None
    )
    assert (second.state, second.place) == (AnchorState.REWORDED, Place(4, 1))
    assert second.difference == (
        Piece(PieceKind.KEPT, "the repair cost "),
        Piece(PieceKind.CUT, "3,000"),
        Piece(PieceKind.ADDED, "2,800"),
        Piece(PieceKind.KEPT, " crowns"),
    )
    assert second.reopens == "number 3,000 → 2,800"
    assert (third.state, third.difference, third.reopens) == (AnchorState.EXACT, None, None)


def test_a_lost_claim_is_compared_with_where_it_stood_last(connection: Connection) -> None:
    take_in(connection)

    _first, second, third = history(connection, 4)

    assert (second.state, second.place, second.words) == (AnchorState.LOST, None, None)
    assert (second.reason, third.reason) == ("sentence cut", "sentence cut")


def test_a_draft_without_its_text_says_so(connection: Connection) -> None:
    take_in(connection, absent=[1])

    first, second, third = history(connection, 2)

    assert (first.words, second.words) == (None, "it was unsafe")
    assert (second.difference, second.reason) == (None, "same words")
    assert third.state == AnchorState.LOST


def test_another_place_than_the_words_would_have_given_was_given_by_a_person(connection: Connection) -> None:
    take_in(connection)
    cousin = lookup.claim(connection, ClaimRef("bridge", 4))
    newest = lookup.latest_revision(connection, cousin.article_id)
    assert newest.text is not None
    start = newest.text.index("Nobody was hurt.")
    end = start + len("Nobody was hurt.")
    there = {"start": start, "end": end, "sha256": sha256("Nobody was hurt."), "state": AnchorState.REWORDED}
    of = (anchor.c.claim_id == cousin.id) & (anchor.c.revision_id == newest.id)
    connection.execute(update(anchor).where(of).values(there))

    last = history(connection, 4)[-1]

    assert (last.reason, last.place, last.words) == ("placed by hand", Place(4, 2), "Nobody was hurt.")
    assert last.by_hand
    assert last.reopens is not None
    assert last.difference is not None


def test_a_claim_that_came_reopened_has_the_newest_cause_in_its_drafts(connection: Connection) -> None:
    take_in(connection)

    numbers = {lookup.claim(connection, ClaimRef("bridge", number)).id: number for number in (1, 2, 3)}
    found = {numbers[key]: why for key, why in reopenings(connection, list(numbers)).items()}

    assert found == {2: Reopening(3, "sentence cut"), 3: Reopening(2, "number 3,000 → 2,800")}


@pytest.fixture
def revised(connection: Connection) -> Callable[[str | None], ClaimKey]:
    """Return a way to take in a draft that changes a checked claim's number, and what a person does then."""

    def run(by_hand: str | None) -> ClaimKey:
        operation = Operation(connection, actor="Ana", command="article add")
        file = File("bridge.txt", "txt", None)
        article = add_article(operation, "bridge", About("Bridge"), FIRST, split(FIRST), file)
        first = lookup.latest_revision(connection, article.id)
        start = FIRST.index("the repair")
        words = "the repair cost 3,000 crowns"
        passage = Passage(first.id, start, start + len(words), sha256(words))
        claim = add_claim(operation, article, "The repair cost 3,000 crowns.", passage)
        set_status(operation, claim, Status.CHECKED)
        revising = Operation(connection, actor="Ana", command="article revise")
        revise(revising, article, Draft(SECOND, split(SECOND), file), base=1)
        if by_hand is not None:
            claim = lookup.claim(connection, claim.ref)
            again = Operation(connection, actor="Ana", command="claim status", reason=by_hand)
            set_status(again, claim, Status.CHECKED)
            set_status(again, lookup.claim(connection, claim.ref), Status.REOPENED)
        return lookup.claim(connection, claim.ref)

    return run


def test_the_log_says_which_draft_reopened_a_claim(
    connection: Connection, revised: Callable[[str | None], ClaimKey]
) -> None:
    claim = revised(None)

    assert reopenings(connection, [claim.id]) == {claim.id: Reopening(2, "number 3,000 → 2,800")}
    rows = list_revisions(connection, lookup.article(connection, "bridge"))
    assert [(row.revision, row.reopened) for row in rows] == [(1, None), (2, 1)]


def test_one_that_a_person_reopened_later_has_that_persons_reason(
    connection: Connection, revised: Callable[[str | None], ClaimKey]
) -> None:
    claim = revised("The yard called.")

    assert reopenings(connection, [claim.id]) == {claim.id: Reopening(None, "The yard called.")}
