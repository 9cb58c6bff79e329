"""Claims that may say the same: the likeliest first, the same on both engines, whatever is asked."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from factbase.changes.articles import About, add_article
from factbase.changes.claims import add_claim, cut, edit_statement
from factbase.changes.drafts import File
from factbase.changes.marks import link
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.lookup import ArticleKey, ClaimKey
from factbase.queries import similar
from factbase.queries.similar import refs_of, similar_to_claim, similar_to_text
from factbase.references import ClaimRef
from factbase.tables import claim
from factbase.text.sentences import split
from factbase.vocabulary import LinkKind
from tests.postgres import Server
from tests.queries.conftest import MakeClaim

HOSTILE = [
    "", " ", "🙂", "*", '"', "'", "''", "NEAR(bridge tunnel)", 'bridge" OR "tunnel', "{title} : bridge", "bridge:AB",
    "bridge & !tunnel | (x)", "\\", "%s ? :words", "a" * 10_000, "bridge " * 2_000, "東京 Đurić Çuçi", "\u202ebridge",
    " ".join(f"w{number}x{number}" for number in range(2_500)), "#" * 500, "@" + "Aa" * 3_000, "the of and",
    "https://example.org/bridge", "9" * 5_000,
]  # fmt: skip


def keys(connection: Connection, text: str, limit: int = 10) -> list[int]:
    return [each.key for each in similar_to_text(connection, text, limit=limit)]


def like(connection: Connection, claim: ClaimKey) -> dict[int, LinkKind | None]:
    return {each.key: each.link for each in similar_to_claim(connection, claim, limit=10)}


def test_the_more_telling_words_are_shared_the_earlier_a_claim_comes(
    connection: Connection, make_claim: MakeClaim
) -> None:
    for number in range(20):
        make_claim(f"The council met for the time number {number}.")
    budget = make_claim("The council approved the ferry budget.")
    ferry = make_claim("A ferry was sold.")
    same = make_claim("The council approved a budget for the ferries in May.")

    assert keys(connection, "Council approves ferry's budget") == [budget.id, same.id, ferry.id, *range(1, 8)]


def test_passages_and_titles_count_too(
    connection: Connection, make_article: Callable[..., ArticleKey], make_claim: MakeClaim
) -> None:
    titled = make_claim("It was sold.", within=make_article("ferry", "Nothing."))
    passage = make_claim("It was shut.", at="council closed the bridge")
    make_claim("Trams are late.")

    assert keys(connection, "Did the ferry sink?") == [titled.id]
    assert keys(connection, "the councils")[0] == passage.id


def test_of_equals_the_earliest_comes_first(connection: Connection, make_claim: MakeClaim) -> None:
    made = [make_claim("The ferry was sold.") for _ in range(4)]

    assert keys(connection, "The ferry was sold.") == [each.id for each in made]
    assert keys(connection, "The ferry was sold.", limit=2) == [each.id for each in made[:2]]


def test_the_claim_itself_and_cut_claims_are_left_out(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    asked, gone, other = (make_claim("The ferry was sold.") for _ in range(3))
    cut(operation, gone)

    assert like(connection, asked) == {other.id: None}
    assert keys(connection, asked.statement) == [asked.id, other.id]


@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_that_is_not_the_same_is_not_offered_again_and_a_repeat_is_shown_as_one(
    connection: Connection, operation: Operation, make_claim: MakeClaim, turned: bool
) -> None:
    asked, another, repeat, denial, free = (make_claim("The ferry was sold.") for _ in range(5))
    for other, kind in (
        (another, LinkKind.NOT_SAME),
        (repeat, LinkKind.REPEATS),
        (denial, LinkKind.CONTRADICTS),
    ):
        link(operation, *((other, asked) if turned else (asked, other)), kind)

    assert like(connection, asked) == {
        repeat.id: LinkKind.REPEATS,
        denial.id: LinkKind.CONTRADICTS,
        free.id: None,
    }
    assert asked.id not in like(connection, another)
    assert repeat.id in like(connection, another)


def test_a_claim_is_found_by_what_it_says_now(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    edited = make_claim("The ferry was sold.")
    edit_statement(operation, edited, "The harbour was sold.")

    assert keys(connection, "Ferries are late") == []
    assert keys(connection, "Harbours are deep") == [edited.id]


def test_words_alone_that_every_text_has_find_nothing_beside_telling_ones(
    connection: Connection, make_claim: MakeClaim
) -> None:
    make_claim("It was there and not here.")
    ferry = make_claim("The ferry.")

    assert keys(connection, "It was a ferry, there and here.") == [ferry.id]
    assert keys(connection, "Nothing of it: a zeppelin") == []


def test_hashtags_compounds_and_words_misspelt_are_found(
    connection: Connection, make_claim: MakeClaim
) -> None:
    make_claim("Trams are late.")
    neutral = make_claim("Portugal has no net neutrality.")
    mail = make_claim("A letter came by email.")
    festival = make_claim("The Fyre festival was cancelled.")
    ferry = make_claim("Children fell off the ferry.")
    make_claim("Grown-ups fell off the ferry.")

    assert keys(connection, "#NetNeutrality https://example.org/tram") == [neutral.id]
    assert keys(connection, "E-mail") == [mail.id]
    assert keys(connection, "#fyrefestival")[0] == festival.id
    assert keys(connection, "Chidlren on a ferry")[0] == ferry.id


def test_where_every_word_is_common_the_newest_with_all_of_them_come(
    connection: Connection, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [make_claim("The ferry was sold.") for _ in range(3)]
    for _ in range(3):
        make_claim("The ferry was late.")
    sold = make_claim("The tram was sold at night.")
    monkeypatch.setattr(similar, "BUDGET", 2)

    assert keys(connection, "A ferry sold") == [both[1].id, both[2].id, sold.id]


def test_of_many_with_one_rare_word_those_that_share_common_ones_are_compared(
    connection: Connection, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_claim(f"The zeppelin has the number {number}.")
        make_claim(f"The ferry has the number {number}.")
        make_claim(f"The ferry left harbour {number}.")
    wanted = make_claim("The zeppelin left the ferry.")
    monkeypatch.setattr(similar, "BUDGET", 6)
    monkeypatch.setattr(similar, "BEST", 3)

    assert keys(connection, "A zeppelin beside a ferry.", limit=1) == [wanted.id]


def test_more_claims_are_read_where_the_first_are_cut(
    connection: Connection, operation: Operation, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "BEST", 2)
    made = [make_claim("The ferry was sold.") for _ in range(7)]
    for each in made[:5]:
        cut(operation, each)

    assert keys(connection, "The ferry was sold.", limit=2) == [each.id for each in made[5:]]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_asked_fails(connection: Connection, make_claim: MakeClaim, text: str) -> None:
    bridge = make_claim("The bridge is closed.")

    assert set(keys(connection, text)) <= {bridge.id}


def test_refs_come_in_the_order_of_their_keys(connection: Connection, make_claim: MakeClaim) -> None:
    first, second = make_claim("One."), make_claim("Two.")

    assert refs_of(connection, [second.id, first.id]) == [second.ref, first.ref]
    assert refs_of(connection, []) == []


WORDS = [
    "ferry",
    "ferries",
    "harbour",
    "council",
    "the",
    "of",
    "sold",
    "not",
    "Çuçi",
    "3,000",
    "bridge",
    "e-mail",
]


@pytest.fixture(scope="module")
def both(
    sqlite_template: Path, postgres_template: str, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Connection]]:
    """Give a connection to each engine, on databases filled alike with 400 claims of few words."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("similar") / "factbase.db")
    urls = [str(file), server.create_database(postgres_template)]
    with ExitStack() as stack:
        connections = [stack.enter_context(writing(Location.of(url))) for url in urls]
        for connection in connections:
            _fill(connection)
        yield connections
    server.drop_database(urls[1])


def _fill(connection: Connection) -> None:
    draw = random.Random(4)
    operation = Operation(connection, actor="Ana", command="test")
    text = "The ferry is late."
    articles = [
        add_article(operation, slug, About(title=title), text, split(text), File("a.txt", "txt", None))
        for slug, title in (("ferry", "The ferry of Çuçi"), ("desk", "A council"))
    ]
    made = []
    for _ in range(400):
        words = " ".join(draw.choices(WORDS, k=draw.randint(1, 9)))
        made.append(add_claim(operation, draw.choice(articles), f"{words}.", None))
        if draw.random() < 0.1 and len(made) > 1:
            link(operation, made[-1], made[-2], draw.choice(list(LinkKind)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([*WORDS, "feries", "email", "#SoldNot"]), max_size=9).map(" ".join),
    ),
    budget=st.sampled_from([1, 60, 200, 10_000]),
    number=st.integers(1, 180),
)
def test_both_engines_give_the_same_claims_in_the_same_order(
    both: list[Connection], monkeypatch: pytest.MonkeyPatch, text: str, budget: int, number: int
) -> None:
    monkeypatch.setattr(similar, "BUDGET", budget)
    monkeypatch.setattr(similar, "BEST", 40)
    by_text, by_claim = zip(*(_found(connection, text, number) for connection in both), strict=True)

    assert by_text[0] == by_text[1]
    assert by_claim[0] == by_claim[1]


Found = list[tuple[str, float, LinkKind | None]]


def _found(connection: Connection, text: str, number: int) -> tuple[Found, Found]:
    """Return what is similar to a text and to a claim, by ref: the keys are not the same on both engines."""
    asked = next(
        ClaimKey(row.id, row.article_id, ClaimRef("ferry", number), row.statement, row.status, row.version)
        for row in connection.execute(select(claim).where(claim.c.number == number).order_by(claim.c.id))
    )
    lists = (
        similar_to_text(connection, text, limit=25),
        similar_to_claim(connection, asked, limit=25),
    )
    return tuple(
        [
            (str(ref), each.score, each.link)
            for ref, each in zip(refs_of(connection, [e.key for e in found]), found, strict=True)
        ]
        for found in lists
    )  # type: ignore[return-value]
