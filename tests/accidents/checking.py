"""What every accident is held against: one sentence, the right code, and a database as it was before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from factbase.database import Location, open_engine
from factbase.tables import metadata

Dump = dict[str, list[str]]


def command(*args: object) -> list[str]:
    """Return the words that start the program as its own process."""
    return [sys.executable, "-m", "factbase", *map(os.fspath, args)]  # type: ignore[arg-type]


def run(*args: object, before: Sequence[str] = (), **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run the program as its own process; ``before`` are words that limit it."""
    known = {"capture_output": True, "text": True, "timeout": 60, "errors": "replace"} | options
    return subprocess.run([*before, *command(*args)], check=False, **known)


def dump(url: str) -> Dump:
    """Return every row of every table, and the indexes: the database as a person could tell it."""
    location = Location.of(url)
    indexes = (
        "SELECT name, sql FROM sqlite_master"
        if location.path
        else "SELECT indexname, indexdef FROM pg_indexes"
    )
    engine = open_engine(location)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
        }
        found["indexes"] = sorted(map(repr, connection.exec_driver_sql(indexes)))
    engine.dispose()
    return found


def check_refused(result: Any, code: int, *words: str) -> None:  # noqa: ANN401 - a process's or click's result
    """Assert that a run ended with ``code`` and one sentence on stderr that holds ``words``."""
    ended = getattr(result, "returncode", None)
    ended = result.exit_code if ended is None else ended
    assert "Traceback" not in result.stderr + result.stdout
    sentences = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert (ended, len(sentences)) == (code, 1), result.stderr
    assert sentences[0].endswith((".", "?")), result.stderr
    missing = [word for word in words if word not in result.stderr]
    assert not missing, result.stderr
