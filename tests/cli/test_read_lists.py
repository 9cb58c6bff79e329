"""The commands that read, run as a person runs them, on both engines."""

import json
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from factbase.cli import actor, article_read, claim_read, coverage, log, problems, sentence_read, source_read
from factbase.cli.context import Session
from factbase.database import Location, writing
from factbase.errors import BadUsage, CheckFailed, NotFound
from factbase.vocabulary import SourceKind
from tests.queries.conftest import TEXT
from tests.queries.desk import fill

Read = Callable[..., Result]


@pytest.fixture
def read(url: str) -> Read:
    """Return a way to run one command on a small desk: ``read(claim_read.list_, "bridge")``."""
    with writing(Location.of(url)) as connection:
        fill(connection, TEXT)

    def run(command: click.Command, *args: str) -> Result:
        return CliRunner().invoke(command, args, obj=Session(db=url, actor="Ana"))

    return run


def lines(result: Result) -> list[list[str]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_claims_in_a_pipe_are_tab_separated(read: Read) -> None:
    assert lines(read(claim_read.list_, "bridge")) == [
        ["claim", "at", "confidence", "mark", "statement", "sources"],
        ["bridge/1", "2/1", "low", "?", "The bridge is closed.", ""],
        ["bridge/2", "2/2", "low", "?", "The bridge was unsafe.", "Ana Leka (denies)"],
        ["bridge/3", "3/1", "low", "!", "The repair cost four million.", "critics"],
    ]


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--unattributed"], [1]),
        (["--confidence", "rumour"], []),
        (["--problem", "vague-source"], [3]),
        (["--source", "ana leka"], [2]),
        (["--kind", "group"], [3]),
        (["--stance", "denies"], [2]),
        (["--mode", "indirect"], [2, 3]),
        (["--label", "figure"], [3]),
        (["--sentence", "2/2"], [2]),
        (["--status", "cut"], [4]),
        (["--changed-since", "2000-01-01", "--sort", "added"], [1, 2, 3]),
        (["--after", "bridge/1", "--limit", "1"], [2]),
    ],
)
def test_filters_narrow_the_list(read: Read, options: list[str], numbers: list[int]) -> None:
    found = lines(read(claim_read.list_, "bridge", *options))

    assert [line[0] for line in found[1:]] == [f"bridge/{number}" for number in numbers]


def test_a_page_says_how_to_go_on(read: Read) -> None:
    result = read(claim_read.list_, "--limit", "2")

    assert len(lines(result)) == 3
    assert "--after bridge/2" in result.stderr


def test_json_holds_records_problems_and_the_next_mark(read: Read) -> None:
    document = json.loads(read(claim_read.list_, "--limit", "1", "--json").stdout)

    assert (document["schema"], document["next"]) == ("factbase/claims@1", "bridge/1")
    [item] = document["items"]
    assert (item["type"], item["ref"], item["problems"]) == ("claim", "bridge/1", ["unattributed"])
    assert item["anchors"][0]["state"] == "exact"


def test_unknown_names_are_refused(read: Read) -> None:
    for args, kind in (
        (["aqueduct"], NotFound),
        (["--source", "Nobody"], NotFound),
        (["bridge", "--sentence", "9/9"], NotFound),
        (["--sentence", "2/2"], BadUsage),
        (["--after", "bridge"], BadUsage),
        (["--changed-since", "yesterday"], BadUsage),
    ):
        assert isinstance(read(claim_read.list_, *args).exception, kind), args


def test_a_claim_is_shown_with_why(read: Read) -> None:
    shown = dict(lines(read(claim_read.show, "bridge/3", "--history")))

    assert shown["passage"] == "3/1: Critics say 【the repair cost four million】."
    assert shown["why"] == "low: no identified source stands behind it (critics)."
    assert shown["source 1"].startswith("critics (group) asserts, indirect, terms not_stated")
    assert shown["problem 1"].startswith("vague-source (block). ")
    assert shown["labels"] == "figure"
    assert "claim labels: + figure" in "".join(shown.values())


def test_a_claim_as_json_is_its_record_and_more(read: Read) -> None:
    [item] = json.loads(read(claim_read.show, "bridge/2", "--json", "--history").stdout)["items"]

    assert (item["ref"], item["passage"], item["problems"][0]["rule"]) == (
        "bridge/2", "it was unsafe", "unsupported",
    )  # fmt: skip
    assert item["history"][0]["operation"] == 1


def test_articles_and_their_text(read: Read) -> None:
    assert lines(read(article_read.list_))[1] == ["bridge", "Bridge", "4", "1", "3", "1", "yes"]
    shown = read(article_read.show, "bridge").stdout
    assert "title\tBridge\n" in shown
    assert "Critics say the repair cost four million[3]." in shown
    [item] = json.loads(read(article_read.show, "bridge", "--json").stdout)["items"]
    assert (item["text"], item["claims"], item["revisions"][0]["revision"]) == (TEXT, 3, 1)


def test_sources_and_one_of_them(read: Read) -> None:
    assert lines(read(source_read.list_, "--article", "bridge"))[1:] == [
        ["Ana Leka", SourceKind.PERSON, "", "1"],
        ["critics", SourceKind.GROUP, "bridge", "1"],
    ]
    shown = dict(lines(read(source_read.show, "The mayor")))
    assert (shown["source"], shown["claims"], shown["bridge/2"]) == (
        "Ana Leka", "1", "low: The bridge was unsafe.",
    )  # fmt: skip
    assert "Ana Leka" in read(source_read.list_, "--limit", "1").stderr


def test_sentences_with_their_claims(read: Read) -> None:
    assert lines(read(sentence_read.list_, "bridge", "--role", "claim"))[1] == [
        "2/1", "claim", "", "1", "The council closed the bridge in May.",
    ]  # fmt: skip
    assert lines(read(sentence_read.list_, "bridge", "--untriaged"))[1][:2] == ["1/1", "untriaged"]


def test_problems_are_summed_up_and_told(read: Read) -> None:
    summary, rows = read(problems.problems, "bridge").stdout.split("\n\n")

    assert (
        summary.splitlines()[1]
        == "vague-source\tblock\t1\tName at least one of them, or cite where they said it."
    )
    assert "Name at least" not in rows
    assert rows.splitlines()[1].startswith("bridge/3\tblock\tvague-source\t“critics” could be anybody")
    assert "--after bridge/3:vague-source" in read(problems.problems, "--limit", "1").stderr


def test_problems_fail_only_if_asked_and_if_there_are_any(read: Read) -> None:
    assert read(problems.problems, "bridge").exit_code == 0
    assert isinstance(read(problems.problems, "bridge", "--fail").exception, CheckFailed)
    assert read(problems.problems, "bridge", "--fail", "--rule", "hearsay").exit_code == 0


def test_a_rule_is_explained(read: Read) -> None:
    assert dict(lines(read(problems.problems, "--explain", "hearsay")))["severity"] == "look"


def test_coverage_fails_while_something_is_open(read: Read) -> None:
    result = read(coverage.coverage, "bridge")

    assert "untriaged sentences\t1\t1/1\tsentence role bridge 1/1 ROLE\n" in result.stdout
    assert isinstance(result.exception, CheckFailed)
    items = json.loads(read(coverage.coverage, "bridge", "--json").stdout)["items"]
    assert [item["what"] for item in items if item["open"]] == ["untriaged sentences"]


def test_the_log_of_a_claim_an_article_and_a_person(read: Read) -> None:
    assert [line[-1] for line in lines(read(log.log, "bridge/4"))[1:]] == [
        "added: “The bridge is old.” low",
        "status: open → cut",
    ]
    assert len(lines(read(log.log, "bridge", "--actor", "ana", "--since", "2000-01-01"))) > 5
    assert len(lines(read(log.log, "--until", "2000-01-01"))) == 1
    assert lines(read(actor.actor, "list"))[1] == ["Ana", "1"]
