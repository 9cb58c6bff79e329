"""A desk whose claims go out as spreadsheets and come back edited."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.formats import csv as csv_format
from factbase.formats import xlsx as xlsx_format
from factbase.formats.exchange import Selection
from factbase.formats.reports import Report
from tests.formats.desk import fill

IMPORTERS = {"csv": csv_format.IMPORT, "xlsx": xlsx_format.IMPORT}
UNDECIDED: dict[str, Any] = {"ours": False, "theirs": False, "ours_of": (), "theirs_of": ()}


def exported(location: Location, name: str = "csv", per: str = "claim") -> bytes:
    """Return a file of all claims."""
    selection = Selection(options={"per": per})
    with reading(location) as connection:
        if name == "xlsx":
            out = io.BytesIO()
            xlsx_format.EXPORT.write(connection, out, selection)
            return out.getvalue()
        text = io.StringIO(newline="")
        csv_format.EXPORT.write(connection, text, selection)
        return text.getvalue().encode()


def take_back(location: Location, data: bytes, name: str = "csv", **decided: object) -> Report:
    """Import a file."""
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command=f"import {name}")
        options = {**UNDECIDED, **decided}
        return IMPORTERS[name].read(operation, io.BytesIO(data), f"desk.{name}", options, lambda _row: None)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def written(rows: list[dict[str, str]]) -> str:
    """Return rows as a spreadsheet would save them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def edited(data: bytes, cells: Mapping[tuple[str, str], str]) -> bytes:
    """Return a CSV file in which some cells, by ref and column, say something else, in each row of that ref."""
    rows = rows_of(data)
    for (ref, column), text in cells.items():
        for row in rows:
            if row["ref"] == ref:
                row[column] = text
    return written(rows).encode()


def told(report: Report) -> list[tuple[str, str, str, str]]:
    return [(each.name, each.field, each.old, each.new) for each in report.differences]


@pytest.fixture
def sqlite_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """The desk on SQLite alone, for tests that do not depend on the engine."""
    path = tmp_path / "desk.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    location = Location.of(str(path))
    with writing(location) as connection:
        fill(connection)
    return location
