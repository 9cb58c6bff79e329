import unicodedata

import pytest

from factbase import lookup
from factbase.changes.sources import Edit, add_alias, add_source, edit_source, remove_alias
from factbase.errors import Conflict, InvalidInput, NotFound
from factbase.lookup import ArticleKey, SourceKey
from factbase.vocabulary import SourceKind
from tests.changes.conftest import Desk


def _now(desk: Desk, name: str) -> SourceKey:
    return lookup.source(desk.connection, name)


def test_a_new_source_is_logged(desk: Desk, bridge: ArticleKey) -> None:
    council = desk.source("City council", SourceKind.ORGANISATION)
    doing = desk.operation()

    add_source(doing, " Ana Leka (judge) ", SourceKind.PERSON, bridge, council)

    record: dict[str, object] = {
        "type": "source",
        "source": "Ana Leka (judge)",
        "kind": "person",
        "article": None,
        "speaks_for": "City council",
        "aliases": [],
    }
    assert desk.log(doing) == [("source", None, record)]


@pytest.mark.parametrize("name", ["Bledi Çuçi", "Cuci", "ÇUÇI", unicodedata.normalize("NFD", "çuçi")])
def test_a_name_resolves_however_it_is_spelt(desk: Desk, name: str) -> None:
    source = desk.source("Bledi Çuçi")
    add_alias(desk.operation(), source, "Çuçi")

    assert _now(desk, name).id == source.id


@pytest.mark.parametrize(
    "kind", [SourceKind.AUTHOR, SourceKind.ANONYMOUS, SourceKind.GROUP, SourceKind.RUMOUR]
)
def test_some_kinds_exist_only_inside_one_article(desk: Desk, bridge: ArticleKey, kind: SourceKind) -> None:
    with pytest.raises(InvalidInput, match="--article"):
        desk.source("someone", kind)

    road = desk.article("road", "A road.")
    here, there = desk.source("someone", kind, bridge), desk.source("someone", kind, road)

    assert (here.article_id, there.article_id) == (bridge.id, road.id)


@pytest.mark.parametrize("name", ["ana leka", "ANA  LEKA", "Mayor", "Ána Leka"])
@pytest.mark.parametrize("kind", [SourceKind.PERSON, SourceKind.GROUP])
def test_a_new_name_must_not_be_one_that_is_seen_there(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, name: str, kind: SourceKind
) -> None:
    add_alias(desk.operation(), ana, "mayor")

    with pytest.raises(Conflict, match="“Ana Leka”"):
        desk.source(name, kind, bridge)


def test_an_article_s_own_name_is_taken_there_and_free_elsewhere(desk: Desk, bridge: ArticleKey) -> None:
    road = desk.article("road", "A road.")
    desk.source("critics", SourceKind.GROUP, bridge)

    with pytest.raises(Conflict, match="“critics”"):
        desk.source("Critics", SourceKind.ORGANISATION, bridge)

    assert desk.source("Critics", SourceKind.ORGANISATION, road).article_id is None


def test_a_name_that_an_article_spells_exactly_so_hides_nobody_who_goes_by_it(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    own = desk.source("The Mayor", SourceKind.GROUP, bridge)
    add_alias(desk.operation(), ana, "the mayor")

    with pytest.raises(Conflict, match="“The Mayor” is taken by the source “Ana Leka”"):
        desk.source("The Mayor")
    with pytest.raises(Conflict, match="“The Mayor” is taken by the source “Ana Leka”"):
        edit_source(desk.operation(), own, Edit(kind=SourceKind.ORGANISATION))
    assert _now(desk, "The Mayor").id == own.id


def test_a_qualifier_tells_namesakes_apart(desk: Desk, ana: SourceKey) -> None:
    judge = desk.source("Ana Leka (judge)")

    assert _now(desk, "ana leka (JUDGE)").id == judge.id
    assert _now(desk, "Ana Leka").id == ana.id
    with pytest.raises(Conflict):
        desk.source("ana leka (Judge)")


def test_another_kind_rates_its_claims_anew(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    claim, other = desk.claim(bridge), desk.claim(bridge)
    desk.say(claim, ana)
    doing = desk.operation()

    assert edit_source(doing, ana, Edit(kind=SourceKind.ANONYMOUS)) == 1

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after == row.before | {"kind": "anonymous", "article": "bridge"}
    assert (desk.confidence(claim), desk.problems(claim)) == ("low", {"anonymous-only"})
    assert (desk.now(claim).version, desk.now(other).version) == (2, 1)
    assert _now(desk, "Ana Leka").version == 2

    edit_source(desk.operation(), _now(desk, "Ana Leka"), Edit(kind=SourceKind.PERSON))
    assert (desk.confidence(claim), _now(desk, "Ana Leka").article_id) == ("medium", None)


def test_a_source_of_two_articles_cannot_be_inside_one(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    road = desk.article("road", "A road.")
    for article in (bridge, road):
        desk.say(desk.claim(article), ana)

    with pytest.raises(InvalidInput, match="2 cite"):
        edit_source(desk.operation(), ana, Edit(kind=SourceKind.RUMOUR))


def test_for_whom_one_speaks_decides_how_many_sources_there_are(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    council = desk.source("City council", SourceKind.ORGANISATION)
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    desk.say(claim, council)
    assert desk.problems(claim) == set()

    assert edit_source(desk.operation(), ana, Edit(speaks_for=council)) == 1
    assert desk.problems(claim) == {"single-source"}

    assert edit_source(desk.operation(), ana, Edit(speaks_for_nobody=True)) == 1
    assert desk.problems(claim) == set()


def test_a_body_s_body_rates_the_claims_of_its_spokesmen_anew(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    council = desk.source("City council", SourceKind.ORGANISATION)
    state = desk.source("State", SourceKind.ORGANISATION)
    edit_source(desk.operation(), ana, Edit(speaks_for=council))
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    desk.say(claim, state)

    assert edit_source(desk.operation(), council, Edit(speaks_for=state)) == 1
    assert desk.problems(claim) == {"single-source"}


def test_nobody_speaks_for_himself_even_through_others(desk: Desk, ana: SourceKey) -> None:
    council = desk.source("City council", SourceKind.ORGANISATION, speaks_for=ana)
    state = desk.source("State", SourceKind.ORGANISATION, speaks_for=council)

    for body in (ana, council, state):
        with pytest.raises(InvalidInput, match="speak for itself"):
            edit_source(desk.operation(), ana, Edit(speaks_for=body))


def test_nobody_speaks_for_a_group_of_another_article(desk: Desk, bridge: ArticleKey) -> None:
    road = desk.article("road", "A road.")
    critics = desk.source("critics", SourceKind.GROUP, road)

    with pytest.raises(InvalidInput, match="exists only inside one article"):
        desk.source("neighbours", SourceKind.GROUP, bridge, critics)


def test_a_new_name_is_logged_and_must_be_free(desk: Desk, ana: SourceKey) -> None:
    desk.source("Beni Hoxha")
    doing, same = desk.operation(), desk.operation()

    edit_source(doing, ana, Edit(name="Anna Leka (mayor)"))
    edit_source(same, ana, Edit(name="Anna Leka (mayor)"))

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after == row.before | {"source": "Anna Leka (mayor)"}
    assert not same.changed
    assert _now(desk, "anna leka").id == ana.id
    with pytest.raises(Conflict, match="Beni Hoxha"):
        edit_source(desk.operation(), ana, Edit(name="BENI HOXHA"))


def test_an_alias_comes_and_goes_once(desk: Desk, ana: SourceKey) -> None:
    put, again, off = desk.operation(), desk.operation(), desk.operation()

    assert add_alias(put, ana, " Mayor ")
    assert not add_alias(again, ana, "MAYOR")
    remove_alias(off, ana, "mayor")

    assert [row.after and row.after["aliases"] for row in desk.log(put)] == [["Mayor"]]
    assert not again.changed
    assert [row.before and row.before["aliases"] for row in desk.log(off)] == [["Mayor"]]
    assert _now(desk, "Ana Leka").version == 3
    with pytest.raises(NotFound, match="no alias"):
        remove_alias(desk.operation(), ana, "mayor")
