"""Search: the same claims in the same order on both engines, whatever is typed."""

from __future__ import annotations

import random
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import add_claim, cut
from factbase.changes.drafts import File
from factbase.changes.marks import add_note, label
from factbase.changes.operation import Operation
from factbase.changes.sources import add_source
from factbase.database import Location, writing
from factbase.errors import BadUsage
from factbase.lookup import ArticleKey
from factbase.queries import claims, search
from factbase.queries.filters import ClaimFilter
from factbase.queries.search import Hits, matches_in, search_claims
from factbase.tables import claim
from factbase.text.searching import wanted
from factbase.text.sentences import split
from factbase.vocabulary import Confidence, Mode, SourceKind, Stance, Status
from tests.postgres import Server
from tests.queries.conftest import MakeClaim

HOSTILE = [
    "*", '"', "'", "NEAR", "NEAR(bridge tunnel)", "-", "--", "-bridge", "bridge -", '"bridge', "bridge AND NOT tunnel",
    "{statement} : bridge", "bridge*", "^bridge", "🙂", "bridge 🙂", "Çuçi", "Cuci", "ÇUÇI",
    unicodedata.normalize("NFD", "Çuçi"), "đ", "Đurić", "a" * 10_000, "ß", "bridge " * 2_000, "O'Brien", "C++",
    "x & !y | (z)", "<->", "'bridge':A", "\\", "%", "_", "1997-2013",
    "3,000", "3000", "bridge\ttunnel", "½", "東京", "\u202ebridge",
]  # fmt: skip


def ids(connection: Connection, words: str, chosen: ClaimFilter | None = None, **page: object) -> list[int]:
    return found(connection, words, chosen, **page).keys


def found(connection: Connection, words: str, chosen: ClaimFilter | None = None, **page: object) -> Hits:
    return search_claims(connection, wanted(words), chosen or ClaimFilter(), **page)  # type: ignore[arg-type]


def test_words_are_found_in_statement_passage_sources_and_notes(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    stated = make_claim("Trams are late.")
    passage = make_claim("It was shut.", at="council closed the bridge")
    cited = make_claim("It is safe.", said_by="Gent Prifti")
    noted = make_claim("It is old.")
    add_note(operation, noted, "Ask the archivist.")

    for words, made in (
        ("tram", stated), ("councils", passage), ("Prifti", cited), ("archivist", noted),
    ):  # fmt: skip
        assert ids(connection, words) == [made.id]
    assert (
        ids(connection, "Bridge title") == []
    )  # a title says what an article is about, not what a claim says


def test_all_words_must_stand_there_phrases_together_and_none_that_is_ruled_out(
    connection: Connection, make_claim: MakeClaim
) -> None:
    both = make_claim("The old bridge and the new tunnel.")
    other = make_claim("The new bridge.")

    assert ids(connection, "new bridge") == [other.id, both.id]
    assert ids(connection, '"new bridge"') == [other.id]
    assert ids(connection, "bridge -tunnel") == [other.id]
    assert ids(connection, 'new -"old bridge"') == [other.id]
    assert ids(connection, "-tunnel") == []


def test_a_phrase_is_not_found_across_parts_or_names(connection: Connection, make_claim: MakeClaim) -> None:
    first = make_claim("Nobody asked Gent", said_by="Prifti Leka")
    second = make_claim("Silence.", said_by="Ana Hoxha")

    assert ids(connection, '"Gent Prifti"') == []
    assert ids(connection, '"Prifti Leka"') == [first.id]
    assert ids(connection, '"Ana Hoxha"') == [second.id]


def test_the_statement_comes_first_and_then_the_newest(
    connection: Connection, operation: Operation, make_claim: MakeClaim
) -> None:
    noted = make_claim("The repair took a year.")
    add_note(operation, noted, "See the tram file.")
    older = make_claim("The tram took a year.")
    newer = make_claim("The tram took a week.")

    assert ids(connection, "tram") == [newer.id, older.id, noted.id]


def test_filters_narrow_what_is_found(
    connection: Connection,
    operation: Operation,
    make_article: Callable[..., ArticleKey],
    make_claim: MakeClaim,
) -> None:
    plain = make_claim("The bridge one.")
    said = make_claim("The bridge two.", said_by="MEK", kind=SourceKind.ORGANISATION)
    gone = make_claim("The bridge three.")
    cut(operation, lookup.claim(connection, gone.ref))
    elsewhere = make_claim("The bridge four.", within=make_article("tunnel"))

    assert set(ids(connection, "bridge")) == {plain.id, said.id, elsewhere.id}
    assert ids(connection, "bridge", ClaimFilter(confidence=Confidence.MEDIUM)) == [said.id]
    assert ids(connection, "bridge", ClaimFilter(kind=SourceKind.ORGANISATION)) == [said.id]
    assert ids(connection, "bridge", ClaimFilter(status=Status.CUT)) == [gone.id]
    assert ids(connection, "bridge", ClaimFilter(article_id=elsewhere.article_id)) == [elsewhere.id]
    assert ids(connection, "bridge", ClaimFilter(changed_since="2999-01-01T00:00:00Z")) == []


@pytest.mark.parametrize("few", [100, 0])
def test_pages_follow_each_other_without_a_gap(
    connection: Connection, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    made = [make_claim(f"The bridge {'again ' * number}.") for number in range(7)]
    monkeypatch.setattr(search, "FEW", few)
    whole = found(connection, "bridge")
    pages: list[int] = []
    after = None
    while True:
        page = found(connection, "bridge", limit=3, after=after)
        pages += page.keys
        if not page.more:
            break
        after = next(claim.ref for claim in made if claim.id == page.keys[-1])

    assert pages == whole.keys
    assert sorted(pages) == [claim.id for claim in made]
    assert whole.best_first == (few > 0)
    if not few:
        assert pages == sorted(pages, reverse=True)


def test_of_very_many_the_likeliest_are_scored_and_the_others_follow(
    connection: Connection, operation: Operation, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SCORED", 3)
    made = [make_claim("The tram is late.") for _ in range(4)]
    noted = [make_claim("Nothing.") for _ in range(4)]
    for each in noted:
        add_note(operation, each, "tram")

    assert ids(connection, "tram") == [each.id for each in (*reversed(made), *reversed(noted))]


def test_a_page_cannot_go_on_after_what_was_not_found(connection: Connection, make_claim: MakeClaim) -> None:
    make_claim("The bridge.")
    other = make_claim("The tunnel.")

    with pytest.raises(BadUsage, match="bridge/2 is not among what was found"):
        found(connection, "bridge", after=other.ref)


def test_the_match_is_shown_in_its_passage_before_anything_else(
    connection: Connection, make_claim: MakeClaim
) -> None:
    claim = make_claim("The bridge is shut.", at="council closed the bridge", said_by="The Bridge Fund")
    by_name = make_claim("It is dear.", said_by="The Bridge Fund")
    shown = matches_in(connection, [claim.id, by_name.id], wanted("bridges"))

    assert (shown[claim.id].part, shown[claim.id].text) == ("passage", "council closed the 【bridge】")
    assert (shown[by_name.id].part, shown[by_name.id].text) == ("sources", "The 【Bridge】 Fund")


@pytest.fixture(scope="module")
def both(
    sqlite_template: Path, postgres_template: str, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Connection]]:
    """Give a connection to each engine, on databases filled alike with 200 claims of few words."""
    urls = [
        str(shutil.copy(sqlite_template, tmp_path_factory.mktemp("search") / "search.db")),
        server.create_database(postgres_template),
    ]
    with ExitStack() as stack:
        connections = [stack.enter_context(writing(Location.of(url))) for url in urls]
        for connection in connections:
            _fill(connection)
        yield connections
    server.drop_database(urls[1])


WORDS = [
    "bridge",
    "tunnel",
    "Çuçi",
    "Cuci",
    "tram",
    "late",
    "the",
    "of",
    "3,000",
    "3000",
    "Đurić",
    "1997-2013",
    "near",
]


def _fill(connection: Connection) -> None:
    draw = random.Random(4)
    operation = Operation(connection, actor="Ana", command="test")
    text = "The bridge is late.\n\nThe tram of Çuçi is near the tunnel."
    article = add_article(operation, "desk", About(), text, split(text), File("a.txt", "txt", None))
    sources = [
        add_source(operation, name, SourceKind.PERSON, None)
        for name in ("Tram Bridge", "Late Tunnel", "Cuci")
    ]
    for _ in range(200):
        words = " ".join(draw.choices(WORDS, k=draw.randint(1, 9)))
        made = add_claim(operation, article, f"{words}.", None)
        if draw.random() < 0.5:
            attribute(operation, made, draw.choice(sources), Saying(Stance.ASSERTS, Mode.INDIRECT))
        if draw.random() < 0.2:
            add_note(operation, made, " ".join(draw.choices(WORDS, k=5)))


def _numbers(connection: Connection) -> dict[int, int]:
    """Return each claim's number by its key: the keys are not the same on both engines."""
    return {row.id: row.number for row in connection.execute(select(claim.c.id, claim.c.number))}


@pytest.mark.xdist_group("search")  # they share a desk that takes seconds to fill
@pytest.mark.parametrize(("few", "scored"), [(5_000, 300), (5_000, 20), (0, 1)])
def test_both_engines_find_the_same_in_the_same_order(
    both: list[Connection], monkeypatch: pytest.MonkeyPatch, few: int, scored: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "SCORED", scored)
    draw = random.Random(5)
    asked = [*HOSTILE]
    for _ in range(40):
        words = draw.choices(WORDS, k=draw.randint(1, 3))
        asked.append(" ".join(draw.choice([word, f"-{word}", f'"{word} {words[0]}"']) for word in words))
    numbers = [(connection, _numbers(connection)) for connection in both]
    hits = {
        words: [[known[key] for key in ids(connection, words)] for connection, known in numbers]
        for words in asked
    }

    assert all(one == other for one, other in hits.values())
    assert len([words for words, (one, _other) in hits.items() if one]) > 30
    assert (
        len({tuple(hits[name][0]) for name in ("Çuçi", "Cuci", "ÇUÇI", unicodedata.normalize("NFD", "Çuçi"))})
        == 1
    )
    assert hits["3,000"] == hits["3000"]
    assert hits["Đurić"][0]


def test_a_filter_comes_before_the_choice_of_the_likeliest(
    connection: Connection, operation: Operation, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SCORED", 2)
    best = make_claim("Tram, tram, tram.")
    plain = make_claim("The tram came at last, and nobody was there to see it or to be surprised.")
    for each in (best, plain):
        label(operation, each, "old")
    for _ in range(4):
        make_claim("The tram is late.")

    assert ids(connection, "tram", ClaimFilter(label="old")) == [best.id, plain.id]


def test_few_that_a_filter_lets_through_are_compared_however_common_the_words(
    connection: Connection, operation: Operation, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = make_claim("Tram, tram, tram.")
    plain = make_claim("The tram came at last, and nobody was there to see it or to be surprised.")
    other = make_claim("Nothing of it.")
    for each in (best, plain, other):
        label(operation, each, "old")
    newest = make_claim("The tram is late.")
    monkeypatch.setattr(search, "FEW", 0)

    old = found(connection, "tram", ClaimFilter(label="old"))
    assert (old.keys, old.best_first) == ([best.id, plain.id], True)
    following = found(connection, "tram", ClaimFilter(label="old"), after=best.ref)
    assert (following.keys, following.more) == ([plain.id], False)
    monkeypatch.setattr(claims, "MANY", 2)
    old = found(connection, "tram", ClaimFilter(label="old"))
    assert (old.keys, old.best_first) == ([plain.id, best.id], False)
    assert found(connection, "tram").keys == [newest.id, plain.id, best.id]


@pytest.mark.parametrize("words", ["tram", '"late tram"', "tram -late", "tram prifti"])
def test_inside_an_article_the_same_is_found_as_in_all(
    connection: Connection, make_claim: MakeClaim, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    of = make_claim("The tram.", said_by="Gent Prifti").article_id
    make_claim("Late.", said_by="Tram Prifti")
    make_claim("The late tram is late again.")
    make_claim("Nothing of it.")
    everywhere = ids(connection, words)
    inside = ids(connection, words, ClaimFilter(article_id=of))
    monkeypatch.setattr(search, "FEW", 0)

    assert everywhere == inside
    assert set(ids(connection, words, ClaimFilter(article_id=of))) == set(inside)
    assert inside


def test_very_many_words_are_asked_for_up_to_a_thousand(
    connection: Connection, make_claim: MakeClaim
) -> None:
    made = make_claim(" ".join(f"word{number}" for number in range(2_000)))

    assert ids(connection, " ".join(f"word{number}" for number in range(70_000))) == [made.id]
