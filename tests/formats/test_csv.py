"""A spreadsheet file: what Python's reader and a spreadsheet find in it."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.database import Location, reading
from factbase.formats.csv import write_csv
from factbase.formats.exchange import Selection
from factbase.formats.spreadsheets.cells import attribution_cell, guarded
from factbase.formats.spreadsheets.columns import CLAIM
from factbase.records import AttributionLine
from factbase.vocabulary import Mode, SourceKind, Stance, Terms
from tests.formats.conftest import Line, parsed, seed, take_in

FIELDS = ("source", "kind", "stance", "mode", "terms", "own_act", "cue", "quote", "via", "note")


def _export(location: Location) -> str:
    out = io.StringIO(newline="")
    with reading(location) as connection:
        write_csv(connection, out, Selection())
    return out.getvalue()


def _read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def _unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def _attributions(cell: str) -> list[Line]:
    """Read a cell of attributions as the documentation of the format says."""
    return [_attribution(line) for line in _unguarded(cell).split("\n") if line]


def _attribution(line: str) -> Line:
    values = [""]
    for escaped, plain in re.findall(r"\\(.)|([^\\])", line, re.DOTALL):
        if plain == "|":
            values.append("")
        else:
            values[-1] += plain or ("\n" if escaped == "n" else escaped)
    values += [""] * (len(FIELDS) - len(values))
    found: Line = {name: value or None for name, value in zip(FIELDS, values, strict=False)}
    return found | {"own_act": found["own_act"] == "own act"}


def test_every_claim_is_read_back(location: Location, desk: bytes) -> None:
    take_in(location, desk)
    rows = _read(_export(location))

    claims = [line for line in parsed(desk) if line["type"] == "claim"]
    linked = [line[end] for line in parsed(desk) if line["type"] == "link" for end in ("claim", "other")]
    assert tuple(rows[0]) == CLAIM
    for row, line in zip(rows, claims, strict=True):
        assert row["ref"] == line["ref"]
        assert _unguarded(row["statement"]) == line["statement"]
        assert _attributions(row["attributions"]) == line["attributions"]
        assert _unguarded(row["labels"]) == "; ".join(line["labels"])
        assert (row["confidence"], row["status"]) == (line["confidence"], line["status"])
        assert row["version"] == str(1 + linked.count(line["ref"]))


def test_both_engines_write_the_same_rows(location: Location, desk: bytes, tmp_path: Path) -> None:
    take_in(location, desk)
    take_in(location, seed("harbour-crane"))

    text = _export(location)

    assert text.count("\r\n") == len(_read(text)) + 1
    assert "\r\r" not in text
    assert next(row for row in _read(text) if row["ref"] == "bridge/3")["statement"].startswith("'=4,000")
    assert [row["problems"] for row in _read(text) if row["ref"].startswith("bridge/")] == [
        "",
        "contested; vague-source",
        "hearsay; vague-source",
        "",
        "rumour",
        "unattributed",
    ]


@given(st.text())
def test_the_guard_is_taken_off_exactly(text: str) -> None:
    cell = guarded(text)

    assert _unguarded(cell) == text
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r1", "\n1", "＝1", "＋1", "－1", "＠A1", "'x"]
)
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


WORDS = st.none() | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
) | st.text("|\\n\n'=", min_size=1)  # fmt: skip


@given(st.builds(
    AttributionLine, source=WORDS.filter(bool), kind=st.sampled_from(SourceKind), stance=st.sampled_from(Stance),
    mode=st.sampled_from(Mode), terms=st.sampled_from(Terms), own_act=st.booleans(), cue=WORDS, quote=WORDS,
    via=WORDS, note=WORDS,
))  # fmt: skip
def test_an_attribution_is_read_back_from_its_cell(line: AttributionLine) -> None:
    cell = attribution_cell(**line)

    assert "\n" not in cell
    assert _attribution(cell) == line


def test_a_spreadsheet_finds_texts_and_no_formula(location: Location, desk: bytes, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    take_in(location, desk)
    file = tmp_path / "desk.csv"
    file.write_bytes(_export(location).encode())
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", file.name]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=180, capture_output=True)

    with ZipFile(tmp_path / "desk.xlsx") as book:
        sheet, strings = (
            book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings")
        )
    assert "<f" not in re.sub(r"<f[a-z]", "", sheet)
    assert "bridge/1" in strings
    assert "'=4,000,000 is the cost" in strings.replace("&apos;", "'")
