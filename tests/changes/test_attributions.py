import pytest
from sqlalchemy import select

from factbase.changes.attributions import Saying, attribute, unattribute
from factbase.changes.claims import set_status
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ArticleKey, SourceKey
from factbase.tables import attribution
from factbase.vocabulary import Mode, SourceKind, Stance, Status, Terms
from tests.changes.conftest import Desk


def test_a_source_is_put_behind_a_claim(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    claim, paper = desk.claim(bridge), desk.source("The Guardian", SourceKind.PUBLICATION)

    doing = desk.say(claim, ana, mode=Mode.DIRECT, cue=" said ", quote="“It holds.”", via=paper, note="p. 3")

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after is not None
    assert (row.before["attributions"], row.before["confidence"]) == ([], "low")
    assert row.after["confidence"] == "medium"
    assert row.after["attributions"] == [
        {
            "source": "Ana Leka",
            "kind": "person",
            "stance": "asserts",
            "mode": "direct",
            "terms": "not_stated",
            "own_act": False,
            "cue": "said",
            "quote": "“It holds.”",
            "via": "The Guardian",
            "note": "p. 3",
        }
    ]
    assert desk.now(claim).version == 2
    assert desk.problems(claim) == {"hearsay", "single-source"}


def test_the_same_source_and_stance_again_edits_what_is_there(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana, cue="said", note="p. 3")
    doing = desk.operation()

    again = Saying(Stance.ASSERTS, terms=Terms.BACKGROUND, own_act=True, note="")
    attribute(doing, claim, ana, again)

    (row,) = desk.log(doing)
    assert row.after is not None
    (only,) = row.after["attributions"]
    assert (only["terms"], only["own_act"], only["cue"], only["note"], only["mode"]) == (
        "background",
        True,
        "said",
        None,
        "indirect",
    )


def test_another_stance_is_another_attribution(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana)

    doing = desk.say(claim, ana, Stance.DENIES)

    (row,) = desk.log(doing)
    assert row.after is not None
    assert [each["stance"] for each in row.after["attributions"]] == ["asserts", "denies"]


def test_attributing_reopens_a_checked_claim_only_if_it_changes_it(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    set_status(desk.operation(), desk.now(claim), Status.CHECKED)

    same = desk.say(desk.now(claim), ana)
    assert not same.changed
    assert desk.now(claim).status == Status.CHECKED

    desk.say(desk.now(claim), ana, cue="said")
    assert desk.now(claim).status == Status.REOPENED


def test_a_source_that_goes_reopens_a_checked_claim(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    set_status(desk.operation(), desk.now(claim), Status.CHECKED)
    doing = desk.operation()

    assert unattribute(doing, desk.now(claim), ana) == 1

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after is not None
    assert (len(row.before["attributions"]), row.after["attributions"]) == (1, [])
    assert desk.now(claim).status == Status.REOPENED
    assert (desk.confidence(claim), desk.problems(claim)) == ("low", {"unattributed"})


def test_one_stance_goes_and_the_other_stays(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    desk.say(claim, ana, Stance.DENIES)

    assert unattribute(desk.operation(), claim, ana, Stance.ASSERTS) == 1

    assert desk.connection.execute(select(attribution.c.stance)).scalars().all() == [Stance.DENIES]
    with pytest.raises(NotFound, match="as one who asserts"):
        unattribute(desk.operation(), claim, ana, Stance.ASSERTS)


def test_a_new_one_needs_its_mode(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    with pytest.raises(InvalidInput, match="--mode"):
        attribute(desk.operation(), desk.claim(bridge), ana, Saying(Stance.ASSERTS))


def test_nobody_is_heard_through_himself(desk: Desk, bridge: ArticleKey, ana: SourceKey) -> None:
    with pytest.raises(InvalidInput, match="through itself"):
        desk.say(desk.claim(bridge), ana, via=ana)


@pytest.mark.parametrize("as_via", [False, True])
def test_a_source_of_another_article_is_refused(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, as_via: bool
) -> None:
    road = desk.article("road", "A road.")
    critics = desk.source("critics", SourceKind.GROUP, road)

    source, via = (ana, critics) if as_via else (critics, None)
    with pytest.raises(InvalidInput, match="only in another article"):
        desk.say(desk.claim(bridge), source, via=via)


def test_another_channel_takes_the_place_of_the_one_there(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    claim = desk.claim(bridge)
    first, second = (
        desk.source("First", SourceKind.PUBLICATION),
        desk.source("Second", SourceKind.PUBLICATION),
    )
    desk.say(claim, ana, via=first)

    desk.say(claim, ana, via=second)

    assert desk.connection.execute(select(attribution.c.via_id)).scalars().all() == [second.id]
