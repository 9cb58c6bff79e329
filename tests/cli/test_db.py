import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from factbase.database import SCHEMA_REVISION
from tests.cli.conftest import Run


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Path:
    """An empty database at desk.db, where ``run`` stands."""
    assert run("--db", "desk.db", "init").returncode == 0
    return tmp_path / "desk.db"


def status(run: Run, path: Path) -> dict[str, Any]:
    result = run("--db", str(path), "db", "status", "--json")
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)["items"][0]
    return found


def test_init_says_where_and_what_next(run: Run, tmp_path: Path) -> None:
    result = run("--db", "my desk.db", "init")

    assert result.stdout == f"New database: {tmp_path / 'my desk.db'}.\n"
    assert result.stderr == "Next: factbase --db 'my desk.db' article add FILE\n"
    assert result.returncode == 0


def test_init_goes_to_the_default_place(run: Run, tmp_path: Path) -> None:
    result = run("init")

    assert result.stdout == f"New database: {tmp_path / 'data' / 'factbase' / 'factbase.db'}.\n"
    assert result.stderr == "Next: factbase article add FILE\n"


def test_init_leaves_a_database_as_it_is(run: Run, desk: Path) -> None:
    before = desk.read_bytes()

    result = run("--db", "desk.db", "init")

    assert result.stdout == f"{desk} is a database already: nothing was changed.\n"
    assert (result.returncode, desk.read_bytes()) == (0, before)


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0"])
def test_init_never_writes_over_another_file(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.db").write_bytes(content)

    result = run("--db", "other.db", "init")

    assert (result.returncode, (tmp_path / "other.db").read_bytes()) == (4, content)
    assert result.stderr.startswith("Error: ")


def test_an_empty_option_is_refused(run: Run) -> None:
    assert run("--db", "", "init").returncode == 2


def test_status_of_a_new_database(run: Run, desk: Path) -> None:
    found = status(run, desk)

    assert found.pop("engine").startswith("SQLite 3.")
    assert found == {
        "location": str(desk),
        "schema": SCHEMA_REVISION,
        "newest": SCHEMA_REVISION,
        "articles": 0,
        "claims": 0,
        "sources": 0,
    }


def test_status_of_an_older_schema_says_what_to_do(run: Run, desk: Path) -> None:
    run("--db", "desk.db", "db", "downgrade", "0001")

    result = run("--db", "desk.db", "db", "status")

    assert "schema\t0001\n" in result.stdout
    assert "claims\t\n" in result.stdout
    assert result.stderr == (
        f"Its schema is older than {SCHEMA_REVISION}: run `factbase --db desk.db db upgrade`.\n"
    )
    assert result.returncode == 0


def test_status_of_a_newer_schema_says_what_to_do(run: Run, desk: Path) -> None:
    with sqlite3.connect(desk) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()

    result = run("--db", "desk.db", "db", "status")

    assert "install the version that knows schema 0999" in result.stderr
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("content", "code"), [(None, 4), (b"", 4), (b"hello, this is no database at all" * 9, 4)]
)
def test_status_of_no_database(run: Run, tmp_path: Path, content: bytes | None, code: int) -> None:
    if content is not None:
        (tmp_path / "other.db").write_bytes(content)

    result = run("--db", "other.db", "db", "status")

    assert (result.returncode, result.stdout) == (code, "")
    assert str(tmp_path / "other.db") in result.stderr


def test_down_and_up_again(run: Run, desk: Path) -> None:
    down = run("--db", "desk.db", "db", "downgrade", "0001")
    refused = run("--db", "desk.db", "init")
    up = run("--db", "desk.db", "db", "upgrade")
    again = run("--db", "desk.db", "db", "upgrade")

    assert down.stdout == f"{desk} went from schema {SCHEMA_REVISION} to 0001.\n"
    assert f"The database as it was: {desk}.before-{SCHEMA_REVISION}.\n" in down.stderr
    assert refused.stderr.endswith("run `factbase --db desk.db db upgrade`.\n")
    assert refused.returncode == 4
    assert up.stdout == f"{desk} went from schema 0001 to {SCHEMA_REVISION}.\n"
    assert "already: nothing was changed" in again.stdout
    assert status(run, desk)["schema"] == SCHEMA_REVISION


@pytest.mark.parametrize("revision", ["9999", "one", "0000"])
def test_no_such_revision(run: Run, desk: Path, revision: str) -> None:
    result = run("--db", "desk.db", "db", "downgrade", revision)

    assert result.returncode == 2
    assert "choose one from" in result.stderr
