"""``factbase text find``: where words stand in a file, and what selectors of a batch point to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A text file in which some words stand twice."""
    path = tmp_path / "draft.txt"
    path.write_text("It has 3,000 members.\n“We left,” she said. It has 3,000 members.\n", "utf-8")
    return path


def test_each_place_has_its_sentence_and_what_stands_beside_it(run: Run, draft: Path) -> None:
    done = run("text", "find", str(draft), "3,000 members")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "sentence\tstart\tend\tprefix\twords\tsuffix",
        "1/1\t7\t20\tIt has \t3,000 members\t. “We left,” she said. It has 3",
        "2/2\t51\t64\ts. “We left,” she said. It has \t3,000 members\t.",
    ]


def test_json_has_the_selectors_of_each_place(run: Run, draft: Path) -> None:
    done = run("text", "find", str(draft), '"we left,"', "--json")

    said = json.loads(done.stdout)
    assert said["schema"] == "factbase/text-selectors@1"
    position, quote = said["items"][0]["selector"]
    assert position == {"type": "TextPositionSelector", "start": 23, "end": 33}
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", "“We left,”")


def test_words_that_stand_nowhere_are_said_to(run: Run, draft: Path) -> None:
    done = run("text", "find", str(draft), "4,000 members")

    assert (done.returncode, done.stderr) == (0, "These words stand nowhere in the text.\n")


def test_a_batch_is_answered_line_by_line(run: Run) -> None:
    selector = {"type": "TextQuoteSelector", "exact": "ana"}
    lines = json.dumps({"id": "a", "text": "bananas", "selector": selector}) + "\n"
    done = run("text", "find", "--jsonl", input=lines)

    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"id": "a", "spans": [[1, 4], [3, 6]]}]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": 1, "text": "a"}', "Line 1 has no selector: give an object as its “selector”."),
        (
            '{"id": 1, "text": "a", "selector": {"type": "x"}}',
            "Line 1 has an unknown selector: give a TextPositionSelector",
        ),
        (
            '{"id": 1, "selector": {"type": "TextQuoteSelector", "exact": "a"}}',
            "Line 1 has no text: give a text as its “text”.",
        ),
    ],
)
def test_a_line_that_asks_for_nothing_is_refused(run: Run, line: str, told: str) -> None:
    done = run("text", "find", "--jsonl", input=line)

    assert done.returncode == 3
    assert told in done.stderr


def test_a_file_without_words_is_a_usage_error(run: Run, draft: Path) -> None:
    assert run("text", "find", str(draft)).returncode == 2
    assert run("text", "find", str(draft), "words", "--jsonl").returncode == 2


def test_all_selectors_of_the_annotator_suite_are_found(shared: Path) -> None:
    suites = shared / "suites"
    program = f"{sys.executable} -m factbase text find --jsonl"
    runner = [sys.executable, "run/check_exact.py", "anchoring/annotator_cases.json", "--batch", program]
    done = subprocess.run(runner, cwd=suites, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["32 of 32"]
