"""Reads the cells of an XLSX workbook as a person sees them: texts, numbers and dates, and what was computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import BinaryIO

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.parts import Cells, Sheets, Styles, Targets, Texts, unescaped
from factbase.formats.spreadsheets.table import Computed, Table, find_header, table
from factbase.formats.spreadsheets.workbook import EXPLAINED
from factbase.text.documents.package import UNZIPPED, Package

LARGEST = 100_000_000  # bytes
_OLD = b"\xd0\xcf\x11\xe0"
_WHOLE = re.compile(r"-?[0-9]{1,15}(\.0+)?")


def read_workbook(file: BinaryIO, name: str) -> Table:
    """Return the table in the first sheet that has our header. Raises InvalidInput where there is none."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB: give it in pieces.")
    if data.startswith(_OLD):
        raise InvalidInput(f"{name} is an old .xls, or has a password: save it as .xlsx without one.")
    if not data.startswith(b"PK"):
        what = "is no .xlsx workbook" if data else "is empty"
        raise InvalidInput(f"{name} {what}: give a file that `factbase export xlsx` wrote.")
    book = _Book(Package(data, name), name)
    for title, part in book.sheets.items():
        if title == EXPLAINED:
            continue
        rows = book.rows(part)
        listed = [(number, _listed(cells)) for number, cells in rows.items()]
        header = find_header(listed)
        if header is not None:
            found = table(name, listed, header)
            found.guarded = EXPLAINED not in book.sheets
            return found
    raise InvalidInput(
        f"{name} has no sheet with a column ref among its first rows: give a file that `factbase export xlsx` wrote."
    )


def _listed(cells: Mapping[int, str]) -> list[str]:
    return [cells.get(index, "") for index in range(max(cells, default=-1) + 1)]


class _Book:
    """A workbook's sheets by title, and what their cells refer to."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        listed = Sheets()
        if not package.parse("xl/workbook.xml", listed):
            raise InvalidInput(
                f"{name} is a zip, but no workbook: give a file that `factbase export xlsx` wrote."
            )
        targets = Targets()
        package.parse("xl/_rels/workbook.xml.rels", targets)
        parts = {key: normpath(join("xl", target)).lstrip("/") for key, target in targets.parts.items()}
        self.sheets = {title: parts.get(key, "") for title, key in listed.sheets}
        self._first = datetime(1904, 1, 1) if listed.from_1904 else datetime(1899, 12, 30)
        texts = Texts()
        package.parse(parts.get(targets.strings, "xl/sharedStrings.xml"), texts, most=UNZIPPED)
        self._texts = texts.found
        styles = Styles()
        package.parse(parts.get(targets.styles, "xl/styles.xml"), styles)
        self._dates = styles.dates()

    def rows(self, part: str) -> dict[int, dict[int, str]]:
        """Return the cells of a sheet by row, from 1, and column, from 0."""
        sheet = Cells(self._name, self._value)
        self._package.parse(part, sheet, most=UNZIPPED)
        return dict(sorted(sheet.rows.items()))

    def _value(self, kind: str, style: str, text: str) -> str:
        match kind:
            case "s":
                try:
                    return self._texts[int(text)]
                except (ValueError, IndexError):
                    raise InvalidInput(
                        f"{self._name} is damaged (a cell has no text {text!r}): open it and save it anew."
                    ) from None
            case "b":
                return "TRUE" if text.strip() == "1" else "FALSE"
            case "e":
                return Computed(text)
            case "inlineStr" | "str" | "d":
                return unescaped(text)
            case _:
                return self._number(style, text)

    def _number(self, style: str, text: str) -> str:
        """Return a number as it is written in a text, or the date that it stands for."""
        if style in self._dates:
            try:
                moment = self._first + timedelta(days=round(float(text) * 86400) / 86400)
            except (ValueError, OverflowError):
                return text
            moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
            return moment.isoformat().removesuffix("T00:00:00")
        return text.partition(".")[0] if _WHOLE.fullmatch(text) else text
