"""Every command that changes something is taken back, and put back, on each engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from factbase import shipped
from tests.changes.undone import Desk, difference

SAMPLED_ON_POSTGRESQL = 6

Command = tuple[str, ...]
CRANE = shipped.folder("seeds") / "harbour-crane"
SAYS = ("--stance", "denies", "--mode", "direct")
CUT: Command = ("claim", "cut", "harbour-crane/2", "--because", "twice")
LINK: Command = ("claim", "link", "harbour-crane/1", "harbour-crane/2", "--as", "not-same")
NOTED: Command = ("note", "add", "harbour-crane/1", "Ask Hedda.")
ALIAS: Command = ("source", "alias", "Bram Oddlestone", "Bram")
BARE = "the bundle without its text"
TEXT = "The bridge\n\nIt is shut. Critics said so.\n"

# What is undone, after what was done before.
COMMANDS: dict[str, tuple[list[Command], Command]] = {
    "claim add": ([], ("claim", "add", "harbour-crane", "--statement", "It is tender.", "--sentence", "3/4")),
    "claim add with its source": (
        [],
        ("claim", "add", "harbour-crane", "--statement", "It bows.", "--at", "bows to the ferry",
         "--source", "A boy", "--new", "--kind", "anonymous", *SAYS),
    ),
    "claim edit": ([], ("claim", "edit", "harbour-crane/29", "--statement", "It weighs 350 tonnes.")),
    "claim edit of a checked one": (
        [("claim", "status", "harbour-crane/1", "checked")],
        ("claim", "edit", "harbour-crane/1", "--statement", "It weighs 350 tonnes."),
    ),
    "claim rate": ([], ("claim", "rate", "harbour-crane/1", "high", "--because", "I weighed it")),
    "claim rate by default": (
        [("claim", "rate", "harbour-crane/1", "high", "--because", "I weighed it")],
        ("claim", "rate", "harbour-crane/1", "--default"),
    ),
    "claim status": ([], ("claim", "status", "harbour-crane/1", "in_check")),
    "claim cut": ([], CUT),
    "claim cut of one that another repeats": ([], ("claim", "cut", "harbour-crane/1", "--because", "twice")),
    "claim restore": ([CUT], ("claim", "restore", "harbour-crane/2")),
    "claim restore in a sentence of another role": (
        [("claim", "cut", "harbour-crane/13", "--because", "no"),
         ("sentence", "role", "harbour-crane", "4/2", "not_checkable", "--because", "a simile")],
        ("claim", "restore", "harbour-crane/13"),
    ),
    "claim attribute": ([], ("claim", "attribute", "harbour-crane/1", "--source", "Wenna Tarrock", *SAYS)),
    "claim attribute with a new source": (
        [],
        ("claim", "attribute", "harbour-crane/1", "--source", "A boy", "--new", "--kind", "person", *SAYS),
    ),
    "claim attribute of one that is there": (
        [],
        ("claim", "attribute", "harbour-crane/10", "--source", "Bram Oddlestone", "--stance", "asserts",
         "--quote", "The hook", "--via", "The Orrowick Lantern"),
    ),
    "claim unattribute": ([], ("claim", "unattribute", "harbour-crane/18", "--source", "Orrowick Harbour Trust")),
    "claim label": ([], ("claim", "label", "harbour-crane/1", "number")),
    "claim unlabel": ([], ("claim", "unlabel", "harbour-crane/30", "number")),
    "claim link": ([], LINK),
    "claim link as a repetition": (
        [], ("claim", "link", "harbour-crane/10", "harbour-crane/34", "--as", "repeats")
    ),
    "claim unlink": ([LINK], ("claim", "unlink", "harbour-crane/2", "harbour-crane/1")),
    "claim unlink of a repetition": ([], ("claim", "unlink", "harbour-crane/29", "harbour-crane/1")),
    "sentence role": ([], ("sentence", "role", "harbour-crane", "3/4", "heading")),
    "sentence role of several": ([], ("sentence", "role", "harbour-crane", "1/1", "2/1", "untriaged")),
    "note add": ([], NOTED),
    "note add on a sentence": ([], ("note", "add", "harbour-crane:3/4", "Tender?")),
    "note edit": ([NOTED], ("note", "edit", "harbour-crane/1", "1", "Ask the Trust.")),
    "note remove": ([NOTED], ("note", "remove", "harbour-crane/1", "1")),
    "note remove from a sentence": (
        [("note", "add", "harbour-crane:3/4", "Tender?")], ("note", "remove", "harbour-crane:3/4", "1")
    ),
    "article add": ([], ("article", "add", "-", "--slug", "bridge")),
    "article edit": (
        [], ("article", "edit", "harbour-crane", "--title", "The crane", "--byline", "", "--url", "https://x.org")
    ),
    "article edit of the slug": ([NOTED], ("article", "edit", "harbour-crane", "--slug", "crane")),
    "article attach": (
        [("article", "remove", "harbour-crane", "--yes"), ("import", "jsonl", BARE)],
        ("article", "attach", "harbour-crane", str(CRANE / "article.txt")),
    ),
    "article revise": (
        [("claim", "status", "harbour-crane/10", "checked"), CUT, NOTED],
        ("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"), "--note", "second"),
    ),
    "article revise of a draft": (
        [("claim", "status", "harbour-crane/10", "checked"),
         ("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"))],
        ("article", "revise", "harbour-crane", str(CRANE / "draft-3.txt"), "--because", "the lawyer"),
    ),
    "claim anchor": (
        [("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"))],
        ("claim", "anchor", "harbour-crane/37", "--sentence", "8/1"),
    ),
    "claim cut in a sentence that a draft changed": (
        [("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"))],
        ("claim", "cut", "harbour-crane/38", "--because", "twice"),
    ),
    "sentence role that a draft had taken": (
        [("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"))],
        ("sentence", "role", "harbour-crane", "9/1", "claim"),
    ),
    "article remove of two drafts": (
        [("article", "revise", "harbour-crane", str(CRANE / "draft-2.txt"))],
        ("article", "remove", "harbour-crane", "--yes"),
    ),
    "article remove": ([NOTED, CUT], ("article", "remove", "harbour-crane", "--yes", "--because", "invented")),
    "source add": ([], ("source", "add", "The museum", "--kind", "organisation", "--speaks-for", "Wenna Tarrock")),
    "source add in an article": (
        [], ("source", "add", "gulls", "--kind", "group", "--article", "harbour-crane")
    ),
    "source edit of the name": ([], ("source", "edit", "Bram Oddlestone", "--name", "B. Oddlestone (driver)")),
    "source edit of the kind": ([], ("source", "edit", "Bram Oddlestone", "--kind", "document")),
    "source edit into an article": ([], ("source", "edit", "Bram Oddlestone", "--kind", "anonymous")),
    "source edit out of an article": ([], ("source", "edit", "critics", "--kind", "organisation")),
    "source edit of the body": (
        [], ("source", "edit", "Wenna Tarrock", "--speaks-for", "Orrowick Harbour Trust")
    ),
    "source alias": ([], ALIAS),
    "source unalias": ([ALIAS], ("source", "unalias", "Bram Oddlestone", "Bram")),
    "source merge": (
        [("source", "edit", "Wenna Tarrock", "--speaks-for", "Orrowick Harbour Trust"),
         ("source", "alias", "Orrowick Harbour Trust", "The Trust")],
        ("source", "merge", "Orrowick Harbour Trust", "Quaymen’s Fellowship"),
    ),
    "source merge where both say the same": (
        [("claim", "attribute", "harbour-crane/18", "--source", "Wenna Tarrock", "--stance", "denies",
          "--mode", "direct")],
        ("source", "merge", "Wenna Tarrock", "Orrowick Harbour Trust"),
    ),
    "source merge out of an article": ([], ("source", "merge", "a night watchman", "Bram Oddlestone")),
    "import": ([], ("import", "jsonl", "-")),
    "import --update": ([], ("import", "jsonl", "-", "--update")),
    "demo": ([], ("demo",)),
}  # fmt: skip


def _bundle(command: Command) -> bytes:
    """Return what a command reads: an article's text, the bundle of another crane, or that of this one, changed."""
    if command[0] == "article":
        return TEXT.encode()
    bundle = (CRANE / "bundle.jsonl").read_text()
    if "--update" not in command:
        return bundle.replace("harbour-crane", "other-crane").encode()
    lines = [json.loads(line) for line in bundle.splitlines()]
    for line in lines:
        if line["type"] == "claim" and line["number"] == 1:
            line["statement"] = "It weighs 350 tonnes."
            line["labels"] = ["number", "weight"]
        if line["type"] == "source" and line["source"] == "Wenna Tarrock":
            line["aliases"] = ["Cllr Tarrock"]
            line["kind"] = "document"
        for said in line.get("attributions", ()):
            if said["source"] == "Wenna Tarrock":
                said["kind"] = "document"
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The crane's bundle without the text of the article."""
    path = tmp_path / "bare.jsonl"
    lines = [json.loads(line) for line in (CRANE / "bundle.jsonl").read_text().splitlines()]
    path.write_text(
        "".join(
            f"{json.dumps(line | ({'text': None} if line['type'] == 'revision' else {}))}\n" for line in lines
        )
    )
    return path


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """The harbour crane's article, on each engine."""
    made = Desk(url)
    made("import", "jsonl", str(CRANE / "bundle.jsonl"), actor="Ben")
    yield made
    made.check()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_taken_back_and_put_back(desk: Desk, bare: Path, name: str) -> None:
    earlier, command = COMMANDS[name]
    for each in earlier:
        desk(*(str(bare) if word == BARE else word for word in each), actor="Ben")
    before, versions = desk.state(), desk.versions()

    desk(*command, stdin=_bundle(command))
    after, last = desk.state(), desk.operations()[-1][0]
    assert difference(before, after)

    for word, expected in (("undo", before), ("redo", after)):
        told = desk(word)
        assert difference(expected, desk.state()) == {}
        verb = "Took" if word == "undo" else "Put"
        assert told.stdout.startswith(f"{verb} back operation {last}, Ana’s {' '.join(command[:2])}"), (
            told.stdout
        )
    raised = desk.versions()
    assert all(raised[thing] >= version for thing, version in versions.items() if thing in raised)


@pytest.mark.parametrize(
    "name",
    ["claim edit", "claim cut", "claim attribute", "claim link", "sentence role", "article edit", "article remove",
     "source edit of the name", "source merge"],
)  # fmt: skip
def test_a_stale_version_stays_stale(desk: Desk, name: str) -> None:
    earlier, command = COMMANDS[name]
    for each in earlier:
        desk(*each, actor="Ben")
    before = desk.versions()
    desk(*command)
    after = desk.versions()
    touched = {thing for thing, version in before.items() if after.get(thing) != version}

    desk("undo")

    back = desk.versions()
    assert touched
    assert all(back[thing] > max(before[thing], after.get(thing, 0)) for thing in touched)


def test_a_number_is_never_given_out_again(desk: Desk) -> None:
    add = ("claim", "add", "harbour-crane", "--statement", "It bows.", "--sentence", "3/4")

    desk(*add)
    desk("undo")
    assert desk(*add).stdout.startswith("harbour-crane/45: added")
    desk("undo")
    desk("article", "remove", "harbour-crane", "--yes")
    desk("undo")

    assert desk(*add).stdout.startswith("harbour-crane/46: added")


def test_an_article_made_anew_by_an_older_operation_keeps_its_numbers(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(TEXT)
    add = ("claim", "add", "bridge", "--statement", "It is shut.", "--sentence", "2/1")
    desk("article", "add", str(tmp_path / "bridge.txt"))
    desk("undo")
    first_undo = desk.operations()[-1][0]
    desk("redo")
    desk(*add)
    desk("undo")
    desk("undo")

    desk("undo", str(first_undo))

    assert desk(*add).stdout.startswith("bridge/2: added")
