import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes.merging import merge
from factbase.changes.sources import Edit, add_alias, edit_source
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ArticleKey, SourceKey
from factbase.records import claim_line, source_line
from factbase.tables import attribution, source
from factbase.vocabulary import SourceKind, Stance
from tests.changes.conftest import Desk


@pytest.fixture
def mayor(desk: Desk) -> SourceKey:
    return desk.source("The mayor")


def _sayings(desk: Desk) -> list[tuple[int, str, int | None, str | None]]:
    columns = attribution.c
    query = select(columns.source_id, columns.stance, columns.via_id, columns.cue).order_by(columns.id)
    return [(row.source_id, str(row.stance), row.via_id, row.cue) for row in desk.connection.execute(query)]


def test_claims_and_names_go_over(desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey) -> None:
    add_alias(desk.operation(), mayor, "Her Honour")
    claim, other = desk.claim(bridge), desk.claim(bridge)
    desk.say(claim, mayor)
    desk.say(other, ana)
    doing = desk.operation()

    assert merge(doing, mayor, ana) == 1

    assert _sayings(desk) == [(ana.id, "asserts", None, None), (ana.id, "asserts", None, None)]
    for name in ("the mayor", "her honour", "Ana Leka"):
        assert lookup.source(desk.connection, name).id == ana.id
    assert (desk.now(claim).version, desk.now(other).version) == (3, 2)
    logged = {(row.thing, row.before is None, row.after is None) for row in desk.log(doing)}
    assert logged == {("source", False, True), ("claim", False, False), ("source", False, False)}
    (gone,) = [row.before for row in desk.log(doing) if row.after is None]
    assert gone is not None
    assert (gone["source"], gone["aliases"]) == ("The mayor", ["Her Honour"])
    (kept,) = [row.after for row in desk.log(doing) if row.thing == "source" and row.after is not None]
    assert kept["aliases"] == ["Her Honour", "The mayor"]
    (changed,) = [row for row in desk.log(doing) if row.thing == "claim"]
    assert changed.before is not None
    assert changed.after is not None
    assert changed.before["attributions"][0]["source"] == "The mayor"
    assert changed.after["attributions"][0]["source"] == "Ana Leka"


@pytest.mark.parametrize("first", ["kept", "gone"])
def test_where_both_say_the_same_what_the_kept_one_says_stands(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey, first: str
) -> None:
    claim = desk.claim(bridge)
    for speaker in (ana, mayor) if first == "kept" else (mayor, ana):
        desk.say(claim, speaker, cue=f"of {speaker.name}")
    desk.say(claim, mayor, Stance.DENIES)

    merge(desk.operation(), mayor, ana)

    assert sorted(row[1:] for row in _sayings(desk)) == [
        ("asserts", None, "of Ana Leka"),
        ("denies", None, None),
    ]
    assert {row[0] for row in _sayings(desk)} == {ana.id}


def test_the_kind_of_the_kept_one_counts(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    neighbour = desk.source("a neighbour", SourceKind.ANONYMOUS, bridge)
    claim = desk.claim(bridge)
    desk.say(claim, neighbour)
    assert desk.problems(claim) == {"anonymous-only"}

    merge(desk.operation(), neighbour, ana)

    assert (desk.confidence(claim), desk.problems(claim)) == ("medium", {"single-source"})


def test_a_channel_goes_over_and_falls_away_where_it_would_be_its_own(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey
) -> None:
    beni = desk.source("Beni Hoxha")
    first, second = desk.claim(bridge), desk.claim(bridge)
    desk.say(first, beni, via=mayor)
    desk.say(second, ana, via=mayor)

    assert merge(desk.operation(), mayor, ana) == 2

    assert [row[:3] for row in _sayings(desk)] == [
        (beni.id, "asserts", ana.id),
        (ana.id, "asserts", None),
    ]
    assert "hearsay" in desk.problems(first)
    assert "hearsay" not in desk.problems(second)


def _stored(desk: Desk, claim_id: int, of: SourceKey, via: SourceKey | None, cue: str) -> None:
    from sqlalchemy import insert

    desk.connection.execute(
        insert(attribution).values(
            claim_id=claim_id, source_id=of.id, source_kind=of.kind, stance="asserts", mode="indirect",
            terms="not_stated", own_act=False, via_id=None if via is None else via.id, cue=cue,
        )
    )  # fmt: skip


def test_two_channels_that_become_one_leave_one_attribution(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey
) -> None:
    from factbase.changes import derive

    beni = desk.source("Beni Hoxha")
    first, second = desk.claim(bridge), desk.claim(bridge)
    _stored(desk, first.id, beni, mayor, "gone")
    _stored(desk, first.id, beni, ana, "kept")
    _stored(desk, second.id, ana, mayor, "gone")
    _stored(desk, second.id, ana, None, "kept")
    derive.refresh_all(desk.connection)

    merge(desk.operation(), mayor, ana)

    assert _sayings(desk) == [(beni.id, "asserts", ana.id, "kept"), (ana.id, "asserts", None, "kept")]


def test_spokesmen_go_over_and_it_is_logged(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey
) -> None:
    voice = desk.source("A spokesman", speaks_for=mayor)
    council = desk.source("City council", SourceKind.ORGANISATION)
    edit_source(desk.operation(), mayor, Edit(speaks_for=council))
    claim = desk.claim(bridge)
    desk.say(claim, voice)
    desk.say(claim, ana)
    assert desk.problems(claim) == set()
    doing = desk.operation()

    merge(doing, mayor, ana)

    assert source_line(desk.connection, voice.id)["speaks_for"] == "Ana Leka"
    assert source_line(desk.connection, ana.id)["speaks_for"] == "City council"
    assert desk.problems(claim) == {"single-source"}
    logged = [row.after and row.after["source"] for row in desk.log(doing) if row.after]
    assert sorted(map(str, logged)) == ["A spokesman", "Ana Leka"]


def test_one_who_spoke_for_the_other_speaks_for_nobody(desk: Desk, ana: SourceKey, mayor: SourceKey) -> None:
    edit_source(desk.operation(), ana, Edit(speaks_for=mayor))

    merge(desk.operation(), mayor, ana)

    assert source_line(desk.connection, ana.id)["speaks_for"] is None


@pytest.mark.parametrize("round_", [False, True])
def test_a_body_between_the_two_is_refused(
    desk: Desk, ana: SourceKey, mayor: SourceKey, round_: bool
) -> None:
    first, last = (ana, mayor) if round_ else (mayor, ana)
    council = desk.source("City council", SourceKind.ORGANISATION, speaks_for=last)
    edit_source(desk.operation(), first, Edit(speaks_for=council))

    with pytest.raises(InvalidInput, match="City council"):
        merge(desk.operation(), mayor, ana)


def test_what_exists_in_one_article_is_merged_into_what_is_everywhere(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    critics = desk.source("critics", SourceKind.GROUP, bridge)

    with pytest.raises(InvalidInput, match="keep “Ana Leka”"):
        merge(desk.operation(), ana, critics)
    with pytest.raises(InvalidInput, match="one source already"):
        merge(desk.operation(), ana, ana)
    merge(desk.operation(), critics, ana)

    assert desk.connection.execute(select(source.c.id)).scalars().all() == [ana.id]
    with pytest.raises(NotFound):
        lookup.source(desk.connection, "nobody at all")


def test_a_claim_cites_nobody_who_is_gone(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, mayor: SourceKey
) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, mayor)

    merge(desk.operation(), mayor, ana)

    line = claim_line(desk.connection, claim.id)
    assert [each["source"] for each in line["attributions"]] == ["Ana Leka"]


def test_no_article_comes_to_cite_two_of_one_name(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    desk.source("critics", SourceKind.GROUP, bridge)
    everywhere = desk.source("critics")
    desk.say(desk.claim(bridge), ana)

    with pytest.raises(InvalidInput, match="bridge has a source “critics” of its own: give one of the two"):
        merge(desk.operation(), ana, everywhere)

    assert merge(desk.operation(), everywhere, ana) == 0


def test_a_namesake_of_an_article_merges_into_the_one_of_all(desk: Desk, bridge: ArticleKey) -> None:
    own = desk.source("critics", SourceKind.GROUP, bridge)
    everywhere = desk.source("critics")
    desk.say(desk.claim(bridge), own)

    assert merge(desk.operation(), own, everywhere) == 1


def test_nobody_comes_to_speak_everywhere_for_one_inside_an_article(desk: Desk, bridge: ArticleKey) -> None:
    body = desk.source("the locals", SourceKind.GROUP, bridge)
    own = desk.source("a neighbour", SourceKind.ANONYMOUS, bridge, body)
    kept, taken = desk.source("Ben Leka"), desk.source("Bo Leka", speaks_for=desk.source("Council"))

    with pytest.raises(InvalidInput, match="“a neighbour” speaks for “the locals”, which exists only inside"):
        merge(desk.operation(), own, kept)

    assert merge(desk.operation(), own, taken) == 0
