"""What a desk rests on is taken away: the right to write, the file itself, its log, the right time."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.accidents.cases import CASES, DESK, OUT, check_sound, listing, prepare, seen
from tests.accidents.checking import check_refused, command, dump, run
from tests.accidents.conftest import call
from tests.limits import unprivileged

CHANGES = (
    "import",
    "edit",
    "undo",
    "upgrade",
    "restore",
    pytest.param("import docx", marks=pytest.mark.torture),
)
FILES = ("export", "export csv", "backup", "copy", pytest.param("export docx", marks=pytest.mark.torture))
EDIT = ("claim", "edit", "harbour-crane/1", "--statement", "It bowed.")


def _chmod(folder: Path, file: int, itself: int) -> None:
    (folder / DESK).chmod(file)
    folder.chmod(itself)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("file", "itself"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)], ids=oct)
def test_where_nothing_may_be_written_nothing_is(
    sqlite_desk: Path, tmp_path: Path, name: str, file: int, itself: int
) -> None:
    case = CASES[name]
    folder = prepare(case, sqlite_desk, tmp_path / "there")
    before = seen(folder)
    _chmod(folder, file, itself)

    try:
        ended = run(*case.args(folder), before=unprivileged())
    finally:
        _chmod(folder, 0o600, 0o700)

    check_refused(ended, 6 if "before-" in ended.stderr else 4)
    assert seen(folder) == before
    assert {path for path in listing(folder) if path.startswith(".")} == set()


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_takes_no_file_is_named(sqlite_desk: Path, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    folder = prepare(case, sqlite_desk, tmp_path / "there")
    (folder / OUT).unlink(missing_ok=True)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    words = [word.replace(str(folder / OUT), str(closed / OUT)) for word in case.args(folder)]

    ended = run(*words, before=unprivileged())

    check_refused(ended, 6, str(closed))
    assert not list(closed.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_a_files_place_stays_what_it_is(sqlite_desk: Path, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    folder = prepare(case, sqlite_desk, tmp_path / "there")
    (folder / OUT).unlink(missing_ok=True)
    (folder / OUT).mkdir()

    ended = run(*case.args(folder))

    if name == "backup":  # which takes a folder, and names the file itself
        assert ended.returncode == 0
        assert len(list((folder / OUT).iterdir())) == 1
        return
    check_refused(ended, 4 if name == "copy" else 6, "folder")
    assert not list((folder / OUT).iterdir())


def test_a_log_that_may_not_be_read_is_no_reason_to_lose_it(sqlite_desk: Path, tmp_path: Path) -> None:
    desk = Path(shutil.copy(sqlite_desk, tmp_path / DESK))
    holder = sqlite3.connect(desk)  # so that nobody writes the log into the file when they leave
    holder.execute("SELECT count(*) FROM claim").fetchone()
    assert run("--db", desk, *EDIT).returncode == 0
    log = desk.with_name(f"{DESK}-wal")
    assert log.stat().st_size > 0
    held = log.read_bytes()
    log.chmod(0)

    for args in (EDIT, ("claim", "list"), ("db", "backup", "-o", tmp_path / OUT)):
        check_refused(run("--db", desk, *args, before=unprivileged()), 4)

    assert log.read_bytes() == held
    log.chmod(0o600)
    shown = run("--db", desk, "claim", "show", "harbour-crane/1")
    holder.close()
    assert "It bowed." in shown.stdout


@pytest.mark.parametrize(
    "take",
    [
        lambda desk: desk.unlink(),
        lambda desk: desk.rename(desk.with_name("elsewhere.db")),
        lambda desk: (desk.unlink(), desk.mkdir()),
        lambda desk: desk.write_bytes(b""),
        lambda desk: desk.write_text("Somebody saved a text under this name."),
    ],
    ids=["removed", "moved", "a folder", "emptied", "written over"],
)
def test_a_database_that_goes_away_under_the_program(
    sqlite_desk: Path, tmp_path: Path, take: Callable[[Path], object]
) -> None:
    desk = Path(shutil.copy(sqlite_desk, tmp_path / DESK))
    before = dump(str(desk))
    lock = sqlite3.connect(desk, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    child = subprocess.Popen(
        command("--db", desk, *EDIT), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(1.5)  # it waits for the lock now
    take(desk)
    lock.execute("ROLLBACK")
    out, err = child.communicate(timeout=60)
    lock.close()

    assert (child.returncode, out, len(err.splitlines())) == (4, "", 1), err
    assert err.startswith("Error: "), err
    if (moved := tmp_path / "elsewhere.db").exists():
        assert dump(str(moved)) == before


def test_who_may_only_read_a_desk_may_back_it_up(sqlite_desk: Path, tmp_path: Path) -> None:
    desk = Path(shutil.copy(sqlite_desk, tmp_path / DESK))
    desk.chmod(0o444)

    ended = run("--db", desk, "db", "backup", "-o", tmp_path / OUT, before=unprivileged())

    assert ended.returncode == 0, ended.stderr
    assert dump(str(tmp_path / OUT)) == dump(str(desk))


def test_the_right_to_write_may_go_between_two_runs(sqlite_desk: Path, tmp_path: Path) -> None:
    desk = Path(shutil.copy(sqlite_desk, tmp_path / DESK))
    assert run("--db", desk, *EDIT, before=unprivileged()).returncode == 0
    before = dump(str(desk))
    desk.chmod(0o400)

    ended = run("--db", desk, "claim", "edit", "harbour-crane/1", "--statement", "No.", before=unprivileged())

    check_refused(ended, 4, "writable")
    assert dump(str(desk)) == before
    desk.chmod(0o600)
    assert run("--db", desk, "undo", before=unprivileged()).returncode == 0
    check_sound(desk)


def test_a_clock_one_day_back_changes_no_order(filled: str) -> None:
    def edit(statement: str) -> None:
        result = call(filled, "claim", "edit", "harbour-crane/1", "--statement", statement)
        assert result.exit_code == 0, result.stderr

    edit("It bowed today.")
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        edit("It bowed yesterday.")
        logged = [
            json.loads(line) for line in call(filled, "log", "--jsonl", "--limit", "2").stdout.splitlines()
        ]
        assert call(filled, "db", "verify").exit_code == 0
        assert call(filled, "undo").exit_code == 0

    assert [line["after"]["statement"] for line in logged] == ["It bowed yesterday.", "It bowed today."]
    assert logged[0]["at"] < logged[1]["at"]
    shown = call(filled, "claim", "show", "harbour-crane/1", "--json").stdout
    assert "It bowed today." in shown
    edit("It bowed tomorrow.")
    assert call(filled, "undo").exit_code == 0
    assert "It bowed today." in call(filled, "claim", "show", "harbour-crane/1", "--json").stdout
