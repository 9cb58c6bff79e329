"""A reviewer's round trip through LibreOffice: what was edited there comes back, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from factbase import lookup
from factbase.changes.claims import edit_statement
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.errors import Conflict
from factbase.references import claim_ref
from tests.formats.spreadsheets.conftest import exported, take_back, told
from tests.formats.spreadsheets.office import Visit, review

EDITS = {
    ("bridge/1", "statement"): "“The bridge”, since May; is shut 5.10.",
    ("bridge/3", "labels"): "figure; Çelik",
    ("a-ferry/2", "status"): "in_check",
}


def _put(folder: Path, location: Location, name: str, per: str = "claim") -> Path:
    path = folder / f"{per}.{name}"
    path.write_bytes(exported(location, name, per))
    return path


def test_three_cells_edited_in_libreoffice_are_three_changes(sqlite_desk: Location, tmp_path: Path) -> None:
    files = [_put(tmp_path, sqlite_desk, name) for name in ("csv", "xlsx")]
    back = [tmp_path / f"back.{name}" for name in ("csv", "xlsx")]

    review(tmp_path / "home", *(Visit(*paths, EDITS) for paths in zip(files, back, strict=True)))

    (tmp_path / "other.db").write_bytes((tmp_path / "desk.db").read_bytes())
    for path, location in zip(back, (sqlite_desk, Location.of(str(tmp_path / "other.db"))), strict=True):
        data, name = path.read_bytes(), path.suffix[1:]
        assert {
            (ref, column): new for ref, column, _old, new in told(take_back(location, data, name))
        } == EDITS
        _settle_a_conflict(location, data, name)


def _settle_a_conflict(location: Location, data: bytes, name: str) -> None:
    """Let somebody reword what the reviewer reworded: both are shown, and one is taken."""
    with writing(location) as connection:
        operation = Operation(connection, actor="Ben", command="claim edit")
        edit_statement(operation, lookup.claim(connection, claim_ref("bridge/1")), "It is open.")
    statement = EDITS["bridge/1", "statement"]

    with pytest.raises(Conflict) as raised:
        take_back(location, data, name)
    report = take_back(location, data, name, theirs_of=("bridge/1",))

    assert raised.value.details == [
        f"bridge/1 statement: here “It is open.”, in the file “{statement}”; it was “The bridge is closed.”"
    ]
    assert told(report) == [("bridge/1", "statement", "It is open.", statement)]


@pytest.mark.torture
def test_a_file_saved_in_libreoffice_in_either_format_changes_nothing(
    sqlite_desk: Location, tmp_path: Path
) -> None:
    visits = [
        Visit(_put(tmp_path, sqlite_desk, name, per), tmp_path / f"{per}-{name}.{other}", {})
        for per in ("claim", "attribution")
        for name in ("csv", "xlsx")
        for other in ("csv", "xlsx")
    ]

    review(tmp_path / "home", *visits)

    for visit in visits:
        report = take_back(sqlite_desk, visit.target.read_bytes(), visit.target.suffix[1:])
        assert told(report) == [], visit.target.name
