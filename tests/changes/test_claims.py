import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes import claims
from factbase.changes.marks import link
from factbase.changes.removing import remove_article
from factbase.changes.sentences import set_role
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.references import Place
from factbase.tables import claim as claim_table
from factbase.vocabulary import Confidence, LinkKind, Role, Stance, Status
from tests.changes.conftest import Desk


def test_a_new_claim_is_logged_with_its_place_and_rating(desk: Desk, bridge: ArticleKey) -> None:
    doing = desk.operation()
    passage = claims.Passage(*_place(desk, bridge, Place(2, 1)))

    claim = claims.add_claim(doing, bridge, "  The bridge is closed. ", passage)

    sentence, made = desk.log(doing)
    assert (sentence.thing, sentence.before and sentence.before["role"]) == ("sentence", None)
    assert sentence.after is not None
    assert sentence.after["role"] == "claim"
    assert (made.thing, made.before) == ("claim", None)
    assert made.after is not None
    assert made.after["statement"] == "The bridge is closed."
    assert (made.after["paragraph"], made.after["sentence"]) == (2, 1)
    assert (made.after["confidence"], made.after["status"], made.after["ref"]) == ("low", "open", "bridge/1")
    assert (claim.version, desk.problems(claim)) == (1, {"unattributed"})


def _place(desk: Desk, article: ArticleKey, place: Place) -> tuple[int, int, int, str]:
    found = lookup.sentence(desk.connection, article, place)
    return found.revision_id, found.start, found.end, found.sha256


def test_numbers_go_up_and_are_never_given_again(desk: Desk, bridge: ArticleKey) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    claims.cut(desk.operation(), second)

    assert [str(each.ref) for each in (first, second, desk.claim(bridge))] == [
        "bridge/1",
        "bridge/2",
        "bridge/3",
    ]


@pytest.mark.parametrize("statement", ["", "\u00a0\u200b", "a\0b", "a\ud800"])
def test_a_statement_says_something_that_can_be_kept(desk: Desk, bridge: ArticleKey, statement: str) -> None:
    with pytest.raises(InvalidInput, match="The statement"):
        desk.claim(bridge, statement)


def test_an_edit_keeps_before_and_after_and_raises_the_version(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge, "It is shut.")
    doing = desk.operation()

    claims.edit_statement(doing, claim, "It is closed.", version=1)

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after is not None
    assert row.before | {"statement": "It is closed."} == row.after
    assert (desk.now(claim).statement, desk.now(claim).version) == ("It is closed.", 2)


def test_a_stale_version_is_refused_with_both_statements(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge, "It is shut.")
    claims.edit_statement(desk.operation(), claim, "It is closed.")

    with pytest.raises(Conflict, match=r"version 2, not 1.*“It is closed\.”.*“It is open\.”"):
        claims.edit_statement(desk.operation(), desk.now(claim), "It is open.", version=1)
    with pytest.raises(Conflict, match=r"version 2, not 1.*“It is closed\.”"):
        claims.edit_statement(desk.operation(), claim, "It is open.", version=1)


def test_a_claim_that_was_removed_meanwhile_is_a_conflict(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    remove_article(desk.operation(), bridge)

    with pytest.raises(Conflict, match="removed meanwhile"):
        claims.edit_statement(desk.operation(), claim, "It is open.")
    with pytest.raises(Conflict, match="removed meanwhile"):
        desk.claim(bridge)


@pytest.mark.parametrize(("was", "becomes"), [(Status.CHECKED, "reopened"), (Status.IN_CHECK, "in_check")])
def test_only_a_checked_claim_reopens_when_its_words_change(
    desk: Desk, bridge: ArticleKey, was: Status, becomes: str
) -> None:
    claim = desk.claim(bridge)
    claims.set_status(desk.operation(), claim, was)

    claims.edit_statement(desk.operation(), desk.now(claim), "It is open.")

    assert desk.now(claim).status == becomes


def test_the_same_words_again_do_not_reopen(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    claims.set_status(desk.operation(), claim, Status.CHECKED)

    claims.edit_statement(desk.operation(), desk.now(claim), f" {claim.statement} ")

    assert desk.now(claim).status == Status.CHECKED


def test_a_rating_stands_before_the_default_until_it_is_taken_back(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    claim = desk.claim(bridge)
    desk.say(claim, ana)
    doing = desk.operation()

    claims.rate(doing, claim, Confidence.RUMOUR, "she heard it at the market")

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after is not None
    assert (row.before["confidence"], row.before["confidence_override"]) == ("medium", None)
    assert row.after["confidence"] == "rumour"
    assert row.after["confidence_override"] == {"word": "rumour", "reason": "she heard it at the market"}
    assert desk.problems(claim) == {"rumour", "single-source"}

    claims.rate(desk.operation(), claim, None, None)

    assert desk.confidence(claim) == "medium"
    assert "rumour" not in desk.problems(claim)


def test_a_rating_equal_to_the_default_is_kept(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    doing = desk.operation()

    claims.rate(doing, claim, Confidence.LOW, "I looked")

    assert doing.changed
    assert desk.now(claim).version == 2


@pytest.mark.parametrize("reason", [None, "", "\u00a0"])
def test_a_rating_needs_its_reason(desk: Desk, bridge: ArticleKey, reason: str | None) -> None:
    claim = desk.claim(bridge)

    with pytest.raises(InvalidInput, match="reason"):
        claims.rate(desk.operation(), claim, Confidence.HIGH, reason)


def test_a_cut_claim_has_no_problems_and_comes_back_with_them(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge, at="the bridge in May")

    claims.cut(desk.operation(), claim)
    assert (desk.now(claim).status, desk.problems(claim)) == (Status.CUT, set())
    with pytest.raises(InvalidInput, match="is cut"):
        claims.set_status(desk.operation(), desk.now(claim), Status.OPEN)

    set_role(desk.operation(), lookup.sentence(desk.connection, bridge, Place(2, 1)), Role.NOT_CHECKABLE)
    claims.restore(desk.operation(), desk.now(claim))

    assert (desk.now(claim).status, desk.problems(claim)) == (Status.OPEN, {"unattributed"})
    assert lookup.sentence(desk.connection, bridge, Place(2, 1)).role == Role.CLAIM


def test_only_a_cut_claim_is_restored(desk: Desk, bridge: ArticleKey) -> None:
    with pytest.raises(InvalidInput, match="is not cut"):
        claims.restore(desk.operation(), desk.claim(bridge))


def test_a_status_does_not_cut(desk: Desk, bridge: ArticleKey) -> None:
    with pytest.raises(InvalidInput, match="needs its reason"):
        claims.set_status(desk.operation(), desk.claim(bridge), Status.CUT)


def test_a_status_is_logged_and_the_same_again_is_not(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    first, second = desk.operation(), desk.operation()

    claims.set_status(first, claim, Status.IN_CHECK)
    claims.set_status(second, desk.now(claim), Status.IN_CHECK)

    assert [row.after and row.after["status"] for row in desk.log(first)] == ["in_check"]
    assert not second.changed
    assert desk.now(claim).version == 2


def test_a_claim_that_another_repeats_lends_it_its_voices(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    desk.say(second, ana)
    desk.say(first, desk.source("Beni Hoxha"))
    assert desk.problems(second) == {"single-source"}

    link(desk.operation(), second, first, LinkKind.REPEATS)
    assert desk.problems(second) == set()

    claims.cut(desk.operation(), desk.now(first))
    assert desk.problems(second) == {"single-source"}

    claims.restore(desk.operation(), desk.now(first))
    desk.say(desk.now(first), ana, Stance.DENIES)
    assert desk.problems(second) == set()


def test_a_claim_knows_the_operation_that_changed_it_last(
    desk: Desk, bridge: ArticleKey, ana: SourceKey
) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    said, linked = desk.say(first, ana), desk.operation()
    assert _last(desk, first) == said.id

    link(linked, second, first, LinkKind.CONTRADICTS)

    assert (_last(desk, first), _last(desk, second)) == (linked.id, linked.id)


def _last(desk: Desk, claim: ClaimKey) -> int | None:
    columns = claim_table.c
    return desk.connection.scalar(select(columns.operation_id).where(columns.id == claim.id))
