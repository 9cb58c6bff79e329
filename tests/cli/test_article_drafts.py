"""The commands that read an article's drafts, run as a person runs them, on both engines."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from factbase.cli import article_change, article_drafts, claim_read, coverage, problems
from factbase.cli.context import Session
from factbase.database import Location, writing
from factbase.errors import BadUsage, CheckFailed, NotFound
from tests.queries.drafted import DRAFTS, take_in
from tests.terminal import run_in_terminal

Read = Callable[..., Result]


def reader(url: str, absent: Sequence[int] = ()) -> Read:
    with writing(Location.of(url)) as connection:
        take_in(connection, absent=absent)
    return lambda command, *args: CliRunner().invoke(command, args, obj=Session(db=url, actor="Ana"))


@pytest.fixture
def read(url: str) -> Read:
    """Return a way to run one command on an article of three drafts."""
    return reader(url)


def lines(result: Result) -> list[list[str]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [line.split("\t") for line in result.stdout.splitlines()]


def items(read: Read, command: click.Command, *args: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(read(command, *args, "--json").stdout)["items"]
    return found


def test_the_text_comes_as_it_is_stored_and_ends_with_a_line_end(read: Read, tmp_path: Path) -> None:
    assert read(article_drafts.text, "bridge").stdout_bytes == f"{DRAFTS[2]}\n".encode()

    out = tmp_path / "first.txt"
    result = read(article_drafts.text, "bridge", "--revision", "1", "-o", str(out))
    assert (result.stdout, out.read_bytes()) == ("", f"{DRAFTS[0]}\n".encode())


def test_a_text_that_is_not_here_is_refused_saying_how_to_give_it(url: str) -> None:
    read = reader(url, absent=[1])

    refused = read(article_drafts.text, "bridge", "--revision", "1").exception

    assert isinstance(refused, NotFound)
    assert "revision 1 of bridge" in str(refused)
    assert "article attach bridge FILE" in str(refused)
    assert read(article_drafts.text, "bridge", "--revision", "2").exit_code == 0


def test_an_earlier_draft_too_is_given_its_text(url: str, tmp_path: Path) -> None:
    read = reader(url, absent=[1, 2])
    copy = tmp_path / "first.txt"
    copy.write_text(DRAFTS[0], "utf-8")

    assert read(article_change.attach, "bridge", str(copy)).exit_code == 0

    assert read(article_drafts.text, "bridge", "--revision", "1").stdout == f"{DRAFTS[0]}\n"
    assert isinstance(read(article_drafts.text, "bridge", "--revision", "2").exception, NotFound)


def test_each_revision_counts_what_became_of_its_claims(read: Read) -> None:
    assert lines(read(article_drafts.revisions, "bridge")) == [
        ["revision", "characters", "sentences", "text here", "claims", "notes", "file", "note"],
        ["1", str(len(DRAFTS[0])), "6", "yes", "6 exact", "0", "draft-1.txt", ""],
        [
            "2",
            str(len(DRAFTS[1])),
            "6",
            "yes",
            "3 exact, 1 moved, 1 reworded, 1 lost",
            "0",
            "draft-2.txt",
            "",
        ],
        ["3", str(len(DRAFTS[2])), "5", "yes", "4 exact, 2 lost", "0", "draft-3.txt", ""],
    ]
    last = items(read, article_drafts.revisions, "bridge")[2]
    assert (last["exact"], last["lost"], last["reopened"]) == (4, 2, None)


def test_what_changed_stands_sentence_by_sentence_with_its_claims(read: Read) -> None:
    assert lines(read(article_drafts.diff, "bridge", "1", "2")) == [
        ["change", "was at", "is at", "words", "why", "claims"],
        ["moved", "4/1", "2/1", "The ferry sails instead.", "", "5"],
        [
            "reworded", "3/1", "4/1", "Critics say the repair cost [-3,000-]{+2,800+} crowns.",
            "number 3,000 → 2,800", "3",
        ],
        ["cut", "3/2", "", "[-A cousin was paid.-]", "sentence cut", "4"],
        ["new", "", "4/2", "{+Nobody was hurt.+}", "", "6"],
    ]  # fmt: skip


def test_the_last_two_revisions_are_compared_unless_others_are_named(read: Read) -> None:
    [cut] = items(read, article_drafts.diff, "bridge")

    assert (cut["what"], cut["old"], cut["new"], cut["claims"]) == ("cut", ["3/2"], [], ["bridge/2"])
    assert cut["words"] == [{"what": "cut", "text": "Mayor Ana Leka denied that it was unsafe."}]
    from_first = items(read, article_drafts.diff, "bridge", "1")
    assert [each["what"] for each in from_first] == ["moved", "cut", "reworded", "cut", "new"]
    assert isinstance(read(article_drafts.diff, "bridge", "2", "2").exception, BadUsage)
    assert "revisions 1 to 3" in str(read(article_drafts.diff, "bridge", "1", "7").exception)


def test_without_a_text_the_hashes_tell_what_they_can(url: str) -> None:
    read = reader(url, absent=[1])

    result = read(article_drafts.diff, "bridge", "1", "2")

    assert [line[:4] for line in lines(result)[1:]] == [
        ["moved", "4/1", "2/1", "The ferry sails instead."],
        ["cut", "3/1", "", ""],
        ["cut", "3/2", "", ""],
        ["new", "", "4/1", "{+Critics say the repair cost 2,800 crowns.+}"],
        ["new", "", "4/2", "{+Nobody was hurt.+}"],
    ]
    assert "Revision 1 is known by hashes alone" in result.stderr


def test_coverage_of_a_draft_names_its_lost_claims_and_where_they_stood(read: Read) -> None:
    result = read(coverage.coverage, "bridge")

    assert "bridge/2 (last 3/2 in revision 2), bridge/4 (last 3/2 in revision 1)" in result.stdout
    assert 'claim anchor bridge/2 --at "…"' in result.stdout
    [lost] = [item for item in items(read, coverage.coverage, "bridge") if item["what"] == "lost claims"]
    assert lost["last"] == [{"revision": 2, "place": "3/2"}, {"revision": 1, "place": "3/2"}]

    first = read(coverage.coverage, "bridge", "--revision", "1")
    assert isinstance(first.exception, CheckFailed)
    assert "Revision 1 of bridge is not complete (claims in other sentences: 1)" in str(first.exception)


def test_a_list_says_which_claims_are_lost(read: Read) -> None:
    assert [line[:2] for line in lines(read(claim_read.list_, "--lost"))[1:]] == [
        ["bridge/2", "lost"],
        ["bridge/4", "lost"],
    ]


def test_a_claims_history_is_its_drafts_and_then_its_changes(read: Read) -> None:
    shown = dict(lines(read(claim_read.show, "bridge/3", "--history")))

    assert shown["status"] == "reopened by revision 2: number 3,000 → 2,800"
    assert shown["revision 1"] == "exact, 3/1: the repair cost 3,000 crowns"
    assert shown["revision 2"] == (
        "reworded, 4/1: the repair cost [-3,000-]{+2,800+} crowns (number 3,000 → 2,800; check anew)"
    )
    assert shown["change 1"].endswith("critics asserts")
    [item] = items(read, claim_read.show, "bridge/3", "--history")
    assert item["reopened"] == {"revision": 2, "because": "number 3,000 → 2,800"}
    assert [each["state"] for each in item["revisions"]] == ["exact", "reworded", "exact"]  # type: ignore[attr-defined]


def test_a_lost_claim_is_shown_where_it_stood_last(read: Read) -> None:
    shown = dict(lines(read(claim_read.show, "bridge/2")))

    assert shown["passage"] == (
        "lost in revision 3; in revision 2 3/2: Mayor Ana Leka denied that 【it was unsafe】."
    )
    [item] = items(read, claim_read.show, "bridge/2")
    assert item["last"] == {"revision": 2, "place": "3/2", "passage": "it was unsafe"}
    assert (item["passage"], item["paragraph"]) == (None, None)


def test_a_claim_that_the_newest_draft_does_not_know_says_so(read: Read) -> None:
    shown = dict(lines(read(claim_read.show, "bridge/9")))

    assert shown["passage"] == "none in the newest revision; in revision 1 1/1: 【The bridge】"


def test_problems_of_a_draft_are_those_of_the_claims_that_stand_in_it(read: Read) -> None:
    summary, rows = read(problems.problems, "bridge", "--revision", "2").stdout.split("\n\n")

    counts = [line.rpartition("\t")[0] for line in summary.splitlines()[1:]]
    assert counts == ["vague-source\tblock\t1", "unattributed\tlook\t4"]
    found = [line.split("\t") for line in rows.splitlines()[1:]]
    assert [(line[0], line[1], line[3], line[-1]) for line in found] == [
        ("bridge/3", "4/1", "vague-source", "the repair cost 2,800 crowns"),
        ("bridge/1", "3/1", "unattributed", "council closed the bridge"),
        ("bridge/2", "3/2", "unattributed", "it was unsafe"),
        ("bridge/5", "2/1", "unattributed", "The ferry sails instead."),
        ("bridge/6", "4/2", "unattributed", "Nobody was hurt."),
    ]


def test_problems_of_a_draft_need_the_article_and_one_of_its_drafts(read: Read) -> None:
    assert isinstance(read(problems.problems, "--revision", "1").exception, BadUsage)
    assert isinstance(read(problems.problems, "bridge", "--revision", "9").exception, NotFound)


def test_a_terminal_marks_words_by_colour_and_by_signs(path: Path) -> None:
    reader(str(path))
    words = ["article", "diff", "bridge", "1", "2"]
    command = [sys.executable, "-m", "factbase", "--db", str(path), *words]

    output = run_in_terminal(command, columns=80).output.replace("\r\n", "\n")

    assert "\x1b[31m[-3,000-]\x1b[0m\x1b[32m{+2,800+}\x1b[0m" in output
    assert re.sub(r"\x1b\[[0-9;]*m", "", output) == (
        "Change    Was at  Is at  Words                      Why                   Claims\n"
        "moved     4/1     2/1    The ferry sails instead.                         5\n"
        "reworded  3/1     4/1    Critics say the repair     number 3,000 → 2,800  3\n"
        "                         cost [-3,000-]{+2,800+}\n"
        "                         crowns.\n"
        "cut       3/2            [-A cousin was paid.-]     sentence cut          4\n"
        "new               4/2    {+Nobody was hurt.+}                             6\n"
    )
    plain = run_in_terminal(command, columns=80, env={"NO_COLOR": "1"}).output
    assert "[-3,000-]{+2,800+}" in plain
    assert "\x1b[31m" not in plain


def test_a_terminal_is_shown_the_names_of_signs_that_would_upset_it(path: Path, tmp_path: Path) -> None:
    text = "One\u202e two.\u200b"
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    program = [sys.executable, "-m", "factbase", "--db", str(path), "--actor", "Ana"]
    subprocess.run([*program, "article", "add", "odd.txt"], cwd=tmp_path, check=True, capture_output=True)

    shown = run_in_terminal([*program, "article", "text", "odd"]).output
    piped = subprocess.run([*program, "article", "text", "odd"], check=True, capture_output=True).stdout

    assert shown.splitlines() == ["One⟨U+202E⟩ two.⟨U+200B⟩"]
    assert piped == f"{text}\n".encode()
