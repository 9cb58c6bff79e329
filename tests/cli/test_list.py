import json
from collections.abc import Callable

import pytest
from click.testing import Result

from factbase.database import Location, reading
from factbase.maintenance.copy import copy
from factbase.maintenance.verify import verify
from factbase.queries.saved_lists import last_look, list_saved

Factbase = Callable[..., Result]
WEAK = ("harbour-crane", "--unattributed")


@pytest.fixture
def desk(factbase: Factbase) -> Factbase:
    """The command line, on a database with the demo's articles and Ana's list “weak”."""
    assert factbase("demo").exit_code == 0
    assert factbase("--actor", "Ana", "list", "save", "weak", "--", *WEAK).exit_code == 0
    return factbase


def refs(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [item["ref"] for item in json.loads(result.stdout)["items"]]


def ana(desk: Factbase, *words: str) -> Result:
    return desk("--actor", "Ana", "list", "run", *words)


def test_a_list_has_the_claims_that_its_filters_give(desk: Factbase) -> None:
    listed = desk("claim", "list", *WEAK, "--json")

    assert refs(ana(desk, "Weak", "--json", "--limit", "1000")) == refs(listed) != []


def test_what_was_there_when_it_was_saved_is_not_new_and_what_comes_later_is_once(desk: Factbase) -> None:
    assert refs(ana(desk, "weak", "--new", "--json")) == []
    added = desk("claim", "add", "harbour-crane", "--statement", "A new one.", "--sentence", "3/1")
    assert added.exit_code == 0, added.stderr

    peeked, first, second = (ana(desk, "weak", *more) for more in (("--peek",), (), ()))

    assert [result.stderr.split(" new")[0] for result in (peeked, first, second)] == ["1", "1", "0"]
    assert first.stdout.splitlines()[1].startswith("yes\tharbour-crane/")
    assert "A new one." in first.stdout.splitlines()[1]
    assert "yes\t" not in second.stdout


def test_what_left_the_list_is_counted_and_new_when_it_comes_back(desk: Factbase) -> None:
    ref = refs(ana(desk, "weak", "--json"))[0]
    said = ("--source", "Somebody", "--new", "--kind", "person", "--stance", "asserts", "--mode", "direct")
    assert desk("claim", "attribute", ref, *said).exit_code == 0

    assert "1 no longer on it" in ana(desk, "weak").stderr
    assert desk("undo").exit_code == 0
    assert refs(ana(desk, "weak", "--new", "--json")) == [ref]


def test_what_is_new_and_not_shown_stays_new(desk: Factbase) -> None:
    for number in range(3):
        assert (
            desk(
                "claim", "add", "harbour-crane", "--statement", f"Number {number}.", "--sentence", "3/1"
            ).exit_code
            == 0
        )

    first, second = (ana(desk, "weak", "--new", "--limit", "2", "--json") for _ in range(2))

    assert (len(refs(first)), len(refs(second))) == (2, 1)
    assert set(refs(first)).isdisjoint(refs(second))


def test_each_reader_has_their_own_last_time(desk: Factbase) -> None:
    assert (
        desk("claim", "add", "harbour-crane", "--statement", "A new one.", "--sentence", "3/1").exit_code == 0
    )
    bens_first = desk("--actor", "Ben", "list", "run", "weak")

    assert "for the first time" in bens_first.stderr
    assert "yes\t" not in bens_first.stdout
    assert len(refs(ana(desk, "weak", "--new", "--json"))) == 1
    assert desk("--actor", "BEN", "list", "run", "weak").stderr.startswith("0 new since")


def test_lists_are_no_change_of_the_desk(desk: Factbase) -> None:
    before = desk("log", "--json").stdout
    assert desk("list", "save", "other", "--", "--search", "crane -museum").exit_code == 0
    assert desk("list", "run", "other").exit_code == 0
    assert desk("list", "remove", "other").exit_code == 0

    assert desk("log", "--json").stdout == before


def test_a_list_is_replaced_only_when_asked_and_removal_says_how_to_have_it_again(desk: Factbase) -> None:
    refused = desk("list", "save", "WEAK", "--", "--confidence", "low")
    assert (refused.exit_code, "--replace" in refused.stderr) == (5, True)

    assert desk("list", "save", "weak", "--replace", "--", "--confidence", "LOW", "--lost").exit_code == 0
    assert json.loads(desk("list", "show", "weak", "--json").stdout)["items"][0]["filters"] == (
        "--confidence low --lost"
    )
    removed = desk("list", "remove", "weak")
    assert "list save weak -- --confidence low --lost" in removed.stderr
    assert "There is no list" in desk("list", "run", "weak").stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "whole archive"),
        (("--confidence", "hgih"), 2, "high"),
        (("--limit", "3"), 2, "--limit"),
        (("nowhere",), 3, "nowhere"),
        (("--source", "Nobody at all"), 3, "Nobody at all"),
    ],
)
def test_filters_that_are_none_are_refused_and_nothing_is_kept(
    desk: Factbase, words: tuple[str, ...], code: int, told: str
) -> None:
    refused = desk("list", "save", "new", "--", *words)

    assert refused.exit_code == code
    assert told in refused.stderr
    assert [item["name"] for item in json.loads(desk("list", "show", "--json").stdout)["items"]] == ["weak"]


def test_a_list_whose_source_is_gone_says_so(desk: Factbase) -> None:
    assert desk("article", "remove", "harbour-crane", "--yes").exit_code == 0

    gone = ana(desk, "weak")

    assert gone.exit_code == 3
    assert "harbour-crane" in gone.stderr


def test_lists_and_what_was_seen_go_with_a_copy(desk: Factbase, url: str, tmp_path: object) -> None:
    source, target = Location.of(url), Location.of(f"{tmp_path}/copy.db")
    copy(source, target)

    with reading(source) as given, reading(target) as taken:
        (kept,) = list_saved(given)
        assert list_saved(taken) == [kept]
        assert last_look(taken, kept, "ANA") == last_look(given, kept, "Ana") is not None
    assert [check for check in verify(target).checks if not check.ok] == []
