"""A disk that is full at any step of a command: one sentence, and what was there is there."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.accidents.cases import CASES, Course
from tests.accidents.checking import check_refused
from tests.limits import small_disk
from tests.stepping import Ended, Kennel

PAGE = 4096
# How a command ends that finds no room, for its database or for what it writes besides.
CODES = {4, 6}

Attempt = Callable[[Path], Ended]


def _try(kennel: Kennel, course: Course, there: Path, attempt: Attempt, what: str) -> str:
    """Run a command where room is short and assert what must hold; return whether it was done or refused."""
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(course.template, there)
    ended = attempt(there)
    names = {path.name for path in there.iterdir() if path.name.startswith(".")}
    assert not names, f"{names} were left, {what}"
    state = course.check_state(there, what)
    if ended.exit_code == 0:
        assert state == "after", what
    else:
        assert ended.exit_code in CODES, (what, ended)
        check_refused(ended, ended.exit_code)
        assert "full" in ended.stderr or "make room" in ended.stderr, (what, ended.stderr)
        assert state == "after" or not ended.stdout, (what, ended.stdout)
    course.check_again(kennel, there, state)
    return "refused" if ended.exit_code else "done"


def _numbers(course: Course, most: int) -> Iterable[int]:
    """Return at most so many numbers of pages, from none to as many as are written; the smallest are among them."""
    written = sum(step.startswith("write ") for step in course.ended.steps) or 300
    few = range(min(written, most // 3))
    rest = range(len(few), written)
    return [*few, *random.Random(str(course.case.words)).sample(rest, min(len(rest), most - len(few)))]


def _fill(kennel: Kennel, course: Course, most: int) -> Counter[str]:
    """Run a command on a disk with room for so many pages; return how often it was done."""
    found: Counter[str] = Counter()
    with small_disk(16) as disk:
        rest = disk / "rest"
        for pages in _numbers(course, most):

            def run(folder: Path, pages: int = pages) -> Ended:
                room = os.statvfs(disk)
                rest.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - pages * PAGE)))
                ended = kennel.run(*course.case.args(folder))
                rest.unlink()
                return ended

            found[_try(kennel, course, disk / "there", run, f"with room for {pages} pages")] += 1
    return found


def _shrink(kennel: Kennel, course: Course, most: int) -> Counter[str]:
    """Run a command that may write no file beyond a size, for many sizes; return how often it was done."""
    found: Counter[str] = Counter()
    for pages in _numbers(course, most):
        size = (pages + 1) * PAGE + random.Random(pages).choice([0, 1, 32, 56, 2000])  # stderr has room, too

        def run(folder: Path, size: int = size) -> Ended:
            return kennel.run(*course.case.args(folder), size=size)

        there = course.template.with_name("there")
        found[_try(kennel, course, there, run, f"with files of at most {size} bytes")] += 1
    return found


DEFAULT = (
    "init",
    "import",
    "article add",
    "revise",
    "edit",
    "undo",
    "upgrade",
    "export",
    "backup",
    "restore",
)


@pytest.mark.parametrize("name", DEFAULT)
def test_a_full_disk_at_any_step_keeps_what_was_there(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str
) -> None:
    found = _fill(kennel, Course.of(kennel, CASES[name], sqlite_desk, tmp_path), 3)

    assert found["refused"]


@pytest.mark.parametrize("name", ["import", "undo", "export"])
def test_files_that_may_not_grow_keep_what_was_there(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str
) -> None:
    found = _shrink(kennel, Course.of(kennel, CASES[name], sqlite_desk, tmp_path), 3)

    assert found["refused"]


@pytest.mark.torture
@pytest.mark.parametrize("how", [_fill, _shrink], ids=["disk", "file size"])
@pytest.mark.parametrize("name", CASES)
def test_every_step_of_every_command_finds_no_room(
    kennel: Kennel,
    sqlite_desk: Path,
    tmp_path: Path,
    name: str,
    how: Callable[[Kennel, Course, int], Counter[str]],
) -> None:
    found = how(kennel, Course.of(kennel, CASES[name], sqlite_desk, tmp_path), 60)

    print(name, how.__name__, dict(found))
    assert found["refused"]
