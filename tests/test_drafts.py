"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factbase.drafts import drafting, replacing


def gone() -> int:
    """Return the number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_at_the_end_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_text("old")

    with replacing(path) as file:
        file.write("new")
        assert path.read_text() == "old"

    assert (path.read_text(), path.stat().st_mode & 0o777, names(tmp_path)) == ("new", 0o600, ["desk.csv"])


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_text("old")

    def stop() -> None:
        with replacing(path) as file:
            file.write("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()

    assert (path.read_text(), names(tmp_path)) == ("old", ["desk.csv"])


def test_a_link_goes_on_pointing_to_the_same_place(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "desk.csv").symlink_to(tmp_path / "shared" / "desk.csv")

    with replacing(tmp_path / "desk.csv") as file:
        file.write("new")

    assert (tmp_path / "desk.csv").is_symlink()
    assert (tmp_path / "shared" / "desk.csv").read_text() == "new"


def test_the_drafts_of_killed_runs_are_swept_and_no_others(tmp_path: Path) -> None:
    dead, living, unthinkable = gone(), os.getppid(), 10**30
    for name in (f".desk.db.{dead}", f".desk.db.before-0003.{dead}", f".desk.db.{unthinkable}"):
        for suffix in ("", "-wal", "-shm", "-journal"):
            (tmp_path / f"{name}.factbase-draft{suffix}").touch()
    kept = [
        f".desk.db.{living}.factbase-draft",
        f".desk.db.{dead}.draft",
        ".desk.db.notes.factbase-draft",
        f"desk.db.{dead}.factbase-draft",
    ]
    for name in kept:
        (tmp_path / name).touch()

    with drafting(tmp_path / "desk.db") as draft, drafting(tmp_path / "desk.csv") as other:
        (tmp_path / f"{draft.name}-wal").touch()
        assert names(tmp_path) == sorted([*kept, draft.name, f"{draft.name}-wal", other.name])

    assert names(tmp_path) == sorted(kept)


def test_what_a_process_of_our_number_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f".desk.csv.{os.getpid()}.factbase-draft").write_text("left")

    with replacing(tmp_path / "desk.csv") as file:
        file.write("new")

    assert (names(tmp_path), (tmp_path / "desk.csv").read_text()) == (["desk.csv"], "new")


def test_a_long_name_has_a_draft_too(tmp_path: Path) -> None:
    path = tmp_path / ("Ç" * 120 + ".csv")

    with replacing(path) as file:
        file.write("new")

    assert names(tmp_path) == [path.name]
