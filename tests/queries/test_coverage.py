"""How far each draft of an article is tagged, and where the lost claims stood."""

import pytest
from sqlalchemy import Connection

from factbase import lookup
from factbase.errors import NotFound
from factbase.queries.coverage import Coverage, coverage_of
from factbase.queries.places import Whereabouts
from factbase.references import ClaimRef, Place
from tests.queries.drafted import take_in


def coverage(connection: Connection, number: int | None = None) -> Coverage:
    return coverage_of(connection, lookup.article(connection, "bridge"), number)


def refs(*numbers: int) -> tuple[ClaimRef, ...]:
    return tuple(ClaimRef("bridge", number) for number in numbers)


def test_the_newest_draft_names_lost_claims_with_their_last_place(connection: Connection) -> None:
    take_in(connection)

    found = coverage(connection)

    assert (found.revision, found.is_newest, found.sentences) == (3, True, 5)
    assert found.lost == refs(2, 4)
    assert found.last == (
        Whereabouts(2, Place(3, 2), lost=False),
        Whereabouts(1, Place(3, 2), lost=False),
    )
    assert found.unplaced == refs(7, 9)
    assert found.untriaged == (Place(2, 1), Place(3, 1), Place(4, 1), Place(4, 2))


def test_an_earlier_draft_has_its_own_sentences_and_anchors(connection: Connection) -> None:
    take_in(connection, absent=[1])

    found = coverage(connection, 1)

    assert (found.revision, found.is_newest, found.sentences) == (1, False, 6)
    assert (found.untriaged, found.lost, found.broken) == ((), (), ())
    assert (found.claimless, found.misplaced) == ((), (Place(1, 1),))
    assert found.unplaced == refs(6, 7)
    assert not coverage(connection, 2).broken


def test_a_draft_that_is_not_there_is_refused_naming_those_that_are(connection: Connection) -> None:
    take_in(connection)

    with pytest.raises(NotFound, match="No revision 4 of bridge: it has revisions 1 to 3"):
        coverage(connection, 4)
