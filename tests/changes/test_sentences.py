import pytest

from factbase import lookup
from factbase.changes.claims import cut
from factbase.changes.sentences import set_role
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, SentenceKey
from factbase.references import Place
from factbase.vocabulary import Role
from tests.changes.conftest import Desk


def _sentence(desk: Desk, article: ArticleKey, place: str = "1/1") -> SentenceKey:
    paragraph, position = map(int, place.split("/"))
    return lookup.sentence(desk.connection, article, Place(paragraph, position))


def test_a_role_is_given_changed_and_taken_back(desk: Desk, bridge: ArticleKey) -> None:
    give, same, back = desk.operation(), desk.operation(), desk.operation()

    set_role(give, _sentence(desk, bridge), Role.NOT_CHECKABLE, "an opinion")
    set_role(same, _sentence(desk, bridge), Role.NOT_CHECKABLE, "an opinion")
    set_role(back, _sentence(desk, bridge), None)

    (given,), (taken,) = desk.log(give), desk.log(back)
    assert given.before is not None
    assert given.after == given.before | {"role": "not_checkable", "reason": "an opinion"}
    assert (taken.before, taken.after) == (given.after, given.before)
    assert not same.changed
    assert _sentence(desk, bridge).version == 3


def test_a_stale_version_is_refused(desk: Desk, bridge: ArticleKey) -> None:
    seen = _sentence(desk, bridge)
    set_role(desk.operation(), seen, Role.HEADING)

    with pytest.raises(Conflict, match="version 2 and is heading"):
        set_role(desk.operation(), seen, Role.CREDIT, version=1)


@pytest.mark.parametrize("role", [None, Role.HEADING])
def test_where_a_claim_stands_is_a_claim_sentence(desk: Desk, bridge: ArticleKey, role: Role | None) -> None:
    claim = desk.claim(bridge, at="unsafe")
    assert _sentence(desk, bridge, "2/2").role == Role.CLAIM

    with pytest.raises(InvalidInput, match="A claim stands in this sentence"):
        set_role(desk.operation(), _sentence(desk, bridge, "2/2"), role)

    set_role(desk.operation(), _sentence(desk, bridge, "2/1"), role)
    cut(desk.operation(), claim)
    set_role(desk.operation(), _sentence(desk, bridge, "2/2"), role)


def test_a_second_claim_does_not_give_the_role_again(desk: Desk, bridge: ArticleKey) -> None:
    set_role(desk.operation(), _sentence(desk, bridge, "2/2"), Role.HEADING, "looked like one")
    desk.claim(bridge, at="unsafe")
    desk.claim(bridge, at="Ana Leka")

    found = _sentence(desk, bridge, "2/2")
    assert (found.role, found.reason, found.version) == (Role.CLAIM, None, 3)
