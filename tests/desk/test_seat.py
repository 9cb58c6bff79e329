"""Where one sits down, what one sees, and where one goes."""

from __future__ import annotations

import pytest

from factbase.database import Location, writing
from factbase.desk.acts import Desk
from factbase.errors import BadUsage, NotFound
from factbase.queries.window import Only
from factbase.vocabulary import Role, Rule, SourceKind, Status
from tests.desk.conftest import Sit

SAMPLED_ON_POSTGRESQL = 8


def at(desk: Desk) -> str:
    return str(desk.place)


def test_one_goes_on_at_the_next_sentence_that_nobody_has_looked_at(desk: Desk, sit: Sit) -> None:
    assert at(desk) == "1/1"
    desk.role(Role.HEADING)
    desk.next()
    desk.role(Role.CLAIM)

    assert at(sit()) == "2/2"
    assert str(sit().view().progress) == "2 of 7"


def test_a_sentence_is_seen_with_its_neighbours(desk: Desk) -> None:
    view = desk.jump("2/2")

    assert view.here is not None
    assert view.here.words == "Mayor Ana Leka denied that it was unsafe."
    assert [str(pane.card.place) for pane in (*view.before, *view.after)] == ["1/1", "2/1", "3/1", "3/2"]


def test_one_goes_to_a_sentence_or_to_a_claim(desk: Desk) -> None:
    desk.jump("4/1")
    desk.add("The repair cost four million.")
    desk.jump("1/1")

    for where in ("1", "#1", "bridge/1"):
        view = desk.jump(where)
        assert (at(desk), view.claim) == ("4/1", 1)
        desk.jump("1/1")
    with pytest.raises(NotFound, match="No claim 7 in bridge"):
        desk.jump("7")
    with pytest.raises(NotFound, match="No sentence 9/9"):
        desk.jump("9/9")
    with pytest.raises(BadUsage, match="neither"):
        desk.jump("there")
    assert at(desk) == "1/1"


def test_a_claim_with_a_place_is_let_go_where_one_goes_on(desk: Desk) -> None:
    desk.jump("2/1")
    desk.add("The bridge is closed.")
    assert desk.view().claim == 1

    view = desk.next()

    assert view is not None
    assert view.claim is None


def test_the_first_and_the_last_sentence_are_ends(desk: Desk) -> None:
    assert desk.back() is None
    desk.jump("4/1")
    assert desk.next() is None
    assert at(desk) == "4/1"


def test_a_filter_lets_through_what_it_names(desk: Desk, sit: Sit) -> None:
    for place, kind in (("2/1", None), ("2/2", SourceKind.ANONYMOUS), ("4/1", None)):
        desk.jump(place)
        desk.add(f"Something of {place}.")
        if kind:
            desk.source("a clerk", kind)
    desk.status(Status.CHECKED)
    desk.state("Something else.")
    desk.jump("3/2")
    desk.role(Role.NOT_CHECKABLE)
    other = sit("Ben")
    other.jump("2/1")
    other.note("seen")

    def walked(only: Only | Rule) -> list[str]:
        desk.filter(None)
        desk.jump("1/1")
        view = desk.filter(only)
        places = []
        while view is not None:
            places.append(at(desk))
            view = desk.next()
        return places

    assert walked(Only.UNTRIAGED) == ["1/1", "3/1", "3/3"]
    assert walked(Only.UNATTRIBUTED) == ["2/1", "4/1"]
    assert walked(Rule.ANONYMOUS_ONLY) == ["2/2"]
    assert walked(Only.REOPENED) == ["4/1"]
    assert walked(Only.MINE) == ["2/1", "2/2", "3/2", "4/1"], "what was only brought in is not changed"
    assert other.filter(Only.MINE) is not None
    assert walked(Rule.HEARSAY) == []


def test_words_are_looked_for_in_text_and_claims(desk: Desk) -> None:
    desk.jump("4/1")
    desk.add("The restoration was expensive.")

    assert [str(found.place) for found in desk.search("The  BRIDGE")] == ["1/1", "2/1"]
    assert [str(found.ref) for found in desk.search("expensive")] == ["bridge/1"]
    assert [str(found.place) for found in desk.search('"we close')] == ["3/1"], "any kind of quotation mark"
    assert desk.search("zebra") == []


def test_earlier_claims_are_offered_with_what_differs_and_never_taken(desk: Desk) -> None:
    desk.jump("4/1")
    desk.add("The repair of the bridge cost 4 million.")
    desk.add("The repair of the bridge cost 5 million.")
    [found] = desk.alike()

    assert (str(found.ref), str(found.differs[0])) == ("bridge/1", "number 5 million ≠ 4 million")
    assert found.link is None


def test_without_the_text_claims_go_by_the_numbers_of_sentences(location: Location, sit: Sit) -> None:
    with writing(location) as connection:
        connection.exec_driver_sql("UPDATE revision SET text = NULL")
    desk = sit()
    view = desk.jump("2/1")

    assert (view.attached, view.here and view.here.words) == (False, None)
    with pytest.raises(BadUsage, match="article attach bridge FILE"):
        desk.mark_start(1)
    desk.add("The council closed the bridge.")
    [card] = desk.view().claims
    assert (card.line["paragraph"], card.line["sentence"]) == (2, 1)
