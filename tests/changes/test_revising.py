"""A draft comes in: every claim finds its passage again or is lost, and nobody's work goes by unseen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from factbase import lookup
from factbase.changes.claims import cut, set_status
from factbase.changes.drafts import Draft, File
from factbase.changes.marks import add_note
from factbase.changes.revising import ManyLost, Revised, revise
from factbase.changes.sentences import set_role
from factbase.changes.sources import add_alias
from factbase.database import Location
from factbase.errors import Conflict
from factbase.lookup import ArticleKey, ClaimKey
from factbase.references import Place
from factbase.tables import anchor, revision, sentence
from factbase.text.sentences import split
from factbase.vocabulary import AnchorState, Role, Status
from tests.changes.conftest import TEXT, Desk

REORDERED = (
    "The bridge\n\n"
    "Critics say the repair cost four million.\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe."
)
ANOTHER = "A ferry\n\nIt sails at six from the old quay. Nobody has seen the captain since Tuesday."


@pytest.fixture
def location(url: str) -> Location:
    """An empty database, on each engine."""
    return Location.of(url)


def draft(text: str, **more: Any) -> Draft:  # noqa: ANN401 - the rest of a Draft
    return Draft(text, split(text), File("draft-2.txt", "txt", "0" * 64), **more)


def take(desk: Desk, article: ArticleKey, text: str, **more: Any) -> Revised:  # noqa: ANN401
    """Revise an article that nobody else is at."""
    base = lookup.latest_revision(desk.connection, article.id).number
    return revise(desk.operation("article revise"), article, draft(text), **{"base": base} | more)


def states(report: Revised) -> dict[int, str]:
    return {each.ref.number: str(each.state) for each in report.claims}


def words(desk: Desk, claim: ClaimKey) -> list[str | None]:
    """Return the words of a claim in each revision, None where it is lost, by its anchors' own hashes and places."""
    query = (
        select(revision.c.text, anchor.c.start, anchor.c.end)
        .join_from(anchor, revision)
        .where(anchor.c.claim_id == claim.id)
        .order_by(revision.c.number)
    )
    return [
        None if start is None else (text or "")[start:end]
        for text, start, end in desk.connection.execute(query)
    ]


def roles(desk: Desk, article: ArticleKey) -> dict[str, str | None]:
    newest = lookup.latest_revision(desk.connection, article.id)
    columns = sentence.c
    rows = desk.connection.execute(
        select(columns.paragraph, columns.position, columns.role).where(columns.revision_id == newest.id)
    )
    return {f"{paragraph}/{position}": role for paragraph, position, role in rows}


def check(desk: Desk, claim: ClaimKey) -> None:
    set_status(desk.operation(), claim, Status.CHECKED)


@pytest.fixture
def closed(desk: Desk, bridge: ArticleKey) -> ClaimKey:
    """A checked claim in the first sentence of the second paragraph."""
    claim = desk.claim(bridge, at="closed the bridge in May")
    check(desk, claim)
    return claim


@pytest.fixture
def cost(desk: Desk, bridge: ArticleKey) -> ClaimKey:
    """A checked claim in the last paragraph."""
    claim = desk.claim(bridge, "The repair cost 4 million.", at="the repair cost four million")
    check(desk, claim)
    return claim


def test_a_paragraph_that_moved_takes_its_claims_with_it_and_reopens_none(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    report = take(desk, bridge, REORDERED)

    assert report.number == 2
    assert set(states(report).values()) <= {"exact", "moved"}
    assert "moved" in states(report).values()
    assert words(desk, cost) == ["the repair cost four million"] * 2
    assert report.reopened == 0
    assert desk.now(closed).status == desk.now(cost).status == Status.CHECKED


def test_a_number_that_changed_reopens_its_checked_claim_alone(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    before = desk.now(cost).version

    report = take(desk, bridge, TEXT.replace("four million", "five million"))

    first, second = report.claims
    assert (first.ref, first.state, first.old, first.new) == (
        cost.ref,
        AnchorState.REWORDED,
        Place(3, 1),
        Place(3, 1),
    )
    assert first.score is not None
    assert 0.6 <= first.score < 1
    assert "five" in (first.reopened or "")
    assert [each.text for each in first.difference if each.kind != "kept"] == ["four", "five"]
    assert (second.ref, second.state, second.reopened) == (closed.ref, AnchorState.EXACT, None)
    assert (desk.now(cost).status, desk.now(closed).status) == (Status.REOPENED, Status.CHECKED)
    assert desk.now(cost).version == before + 1


def test_typography_alone_reopens_nothing(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge, at="denied that it was unsafe")
    check(desk, claim)

    report = take(desk, bridge, TEXT.replace("unsafe.", "unsafe ."))

    assert (report.reopened, desk.now(claim).status) == (0, Status.CHECKED)


def test_a_sentence_that_is_cut_loses_its_claim_and_says_why(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    report = take(desk, bridge, TEXT.replace("The council closed the bridge in May. ", ""))

    lost = report.claims[0]
    assert (lost.ref, lost.state, lost.new, lost.score) == (closed.ref, AnchorState.LOST, None, None)
    assert lost.reason
    assert words(desk, closed) == ["closed the bridge in May", None]
    assert desk.now(closed).status == Status.REOPENED


def test_a_lost_claim_is_found_again_where_its_words_come_back(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    without = TEXT.replace("The council closed the bridge in May. ", "")
    take(desk, bridge, without)
    check(desk, closed)  # by a person who knows that it is gone

    still = take(desk, bridge, without + " It was.")
    assert (states(still)[closed.ref.number], desk.now(closed).status) == ("lost", Status.CHECKED)
    assert "revision 1" in still.claims[0].reason
    back = take(desk, bridge, TEXT + " It was.")

    assert states(back)[closed.ref.number] in ("exact", "moved")
    assert words(desk, closed) == ["closed the bridge in May", None, None, "closed the bridge in May"]
    assert desk.now(closed).status == Status.CHECKED


def test_a_claim_without_a_place_stays_without(desk: Desk, bridge: ArticleKey, cost: ClaimKey) -> None:
    nowhere = desk.claim(bridge, "The bridge is red.")

    report = take(desk, bridge, REORDERED)

    assert states(report).keys() == {cost.ref.number}
    assert words(desk, nowhere) == []


def test_a_claim_that_is_cut_is_carried_and_not_told(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    cut(desk.operation(), closed)

    report = take(desk, bridge, REORDERED)

    assert states(report).keys() == {cost.ref.number}
    assert words(desk, closed) == ["closed the bridge in May"] * 2
    assert desk.now(closed).status == Status.CUT


def test_roles_stay_where_the_words_do_and_all_else_is_untriaged(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    heading = lookup.sentence(desk.connection, bridge, Place(1, 1))
    set_role(desk.operation(), heading, Role.HEADING, "the title")
    changed = TEXT.replace("four", "five").replace("bridge in May.", "bridge in May. It was late.")

    report = take(desk, bridge, changed)

    assert roles(desk, bridge) == {"1/1": "heading", "2/1": "claim", "2/2": None, "2/3": None, "3/1": None}
    assert (report.sentences, report.untriaged) == (5, 3)
    kept = lookup.sentence(desk.connection, bridge, Place(1, 1))
    assert (kept.reason, kept.version) == ("the title", 1)


def test_what_the_document_suggests_is_kept_beside_the_roles(desk: Desk, bridge: ArticleKey) -> None:
    base = lookup.latest_revision(desk.connection, bridge.id).number

    suggested = draft(REORDERED, suggested={1: Role.HEADING})
    revise(desk.operation(), bridge, suggested, base=base)

    found = lookup.sentence(desk.connection, bridge, Place(1, 1))
    assert (found.role, found.suggested) == (None, Role.HEADING)
    assert lookup.sentence(desk.connection, bridge, Place(2, 1)).suggested is None


def test_another_speaker_reopens_a_quotation_whose_words_are_the_same(desk: Desk) -> None:
    said = "The crane\n\n“The hook was empty,” said Bram Oddlestone.\n\nIt bowed. It bowed again."
    article = desk.article("crane", said)
    bram, hedda = desk.source("Bram Oddlestone"), desk.source("Hedda Crane")
    add_alias(desk.operation(), bram, "the driver")
    claim = desk.claim(article, "The hook was empty.", at="The hook was empty")
    desk.say(claim, bram)
    check(desk, claim)

    report = take(desk, article, said.replace("Bram Oddlestone", str(hedda.name)))

    assert report.claims[0].state in (AnchorState.EXACT, AnchorState.REWORDED)
    assert "speaker" in (report.claims[0].reopened or "")
    assert desk.now(claim).status == Status.REOPENED


def test_where_the_text_is_absent_hashes_find_what_is_the_same(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    desk.connection.execute(update(revision).values(text=None))

    report = take(desk, bridge, TEXT.replace("four", "five"))

    assert states(report) == {closed.ref.number: "exact", cost.ref.number: "lost"}
    assert words(desk, closed)[-1] == "closed the bridge in May"


def test_the_same_text_makes_no_revision(desk: Desk, bridge: ArticleKey, closed: ClaimKey) -> None:
    doing = desk.operation()

    report = revise(doing, bridge, draft(TEXT), base=1)

    assert (report.number, doing.changed) == (None, False)


def test_a_draft_of_another_article_is_refused_unless_forced(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    doing = desk.operation()

    with pytest.raises(ManyLost, match=r"2 of the 2 claims.*--force") as refusal:
        revise(doing, bridge, draft(ANOTHER), base=1)
    assert not doing.changed
    assert refusal.value.report.count(AnchorState.LOST) == 2

    assert take(desk, bridge, ANOTHER, force=True).number == 2


def test_another_article_is_refused_by_its_sentences_where_no_claim_stands(
    desk: Desk, bridge: ArticleKey
) -> None:
    with pytest.raises(ManyLost, match=r"4 of the 4 sentences of bridge stand nowhere.*--force"):
        revise(desk.operation(), bridge, draft(ANOTHER), base=1)

    assert take(desk, bridge, REORDERED.replace("four", "five")).number == 2
    assert take(desk, bridge, ANOTHER, force=True).number == 3


def test_what_differs_in_typography_alone_keeps_role_and_note(desk: Desk, bridge: ArticleKey) -> None:
    place = Place(2, 1)
    key = lookup.sentence(desk.connection, bridge, place)
    set_role(desk.operation(), key, Role.NOT_CHECKABLE, "an opinion")
    add_note(desk.operation(), (bridge, place, key), "ask")

    report = take(
        desk, bridge, TEXT.replace("The council closed the bridge", "The council closed, the bridge")
    )

    assert roles(desk, bridge)["2/1"] == "not_checkable"
    assert (report.untriaged, report.notes_moved) == (3, 1)


def test_words_put_in_quotation_marks_are_to_be_looked_at_again(desk: Desk, bridge: ArticleKey) -> None:
    set_role(desk.operation(), lookup.sentence(desk.connection, bridge, Place(2, 1)), Role.CLAIM)

    take(desk, bridge, TEXT.replace("closed the bridge", "“closed the bridge”"))

    assert roles(desk, bridge)["2/1"] is None


def test_what_was_lost_before_is_not_counted_as_lost_by_this_draft(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    take(desk, bridge, ANOTHER, force=True)

    assert take(desk, bridge, f"{ANOTHER} He is at sea.").number == 3


def test_who_knew_an_older_draft_is_refused(desk: Desk, bridge: ArticleKey, closed: ClaimKey) -> None:
    take(desk, bridge, REORDERED)
    doing = desk.operation()

    with pytest.raises(Conflict, match="is at revision 2 now, not 1"):
        revise(doing, bridge, draft(TEXT + " It was."), base=1)
    assert not doing.changed


def test_the_log_has_the_revision_its_sentences_and_every_claim(
    desk: Desk, bridge: ArticleKey, closed: ClaimKey, cost: ClaimKey
) -> None:
    doing = desk.operation("article revise")

    revise(doing, bridge, draft(TEXT.replace("four", "five")), base=1, note="from the desk")

    made, *rest = desk.log(doing)
    assert (made.thing, made.before, (made.after or {})["note"]) == ("revision", None, "from the desk")
    assert [each.thing for each in rest] == ["sentence"] * 4 + ["claim"] * 2
    reopened = rest[-1]
    assert [record and record["status"] for record in (reopened.before, reopened.after)] == [
        "checked",
        "reopened",
    ]
    assert [each["revision"] for each in (reopened.after or {})["anchors"]] == [1, 2]
