"""A desk whose articles go out as checking copies and come back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from factbase.database import Location, writing
from tests.formats.desk import fill


@pytest.fixture
def bridge(sqlite_template: Path, tmp_path: Path) -> Location:
    """The desk on SQLite alone, for tests that do not depend on the engine."""
    location = Location.of(str(shutil.copy(sqlite_template, tmp_path / "desk.db")))
    with writing(location) as connection:
        fill(connection)
    return location
