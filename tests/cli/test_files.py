"""What `import` and `export` say, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from factbase import shipped

Run = Callable[..., Result]
SEED = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"


def _edited(tmp_path: Path, old: str, new: str) -> Path:
    text = SEED.read_text("utf-8")
    assert text.count(old) == 1
    file = tmp_path / "desk.jsonl"
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_an_import_says_what_came_in(factbase: Run) -> None:
    done = factbase("import", "jsonl", str(SEED))

    assert (done.exit_code, done.stdout) == (0, "")
    assert "added 1 article, 43 claims, 3 links, 2 notes, 1 revision, 24 sentences, 15 sources" in done.stderr


def test_the_same_again_says_that_nothing_changed(factbase: Run) -> None:
    factbase("import", "jsonl", str(SEED))
    log = factbase("log").stdout

    again = factbase("import", "jsonl", str(SEED))

    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == f"{SEED}: nothing new, nothing was changed.\n"
    assert factbase("log").stdout == log


def test_a_difference_is_shown_and_taken_only_if_asked(factbase: Run, tmp_path: Path) -> None:
    factbase("import", "jsonl", str(SEED))
    old = "The Orrowick harbour crane was erected in 1957."
    file = str(_edited(tmp_path, old, "The crane went up in 1957."))

    left = factbase("import", "jsonl", file)
    tried = factbase("import", "jsonl", file, "--update", "--dry-run")
    between = factbase("claim", "show", "harbour-crane/3").stdout
    taken = factbase("import", "jsonl", file, "--update")

    row = f"harbour-crane/3\tstatement\t{old}\tThe crane went up in 1957.\n"
    for shown in (left, tried, taken):
        assert (shown.exit_code, shown.stdout.split("\n", 1)[1]) == (0, row)
    assert "differing, left as here: 1 claim" in left.stderr
    assert "add --update" in left.stderr
    assert old in between
    assert "changed 1 claim." in taken.stderr
    assert "went up" in factbase("claim", "show", "harbour-crane/3").stdout
    assert json.loads(factbase("import", "jsonl", str(SEED), "--json").stdout)["items"][0]["new"] == old


def test_faults_are_named_by_line_and_field(factbase: Run, tmp_path: Path) -> None:
    file = _edited(tmp_path, "The Orrowick harbour crane was erected in 1957.", " ")

    refused = factbase("import", "jsonl", str(file))

    assert refused.exit_code == 3
    assert "statement: is blank" in refused.stderr
    assert "harbour" not in factbase("article", "list").stdout


def test_an_export_is_a_file_that_comes_in_again(factbase: Run, tmp_path: Path) -> None:
    factbase("import", "jsonl", str(SEED))
    out = tmp_path / "out.jsonl"

    said = factbase("export", "jsonl", "-o", str(out))

    assert (said.exit_code, said.stdout, said.stderr) == (0, "", f"Wrote {out}.\n")
    assert out.read_bytes() == SEED.read_bytes()
    assert factbase("export", "jsonl").stdout_bytes == SEED.read_bytes()


def test_links_that_stay_behind_are_counted(factbase: Run, tmp_path: Path) -> None:
    factbase("import", "jsonl", str(SEED))
    (tmp_path / "own.txt").write_text("The council met.\n")
    factbase("article", "add", str(tmp_path / "own.txt"))
    factbase("claim", "add", "own", "--statement", "It met.", "--sentence", "1/1")
    linked = factbase("claim", "link", "own/1", "harbour-crane/1", "--as", "repeats")
    assert linked.exit_code == 0, linked.output

    one = factbase("export", "jsonl", "own")
    assert "1 link leads to an article that is not in this file and was left out." in one.stderr
    assert '"link"' not in one.stdout
    assert factbase("export", "jsonl").stderr == ""


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_an_unknown_article_writes_no_file(factbase: Run, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"

    refused = factbase("export", format_, "nowhere", "-o", str(out))

    assert refused.exit_code == 3
    assert "nowhere" in refused.stderr
    assert not out.exists()


def test_csv_is_the_same_to_a_file_and_to_stdout(factbase: Run, tmp_path: Path) -> None:
    factbase("import", "jsonl", str(SEED))
    out = tmp_path / "out.csv"

    said = factbase("export", "csv", "-o", str(out))

    assert said.stderr == f"Wrote 43 claims to {out}.\n"
    assert out.read_bytes() == factbase("export", "csv").stdout_bytes
    assert out.read_bytes().startswith(b"\xef\xbb\xbfref,statement,")
    assert out.read_bytes().count(b"\r\n") >= 44
