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


def _try(kennel: Kennel, course: Course, there: Path, attempt: Attempt, what: str) -> bool:
    """Run a command where room is short and assert what must hold; return whether it was done all the same."""
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
    return ended.exit_code == 0


def _least(done: Callable[[int], bool], high: int) -> int:
    """Return the least number with which it is done."""
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if done(middle) else (middle, high)
    return high


def _numbers(name: str, below: int, most: int) -> Iterable[int]:
    """Return at most so many numbers below another, spread by chance; the smallest are all among them."""
    few = range(min(below, most // 4))
    rest = range(len(few), below)
    return [*few, *random.Random(name).sample(rest, min(len(rest), most - len(few)))]


def _fill(kennel: Kennel, course: Course, most: int) -> Counter[str]:
    """Run a command on a disk with room for fewer and fewer pages; return how often it was done."""
    found: Counter[str] = Counter()
    with small_disk(16) as disk:
        rest, there = disk / "rest", disk / "there"

        def attempt(pages: int) -> Attempt:
            def run(folder: Path) -> Ended:
                room = os.statvfs(disk)
                rest.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - pages * PAGE)))
                ended = kennel.run(*course.case.args(folder))
                rest.unlink()
                return ended

            return run

        def done(pages: int) -> bool:
            whether = _try(kennel, course, there, attempt(pages), f"with room for {pages} pages")
            found["done" if whether else "refused"] += 1
            return whether

        least = _least(done, 2000)
        for pages in _numbers(str(course.case.words), least, most):
            done(pages)
    return found


def _shrink(kennel: Kennel, course: Course, most: int) -> Counter[str]:
    """Run a command that may write no file beyond a size, for many sizes; return how often it was done."""
    found: Counter[str] = Counter()
    there = course.template.with_name("there")

    def done(size: int) -> bool:
        def run(folder: Path) -> Ended:
            return kennel.run(*course.case.args(folder), size=size)

        whether = _try(kennel, course, there, run, f"with files of at most {size} bytes")
        found["done" if whether else "refused"] += 1
        return whether

    least = _least(lambda pages: done(pages * PAGE), 4000)
    for pages in _numbers(str(course.case.words), least, most):
        done(pages * PAGE + random.Random(pages).choice([0, 1, 32, 56, 2000]))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_full_disk_at_any_step_keeps_what_was_there(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str
) -> None:
    found = _fill(kennel, Course.of(kennel, CASES[name], sqlite_desk, tmp_path), 2)

    assert found["refused"]


@pytest.mark.parametrize("name", ["import", "edit", "export", "upgrade"])
def test_files_that_may_not_grow_keep_what_was_there(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str
) -> None:
    found = _shrink(kennel, Course.of(kennel, CASES[name], sqlite_desk, tmp_path), 2)

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
