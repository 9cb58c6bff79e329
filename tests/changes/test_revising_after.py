"""What can follow a draft: it is taken back and put there again, and a lost claim is placed by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes.claims import add_claim, anchor_claim, cut, set_status
from factbase.changes.placing import passage_at, passage_of_sentence
from factbase.changes.revising import revise
from factbase.changes.sentences import set_role
from factbase.changes.undoing import redo, undo
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, ClaimKey
from factbase.references import Place
from factbase.tables import anchor
from factbase.vocabulary import AnchorState, Role, Status
from tests.changes.conftest import TEXT, Desk
from tests.changes.test_revising import REORDERED, closed, cost, draft, location, roles, take, words
from tests.changes.undone import difference, state, versions

__all__ = ["closed", "cost", "location"]  # fixtures


def test_an_undo_takes_a_draft_back_and_a_redo_puts_it_there_again(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    before, risen = state(desk.connection), versions(desk.connection)
    take(desk, bridge, TEXT.replace("four", "five"))
    after = state(desk.connection)

    undo(desk.operation("undo"))
    assert difference(before, state(desk.connection)) == {}
    assert all(versions(desk.connection)[thing] >= version for thing, version in risen.items())
    redo(desk.operation("redo"))

    assert difference(after, state(desk.connection)) == {}


def test_a_draft_on_which_another_was_built_is_not_taken_back_first(desk: Desk, bridge: ArticleKey) -> None:
    first = desk.operation("article revise")
    revise(first, bridge, draft(REORDERED), base=1)
    second = desk.operation("article revise")
    revise(second, bridge, draft(TEXT + " It was."), base=2)

    with pytest.raises(
        Conflict, match=rf"there is bridge revision 3 .*factbase undo {second.id}` comes first"
    ):
        undo(desk.operation("undo"), first.id)


def test_a_role_that_was_confirmed_in_a_draft_is_taken_back_although_a_claim_stands_there(
    desk: Desk, bridge: ArticleKey, cost: ClaimKey
) -> None:
    take(desk, bridge, TEXT.replace("four", "five"))
    place = lookup.sentence(desk.connection, bridge, Place(3, 1))
    set_role(desk.operation("sentence role"), place, Role.CLAIM)
    set_status(desk.operation("claim status"), desk.now(cost), Status.IN_CHECK)

    undo(desk.operation("undo"))
    undo(desk.operation("undo"))

    assert roles(desk, bridge)["3/1"] is None


def test_a_claim_that_was_added_since_keeps_its_sentence_a_claim(desk: Desk, bridge: ArticleKey) -> None:
    first = desk.operation("claim add")
    add_claim(first, bridge, "It was May.", passage_at(desk.connection, bridge, "in May"))
    desk.claim(bridge, "It was the council.", at="The council")

    undo(desk.operation("undo"), first.id)

    assert roles(desk, bridge)["2/1"] == "claim"


def test_a_lost_claim_is_placed_by_hand(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    take(desk, bridge, TEXT.replace("The council closed the bridge in May. ", "Shut since spring. "))
    assert words(desk, closed)[-1] is None

    anchor_claim(desk.operation(), closed, passage_of_sentence(desk.connection, bridge, Place(2, 1)))

    assert words(desk, closed) == ["closed the bridge in May", "Shut since spring."]
    query = select(anchor.c.state).where(anchor.c.claim_id == closed.id).order_by(anchor.c.revision_id)
    assert list(desk.connection.execute(query).scalars()) == [AnchorState.EXACT, AnchorState.REWORDED]
    assert roles(desk, bridge)["2/1"] == "claim"


def test_a_checked_claim_that_is_put_on_other_words_reopens(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey
) -> None:
    same = desk.operation()
    anchor_claim(same, closed, passage_at(desk.connection, bridge, "closed the bridge in May"))
    assert not same.changed

    anchor_claim(desk.operation(), closed, passage_at(desk.connection, bridge, "the repair"))

    assert desk.now(closed).status == Status.REOPENED


def test_a_claim_is_not_placed_in_a_draft_that_was_followed_by_another(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey
) -> None:
    seen = passage_of_sentence(desk.connection, bridge, Place(3, 1))
    take(desk, bridge, REORDERED)

    with pytest.raises(Conflict, match="another draft meanwhile"):
        anchor_claim(desk.operation(), closed, seen)
    cut(desk.operation(), closed)
    with pytest.raises(InvalidInput, match="is cut"):
        anchor_claim(
            desk.operation(), desk.now(closed), passage_of_sentence(desk.connection, bridge, Place(2, 1))
        )
