"""Reads text that is parted by commas, semicolons, tabs or bars, in whatever encoding a spreadsheet left it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.columns import KNOWN
from factbase.formats.spreadsheets.table import Cells, Table, column_name, find_header, table

LARGEST = 500_000_000  # bytes
_LONGEST = 100_000_000  # characters of a cell
_HEAD = 1_000_000  # characters in which the header is looked for
_BETWEEN = (",", ";", "\t", "|")
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_CP1252 = "cp1252"
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_delimited(file: BinaryIO, name: str) -> Table:
    """Return the table in a file. Raises InvalidInput for one that has none, also while its rows are read."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB: give it in pieces.")
    if data.startswith((_ZIP, _OLD)):
        raise InvalidInput(f"{name} is a workbook, not CSV: `factbase import xlsx` reads .xlsx.")
    encoding = _encoding(data, name)
    text = _decoded(data, encoding, name)
    if not text.strip():
        raise InvalidInput(f"{name} is empty: give a file that `factbase export csv` wrote.")
    if "\0" in text:
        raise InvalidInput(f"{name} is a binary file, not CSV: give a file that `factbase export csv` wrote.")
    csv.field_size_limit(_LONGEST)
    between = _between(text[:_HEAD], name)
    header = find_header(csv_rows(text, between, name))
    assert header is not None
    found = table(name, csv_rows(text, between, name), header)
    if encoding == _CP1252:
        found.narrow = True
        found.remarks.append(
            f"{name} is not UTF-8 and was read as Windows-1252, which lacks most letters: save it as UTF-8."
        )
    return found


def _encoding(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        halves = data[start:200:2]
        if len(halves) > 8 and halves.count(0) > len(halves) * 3 // 4:
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _CP1252
    return "utf-8"


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{name} is neither UTF-8 nor {encoding} at byte {error.start}: save it as UTF-8."
        ) from None


def _between(text: str, name: str) -> str:
    """Return what parts the cells: the sign by which most of our columns are found in the header."""
    found = [(len(_columns(text, each, name)), each) for each in _BETWEEN]
    most, between = max(found, key=lambda pair: pair[0])
    if not most:
        raise InvalidInput(
            f"{name} has no column ref among its first rows: give a file that `factbase export csv` wrote."
        )
    return between


def _columns(text: str, between: str, name: str) -> set[str]:
    try:
        header = find_header(csv_rows(text, between, name))
    except InvalidInput:  # with another sign it may be right, and where it is with none that is said later
        return set()
    return set() if header is None else KNOWN.keys() & {column_name(cell) for cell in header[1]}


def csv_rows(text: str, between: str, name: str) -> Iterator[tuple[int, Cells]]:
    """Yield number and cells of each row of a text. Raises InvalidInput naming the row where it is no CSV."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise InvalidInput(
            f"{name}, row {number + 1}: no CSV can be read from there ({error}): see that the file is whole."
        ) from None
