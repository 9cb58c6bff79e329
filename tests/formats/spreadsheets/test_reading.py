"""Files as spreadsheets save them are read, and what is none of ours is refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter.worksheet import Worksheet

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.columns import PER_CLAIM
from factbase.formats.spreadsheets.delimited import read_delimited
from factbase.formats.spreadsheets.opened import read_workbook
from factbase.formats.spreadsheets.table import Computed
from factbase.formats.spreadsheets.workbook import fitting, workbook

Made = tuple[xlsxwriter.Workbook, Worksheet]
HEAD = "ref,statement,version\r\n"
TEXT = HEAD + 'a/1,"Çuçi, „so“",3\r\n'


def _delimited(data: bytes) -> list[dict[str, str]]:
    return [row.cells for row in read_delimited(io.BytesIO(data), "desk.csv").rows]


def _made(fill: Callable[[Made], None]) -> bytes:
    """Return a workbook that somebody else's program wrote."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Claims")
        sheet.write_row(0, 0, ["ref", "statement", "version"])
        sheet.write_row(1, 0, ["a/1", "It sails.", 3])
        fill((book, sheet))
    return out.getvalue()


def _opened(data: bytes) -> list[dict[str, str]]:
    return [row.cells for row in read_workbook(io.BytesIO(data), "desk.xlsx").rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_a_file_is_read_in_any_encoding_with_anything_between_its_cells(encoding: str, between: str) -> None:
    text = between.join(("ref", "statement", "version")) + "\n" + between.join(("a/1", '"Çuçi, „so“"', "3"))

    assert _delimited(text.encode(encoding)) == [{"ref": "a/1", "statement": "Çuçi, „so“", "version": "3"}]


def test_an_encoding_that_lacks_letters_is_warned_of() -> None:
    table = read_delimited(io.BytesIO(TEXT.encode("cp1252")), "desk.csv")

    assert table.narrow
    assert "Windows-1252" in table.remarks[0]


def test_the_header_is_found_below_a_line_of_excels_and_in_other_capitals() -> None:
    data = b"sep=;\r\n;;\r\nVersion;Override reason;REF\r\n3;why;a/1\r\n;;\r\n"

    assert _delimited(data) == [{"version": "3", "override_reason": "why", "ref": "a/1"}]


def test_columns_that_are_not_ours_are_left_out_and_told() -> None:
    table = read_delimited(io.BytesIO(b"ref,my remarks,version,\na/1,hm,3,\n"), "desk.csv")

    assert [row.cells for row in table.rows] == [{"ref": "a/1", "version": "3"}]
    assert table.remarks == ["Left out, being no columns of ours: “my remarks”."]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"a,b\n1,2\n", "no column ref"),
        (b"ref,statement\na/1,x\n", "no column version"),
        (b"ref,version,ref\na/1,3,a/1\n", "column ref twice"),
        (b'ref,statement,version\na/1,"It sai', "row 2"),
        (b'ref,statement,version\na/1,"It" sails,3\n', "row 2"),
        (b"ref,statement,version\na/1,It, sails,3\n", "more cells than the header"),
        (b"PK\x03\x04", "is a workbook"),
        (b"ref,version\0\na/1,3\n", "binary"),
        (b"ref,statement,version\na/1,\x81\xe7,3\n", "neither UTF-8 nor cp1252"),
        (b"\xff\xfer\0e\0f\0,\0\0\xd8", "neither UTF-8 nor utf-16"),
        (b"ref,version," + b"x," * 1_000_000 + b"\n", "columns"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        _delimited(data)


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    def fill(made: Made) -> None:
        book, sheet = made
        dated = book.add_format({"num_format": "dd. mmm yyyy"})
        sheet.write_row(0, 3, ["labels", "cue", "note", "quote"])
        sheet.write_number(1, 3, 46095, dated)
        sheet.write_boolean(1, 4, True)
        sheet.write_number(1, 5, 5.1)
        sheet.write_rich_string(1, 6, "so ", book.add_format({"bold": True}), "it")
        sheet.write_string(1, 1, "It\x0bsails_x0041_.")

    [row] = _opened(_made(fill))

    assert row == {
        "ref": "a/1", "statement": "It\x0bsails_x0041_.", "version": "3", "labels": "2026-03-14", "cue": "TRUE",
        "note": "5.1", "quote": "so it",
    }  # fmt: skip


def test_a_formula_is_known_for_one() -> None:
    [row] = _opened(_made(lambda made: made[1].write_formula(1, 1, '=HYPERLINK("http://x.example")')))

    assert isinstance(row["statement"], Computed)


def test_the_sheet_with_our_header_is_found_among_others() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Columns").write_row(0, 0, ["ref", "The name", "version"])
        book.add_worksheet("Mine").write_row(0, 0, ["so", "what"])
        sheet = book.add_worksheet("Claims")
        sheet.write_row(2, 1, ["ref", "version"])
        sheet.write_row(3, 1, ["a/1", "3"])

    assert _opened(out.getvalue()) == [{"ref": "a/1", "version": "3"}]


def _zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"ref,version\n", "is no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "password"),
        (_zipped(word__document="<x/>"), "no workbook"),
        (_zipped(xl__workbook="<workbook/>"), "no sheet with a column ref"),
        (_zipped(xl__workbook="<workbook>"), "damaged"),
        (_zipped(xl__workbook='<!DOCTYPE x [<!ENTITY e "e">]><workbook>&e;</workbook>'), "document type"),
        (_made(lambda _made: None)[:-300], "cut off or damaged"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_of_ours_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InvalidInput, match=what):
        _opened(data)


@pytest.mark.parametrize("cell", ["ZZZ1", "A9999999", "a1", "A1B"])
def test_a_cell_outside_of_any_sheet_is_refused(cell: str) -> None:
    whole = zipfile.ZipFile(io.BytesIO(_made(lambda _made: None)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name).replace(b'r="B2"', f'r="{cell}"'.encode()))

    with pytest.raises(InvalidInput, match="cell"):
        _opened(out.getvalue())


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=40
) | (
    st.sampled_from(
        ["<r>x</r>", "=1+1", "'x", "_x0041_", "{=A1}", "http://x.example", "5.10", "\r\n\x0b", "<r>"]
    )
)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=3, max_size=3))
def test_any_text_is_the_same_text_in_a_workbook(texts: list[str]) -> None:
    out = io.BytesIO()
    row = ["a/1", texts[0], "", "", texts[1], "open", "", "", texts[2], "", "", "3"]
    with workbook(out, "Claims", PER_CLAIM) as book:
        book.write([row])

    [back] = _opened(out.getvalue())

    assert [back[column.name] for column in PER_CLAIM] == row


def test_another_reader_finds_typed_cells_words_to_choose_and_no_formula() -> None:
    out = io.BytesIO()
    with workbook(out, "Claims", PER_CLAIM) as book:
        book.write([["a/1", "=1+1", "low", "", "", "open", "5", "2", "", "", "", "3"]])
    made = load_workbook(io.BytesIO(out.getvalue()))
    sheet = made["Claims"]

    assert [cell.data_type for cell in sheet[2]] == list("sssnnsnnnnnn")
    assert (sheet["B2"].value, sheet["B2"].quotePrefix, sheet["G2"].value) == ("=1+1", True, 5)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:L2")
    assert {rule.formula1 for rule in sheet.data_validations.dataValidation} == {
        '"high,medium,low,rumour"', '"open,in_check,checked,reopened"',
    }  # fmt: skip
    assert [row[0].value for row in made["Columns"]] == ["column", *(column.name for column in PER_CLAIM)]


def test_a_text_that_no_cell_holds_is_shortened_and_told() -> None:
    out = io.BytesIO()
    with workbook(out, "Claims", PER_CLAIM) as book:
        book.write([["a/1", "👷" * 40_000, *[""] * 10]])

    [back] = _opened(out.getvalue())

    assert book.shortened == ["a/1 statement"]
    assert back["statement"] == fitting("👷" * 40_000) == "👷" * 16_383 + "…"
