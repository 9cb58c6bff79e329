"""Lists of claims: what each filter finds, in which order, and by which index."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, update

from factbase import lookup
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import cut, edit_statement, rate
from factbase.changes.marks import label
from factbase.changes.operation import Operation
from factbase.errors import NotFound
from factbase.lookup import ArticleKey
from factbase.queries.claims import Sort, claim_items, claim_keys, list_claims
from factbase.queries.filters import ClaimFilter, Span
from factbase.references import ClaimRef, Place
from factbase.tables import anchor
from factbase.text.anchors import sha256
from factbase.vocabulary import AnchorState, Confidence, Mode, Rule, SourceKind, Stance, Status
from tests.queries.conftest import MakeClaim
from tests.queries.drafted import take_in


def numbers(connection: Connection, wanted: ClaimFilter, **page: Any) -> list[int]:  # noqa: ANN401
    return [row.ref.number for row in list_claims(connection, wanted, **page)]


def test_a_row_says_where_the_claim_stands_and_who_stands_behind_it(
    connection: Connection, make_claim: MakeClaim
) -> None:
    make_claim("The bridge was unsafe.", at="it was unsafe", said_by="MEK")
    make_claim("The bridge is closed.")
    denied = lookup.claim(connection, ClaimRef("bridge", 1))

    [row, bare] = list_claims(connection, ClaimFilter(article_id=denied.article_id))

    assert (row.ref, str(row.place), row.confidence) == (ClaimRef("bridge", 1), "2/2", Confidence.MEDIUM)
    assert (row.sources, row.problems) == ("MEK", (Rule.SINGLE_SOURCE,))
    assert (bare.place, bare.sources, bare.problems) == (None, "", (Rule.UNATTRIBUTED,))


def test_a_stance_other_than_asserting_is_said(connection: Connection, make_claim: MakeClaim) -> None:
    make_claim(said_by="MEK", stance=Stance.DENIES)

    assert [row.sources for row in list_claims(connection, ClaimFilter())] == ["MEK (denies)"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ClaimFilter(), [1, 2, 3]),
        (ClaimFilter(unattributed=True), [1]),
        (ClaimFilter(confidence=Confidence.RUMOUR), [3]),
        (ClaimFilter(problem=Rule.UNSUPPORTED), [2]),
        (ClaimFilter(kind=SourceKind.RUMOUR), [3]),
        (ClaimFilter(stance=Stance.DENIES), [2]),
        (ClaimFilter(mode=Mode.DIRECT), [2]),
        (ClaimFilter(label="figure"), [1]),
        (ClaimFilter(status=Status.CUT), [4]),
        (ClaimFilter(status=Status.OPEN), [1, 2, 3]),
        (ClaimFilter(status=Status.CUT, unattributed=True), [4]),
        (ClaimFilter(stance=Stance.DENIES, kind=SourceKind.RUMOUR), []),
        (ClaimFilter(stance=Stance.DENIES, kind=SourceKind.PERSON, confidence=Confidence.LOW), [2]),
        (ClaimFilter(problem=Rule.RUMOUR, label="figure"), []),
        (ClaimFilter(confidence=Confidence.LOW, changed_since="2000-01-01T00:00:00Z"), [1, 2]),
        (ClaimFilter(stance=Stance.DENIES, changed_since="2999-01-01T00:00:00Z"), []),
    ],
)
def test_each_filter_finds_its_claims_over_the_archive_and_in_an_article(
    connection: Connection, operation: Operation, make_claim: MakeClaim, wanted: ClaimFilter, found: list[int]
) -> None:
    label(operation, make_claim("One."), "figure")
    make_claim("Two.", said_by="MEK", stance=Stance.DENIES, mode=Mode.DIRECT)
    last = make_claim("Three.", said_by="rumour", kind=SourceKind.RUMOUR)
    cut(operation, make_claim("Four."))

    assert numbers(connection, wanted) == found
    inside = ClaimFilter(**{**vars(wanted), "article_id": last.article_id})
    assert numbers(connection, inside) == found


def test_source_and_stance_are_of_one_attribution(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    first = make_claim("One.", said_by="MEK")
    make_claim("Two.", said_by="MEK", stance=Stance.DENIES)
    mek = lookup.source(connection, "MEK")

    assert numbers(connection, ClaimFilter(source_id=mek.id)) == [1, 2]
    assert numbers(connection, ClaimFilter(source_id=mek.id, stance=Stance.DENIES)) == [2]
    assert first.ref.number == 1


def test_a_claim_with_two_attributions_that_fit_is_listed_once(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    claim = make_claim("One.", said_by="MEK")
    saying = Saying(stance=Stance.SPECULATES, mode=Mode.INDIRECT)
    attribute(operation, claim, lookup.source(connection, "MEK"), saying)

    assert numbers(connection, ClaimFilter(kind=SourceKind.PERSON)) == [1]


def test_a_sentence_has_the_claims_that_start_in_it(
    connection: Connection, article: ArticleKey, make_claim: MakeClaim
) -> None:
    make_claim("One.", at="Critics say")
    make_claim("Two.", at="it was unsafe")
    sentence = lookup.sentence(connection, article, Place(2, 2))
    span = Span(sentence.revision_id, sentence.start, sentence.end)

    assert numbers(connection, ClaimFilter(article_id=article.id, sentence=span)) == [2]


def test_what_changed_last_stands_first(
    connection: Connection, make_claim: MakeClaim, make_article: Callable[..., ArticleKey]
) -> None:
    for statement in ("One.", "Two.", "Three."):
        make_claim(statement)
    later = Operation(connection, actor="Ben", command="claim edit")
    later.at = "2999-01-01T00:00:00Z"
    edit_statement(later, lookup.claim(connection, ClaimRef("bridge", 2)), "Two, corrected.")

    assert numbers(connection, ClaimFilter(changed_since="2998-01-01T00:00:00Z")) == [2]
    assert numbers(connection, ClaimFilter(changed_since="2000-01-01T00:00:00Z")) == [2, 3, 1]
    page = {"limit": 2, "after": ClaimRef("bridge", 2)}
    assert numbers(connection, ClaimFilter(changed_since="2000-01-01T00:00:00Z"), **page) == [3, 1]
    assert numbers(connection, ClaimFilter(changed_since="3000-01-01T00:00:00Z")) == []


@pytest.mark.parametrize("sort", [None, Sort.REF, Sort.ADDED])
def test_pages_join_to_the_whole_list(
    connection: Connection, make_article: Callable[..., ArticleKey], make_claim: MakeClaim, sort: Sort | None
) -> None:
    other = make_article("aqueduct")
    for number in range(6):
        make_claim(f"Claim {number}.", **({"within": other} if number % 2 else {}))
    whole = [row.ref for row in list_claims(connection, ClaimFilter(), sort=sort)]

    pages, after = [], None
    while page := list_claims(connection, ClaimFilter(), sort=sort, limit=2, after=after):
        pages += [row.ref for row in page]
        after = pages[-1]

    assert pages == whole
    assert len(whole) == 6
    assert whole == sorted(whole) or sort != Sort.REF


def test_a_mark_that_is_no_claim_is_refused(connection: Connection, article: ArticleKey) -> None:
    with pytest.raises(NotFound, match="No claim 7 in bridge"):
        list_claims(connection, ClaimFilter(), after=ClaimRef("bridge", 7))


def test_an_item_is_the_record_with_its_problems(connection: Connection, make_claim: MakeClaim) -> None:
    make_claim("One.")

    [item] = claim_items(connection, claim_keys(connection, ClaimFilter()))

    assert (item["ref"], item["problems"]) == ("bridge/1", [Rule.UNATTRIBUTED])


def test_an_override_is_found_by_the_word_that_counts(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    rate(operation, make_claim("One."), Confidence.HIGH, "the register")

    assert numbers(connection, ClaimFilter(confidence=Confidence.HIGH)) == [1]


def test_claims_changed_by_one_run_are_all_on_some_page(
    connection: Connection, make_claim: MakeClaim
) -> None:
    for statement in ("One.", "Two.", "Three."):
        make_claim(statement)  # one operation makes them all
    wanted = ClaimFilter(changed_since="2000-01-01T00:00:00Z")

    seen = numbers(connection, wanted, limit=1)
    while page := numbers(connection, wanted, limit=1, after=ClaimRef("bridge", seen[-1])):
        seen += page

    assert seen == [3, 2, 1]


@pytest.mark.parametrize("inside", [True, False])
def test_lost_claims_are_those_that_the_newest_draft_has_lost(connection: Connection, inside: bool) -> None:
    take_in(connection)
    within = lookup.article(connection, "bridge").id if inside else None

    assert numbers(connection, ClaimFilter(article_id=within, lost=True)) == [2, 4]
    found = ClaimFilter(article_id=within, lost=True, status=Status.REOPENED)
    assert numbers(connection, found) == [2]
    after = ClaimRef("bridge", 2)
    assert numbers(connection, ClaimFilter(article_id=within, lost=True), after=after) == [4]


def test_a_claim_that_has_its_place_again_is_no_longer_lost(connection: Connection) -> None:
    take_in(connection)
    cousin = lookup.claim(connection, ClaimRef("bridge", 4))
    newest = lookup.latest_revision(connection, cousin.article_id)
    of = (anchor.c.claim_id == cousin.id) & (anchor.c.revision_id == newest.id)
    again = {"start": 0, "end": 10, "sha256": sha256("The bridge"), "state": AnchorState.EXACT}
    connection.execute(update(anchor).where(of).values(again))

    assert numbers(connection, ClaimFilter(lost=True)) == [2]


def test_a_row_gives_the_place_in_the_newest_draft_alone(connection: Connection) -> None:
    take_in(connection)

    rows = list_claims(connection, ClaimFilter(article_id=lookup.article(connection, "bridge").id))

    assert {row.ref.number: str(row.place or "") for row in rows} == {
        1: "3/1", 2: "lost", 3: "4/1", 4: "lost", 5: "2/1", 6: "4/2", 7: "", 9: "",
    }  # fmt: skip
