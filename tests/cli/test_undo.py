"""``factbase undo`` and ``factbase redo``: what they print, and how the log shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from factbase import shipped
from tests.changes.undone import as_usual

Factbase = Callable[..., Result]
CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"
EDIT = ("claim", "edit", "bridge/1", "--statement", "It is open.")


@pytest.fixture
def desk(factbase: Factbase, tmp_path: Path) -> Factbase:
    """The command line, on a database with the article bridge and the claim bridge/1."""
    (tmp_path / "bridge.txt").write_text("The bridge\n\nIt is shut. Critics said so.\n")
    assert factbase("article", "add", str(tmp_path / "bridge.txt")).exit_code == 0
    added = factbase("claim", "add", "bridge", "--statement", "It is shut.", "--sentence", "2/1")
    assert added.exit_code == 0, added.output
    return factbase


def test_an_undo_says_what_it_took_back_and_how_to_go_on(desk: Factbase) -> None:
    done = desk("undo")

    assert (
        done.stdout == "Took back operation 2, Ana’s claim add: 1 claim, 1 sentence (bridge/1, bridge:2/1).\n"
    )
    assert [line.rpartition(" redo")[1] or line[-18:] for line in done.stderr.splitlines()] == [
        " redo",
        " log --operation 3",
    ]


def test_a_redo_says_what_it_put_back_and_how_to_go_on(desk: Factbase) -> None:
    desk("undo")

    done = desk("redo")

    assert (
        done.stdout == "Put back operation 2, Ana’s claim add: 1 claim, 1 sentence (bridge/1, bridge:2/1).\n"
    )
    assert done.stderr.splitlines()[0].endswith(" undo")
    assert "bridge/1\t2/1\tlow\t?\tIt is shut." in desk("claim", "list", "bridge").stdout


def test_the_log_names_what_was_undone_and_done_again(desk: Factbase) -> None:
    desk(*EDIT)
    desk("undo")
    desk("redo")

    rows = [line.split("\t") for line in desk("log", "--limit", "3").stdout.splitlines()[1:]]
    assert [(row[0], row[2], row[4]) for row in rows] == [
        ("5", "Ana: redo of 3 (claim edit)", "statement: “It is shut.” → “It is open.”"),
        ("4", "Ana: undo of 3 (claim edit)", "statement: “It is open.” → “It is shut.”"),
        ("3", "Ana: claim edit", "statement: “It is shut.” → “It is open.”"),
    ]
    items = json.loads(desk("log", "--limit", "3", "--json").stdout)["items"]
    assert [(item["undoes"], item["undone"]) for item in items] == [
        (4, "3 (claim edit)"),
        (3, "3 (claim edit)"),
        (None, None),
    ]


def test_refusals_have_their_codes_and_remedies(desk: Factbase) -> None:
    desk(*EDIT)
    desk("--actor", "Ben", "claim", "label", "bridge/1", "shut")

    conflict, unknown, none = desk("undo"), desk("undo", "77"), desk("redo")

    assert (conflict.exit_code, unknown.exit_code, none.exit_code) == (5, 3, 3)
    assert as_usual(conflict.stderr) == (
        "Error: Operation 3, Ana’s claim edit, cannot be taken back: bridge/1 was changed since "
        "(operation 4, Ben’s claim label); ask Ben, `factbase log --operation 4` shows what that was.\n"
    )
    assert (
        as_usual(unknown.stderr) == "Error: There is no operation 77: `factbase log` shows which there are.\n"
    )
    assert none.stderr.startswith("Error: Ana has taken nothing back since the last change: ")


def test_what_one_built_on_oneself_is_to_be_taken_back_first(desk: Factbase) -> None:
    desk("--actor", "Cleo", "claim", "cut", "bridge/1", "--because", "twice")
    desk("--actor", "ANA", "claim", "label", "bridge/1", "shut")

    refused = desk("undo", "2")

    assert as_usual(refused.stderr).endswith(
        "(operation 4, Ana’s claim label); `factbase undo 4` comes first.\n"
    )


def test_a_refused_redo_says_what_cannot_be_put_back(desk: Factbase) -> None:
    desk(*EDIT)
    desk("undo")
    desk("--actor", "Ben", "claim", "label", "bridge/1", "shut")

    refused = desk("redo")

    assert refused.stderr.startswith(
        "Error: Operation 3, Ana’s claim edit, cannot be put back: bridge/1 was changed since (operation 5, Ben’s"
    )
    assert refused.exit_code == 5


def test_of_many_things_the_first_are_named(desk: Factbase) -> None:
    assert desk("import", "jsonl", str(CRANE)).exit_code == 0

    done = desk("undo", "--dry-run").stdout

    assert re.search(r" sources \(harbour-crane, [^,()]+, [^,()]+ and [\d,]+ more\)\.\n$", done), done


def test_a_dry_run_of_a_redo_keeps_nothing(desk: Factbase) -> None:
    desk("undo")

    done = desk("redo", "--dry-run")

    assert done.stdout.startswith("Would put back operation 2")
    assert "Dry run: nothing was kept." in done.stderr
    assert desk("claim", "list", "bridge").stdout.count("\n") == 1


def test_a_version_from_before_the_undo_is_stale(desk: Factbase) -> None:
    desk(*EDIT)
    shown = json.loads(desk("claim", "show", "bridge/1", "--json").stdout)["items"][0]["version"]
    desk("undo")
    assert desk(*EDIT, "--version", str(shown)).exit_code == 5
    desk("undo", "2")
    desk("redo")

    refused = desk(*EDIT, "--version", str(shown))

    assert refused.exit_code == 5
    assert f"not {shown}" in refused.stderr


def test_the_log_of_an_undo_shows_what_the_claim_is_rated_by_then(desk: Factbase) -> None:
    desk("claim", "rate", "bridge/1", "high", "--because", "Seen on film.")
    rated = json.loads(desk("log", "bridge/1", "--limit", "1", "--json").stdout)["items"][0]
    desk("undo")
    undone = json.loads(desk("log", "bridge/1", "--limit", "1", "--json").stdout)["items"][0]

    assert rated["before"]["confidence"] != rated["after"]["confidence"] == "high"
    assert (undone["before"], undone["after"]) == (rated["after"], rated["before"])


def test_a_link_stands_in_the_log_of_both_its_claims(desk: Factbase) -> None:
    assert desk("claim", "add", "bridge", "--statement", "No.", "--sentence", "2/2").exit_code == 0
    assert desk("claim", "link", "bridge/2", "bridge/1", "--as", "contradicts").exit_code == 0
    assert desk("article", "edit", "bridge", "--slug", "span").exit_code == 0
    assert desk("claim", "unlink", "span/1", "span/2").exit_code == 0

    for ref in ("span/1", "span/2"):
        commands = [line.split("\t")[2] for line in desk("log", ref).stdout.splitlines()[1:]]
        assert commands == ["Ana: claim unlink", "Ana: claim link", "Ana: claim add"], ref


def test_the_log_of_what_is_gone_is_there_still(desk: Factbase) -> None:
    desk("undo")
    claim = desk("log", "bridge/1").stdout
    assert desk("article", "edit", "bridge", "--slug", "span").exit_code == 0
    assert desk("article", "remove", "span", "--yes").exit_code == 0

    assert [line.split("\t")[2] for line in claim.splitlines()[1:]] == [
        "Ana: undo of 2 (claim add)",
        "Ana: claim add",
    ]
    assert desk("log", "bridge/1").stdout == claim
    assert "Ana: article remove" in desk("log", "bridge").stdout
    assert desk("log", "bridge/9").exit_code == 3
    assert desk("log", "ridge").exit_code == 3


@pytest.mark.parametrize("given", ["77", str(2**31), str(2**64), "9" * 40])
def test_an_operation_that_is_not_there_is_named_as_it_was_given(desk: Factbase, given: str) -> None:
    for words in (("log", "--operation", given), ("undo", given)):
        refused = desk(*words)
        assert (
            as_usual(refused.stderr)
            == f"Error: There is no operation {given}: `factbase log` shows which there are.\n"
        )
        assert refused.exit_code == 3


def test_a_run_with_many_changes_takes_few_lines_of_the_log(desk: Factbase) -> None:
    lines = desk("log", "--limit", "2").stdout.splitlines()

    assert [line.split("\t")[0] for line in lines[1:]] == ["2"] * 2 + ["1"] * 5
    assert len(desk("log", "--operation", "1").stdout.splitlines()) == 6
