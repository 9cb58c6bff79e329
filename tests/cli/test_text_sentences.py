"""``factbase text sentences``: the sentences of a file, and of a batch, without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import run_in_terminal, screen

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TEXT = "Mr. Ray left. Nobody saw it.\n“Why?” she asked.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A text file of two paragraphs."""
    path = tmp_path / "draft.txt"
    path.write_text(TEXT, "utf-8")
    return path


def lines_of(*items: object) -> str:
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)


def test_sentences_have_places_and_offsets(run: Run, draft: Path) -> None:
    done = run("text", "sentences", str(draft))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "sentence\tstart\tend\ttext",
        "1/1\t0\t13\tMr. Ray left.",
        "1/2\t14\t28\tNobody saw it.",
        "2/1\t30\t47\t“Why?” she asked.",
    ]


def test_a_terminal_gets_a_table(surroundings: Path, draft: Path) -> None:
    shown = run_in_terminal([sys.executable, "-m", "factbase", "text", "sentences", str(draft)])

    assert [line.split() for line in screen(shown.output)[:2]] == [
        ["Sentence", "Start", "End", "Text"],
        ["1/1", "0", "13", "Mr.", "Ray", "left."],
    ]


def test_json_has_the_same(run: Run, draft: Path) -> None:
    done = run("text", "sentences", str(draft), "--json")

    said = json.loads(done.stdout)
    assert said["schema"] == "factbase/text-sentences@1"
    assert said["items"][1] == {"sentence": "1/2", "start": 14, "end": 28, "text": "Nobody saw it."}


def test_offsets_cut_the_sentences_out_of_the_canonical_text(run: Run, draft: Path) -> None:
    items = json.loads(run("text", "sentences", str(draft), "--json").stdout)["items"]

    text = "\n\n".join(TEXT.splitlines())
    assert [text[item["start"] : item["end"]] for item in items] == [item["text"] for item in items]


def test_the_language_decides(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notiz.txt"
    path.write_text("Am 3. Oktober.", "utf-8")

    german = run("text", "sentences", str(path), "--language", "de")
    english = run("text", "sentences", str(path), "--language", "en")

    assert german.stdout.splitlines()[1:] == ["1/1\t0\t14\tAm 3. Oktober."]
    assert english.stdout.splitlines()[1:] == ["1/1\t0\t5\tAm 3.", "1/2\t6\t14\tOktober."]


def test_a_batch_is_answered_line_by_line(run: Run) -> None:
    asked = lines_of(
        {"id": 1, "text": "Hi. You."},
        {"id": "b", "text": "👋 Hi! Am 3. Mai.", "language": "de"},
        {"id": 3, "text": "", "genre": "none"},
        {"id": 4, "text": " \t One.  Two. "},
    )

    done = run("text", "sentences", "--jsonl", input=asked)

    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 1, "sentences": [[0, 3], [4, 8]]},
        {"id": "b", "sentences": [[0, 5], [6, 16]]},
        {"id": 3, "sentences": []},
        {"id": 4, "sentences": [[3, 7], [9, 13]]},
    ]


def test_a_batch_may_be_a_file_and_go_to_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "asked.jsonl").write_text(lines_of({"id": 1, "text": "Hi. You."}), "utf-8")

    done = run("text", "sentences", "asked.jsonl", "--jsonl", "-o", "said.jsonl")

    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "said.jsonl").read_text("utf-8") == '{"id": 1, "sentences": [[0, 3], [4, 8]]}\n'


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "Line 2 is no JSON"),
        ("[]", "Line 2 is no JSON object"),
        ('{"text": "Hi."}', "Line 2 has no id"),
        ('{"id": null, "text": "Hi."}', "Line 2 has no id"),
        ('{"id": true, "text": "Hi."}', "Line 2 has no id"),
        ('{"id": 1.5, "text": "Hi."}', "Line 2 has no id"),
        ('{"id": 1}', "Line 2 has no text"),
        ('{"id": 1, "text": ["Hi."]}', "Line 2 has no text"),
        ('{"id": 1, "text": "Hi.", "language": 5}', "Line 2 has no language"),
        ('{"id": 1, "text": "", "text": ""}', "Line 2 has the key “text” twice"),
        ('{"id": 1, "text": NaN}', "Line 2 holds NaN"),
        ('{"id": 1, "text": "\\ud800"}', "Line 2 holds half of a surrogate pair"),
        ("[" * 100_000, "Line 2 is nested too deeply"),
    ],
)
def test_a_bad_line_ends_a_batch_after_what_was_answered(run: Run, line: str, fault: str) -> None:
    asked = lines_of({"id": 1, "text": "Hi."}) + line + "\n" + lines_of({"id": 3, "text": "Hi."})

    done = run("text", "sentences", "--jsonl", input=asked)

    assert done.returncode == 3
    assert done.stdout == '{"id": 1, "sentences": [[0, 3]]}\n'
    assert done.stderr.startswith(f"Error: {fault}")
    assert len(done.stderr.splitlines()) == 1


def test_bytes_that_are_no_text_end_a_batch(run: Run) -> None:
    done = run("text", "sentences", "--jsonl", input=b'{"id": 1, "text": "\xff"}\n', text=False)

    assert done.returncode == 3
    assert b"Line 1 is not UTF-8" in done.stderr  # type: ignore[operator]


def test_without_a_file_it_says_what_is_missing(run: Run) -> None:
    done = run("text", "sentences")

    assert done.returncode == 2
    assert "Name a FILE, or - for standard input" in done.stderr


@pytest.mark.parametrize("suite", ["gum_dev", "golden_rules"])
def test_the_suites_own_runner_takes_it(surroundings: Path, shared: Path, suite: str) -> None:
    suites = shared / "suites"
    command = [sys.executable, suites / "run" / "score_sentences.py"]
    command += [suites / "segmentation" / f"{suite}.jsonl", "--batch"]

    done = subprocess.run(
        [*command, f"{sys.executable} -m factbase text sentences --jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )

    scored = json.loads(done.stdout)
    assert scored["bad_paragraphs"] == 0
    if suite == "gum_dev":
        assert scored["f1"] >= 97
    else:
        assert scored["exact"] == "48 of 48"
