"""What would be read of a file, without a database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Run
from tests.text.documents.making import docx, paragraph


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return the path of a .docx with a heading, a comment, and a sign that cannot be seen."""
    body = paragraph("The bridge", '<w:outlineLvl w:val="0"/>') + paragraph("It \u202eopened.")
    body += "<w:p><w:r><w:commentReference/></w:r></w:p>"
    path = tmp_path / "draft.docx"
    path.write_bytes(docx(body))
    return path


def test_the_text_goes_to_stdout_and_what_was_left_out_to_stderr(run: Run, draft: Path) -> None:
    done = run("text", "canonical", str(draft))

    assert done.returncode == 0
    assert done.stdout == "The bridge\n\nIt \u202eopened.\n"
    assert "draft.docx: Left out: 1 comment." in done.stderr
    assert "⟨U+202E⟩ 1 ×" in done.stderr


def test_json_gives_all_that_was_found(run: Run, draft: Path) -> None:
    (item,) = json.loads(run("text", "canonical", str(draft), "--json").stdout)["items"]

    assert item["format"] == "docx"
    assert item["text"] == "The bridge\n\nIt \u202eopened."
    assert item["suggested"] == {"1": "heading"}
    assert list(item) == [
        "format", "text", "suggested", "title", "byline", "published_on", "language", "warnings"
    ]  # fmt: skip


def test_standard_input_is_read_as_the_format_says(run: Run) -> None:
    assert run("text", "canonical", "-", "--format", "md", input="# One\n\n*two*").stdout == "One\n\ntwo\n"
    assert run("text", "canonical", "-", input="# One\n\n*two*").stdout == "# One\n\n*two*\n"


def test_a_batch_is_answered_line_by_line(run: Run) -> None:
    lines = "".join(
        f"{json.dumps({'id': number, 'text': text})}\n" for number, text in enumerate(["a\r\nb.", " c "])
    )

    done = run("text", "canonical", "--jsonl", input=lines)

    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 0, "text": "a b."},
        {"id": 1, "text": "c"},
    ]


def test_without_a_file_it_says_what_is_missing(run: Run) -> None:
    done = run("text", "canonical")

    assert (done.returncode, "Name a FILE" in done.stderr) == (2, True)


def test_an_empty_text_of_a_batch_is_named_by_its_line(
    factbase: Callable[..., Result], tmp_path: Path
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 1, "text": "a"}\n{"id": 2, "text": " "}\n')

    done = factbase("text", "canonical", "--jsonl", str(batch))

    assert (done.exit_code, done.stdout) == (3, '{"id": 1, "text": "a"}\n')
    assert done.stderr == "Error: Line 2 has an empty text: give one with words in it.\n"
