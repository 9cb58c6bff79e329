"""Files that a disk or a stranger has damaged: no command trips over them, and `db verify` finds it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from factbase.database import Location, writing
from tests.accidents.conftest import call, fill
from tests.accidents.corrupting import Contents, contents, damage, differences, meddling, must_be_found
from tests.maintenance.verify.desk import fill as give_past

READS = (
    ("claim", "list"),
    ("claim", "show", "old-bridge/1"),
    ("search", "bridge"),
    ("export", "jsonl"),
    ("problems",),
    ("log", "--limit", "500"),
    ("doctor",),
)
VERIFY = ("db", "verify")


@pytest.fixture(scope="session")
def worn(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a past and a shipped article, in one file."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("worn") / "desk.db"))
    with writing(Location.of(str(path))) as connection:
        give_past(connection)
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert call(path, *VERIFY, "--deep").exit_code == 0
    return path


def _check_reads(path: Path, what: str) -> int:
    """Assert that no command trips over the file or changes it; return how `db verify` ends."""
    before = path.read_bytes()
    ended = 0
    for args in (*READS, VERIFY):
        result = call(path, *args)
        told = f"{what}, {' '.join(args)}: {result.stderr[-1500:]}"
        assert result.exit_code in (0, 1, 3, 4), told
        assert "Traceback" not in result.output, told
        assert path.read_bytes() == before, told
        ended = result.exit_code
    return ended


def _corrupt(worn: Path, sound: Contents, folder: Path, seeds: Sequence[int]) -> Counter[str]:
    """Damage a copy of the desk for each seed, and hold what the commands say against what is in it."""
    found: Counter[str] = Counter()
    for seed in seeds:
        path = Path(shutil.copy(worn, folder / f"{seed}.db"))
        what = f"seed {seed}, {damage(path, seed)}"
        after = contents(path)
        changed = set(differences(sound, after))
        ended = _check_reads(path, what)
        if must_be_found(changed, after):
            assert ended in (1, 4), f"{what} is not found: {sorted(changed)}"
            found["pages found" if not after.whole else "records found"] += 1
        elif changed:
            found["in what nobody has twice" + (", found" if ended else "")] += 1
        else:
            assert ended == 0 or path.read_bytes()[:100] != worn.read_bytes()[:100], f"{what} changed nothing"
            found["nothing changed"] += 1
        path.unlink()
    return found


def test_what_is_damaged_is_found_and_nothing_trips_over_it(worn: Path, tmp_path: Path) -> None:
    found = _corrupt(worn, contents(worn), tmp_path, range(24))

    assert found["pages found"]
    assert found["records found"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE source SET speaks_for_id = 2 WHERE id = 1",  # who speaks for it
        "DELETE FROM source WHERE id = 1",
        "DELETE FROM claim WHERE id = 1",
        "DELETE FROM article WHERE id = 1",
        "DELETE FROM operation",
        "UPDATE operation SET at = 'x' || at",
        "UPDATE change SET after = 'x' || after",
        "UPDATE claim SET statement = 17, status = 'none'",
    ],
)
def test_rows_that_point_nowhere_or_in_a_circle_end_in_a_sentence(
    worn: Path, tmp_path: Path, sql: str
) -> None:
    path = Path(shutil.copy(worn, tmp_path / "desk.db"))
    with closing(meddling(path)) as connection:
        connection.execute(sql)
        connection.commit()

    assert _check_reads(path, sql) == 1


@pytest.mark.torture
@pytest.mark.parametrize("part", range(10))
def test_five_hundred_damages(
    worn: Path, tmp_path: Path, part: int, record_property: pytest.RecordProperty
) -> None:
    found = _corrupt(worn, contents(worn), tmp_path, range(part * 50, part * 50 + 50))

    record_property("found", dict(found))
    print(f"Damages {part * 50} to {part * 50 + 49}:", dict(found))
    assert sum(found.values()) == 50
