import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from factbase.vocabulary import Status

Factbase = Callable[..., Result]
TEXT = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair cost four million.\n"
)
ANA = ("--source", "Ana Leka", "--new", "--kind", "person", "--stance", "denies", "--mode", "indirect")


@pytest.fixture
def desk(factbase: Factbase, tmp_path: Path) -> Factbase:
    """The command line, on a database with the article bridge and the claim bridge/1."""
    (tmp_path / "bridge.txt").write_text(TEXT)
    assert factbase("article", "add", str(tmp_path / "bridge.txt")).exit_code == 0
    made = factbase("claim", "add", "bridge", "--statement", "It is unsafe.", "--at", "it was unsafe", *ANA)
    assert made.exit_code == 0, made.output
    return factbase


def _claim(desk: Factbase, ref: str = "bridge/1") -> dict[str, Any]:
    (item,) = json.loads(desk("claim", "show", ref, "--json").stdout)["items"]
    assert isinstance(item, dict)
    return item


def _said(result: Result, stdout: str, *, next: str | None = None, code: int = 0) -> None:
    assert (result.exit_code, result.stdout) == (code, f"{stdout}\n" if stdout else ""), result.output
    if next:
        assert next in result.stderr


def test_a_claim_is_added_with_its_place_and_first_source(desk: Factbase) -> None:
    claim = _claim(desk)

    assert (claim["paragraph"], claim["sentence"], claim["passage"]) == (2, 2, "it was unsafe")
    assert [(each["source"], each["stance"]) for each in claim["attributions"]] == [("Ana Leka", "denies")]


def test_adding_says_what_was_added_and_how_to_go_on(desk: Factbase) -> None:
    done = desk("claim", "add", "bridge", "--statement", "It cost 4 million.", "--sentence", "3/1")

    _said(done, "bridge/2: added, confidence low.", next=" claim show bridge/2")


def test_a_role_that_a_claim_changes_is_said(desk: Factbase) -> None:
    assert desk("sentence", "role", "bridge", "1/1", "heading").exit_code == 0

    done = desk("claim", "add", "bridge", "--statement", "There is a bridge.", "--sentence", "1/1")

    _said(done, "bridge/2: added, confidence low. Sentence 1/1: role heading → claim.")


def test_a_claim_that_is_there_already_is_taken_in_and_said(desk: Factbase) -> None:
    again = ("claim", "add", "bridge", "--statement", "It is unsafe. ", "--at", "it was unsafe")

    twin = desk(*again)
    _said(
        twin,
        "bridge/2: added, confidence low.",
        next=" undo` takes this one back.",
    )
    assert desk("undo").exit_code == 0
    assert desk("claim", "cut", "bridge/1", "--because", "twice").exit_code == 0

    assert "says the same" not in desk(*again).stderr
    assert "says the same" not in desk(*again[:4], "--sentence", "2/2").stderr


def test_a_new_source_that_is_there_is_refused_with_what_to_leave_out(desk: Factbase) -> None:
    refused = desk("claim", "add", "bridge", "--statement", "It is safe.", "--sentence", "2/2", *ANA)

    assert refused.exit_code == 3
    assert refused.stderr.endswith("Without --new and --kind the one that is there is used.\n")


def test_words_are_looked_for_in_the_sentence_that_is_named(desk: Factbase) -> None:
    again = ("claim", "add", "bridge", "--statement", "x", "--at", "bridge")

    refused = desk(*again)
    assert refused.exit_code == 3
    assert "1/1 “" in refused.stderr
    assert "2/1 “" in refused.stderr
    assert desk(*again, "--sentence", "2/1").exit_code == 0
    assert _claim(desk, "bridge/2")["paragraph"] == 2


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ([], 2, "--sentence 5/2, or --at"),
        (["--sentence", "9/9"], 3, "No sentence 9/9"),
        (["--sentence", "9.9"], 2, "is no sentence"),
        (["--at", "tunnel"], 3, "does not stand in bridge"),
        (["--sentence", "3/1", "--source", "Critics", "--stance", "asserts"], 3, "add --new --kind KIND"),
        (["--sentence", "3/1", "--source", "Anna Leka", "--stance", "asserts"], 3, "Did you mean Ana Leka?"),
        (["--sentence", "3/1", "--source", "Ana Leka"], 2, "add --stance"),
        (["--sentence", "3/1", "--source", "Ana Leka", "--stance", "asserts"], 3, "--mode"),
        (["--sentence", "3/1", "--cue", "said"], 2, "--cue needs the source"),
        (["--sentence", "3/1", "--own-act"], 2, "--own-act needs the source"),
        (["--sentence", "3/1", *ANA, "--via", "A paper"], 3, "source add NAME"),
        (["--sentence", "3/1", *ANA], 3, "is taken by the source “Ana Leka”"),
        (["--sentence", "3/1", "--source", "X", "--new", "--stance", "denies"], 2, "--new needs the kind"),
        (["--sentence", "3/1", "--source", "X", "--kind", "group", "--stance", "denies"], 2, "add --new"),
        (["--sentence", "3/1", "--source", "\u00a0", "--stance", "denies"], 3, "is blank"),
    ],
)
def test_what_cannot_be_added_leaves_nothing(desk: Factbase, options: list[str], code: int, why: str) -> None:
    before = desk("log", "--json").stdout

    refused = desk("claim", "add", "bridge", "--statement", "It is so.", *options)

    assert (refused.exit_code, refused.stdout) == (code, ""), refused.output
    assert why in refused.stderr
    assert desk("log", "--json").stdout == before


def test_an_edit_tells_old_and_new_and_a_repetition_that_nothing_changed(desk: Factbase) -> None:
    edit = ("claim", "edit", "bridge/1", "--statement", "It was unsafe.")

    _said(desk(*edit, "--version", "2"), "bridge/1: “It is unsafe.” → “It was unsafe.”.", next="claim show")
    _said(desk(*edit), "bridge/1 says so already: nothing was changed.")
    stale = desk("claim", "edit", "bridge/1", "--statement", "It is safe.", "--version", "2")
    _said(stale, "", code=5)
    assert "“It was unsafe.”" in stale.stderr
    assert "“It is safe.”" in stale.stderr


def test_a_rating_is_given_and_taken_back(desk: Factbase) -> None:
    rate = ("claim", "rate", "bridge/1", "high", "--because", "I saw the cracks")

    _said(desk(*rate), "bridge/1: confidence low → high.")
    _said(desk(*rate), "bridge/1 is rated high already: nothing was changed.")
    assert _claim(desk)["confidence_override"] == {"word": "high", "reason": "I saw the cracks"}
    _said(desk("claim", "rate", "bridge/1", "--default"), "bridge/1: confidence high → low.")
    by_hand = desk("claim", "rate", "bridge/1", "low", "--because", "looked")
    _said(by_hand, "bridge/1: confidence low, now by a person.")


@pytest.mark.parametrize(
    "options",
    [["high"], [], ["--because", "x"], ["--default", "high"], ["--default", "--because", "x"], ["hi"]],
)
def test_a_rating_is_a_word_with_its_reason_or_the_default(desk: Factbase, options: list[str]) -> None:
    assert desk("claim", "rate", "bridge/1", *options).exit_code == 2


def test_a_claim_goes_its_way_and_is_cut_and_restored(desk: Factbase) -> None:
    _said(desk("claim", "status", "bridge/1", "checked"), "bridge/1: status open → checked.")
    _said(desk("claim", "status", "bridge/1", "checked"), "bridge/1 is checked already: nothing was changed.")
    _said(desk("claim", "status", "bridge/1", "cut"), "", code=3)
    cut = ("claim", "cut", "bridge/1", "--because", "twice the same")
    dry = desk(*cut, "--dry-run")
    _said(dry, "bridge/1: status checked → cut.", next="Dry run: nothing was kept.")
    assert _claim(desk)["status"] == "checked"
    _said(desk(*cut), "bridge/1: status checked → cut.", next="claim restore bridge/1")
    _said(desk(*cut), "bridge/1 is cut already: nothing was changed.")
    _said(desk("claim", "restore", "bridge/1"), "bridge/1: status cut → open.")
    _said(desk("claim", "restore", "bridge/1"), "", code=3)
    assert desk("claim", "cut", "bridge/1").exit_code == 2


def test_a_source_is_put_behind_a_claim_and_taken_away(desk: Factbase) -> None:
    say = (
        "claim",
        "attribute",
        "bridge/1",
        "--source",
        "ANA LEKA",
        "--stance",
        "asserts",
        "--mode",
        "direct",
    )

    _said(desk(*say), "bridge/1: it is asserted by Ana Leka; confidence low → medium.")
    _said(desk(*say), "Ana Leka stands behind bridge/1 so already: nothing was changed.")
    edited = desk(*say[:-2], "--own-act", "--cue", "said", "--terms", "on-record")
    _said(edited, "bridge/1: it is asserted by Ana Leka; confidence medium → high.")
    (asserts,) = [each for each in _claim(desk)["attributions"] if each["stance"] == "asserts"]
    assert asserts["mode"] == "direct"
    assert (asserts["own_act"], asserts["cue"], asserts["terms"]) == (True, "said", "on_record")
    gone = desk("claim", "unattribute", "bridge/1", "--source", "ana leka", "--stance", "asserts")
    _said(gone, "bridge/1: 1 attribution of Ana Leka removed; confidence high → low.")
    _said(desk("claim", "unattribute", "bridge/1", "--source", "Beni"), "", code=3)
    assert desk("claim", "attribute", "bridge/1", "--stance", "asserts").exit_code == 2


def test_a_new_group_belongs_to_its_article(desk: Factbase) -> None:
    new = ("--source", "critics", "--new", "--kind", "group", "--stance", "asserts", "--mode", "indirect")

    _said(
        desk("claim", "attribute", "bridge/1", *new, "--via", "ana leka"),
        "bridge/1: it is asserted by critics; confidence stays low.",
    )

    assert [each["via"] for each in _claim(desk)["attributions"]] == [None, "Ana Leka"]
    (row,) = json.loads(desk("source", "show", "critics", "--json").stdout)["items"]
    assert row["article"] == "bridge"


def test_labels_and_links(desk: Factbase) -> None:
    assert desk("claim", "add", "bridge", "--statement", "It is safe.", "--sentence", "2/2").exit_code == 0

    _said(desk("claim", "label", "bridge/1", " figures "), "bridge/1: label “figures” added.")
    again = desk("claim", "label", "bridge/1", "figures")
    _said(again, "bridge/1 has the label “figures” already: nothing was changed.")
    _said(desk("claim", "unlabel", "bridge/1", "figures"), "bridge/1: label “figures” removed.")
    _said(desk("claim", "unlabel", "bridge/1", "figures"), "", code=3)
    link = ("claim", "link", "bridge/2", "bridge/1", "--as", "contradicts")
    _said(desk(*link), "bridge/2 contradicts bridge/1: linked.")
    _said(desk(*link), "bridge/2 contradicts bridge/1 already: nothing was changed.")
    _said(desk("claim", "unlink", "bridge/1", "bridge/2"), "bridge/1, bridge/2: 1 link removed.")
    _said(desk("claim", "unlink", "bridge/1", "bridge/2"), "", code=3)
    _said(desk("claim", "link", "bridge/1", "bridge/1", "--as", "repeats"), "", code=3)


def test_notes_on_a_claim_and_on_a_sentence(desk: Factbase) -> None:
    for ref in ("bridge/1", "bridge:2/1"):
        _said(desk("note", "add", ref, "ask her"), f"{ref}: note 1 added.", next="Next: factbase")
        _said(desk("note", "edit", ref, "1", "asked"), f"{ref}: note 1 changed.")
        _said(
            desk("note", "edit", ref, "1", "asked"), f"Note 1 on {ref} says so already: nothing was changed."
        )
        _said(desk("note", "remove", ref, "1"), f"{ref}: note 1 removed.")
        _said(desk("note", "remove", ref, "1"), "", code=3)
    assert desk("note", "add", "bridge", "x").exit_code == 2
    assert desk("note", "add", "bridge:9/9", "x").exit_code == 3
    assert desk("note", "add", "bridge/1", "\u00a0").exit_code == 3


def test_the_role_of_a_sentence(desk: Factbase) -> None:
    role = ("sentence", "role", "bridge")

    _said(
        desk(*role, "1/1", "not-checkable", "--because", "a title"),
        "bridge:1/1: role untriaged → not_checkable.",
    )
    same = desk(*role, "1/1", "not_checkable", "--because", "a title")
    _said(same, "bridge:1/1 is not_checkable already: nothing was changed.")
    _said(desk(*role, "1/1", "not_checkable"), "bridge:1/1: role not_checkable, its reason changed.")
    _said(desk(*role, "1/1", "untriaged"), "bridge:1/1: role not_checkable → untriaged.")
    _said(desk(*role, "2/2", "heading"), "", code=3)
    assert desk(*role, "1/1", "title").exit_code == 2


@pytest.mark.parametrize(
    "command",
    [
        ["edit", "--statement", "x"],
        ["rate", "high", "--because", "x"],
        ["status", "open"],
        ["attribute", "--source", "Ana Leka", "--stance", "denies"],
        ["unattribute", "--source", "Ana Leka"],
        ["label", "x"],
        ["unlabel", "x"],
        ["cut", "--because", "x"],
        ["restore"],
    ],
)
@pytest.mark.parametrize(("ref", "code"), [("bridge/9", 3), ("brigde/1", 3), ("bridge", 2)])
def test_an_unknown_claim_is_refused(desk: Factbase, command: list[str], ref: str, code: int) -> None:
    name, *rest = command

    refused = desk("claim", name, ref, *rest)

    assert (refused.exit_code, refused.stdout) == (code, "")
    assert refused.stderr.startswith("Error: ")


def test_the_words_of_status_are_explained(factbase: Factbase) -> None:
    told = factbase("claim", "status", "--help").stdout

    assert all(re.search(rf"^  {word} +\w", told, re.MULTILINE) for word in Status)
