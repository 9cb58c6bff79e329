import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from factbase.database import Location, reading
from factbase.lookup import article as article_named
from factbase.queries.report import report_of, report_of_all

Factbase = Callable[..., Result]


@pytest.fixture
def desk(factbase: Factbase) -> Factbase:
    """The command line, on a database with the demo's articles."""
    assert factbase("demo").exit_code == 0
    return factbase


def items(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["items"]
    return found


def counted(desk: Factbase, part: str, *words: str) -> dict[str, int]:
    return {
        each["what"]: each["claims"]
        for each in items(desk("report", *words, "--json"))
        if each["part"] == part
    }


@pytest.mark.parametrize(
    ("part", "option", "words"),
    [
        ("confidence", "--confidence", ("high", "medium", "low", "rumour")),
        ("kind", "--kind", ("person", "organisation", "group")),
        ("stance", "--stance", ("asserts", "denies", "speculates")),
        ("problem", "--problem", ("unattributed", "single-source", "hearsay")),
        ("source", "--source", ("Bram Oddlestone",)),
    ],
)
def test_each_number_is_that_of_the_list_it_stands_for(
    desk: Factbase, part: str, option: str, words: tuple[str, ...]
) -> None:
    assert desk("claim", "cut", "harbour-crane/40", "--because", "x").exit_code == 0
    counts = counted(desk, part, "harbour-crane", "--most", "100")

    for word in words:
        listed = items(desk("claim", "list", "harbour-crane", option, word, "--json"))
        assert counts.get(word, 0) == len(listed)
    assert sum(counts.values()) > 0


def test_the_archive_is_counted_along_its_indexes_as_its_only_article_claim_by_claim(
    desk: Factbase, url: str
) -> None:
    assert desk("claim", "cut", "harbour-crane/40", "--because", "x").exit_code == 0
    assert desk("article", "remove", "mek-albania", "--yes").exit_code == 0

    with reading(Location.of(url)) as connection:
        of_one = report_of(connection, article_named(connection, "harbour-crane").id, most=5)
        assert report_of_all(connection, most=5) == of_one
        assert of_one.claims == 42
        assert len(of_one.sources) == 5


def test_a_claim_counts_once_for_a_source_that_stands_on_it_twice(desk: Factbase) -> None:
    before = counted(desk, "source", "harbour-crane")["Bram Oddlestone"]
    ref = items(desk("claim", "list", "harbour-crane", "--source", "Bram Oddlestone", "--json"))[0]["ref"]
    more = ("--source", "Bram Oddlestone", "--stance", "questions", "--mode", "indirect")
    assert desk("claim", "attribute", ref, *more).exit_code == 0

    assert counted(desk, "source", "harbour-crane")["Bram Oddlestone"] == before
    assert counted(desk, "stance", "harbour-crane")["questions"] >= 1


def test_an_empty_archive_has_no_shares_to_divide(factbase: Factbase) -> None:
    assert [(each["claims"], each["share"]) for each in items(factbase("report", "--all", "--json"))] == [
        (0, 0)
    ] * 2


@pytest.mark.parametrize("words", [(), ("harbour-crane", "--all")])
def test_it_is_one_article_or_all(factbase: Factbase, words: tuple[str, ...]) -> None:
    refused = factbase("report", *words)

    assert refused.exit_code == 2
    assert "--all" in refused.stderr
