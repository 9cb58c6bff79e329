"""``article revise``, ``claim anchor`` and ``sentence role --as-suggested``, as a person runs them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Factbase = Callable[..., Result]
TEXT = "The bridge\n\nThe council closed it in May. It was built in 1957. It is unsafe.\n\nCritics say so.\n"
CLAIMS = {
    "The council closed the bridge in May.": "The council closed it in May",
    "The bridge was built in 1957.": "built in 1957",
    "The bridge is unsafe.": "It is unsafe",
    "Critics call the bridge unsafe.": "Critics say so",
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Give a way to write a draft: returns its path."""

    def draft(text: str, name: str = "draft-2.txt") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return draft


@pytest.fixture
def desk(factbase: Factbase, write: Callable[..., str]) -> Factbase:
    """The command line, on a database with the article bridge and four checked claims."""
    assert factbase("article", "add", write(TEXT, "draft-1.txt"), "--slug", "bridge").exit_code == 0
    for number, (statement, words) in enumerate(CLAIMS.items(), start=1):
        assert factbase("claim", "add", "bridge", "--statement", statement, "--at", words).exit_code == 0
        assert factbase("claim", "status", f"bridge/{number}", "checked").exit_code == 0
    return factbase


def items(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["schema"] == "factbase/revision-report@1"
    return list(document["items"])


def revisions(desk: Factbase) -> int:
    (item,) = json.loads(desk("article", "show", "bridge", "--json").stdout)["items"]
    return len(item["revisions"])


def statuses(desk: Factbase) -> list[str]:
    return [each["status"] for each in json.loads(desk("claim", "list", "bridge", "--json").stdout)["items"]]


def test_the_report_has_lost_and_reopened_claims_first(desk: Factbase, write: Callable[..., str]) -> None:
    second = TEXT.replace("1957", "1967").replace(" It is unsafe.", "")

    shown = desk("article", "revise", "bridge", write(second))

    head, *rows = [line.split("\t") for line in shown.stdout.splitlines()]
    assert head[:4] == ["claim", "state", "was at", "is at"]
    assert [row[:2] for row in rows] == [
        ["bridge/3", "lost"],
        ["bridge/2", "reworded"],
    ]
    assert rows[1][head.index("difference")] == "[-1957-] {+1967+}"
    assert rows[1][head.index("why")] == "reopened: date 1957 → 1967"
    assert statuses(desk) == ["checked", "reopened", "reopened", "checked"]
    assert shown.stderr.splitlines()[0] == (
        "bridge: revision 2, 4 claims (2 exact, 1 reworded, 1 lost), 2 reopened; 4 sentences, 2 untriaged."
    )
    for command in ('claim anchor bridge/3 --at "…"', "claim list bridge --status reopened"):
        assert f" {command}\n" in shown.stderr


def test_a_list_of_reopened_claims_says_why(desk: Factbase, write: Callable[..., str]) -> None:
    desk("article", "revise", "bridge", write(TEXT.replace("1957", "1967").replace("in May", "in June")))
    desk("claim", "status", "bridge/4", "reopened")

    listed = desk("claim", "list", "bridge", "--status", "reopened")

    head, *rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert {row[0]: row[head.index("reopened")] for row in rows} == {
        "bridge/1": "by revision 2: date May → June",
        "bridge/2": "by revision 2: date 1957 → 1967",
        "bridge/4": "",
    }
    first, *_ = json.loads(desk("claim", "list", "--status", "reopened", "--json").stdout)["items"]
    assert first["reopened"] == {"revision": 2, "because": "date May → June"}
    assert "reopened" not in desk("claim", "list", "bridge").stdout


def test_the_report_as_json_has_every_claim_with_its_words(desk: Factbase, write: Callable[..., str]) -> None:
    found = items(desk("article", "revise", "bridge", write(TEXT.replace("1957", "1967")), "--json"))

    assert len(found) == 4
    first = found[0]
    assert {name: first[name] for name in ("ref", "state", "old", "new")} == {
        "ref": "bridge/2", "state": "reworded", "old": "2/2", "new": "2/2",
    }  # fmt: skip
    assert 0.6 <= first["score"] < 1
    assert [each["text"] for each in first["difference"] if each["what"] == "cut"] == ["1957"]
    assert [(each["state"], each["reopened"], each["difference"]) for each in found[1:]] == [
        ("exact", None, [])
    ] * 3


def test_a_dry_run_shows_the_same_report_and_keeps_nothing(desk: Factbase, write: Callable[..., str]) -> None:
    second = write(TEXT.replace("1957", "1967"))

    dry = desk("article", "revise", "bridge", second, "--dry-run", "--json")

    assert "Dry run: nothing was kept." in dry.stderr
    assert (revisions(desk), statuses(desk)) == (1, ["checked"] * 4)
    assert items(dry) == items(desk("article", "revise", "bridge", second, "--json"))


@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_the_same_text_is_said_and_makes_no_revision(
    desk: Factbase, write: Callable[..., str], shape: list[str]
) -> None:
    same = desk("article", "revise", "bridge", write(TEXT), *shape)

    assert same.exit_code == 0
    assert "has this text already: nothing was changed." in same.stderr
    assert revisions(desk) == 1
    if shape:
        assert items(same) == []


def test_another_article_is_refused_with_the_report_until_it_is_forced(
    desk: Factbase, write: Callable[..., str]
) -> None:
    ferry = write("A ferry\n\nIt sails at six from the old quay. Nobody knows its captain.")

    refused = desk("article", "revise", "bridge", ferry)

    assert (refused.exit_code, revisions(desk)) == (3, 1)
    assert refused.stdout.count("\tlost\t") == 4
    assert "4 of the 4 claims of bridge stand nowhere" in refused.stderr
    assert "--force" in refused.stderr
    assert desk("article", "revise", "bridge", ferry, "--force").exit_code == 0
    assert revisions(desk) == 2


def test_a_draft_of_another_format_is_read_from_a_pipe(desk: Factbase) -> None:
    second = f"# {TEXT.replace('say so', 'say *so* now')}"

    done = desk(
        "article", "revise", "bridge", "-", "--format", "md", "--note", "at four", "--json", input=second
    )

    assert {each["ref"]: each["state"] for each in items(done)}["bridge/1"] == "exact"
    sentences = json.loads(desk("sentence", "list", "bridge", "--untriaged", "--json").stdout)["items"]
    assert [(each["sentence"], each["suggested"]) for each in sentences] == [
        ("1/1", "heading"),
        ("3/1", None),
    ]
    assert "at four" in desk("article", "show", "bridge").stdout


def test_a_lost_claim_is_placed_by_hand(desk: Factbase, write: Callable[..., str]) -> None:
    desk("article", "revise", "bridge", write(TEXT.replace("It is unsafe.", "Engineers fear for it.")))
    assert desk("claim", "anchor", "bridge/3").exit_code == 2

    placed = desk("claim", "anchor", "bridge/3", "--at", "Engineers fear")

    assert placed.stdout == "bridge/3: placed by hand at 2/3, in other words.\n"
    again = desk("claim", "anchor", "bridge/3", "--at", "Engineers fear")
    assert again.stdout == "bridge/3 stands there already: nothing was changed.\n"
    assert desk("claim", "anchor", "bridge/3", "--at", "no such words").exit_code == 3
    moved = desk("claim", "anchor", "bridge/1", "--sentence", "3/1")
    assert moved.stdout == "bridge/1: placed by hand at 3/1, in other words; status checked → reopened.\n"


def test_the_log_tells_a_draft_and_an_undo_takes_it_back(desk: Factbase, write: Callable[..., str]) -> None:
    second = TEXT.replace("1957", "1967").replace(" It is unsafe.", "")
    desk("article", "revise", "bridge", write(second), "--because", "the lawyer")

    logged = desk("log", "--json").stdout
    assert "the lawyer" in logged
    told = [each["changed"] for each in json.loads(logged)["items"] if each["name"] == "bridge/2"]
    assert "revision 2: none → reworded" in told[0]
    assert "status: checked → reopened" in told[0]

    assert desk("undo").exit_code == 0
    assert (revisions(desk), statuses(desk)) == (1, ["checked"] * 4)
    assert desk("redo").exit_code == 0
    assert (revisions(desk), statuses(desk)) == (2, ["checked", "reopened", "reopened", "checked"])


def test_what_the_document_suggests_is_confirmed_by_a_person(
    factbase: Factbase, write: Callable[..., str]
) -> None:
    marked = write("# The bridge\n\nIt is shut.\n\n## The cost\n\nCritics say so.\n", "bridge.md")
    assert factbase("article", "add", marked).exit_code == 0
    assert factbase("claim", "add", "bridge", "--statement", "It cost.", "--sentence", "3/1").exit_code == 0

    done = factbase("sentence", "role", "bridge", "--as-suggested")

    assert done.stdout == "bridge:1/1: role untriaged → heading.\n"
    none = factbase("sentence", "role", "bridge", "--as-suggested")
    assert none.stdout == "bridge: nothing is suggested that nobody has looked at: nothing was changed.\n"
    refused = factbase("sentence", "role", "bridge", "2/1", "--as-suggested")
    assert (refused.exit_code, "suggests nothing" in refused.stderr) == (3, True)


def test_an_unknown_article_is_refused_before_the_file_is_read(factbase: Factbase) -> None:
    refused = factbase("article", "revise", "bridge", "no-such-file.txt")

    assert refused.exit_code == 3
    assert "No article bridge" in refused.stderr


def test_notes_go_along_or_are_told_to_stay_and_can_be_changed_there(
    desk: Factbase, write: Callable[..., str]
) -> None:
    for place, text in (("2/1", "in May?"), ("2/2", "which year?"), ("3/1", "who?")):
        assert desk("note", "add", f"bridge:{place}", text).exit_code == 0

    done = desk("article", "revise", "bridge", write(TEXT.replace("1957", "1967")), "--json")

    report = json.loads(done.stdout)
    assert (report["notes_moved"], report["notes_left"], report["next"]) == (2, 1, None)
    assert "1 note on sentences stays with revision 1." in done.stderr
    assert "sentence list bridge --revision 1" in done.stderr
    assert noted(desk) == {"2/1": ["1: in May?"], "3/1": ["1: who?"]}
    assert noted(desk, "--revision", "1") == {"2/2": ["1: which year?"]}
    counted = json.loads(desk("article", "revisions", "bridge", "--json").stdout)["items"]
    assert [each["notes"] for each in counted] == [1, 2]

    assert desk("note", "edit", "bridge:2/2", "1", "1957?").exit_code == 3
    assert desk("note", "edit", "bridge:2/2", "1", "1957?", "--revision", "1").exit_code == 0
    assert noted(desk, "--revision", "1") == {"2/2": ["1: 1957?"]}
    assert desk("note", "remove", "bridge:2/2", "1", "--revision", "1").exit_code == 0
    assert noted(desk, "--revision", "1") == {}
    assert desk("note", "remove", "bridge/1", "1", "--revision", "1").exit_code == 2
    assert desk("sentence", "list", "bridge", "--revision", "3").exit_code == 3


def noted(desk: Factbase, *options: str) -> dict[str, list[str]]:
    """Return the notes on sentences, by place."""
    shown = desk("sentence", "list", "bridge", "--json", *options)
    assert shown.exit_code == 0, shown.stderr
    return {each["sentence"]: each["notes"] for each in json.loads(shown.stdout)["items"] if each["notes"]}
