"""A reviewer at LibreOffice: opens files, edits cells, sorts the rows and saves, as a macro of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pytest

_CSV = "Text - txt - csv (StarCalc)"
_FILTERS = {".csv": _CSV, ".xlsx": "Calc MS Excel 2007 XML"}
# Commas, quotation marks, UTF-8; in from the first row with all that looks like a number or a date taken for one.
_OPTIONS = "44,34,76,1,,0,false,true,false"
_MACRO = """
Function Told(name, value)
  Dim one As New com.sun.star.beans.PropertyValue
  one.Name = name
  one.Value = value
  Told = one
End Function

Function Find(sheet, head, ref)
  For column = 0 To 30
    If sheet.getCellByPosition(column, 0).String = "ref" Then refs = column
    If sheet.getCellByPosition(column, 0).String = head Then wanted = column
  Next
  row = 0
  Do While sheet.getCellByPosition(refs, row).String <> ref
    row = row + 1
    If row > 5000 Then Exit Do
  Loop
  Find = sheet.getCellByPosition(wanted, row)
End Function

Sub Sort(sheet)
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  rows = cursor.RangeAddress.EndRow
  rng = sheet.getCellRangeByPosition(0, 1, cursor.RangeAddress.EndColumn, rows)
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = 1
  by(0).IsAscending = False
  rng.sort(Array(Told("SortFields", by()), Told("ContainsHeader", False)))
End Sub

Sub Review
{calls}
End Sub
"""


class Visit(NamedTuple):
    """A file, where it is saved, and what is written into which cells: (ref, column) → text or number."""

    source: Path
    target: Path
    edits: Mapping[tuple[str, str], str]


def review(home: Path, *visits: Visit) -> None:
    """Let LibreOffice edit files: the rows are sorted by their second column, backwards. Skips where there is none."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    _start(home, "--terminate_after_init")
    _install(home, "\n".join(map(_visit, visits)))
    _start(home, "macro:///Standard.Module1.Review")
    missing = [visit.target.name for visit in visits if not visit.target.is_file()]
    assert not missing, f"the macro did not get to {missing}"


def _start(home: Path, *words: str) -> None:
    command = ["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore", *words]
    subprocess.run(command, check=True, timeout=240, capture_output=True)


def _visit(visit: Visit) -> str:
    source, target = visit.source, visit.target
    coming = [f'Told("FilterName", "{_CSV}")', f'Told("FilterOptions", "{_OPTIONS}")']
    loading = ", ".join(['Told("Hidden", True)', *(coming if source.suffix == ".csv" else [])])
    going = [f'Told("FilterName", "{_FILTERS[target.suffix]}")']
    if target.suffix == ".csv":
        going.append('Told("FilterOptions", "44,34,76,1,,0,false,true")')
    writes = [
        f"Find(sheet, {_quoted(column)}, {_quoted(ref)}).String = {_quoted(text)}"
        for (ref, column), text in visit.edits.items()
    ]
    return "\n".join(
        [
            f'document = StarDesktop.loadComponentFromURL("{source.as_uri()}", "_blank", 0, Array({loading}))',
            "sheet = document.Sheets.getByIndex(0)",
            *writes,
            "Sort(sheet)",
            f'document.storeToURL("{target.as_uri()}", Array({", ".join(going)}))',
            "document.close(True)",
        ]
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _install(home: Path, calls: str) -> None:
    """Put the macro in place of the one that LibreOffice puts into a new profile at its first start."""
    module = home / "user" / "basic" / "Standard" / "Module1.xba"
    assert module.is_file(), "LibreOffice made no profile"
    module.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
        f'script:language="StarBasic">{escape(_MACRO.format(calls=calls))}</script:module>',
        "utf-8",
    )
