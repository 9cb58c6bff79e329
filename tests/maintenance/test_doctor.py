"""The doctor: what is well is called well, and the command beside what is wrong mends it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner

from factbase import migrate
from factbase.cli.main import factbase as program
from factbase.database import Location
from factbase.maintenance.backup import back_up
from factbase.maintenance.doctor import files
from tests.accidents.checking import command
from tests.limits import unprivileged
from tests.maintenance.conftest import call, succeed
from tests.terminal import run_in_terminal

Finding = dict[str, Any]


def examined(url: object) -> dict[str, Finding]:
    """Return the doctor's checks by name."""
    result = call(url, "doctor", "--json")
    found = {item["name"]: item for item in json.loads(result.stdout)["items"]}
    wrong = [name for name, item in found.items() if not item["well"]]
    assert result.exit_code == (1 if wrong else 0), result.stderr
    assert all((item["mend"] is None) == item["well"] for item in found.values())
    return found


def wrong(url: object) -> dict[str, Finding]:
    return {name: item for name, item in examined(url).items() if not item["well"]}


def mend(found: dict[str, Finding], folder: Path) -> None:
    """Run what stands beside each thing that is wrong, as a person would."""
    script = folder / "bin" / "factbase"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m factbase "$@"\n')
    script.chmod(0o755)
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    for item in found.values():
        done = subprocess.run(
            item["mend"], shell=True, capture_output=True, text=True, env={**os.environ, "PATH": path}
        )
        assert done.returncode == 0, done.stderr


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_desk_that_is_well(desk: Path) -> None:
    result = call(desk, "doctor")

    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert lines[0] == ["state", "check", "found", "mended by"]
    assert {line[0] for line in lines[1:]} == {"✓ well"}
    assert {"settings", "database", "permissions", "disk", "journal", "clock", "rules", "search", "log"} <= {
        line[1] for line in lines
    }
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_servers_desk_that_is_well(desk: Path, database: Callable[[], str]) -> None:
    url = database()
    succeed(desk, "db", "copy", "--to", url)

    found = examined(url)

    assert [item for item in found.values() if not item["well"]] == []
    assert found["pg_dump"]["found"].startswith("version ")
    assert found["writing"]["found"] == "allowed"


def _readable(desk: Path) -> None:
    desk.chmod(0o644)
    desk.parent.chmod(0o755)
    backup = back_up(Location.of(str(desk)), desk.parent)
    backup.path.chmod(0o640)


def _damaged(desk: Path) -> None:
    back_up(Location.of(str(desk)))
    data = desk.read_bytes()
    desk.write_bytes(data[:4096] + bytes(len(data) - 4096))


def _settings(desk: Path) -> None:
    Path(os.environ["FACTBASE_CONFIG"]).write_text("colour = 'red'\n")


# what happened -> the names of the checks that find it
WRONGS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "missing": (Path.unlink, {"database"}),
    "older": (lambda desk: migrate.downgrade(Location.of(str(desk)), "0003"), {"database"}),
    "destroyed": (_damaged, {"database"}),
    "other people may read it": (_readable, {"permissions", "folder"}),
    "a broken settings file": (_settings, {"settings"}),
    "another journal": (lambda desk: execute(desk, "PRAGMA journal_mode = DELETE"), {"journal"}),
    "older rules": (
        lambda desk: execute(desk, "UPDATE derivation SET rules_version = 0"),
        {"rules", "derived"},
    ),
    "a search index that lags": (
        lambda desk: execute(desk, "DELETE FROM search_token WHERE token <> ''"),
        {"search"},
    ),
}


@pytest.mark.parametrize("what", WRONGS)
def test_the_command_beside_what_is_wrong_mends_it(desk: Path, tmp_path: Path, what: str) -> None:
    spoil, names = WRONGS[what]
    spoil(desk)

    found = wrong(desk)

    assert found
    assert set(found) <= names
    mend(found, tmp_path)
    assert wrong(desk) == {}


def test_words_and_signs_say_it_on_a_terminal_too(desk: Path) -> None:
    desk.chmod(0o644)

    shown = run_in_terminal(command("--db", desk, "doctor"), columns=120, rows=200)

    assert "✗ wrong  permissions" in shown.output
    assert "chmod 600" in shown.output
    assert "✓ well" in shown.output
    assert "found something wrong" in shown.output
    assert shown.code == 1


def test_a_narrow_terminal_is_found(desk: Path) -> None:
    shown = run_in_terminal(command("--db", desk, "doctor"), columns=30, rows=400)

    assert "30 columns: tables need 40" in " ".join(shown.output.split())
    assert shown.code == 1


def test_a_locale_that_is_not_utf_8_is_found(desk: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    result = subprocess.run(
        command("--db", desk, "doctor"), capture_output=True, text=True, env={**os.environ, **environment}
    )

    line = next(line for line in result.stdout.splitlines() if "\tencoding\t" in line)
    assert line.startswith("✗ wrong")
    assert line.endswith("export PYTHONUTF8=1")
    mended = subprocess.run(
        command("--db", desk, "doctor"),
        capture_output=True, text=True, env={**os.environ, **environment, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert mended.returncode == 0, mended.stdout


def test_a_clock_that_has_gone_back_is_found(desk: Path) -> None:
    with time_machine.travel("2020-01-01T12:00:00Z", tick=True):
        found = wrong(desk)

    assert set(found) == {"clock"}
    assert "the clock has gone back" in found["clock"]["found"]


@pytest.mark.parametrize(
    "content", [b"", b"The bridge is closed.", None], ids=["empty", "a text", "a newer one"]
)
def test_what_is_no_database_of_this_version_is_found(desk: Path, content: bytes | None) -> None:
    if content is None:
        execute(desk, "UPDATE alembic_version SET version_num = '0999'")
    else:
        desk.write_bytes(content)
    before = desk.read_bytes()

    assert set(wrong(desk)) == {"database"}
    assert desk.read_bytes() == before


def test_damage_further_in_is_found(desk: Path) -> None:
    data = bytearray(desk.read_bytes())
    with closing(sqlite3.connect(desk)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'operation'").fetchone()[0]
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    desk.write_bytes(data)

    assert any("db restore" in item["mend"] for item in wrong(desk).values())


def test_a_place_that_is_no_place_is_found() -> None:
    found = wrong("mysql://localhost/desk")

    assert found["database"]["found"].startswith("mysql is not supported")


def test_a_server_that_is_down_is_found() -> None:
    assert "database" in wrong("postgresql://postgres@127.0.0.1:1/desk")


def test_a_server_without_pg_dump_here_is_found(
    database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database()
    migrate.create(Location.of(url))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert set(wrong(url)) == {"pg_dump"}


def test_a_database_that_may_not_be_written_is_found(desk: Path) -> None:
    desk.chmod(0o400)

    result = subprocess.run(
        [*unprivileged(), *command("--db", desk, "doctor")], capture_output=True, text=True
    )

    line = next(line for line in result.stdout.splitlines() if "\twriting\t" in line)
    assert (line[:7], "chmod u+w" in line, result.returncode) == ("✗ wrong", True, 1)


def test_what_a_dead_process_left_in_the_journal_is_taken_in(desk: Path) -> None:
    with closing(sqlite3.connect(desk)) as other:
        for step in (1, -1):
            other.execute("UPDATE derivation SET rules_version = rules_version + ?", (step,))
            other.commit()
        for suffix in ("", "-wal"):
            # By another process: to close the file in this one would let go of the lock on it.
            subprocess.run(["cp", f"{desk}{suffix}", f"{desk.parent / 'dead.db'}{suffix}"], check=True)
        living = examined(desk)["journal"]
    dead = examined(desk.parent / "dead.db")["journal"]

    assert "another command has the database open" in living["found"]
    assert "of a run that was ended are taken in" in dead["found"]
    assert not (desk.parent / "dead.db-wal").exists()


def test_the_last_backup_is_named(desk: Path) -> None:
    assert "none beside the database" in examined(desk)["last backup"]["found"]

    made = back_up(Location.of(str(desk)))

    assert examined(desk)["last backup"]["found"].startswith(f"{made.path.name}, 0 hours old")


def test_a_folder_that_others_copy_while_we_write_is_found(desk: Path, tmp_path: Path) -> None:
    for name in ("Dropbox", "OneDrive - The Echo", "Mobile Documents"):
        there = tmp_path / name / "desk.db"
        there.parent.mkdir()
        shutil.copy(desk, there)
        there.chmod(0o600)

        found = wrong(there)

        assert set(found) == {"file system"}
        assert name in found["file system"]["found"]
        assert "db copy --to" in found["file system"]["mend"]


@pytest.mark.parametrize(
    ("kind", "remote"),
    [("nfs4", True), ("cifs", True), ("smb3", True), ("smbfs", True), ("fuse.sshfs", True), ("9p", True),
     ("ext4", False), ("apfs", False), ("btrfs", False), ("fuseblk", False), ("tmpfs", False), ("overlay", False)],
)  # fmt: skip
def test_file_systems_of_other_machines_are_known_by_name(kind: str, remote: bool) -> None:
    assert files.remote(kind) == remote


def test_a_folder_that_was_there_is_named_only_where_the_database_can_be_read_in_it(desk: Path) -> None:
    desk.parent.chmod(0o755)

    assert wrong(desk) == {}


def test_a_file_that_may_not_be_read_is_made_readable(desk: Path) -> None:
    desk.chmod(0)

    words = [*unprivileged(), *command("--db", desk, "doctor", "--json")]
    done = subprocess.run(words, capture_output=True, text=True)

    database = next(item for item in json.loads(done.stdout)["items"] if item["name"] == "database")
    assert (done.returncode, database["well"]) == (1, False)
    assert database["mend"] == f"chmod u+rw {desk}"


PLACES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to(os.devnull),
}


@pytest.mark.parametrize("place", PLACES)
def test_where_no_database_can_be_what_names_the_place_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    path = tmp_path / "place"
    PLACES[place](path)
    succeed(tmp_path / "other.db", "config", "set", "db", path)

    assert examined(path)["database"]["mend"] == "factbase --db NEW.db init"
    assert found_in_settings()["mend"] == "factbase config unset db"
    monkeypatch.setenv("FACTBASE_DB", str(path))
    assert found_in_settings()["mend"] == "unset FACTBASE_DB"


def found_in_settings() -> Finding:
    """Return what the doctor says of the database that is set."""
    result = CliRunner().invoke(program, ["doctor", "--json"])
    found: Finding = next(item for item in json.loads(result.stdout)["items"] if item["name"] == "database")
    return found


def test_a_path_that_is_too_long_is_a_finding(tmp_path: Path) -> None:
    assert "File name too long" in examined(tmp_path / ("n" * 300))["database"]["found"]


def test_a_folder_that_is_named_as_the_settings_is_not_moved_away(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTBASE_CONFIG", str(tmp_path))

    assert wrong(desk)["settings"]["mend"] == "unset FACTBASE_CONFIG"
