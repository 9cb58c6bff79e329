import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from factbase.queries import search

Factbase = Callable[..., Result]


@pytest.fixture
def desk(factbase: Factbase) -> Factbase:
    """The command line, on a database with the demo's articles."""
    assert factbase("demo").exit_code == 0
    return factbase


def test_claims_are_found_and_the_match_is_shown(desk: Factbase) -> None:
    found = desk("search", "Bram", "slewing")

    assert found.exit_code == 0
    assert found.stdout.splitlines()[0] == "claim\tconfidence\tmark\tstatement\twhere else"
    assert "harbour-crane/13\tmedium\t?" in found.stdout
    assert "【Bram】 Oddlestone" in found.stdout


def test_a_list_of_claims_is_narrowed_by_words_in_the_same_order(desk: Factbase) -> None:
    listed = desk("claim", "list", "--search", '"harbour crane" -museum', "--confidence", "rumour", "--json")
    found = desk("search", '"harbour crane" -museum', "--confidence", "rumour", "--json")

    refs = [item["ref"] for item in json.loads(found.stdout)["items"]]
    assert refs == [item["ref"] for item in json.loads(listed.stdout)["items"]]
    assert "harbour-crane/42" in refs
    assert "harbour-crane/41" not in refs


def test_json_says_where_the_match_stands(desk: Factbase) -> None:
    items = json.loads(desk("search", "nineteen", "--article", "harbour-crane", "--json").stdout)["items"]

    assert [(item["ref"], item["matched_in"]) for item in items] == [("harbour-crane/12", "passage")]
    assert "【nineteen】" in items[0]["match"]


def test_a_page_says_how_to_go_on(desk: Factbase) -> None:
    first = desk("search", "crane", "--limit", "2")
    mark = first.stdout.splitlines()[-1].split("\t")[0]
    second = desk("search", "crane", "--limit", "2", "--after", mark)

    assert f"There is more: add --after {mark}." in first.stderr
    assert second.exit_code == 0
    assert set(first.stdout.splitlines()[1:]).isdisjoint(second.stdout.splitlines()[1:])


def test_too_many_to_compare_come_newest_first_and_that_is_said(
    desk: Factbase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", 1)
    found = desk("search", "crane", "--article", "harbour-crane")

    assert "the newest come first" in found.stderr
    numbers = [int(line.split("\t")[0].split("/")[1]) for line in found.stdout.splitlines()[1:]]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("words", ["*", "-", "🙂", '""', "-crane"])
def test_nothing_to_look_for_finds_nothing_and_says_so(desk: Factbase, words: str) -> None:
    found = desk("search", "--", words)

    assert found.exit_code == 0
    assert found.stdout.splitlines() == ["claim\tconfidence\tmark\tstatement\twhere else"]
    assert "give at least one word that must be there" in found.stderr


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("search", " "), 3, "is blank"),
        (("search", "crane", "--after", "harbour-crane/x"), 2, "is no claim ref"),
        (("search", "crane", "--after", "mek-albania/1"), 2, "is not among what was found"),
        (("search", "crane", "--article", "harbor-crane"), 3, "Did you mean harbour-crane?"),
        (("claim", "list", "--search", "crane", "--sort", "ref"), 2, "leave --sort out"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    desk: Factbase, options: tuple[str, ...], code: int, said: str
) -> None:
    refused = desk(*options)

    assert refused.exit_code == code
    assert said in refused.stderr


@pytest.mark.parametrize(
    "words", [("crane", "-museum"), ("-museum", "crane"), ("crane -museum",), ("--", "crane", "-museum")]
)
def test_a_word_with_a_minus_is_no_option(desk: Factbase, words: tuple[str, ...]) -> None:
    found = desk("search", "--confidence", "rumour", *words)

    assert found.exit_code == 0, found.output
    assert "harbour-crane/42" in found.stdout
    assert "museum" not in found.stdout


def test_a_word_that_looks_like_an_option_with_a_value_writes_no_file(
    desk: Factbase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    found = desk("search", "crane", "-oil")
    written = desk("search", "crane", "-o", "found.tsv")

    assert "slewing ring" in found.stdout
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "found.tsv"])
    assert (found.exit_code, written.exit_code) == (0, 0)


@pytest.mark.parametrize(
    "words", [["search", "slewing OR museum"], ["claim", "list", "--search", "slewing | museum"]]
)
def test_who_means_one_word_or_another_is_told_how(desk: Factbase, words: list[str]) -> None:
    told = "All words must be there, OR too: for one word or another, search for each.\n"

    assert desk(*words).stderr == told
    assert desk("search", "museum or sold").stderr == ""
