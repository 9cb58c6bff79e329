"""What a driver's errors are called."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from factbase.database import Location, translated


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_IOERR_READ, "cannot be read"),
        (sqlite3.SQLITE_IOERR_SHORT_READ, "cannot be read"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk or quota is full"),
        (sqlite3.SQLITE_IOERR_FSYNC, "the disk or quota is full"),
        (sqlite3.SQLITE_FULL, "the disk or quota is full"),
    ],
)
def test_what_cannot_be_read_is_not_called_a_full_disk(code: int, said: str, path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    told = translated(OperationalError(None, None, error), Location.of(str(path)))

    assert said in str(told)
