"""Spreadsheets as commands: out, edited, and back in."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from factbase.formats.spreadsheets.columns import ATTRIBUTION, CLAIM
from tests.conftest import CRANE

Run = Callable[..., Result]
STATEMENT = "The crane weighs 341 tonnes."


@pytest.fixture
def run(factbase: Run) -> Run:
    assert factbase("import", "jsonl", str(CRANE)).exit_code == 0
    return factbase


def _edit(path: Path, column: str, text: str, ref: str = "harbour-crane/1") -> None:
    book = load_workbook(path)
    sheet = book["Claims"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == ref:
            row[heads.index(column)].value = text
    book.save(path)


@pytest.mark.parametrize(("per", "columns"), [((), CLAIM), (("--per", "attribution"), ATTRIBUTION)])
def test_both_formats_have_the_same_columns(
    run: Run, tmp_path: Path, per: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    path = tmp_path / "crane.xlsx"

    text = run("export", "csv", *per).stdout
    done = run("export", "xlsx", "-o", str(path), *per)

    assert done.stderr == f"Wrote 43 claims to {path}.\n"
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    sheet = [
        ["" if cell is None else str(cell) for cell in row]
        for row in load_workbook(path).worksheets[0].values
    ]
    assert tuple(rows[0]) == columns
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == sheet


def test_a_reviewers_round_trip(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "crane.xlsx"
    run("export", "xlsx", "-o", str(path))
    _edit(path, "statement", STATEMENT)

    dry = run("import", "xlsx", str(path), "--dry-run", "--json")
    done = run("import", "xlsx", str(path))
    again = run("import", "xlsx", str(path))

    [item] = json.loads(dry.stdout)["items"]
    assert (item["name"], item["field"], item["new"]) == ("harbour-crane/1", "statement", STATEMENT)
    assert "changed 1 claim." in done.stderr
    assert "nothing was changed" in again.stderr
    assert STATEMENT in run("claim", "show", "harbour-crane/1").stdout
    assert run("undo").exit_code == 0
    assert STATEMENT not in run("claim", "show", "harbour-crane/1").stdout


def test_a_conflict_ends_with_its_own_code_until_it_is_settled(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "crane.xlsx"
    run("export", "xlsx", "-o", str(path))
    _edit(path, "statement", STATEMENT)
    run("claim", "edit", "harbour-crane/1", "--statement", "It is heavy.")

    refused = run("import", "xlsx", str(path))
    settled = run("import", "xlsx", str(path), "--ours", "--theirs-of", "harbour-crane/1")

    assert refused.exit_code == 5
    assert (
        f"harbour-crane/1 statement: here “It is heavy.”, in the file “{STATEMENT}”; it was “"
        in refused.stderr
    )
    assert settled.exit_code == 0
    assert STATEMENT in run("claim", "show", "harbour-crane/1").stdout


def test_a_formula_in_every_cell_is_refused_cell_by_cell(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "crane.xlsx"
    run("export", "xlsx", "-o", str(path))
    _edit(path, "statement", "=1+1")

    refused = run("import", "xlsx", str(path))

    assert refused.exit_code == 3
    assert "row 2, statement: it is a formula: write the text or the number itself." in refused.stderr


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"PK\x03\x04", b'{"type": "bundle"}\n', b"<html></html>"]
)
def test_what_is_no_spreadsheet_of_ours_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    refused = run("import", name, str(path))

    assert (refused.exit_code, refused.stdout) == (3, "")
    assert refused.stderr.startswith(f"Error: {path} ")


def test_a_statement_of_forty_thousand_letters_is_shortened_there_and_stays_whole_here(
    run: Run, tmp_path: Path
) -> None:
    path, long = tmp_path / "crane.xlsx", "so " * 13_333 + "x"
    run("claim", "edit", "harbour-crane/1", "--statement", long)

    done = run("export", "xlsx", "-o", str(path))
    back = run("import", "xlsx", str(path))

    assert "Too long for a cell, and shortened there: harbour-crane/1 statement" in done.stderr
    assert "nothing was changed" in back.stderr
    assert long in run("export", "csv").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
def test_an_export_killed_in_the_midst_leaves_the_old_file(filled_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "crane.xlsx"
    path.write_bytes(b"old")
    command = [
        sys.executable,
        "-m",
        "factbase",
        "--db",
        str(filled_template),
        "export",
        "xlsx",
        "-o",
        str(path),
    ]

    for pause in (0.2, 0.4, 0.6, 0.8):
        process = subprocess.Popen(
            command, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path)}
        )
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()

        if path.read_bytes() != b"old":
            assert load_workbook(path).sheetnames == ["Claims", "Columns"]
            path.write_bytes(b"old")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_an_export_to_a_full_disk_says_so_and_nothing_else(filled_template: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "factbase",
        "--db",
        str(filled_template),
        "export",
        "xlsx",
        "-o",
        "/dev/full",
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 6
    assert done.stderr == (
        "Error: /dev/full cannot be written (No space left on device): make room or choose another place.\n"
    )
