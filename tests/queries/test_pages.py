"""What is shown of articles, sentences, sources, problems, coverage, passages, actors and the log."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update

from factbase import lookup
from factbase.changes.claims import cut, edit_statement, rate
from factbase.changes.marks import add_note, label, link
from factbase.changes.operation import Operation
from factbase.changes.sentences import set_role
from factbase.changes.sources import add_alias
from factbase.errors import BadUsage, NotFound
from factbase.lookup import ArticleKey
from factbase.queries import times
from factbase.queries.actors import actor_id, list_actors
from factbase.queries.articles import list_articles, marked_text
from factbase.queries.claim_page import show_claim
from factbase.queries.coverage import coverage_of
from factbase.queries.log import LogFilter, list_log
from factbase.queries.passages import passage_of
from factbase.queries.problems import Mark, count_problems, list_problems, mark, rules_of
from factbase.queries.sentences import list_sentences
from factbase.queries.sources import list_sources, show_source
from factbase.references import ClaimRef, Place
from factbase.tables import anchor, revision
from factbase.vocabulary import Confidence, LinkKind, Role, Rule, Severity, SourceKind, Stance
from tests.queries.conftest import MakeClaim


def test_an_article_counts_what_is_done_and_what_is_open(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    make_claim("One.", at="it was unsafe")
    make_claim("Two.", said_by="MEK")
    cut(operation, make_claim("Three."))

    [row] = list_articles(connection)

    assert (row.article, row.sentences, row.untriaged, row.claims, row.unattributed, row.text) == (
        "bridge", 4, 3, 2, 1, True,
    )  # fmt: skip


def test_articles_come_by_slug_page_by_page(
    connection: Connection, make_article: Callable[..., ArticleKey]
) -> None:
    for slug in ("c", "a", "b"):
        make_article(slug)

    assert [row.article for row in list_articles(connection, limit=2)] == ["a", "b"]
    assert [row.article for row in list_articles(connection, limit=2, after="b")] == ["c"]


def test_the_text_carries_the_numbers_of_its_claims(
    connection: Connection, article: ArticleKey, make_claim: MakeClaim
) -> None:
    make_claim("One.", at="closed the bridge")
    make_claim("Two.", at="council closed the bridge")

    text = marked_text(connection, article)

    assert text is not None
    assert "The council closed the bridge[1,2] in May." in text


def test_a_sentence_shows_its_claims(
    connection: Connection, article: ArticleKey, make_claim: MakeClaim
) -> None:
    make_claim("One.", at="it was unsafe")

    rows = list_sentences(connection, article)

    assert [(str(row.place), row.role, row.claims) for row in rows] == [
        ("1/1", None, ()),
        ("2/1", None, ()),
        ("2/2", Role.CLAIM, (1,)),
        ("3/1", None, ()),
    ]
    assert len(list_sentences(connection, article, untriaged=True)) == 3
    assert len(list_sentences(connection, article, role=Role.CLAIM)) == 1


def test_a_source_counts_a_claim_once_and_cut_ones_never(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    make_claim("One.", said_by="MEK")
    make_claim("Two.", said_by="MEK", stance=Stance.DENIES)
    cut(operation, make_claim("Three.", said_by="MEK"))
    make_claim("Four.", said_by="critics", kind=SourceKind.GROUP)

    assert [(row.source, row.article, row.claims) for row in list_sources(connection)] == [
        ("critics", "bridge", 1),
        ("MEK", None, 2),
    ]
    assert [row.source for row in list_sources(connection, kind=SourceKind.GROUP)] == ["critics"]


def test_sources_of_an_article_are_those_it_cites(
    connection: Connection, make_article: Callable[..., ArticleKey], make_claim: MakeClaim
) -> None:
    other = make_article("aqueduct")
    make_claim("One.", said_by="MEK")
    make_claim("Two.", said_by="NATO", within=other)
    make_claim("Three.", said_by="MEK", within=other)

    found = [(row.source, row.claims) for row in list_sources(connection, article=other)]

    assert found == [("MEK", 1), ("NATO", 1)]
    after = lookup.source(connection, "MEK")
    assert [row.source for row in list_sources(connection, after=after)] == ["NATO"]


def test_a_source_is_shown_with_its_names_and_first_claims(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    make_claim("One.", said_by="MEK")
    add_alias(operation, lookup.source(connection, "MEK"), "The Mojahedin")

    page = show_source(connection, lookup.source(connection, "mek"))

    assert (page.aliases, page.claims, page.more) == (("The Mojahedin",), 1, False)
    assert [row.ref for row in page.first] == [ClaimRef("bridge", 1)]


def test_problems_that_block_come_first_and_pages_join(connection: Connection, make_claim: MakeClaim) -> None:
    make_claim("One.")
    make_claim("Two.", said_by="critics", kind=SourceKind.GROUP)
    make_claim("Three.")
    rules = rules_of()

    rows = list_problems(connection, rules)

    assert [(row.ref.number, row.rule) for row in rows] == [
        (2, Rule.VAGUE_SOURCE),
        (1, Rule.UNATTRIBUTED),
        (3, Rule.UNATTRIBUTED),
    ]
    assert "critics" in rows[0].why
    for at, row in enumerate(rows):
        assert list_problems(connection, rules, after=Mark(row.ref, row.rule)) == rows[at + 1 :]
    assert list_problems(connection, rules, limit=2) == rows[:2]


@pytest.mark.parametrize("inside", [True, False])
def test_the_summary_counts_each_rule(
    connection: Connection, article: ArticleKey, make_claim: MakeClaim, inside: bool
) -> None:
    make_claim("One.")
    make_claim("Two.")
    make_claim("Three.", said_by="MEK")

    counts = count_problems(connection, rules_of(), article_id=article.id if inside else None)

    assert [(row.rule, row.claims, row.more) for row in counts] == [
        (Rule.UNATTRIBUTED, 2, False),
        (Rule.SINGLE_SOURCE, 1, False),
    ]


def test_rules_are_chosen_by_severity_and_word() -> None:
    assert rules_of(Severity.BLOCK) == [Rule.RUMOUR, Rule.ANONYMOUS_ONLY, Rule.VAGUE_SOURCE]
    assert rules_of(rule=Rule.HEARSAY) == [Rule.HEARSAY]
    assert rules_of(Severity.BLOCK, Rule.HEARSAY) == []
    assert mark("bridge/3:hearsay") == Mark(ClaimRef("bridge", 3), Rule.HEARSAY)
    with pytest.raises(BadUsage):
        mark("bridge/3")


def test_coverage_names_what_is_open(
    connection: Connection, operation: Operation, article: ArticleKey, make_claim: MakeClaim
) -> None:
    make_claim("One.", at="it was unsafe")
    make_claim("Two.")
    set_role(operation, lookup.sentence(connection, article, Place(3, 1)), Role.CLAIM)

    found = coverage_of(connection, article)

    assert (found.sentences, found.claims, found.roles[Role.CLAIM]) == (4, 2, 2)
    assert found.untriaged == (Place(1, 1), Place(2, 1))
    assert found.claimless == (Place(3, 1),)
    assert found.unplaced == (ClaimRef("bridge", 2),)
    assert (found.misplaced, found.broken, found.lost, found.complete) == ((), (), (), False)


def test_an_article_that_is_all_tagged_is_complete(
    connection: Connection, operation: Operation, article: ArticleKey, make_claim: MakeClaim
) -> None:
    for at in ("The council closed", "it was unsafe", "Critics say"):
        make_claim("Said.", at=at)
    set_role(operation, lookup.sentence(connection, article, Place(1, 1)), Role.HEADING)

    assert coverage_of(connection, article).complete


@pytest.mark.parametrize("with_text", [True, False])
def test_an_anchor_on_other_words_does_not_hold(
    connection: Connection, article: ArticleKey, make_claim: MakeClaim, with_text: bool
) -> None:
    make_claim("One.", at="The council closed the bridge in May.")
    make_claim("Two.", at="Critics say")
    if not with_text:
        connection.execute(update(revision).values(text=None))
    assert coverage_of(connection, article).broken == ()

    connection.execute(update(anchor).values(sha256="0" * 64))
    # Without the text only an anchor on a whole sentence can be held against a hash.
    assert [ref.number for ref in coverage_of(connection, article).broken] == ([1, 2] if with_text else [1])


def test_a_passage_is_marked_in_its_sentence(connection: Connection, make_claim: MakeClaim) -> None:
    found = passage_of(connection, make_claim("One.", at="it was unsafe").id)

    assert found is not None
    assert (found.place, found.words) == (Place(2, 2), "it was unsafe")
    assert found.marked == "Mayor Ana Leka denied that 【it was unsafe】."
    assert passage_of(connection, make_claim("Two.").id) is None


def test_without_the_text_a_passage_is_a_place(connection: Connection, make_claim: MakeClaim) -> None:
    claim = make_claim("One.", at="it was unsafe")
    connection.execute(update(revision).values(text=None))

    found = passage_of(connection, claim.id)

    assert found is not None
    assert (found.place, found.words, found.marked) == (Place(2, 2), None, None)


def test_a_claim_is_shown_with_all_that_hangs_on_it(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    claim, other = make_claim("One.", said_by="critics", kind=SourceKind.GROUP), make_claim("Two.")
    add_note(operation, claim, "Ask them.")
    link(operation, claim, other, LinkKind.CONTRADICTS)

    page = show_claim(connection, lookup.claim(connection, claim.ref))

    assert page.why == "low: no identified source stands behind it (critics)."
    assert [row.rule for row in page.problems] == [Rule.VAGUE_SOURCE]
    assert [note["text"] for note in page.notes] == ["Ask them."]
    assert [line["kind"] for line in page.links] == [LinkKind.CONTRADICTS]


def test_the_log_tells_old_and_new(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    claim = make_claim("The bridge is closed.", said_by="MEK")
    later = Operation(connection, actor="Ben", command="claim edit")
    edit_statement(later, claim, "The bridge was closed.")
    rate(later, lookup.claim(connection, claim.ref), Confidence.HIGH, "the register")
    label(later, lookup.claim(connection, claim.ref), "figure")

    told = [row.changed for row in list_log(connection, LogFilter(claim_id=claim.id))]

    assert told[:3] == [
        "statement: “The bridge is closed.” → “The bridge was closed.”",
        "confidence: medium → high; confidence override: none → high “the register”",
        "labels: + figure",
    ]
    assert told[3:] == ["added: “The bridge is closed.” low", "confidence: low → medium; + MEK asserts"]


def test_the_log_is_narrowed_by_person_run_and_time(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    claim = make_claim("One.")
    later = Operation(connection, actor="Ben", command="claim label")
    label(later, claim, "figure")
    ben = actor_id(connection, "ben")

    def commands(wanted: LogFilter) -> set[str]:
        return {row.command for row in list_log(connection, wanted)}

    assert commands(LogFilter(actor_id=ben)) == {"claim label"}
    assert commands(LogFilter(operation=operation.id)) == {"claim add"}
    assert commands(LogFilter(since="2999-01-01T00:00:00Z")) == set()
    assert commands(LogFilter(article_id=claim.article_id, until="2999-01-01T00:00:00Z")) == {
        "claim add",
        "claim label",
    }


def test_a_long_run_is_cut_short_and_says_so(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    make_claim("One.")

    made = len(list(list_log(connection, LogFilter())))
    rows = list(list_log(connection, LogFilter(), most=2))

    assert len(rows) == 3
    assert rows[-1].changed == f"and {made - 2} more: add --operation {operation.id}"


def test_actors_are_listed_with_their_runs(connection: Connection, make_claim: MakeClaim) -> None:
    make_claim("One.")

    assert [(row.actor, row.operations) for row in list_actors(connection)] == [("Ana", 1)]
    with pytest.raises(NotFound, match="Did you mean Ana"):
        actor_id(connection, "Anna")


def test_times_are_days_or_moments() -> None:
    assert times.since("2026-03-14") == "2026-03-14T00:00:00Z"
    assert times.until("2026-03-14") == "2026-03-14T23:59:59Z"
    assert times.until("2026-03-14T09:26") == "2026-03-14T09:26:59Z"
    assert times.since("2026-03-14T09:26:53Z") == "2026-03-14T09:26:53Z"
    for wrong in ("2026-02-30", "yesterday", "2026-03-14T25:00", ""):
        with pytest.raises(BadUsage):
            times.since(wrong)
