"""``factbase db backup``, ``restore`` and ``copy``, as people run them."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.accidents.checking import command
from tests.cli.conftest import Run
from tests.postgres import Server
from tests.terminal import run_in_terminal


@pytest.fixture
def desk(filled_template: Path, tmp_path: Path) -> Path:
    """A filled desk at desk.db, where ``run`` stands."""
    return Path(shutil.copy(filled_template, tmp_path / "desk.db"))


def edit(run: Run, statement: str) -> None:
    words = ("claim", "edit", "harbour-crane/1", "--statement", statement)
    assert run("--db", "desk.db", *words).returncode == 0


def shown(run: Run, db: str = "desk.db") -> str:
    return run("--db", db, "claim", "show", "harbour-crane/1").stdout.splitlines()[1].partition("\t")[2]


def test_a_backup_is_named_for_the_time_and_the_command_beside_it_puts_it_back(run: Run, desk: Path) -> None:
    edit(run, "Before.")

    made = run("--db", "desk.db", "db", "backup")

    found = re.fullmatch(
        rf"Backup: ({desk.parent}/desk-\d{{4}}-\d\d-\d\dT\d{{6}}Z\.db) \((\d+) kB, (\d+) claims\)\.\n",
        made.stdout,
    )
    assert found is not None, made.stdout
    assert int(found[2]) == round(Path(found[1]).stat().st_size / 1000)
    assert made.stderr == f"Next: factbase --db desk.db db restore {found[1]}\n"
    edit(run, "After.")
    put_back = run(*made.stderr.removeprefix("Next: factbase ").split(), "--yes")
    assert put_back.returncode == 0, put_back.stderr
    assert (shown(run), shown(run, "desk.db.before-restore")) == ("Before.", "After.")


def test_what_is_there_is_only_replaced_with_yes(run: Run, desk: Path) -> None:
    assert run("--db", "desk.db", "db", "backup", "-o", "kept.db").returncode == 0
    edit(run, "After.")

    backup = run("--db", "desk.db", "db", "backup", "-o", "kept.db")
    restore = run("--db", "desk.db", "db", "restore", "kept.db")

    assert (backup.returncode, restore.returncode) == (3, 3)
    assert "kept.db exists: add --yes" in backup.stderr
    assert "desk.db exists: add --yes" in restore.stderr
    assert shown(run, "kept.db") != "After." == shown(run)


def test_a_folder_takes_backups_by_their_time(run: Run, desk: Path, tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()

    made = run("--db", "desk.db", "db", "backup", "-o", "archive")

    assert [path.name for path in (tmp_path / "archive").iterdir()] == [Path(made.stdout.split()[1]).name]


def test_a_restore_says_what_is_there_now_and_what_was_kept(run: Run, desk: Path) -> None:
    run("--db", "desk.db", "db", "backup", "-o", "kept.db")

    over = run("--db", "desk.db", "db", "restore", "kept.db", "--yes")
    new = run("--db", "new.db", "db", "restore", "kept.db")

    assert re.fullmatch(rf"Restored {desk} from kept\.db \(\d+ claims, schema \d+\)\.\n", over.stdout)
    assert over.stderr == (
        f"Next: factbase --db desk.db db verify\nThe database as it was: {desk}.before-restore.\n"
    )
    assert new.stderr == "Next: factbase --db new.db db verify\n"


def test_a_backup_of_an_older_schema_is_followed_by_an_upgrade(run: Run, desk: Path) -> None:
    run("--db", "desk.db", "db", "downgrade", "0003")
    run("--db", "desk.db", "db", "backup", "-o", "older.db")

    restored = run("--db", "new.db", "db", "restore", "older.db")

    assert "schema 0003" in restored.stdout
    assert restored.stderr == "Next: factbase --db new.db db upgrade\n"
    assert run("--db", "new.db", "db", "upgrade").returncode == 0
    assert shown(run, "new.db")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("db", "backup", "-o", "-"), 2, "name a file"),
        (("db", "backup", "-o", "desk.db"), 2, "the database itself"),
        (("db", "backup", "-o", "nowhere/kept.db"), 6, "does not exist"),
        (("db", "restore", "nowhere.db"), 2, "cannot be read"),
        (("db", "restore", "desk.db", "--yes"), 2, "the database itself"),
        (("db", "restore", "text", "--yes"), 4, "no backup"),
        (("db", "copy"), 2, "--to"),
        (("db", "copy", "--to", "desk.db"), 3, "holds something already"),
        (("db", "copy", "--to", "mysql://here/there"), 2, "not supported"),
        (("--db", "nothing.db", "db", "backup"), 4, "factbase --db nothing.db init"),
        (("--db", "nothing.db", "db", "copy", "--to", "copy.db"), 4, "factbase --db nothing.db init"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else None,
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, desk: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "text").write_text("The bridge is closed.")
    before = desk.read_bytes()

    result = run("--db", "desk.db", *words)

    assert (result.returncode, result.stdout) == (code, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert desk.read_bytes() == before


def test_a_copy_says_what_was_copied_and_where_it_goes_on(run: Run, desk: Path, tmp_path: Path) -> None:
    result = run("--db", "desk.db", "db", "copy", "--to", "far/copy.db")

    with closing(sqlite3.connect(desk)) as connection:
        claims = connection.execute("SELECT count(*) FROM claim").fetchone()[0]
    assert result.stdout.startswith(f"Copied {desk} to {tmp_path / 'far' / 'copy.db'} ({claims} claims, ")
    assert result.stderr == "Next: factbase --db far/copy.db db status\n"
    assert shown(run, "far/copy.db") == shown(run)


def test_a_password_in_a_url_is_not_shown(run: Run, desk: Path, server: Server) -> None:
    url = server.create_database().replace("postgres@", "postgres:secret@")

    result = run("--db", "desk.db", "db", "copy", "--to", url)

    assert result.returncode == 0, result.stderr
    assert "secret" not in result.stdout + result.stderr


def test_no_command_shows_a_password_of_its_database(run: Run, server: Server) -> None:
    url = server.create_database()
    secret = url.replace("postgres@", "postgres:s3cret@") + "&password=s3cret&sslpassword=s3cret"
    commands = (["init"], ["demo"], ["db", "status"], ["doctor"])

    for words in commands:
        result = run("--db", secret, "--actor", "Ana", *words)

        assert result.returncode == 0, result.stderr
        assert "s3cret" not in result.stdout + result.stderr
        assert "postgres:***@" in result.stdout + result.stderr


@pytest.mark.parametrize("words", [("db", "status"), ("doctor",), ("db", "copy", "--to")])
def test_a_url_that_cannot_be_read_is_not_shown(run: Run, words: tuple[str, ...]) -> None:
    url = "postgresql://ana:s3cret@host:54x/db"
    given = (*words, url) if "--to" in words else ("--db", url, *words)

    result = run(*given)

    assert result.returncode in (1, 2)
    assert "cannot be read" in result.stdout + result.stderr
    assert "s3cret" not in result.stdout + result.stderr


@pytest.mark.torture
def test_long_work_is_shown_on_a_terminal_and_short_work_is_not(run: Run, desk: Path, tmp_path: Path) -> None:
    words = command("--db", desk, "db", "backup", "-o", tmp_path / "kept.db")

    assert "Checking the copy" not in run_in_terminal(words).output
    with closing(sqlite3.connect(desk)) as connection, connection:  # a database that takes some seconds
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 800000)"
        connection.execute(
            f"INSERT INTO actor (name, key) {numbers} SELECT 'a' || i, hex(randomblob(32)) FROM n"
        )
    assert "Checking the copy" in run_in_terminal([*words, "--yes"], timeout=120).output
