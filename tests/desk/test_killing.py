"""kill -9 while a script is at the desk: nothing that was said to be saved is lost, nothing is there twice."""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from factbase.database import Location
from factbase.desk.acts import Desk
from factbase.desk.plain import Plain, Talk
from tests.desk.conftest import claims_of, roles_of

SCRIPT = """\
r heading
g 2/1
n The bridge is closed.
s the minutes
5
c high the minutes say so
j
n The bridge was unsafe.
s Ana Leka
2
d denies
w 4
l figures
g 3/2
n The bridge has been shaking.
s Bo Dibra
2
m direct
j
n Nobody asked the engineers.
g 4/1
n Italy paid.
s Italy
3
o yes
C Spain paid.
S Spain
3
y in_check
x not in the text
"""
State = tuple[dict[int, dict[str, object]], dict[str, str | None]]


class Moment(NamedTuple):
    """What is in the database after an act, and how a script goes on from there."""

    state: State
    rest: str


def state(location: Location) -> State:
    return claims_of(location), roles_of(location)


def moments(path: Path) -> list[Moment]:
    """Return what is there before the script, and after each of its acts."""
    location = Location.of(str(path))
    found = [Moment(state(location), SCRIPT)]
    script = io.BytesIO(SCRIPT.encode())

    class Watched(io.StringIO):
        def write(self, text: str) -> int:
            if text.startswith("Saved: "):
                view = desk.view()
                where = f"g #{view.claim}\n" if view.claim else f"g {desk.place}\n"
                found.append(Moment(state(location), where + SCRIPT[script.tell() :]))
            return super().write(text)

    with Desk(location, "Ana", "bridge") as desk:
        Plain(desk, Talk(script, Watched(), typed=False)).run()
    return found


class Run:
    """A script at the desk in a process of its own."""

    def __init__(self, path: Path, script: str = SCRIPT) -> None:
        command = [sys.executable, "-m", "factbase", "--db", str(path), "--actor", "Ana", "tag", "bridge"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(script.encode())
        self.process.stdin.close()
        self.output = os.read(self.process.stdout.fileno(), 1)
        self.began = time.monotonic()

    def finish(self) -> str:
        """Return all that it wrote, once it has ended."""
        assert self.process.stdout is not None
        output = self.output + self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait()
        return output.decode()


def kill(path: Path, folder: Path, kills: int) -> Counter[int]:
    """Kill scripts at random moments and check each; return after how many acts."""
    known = moments(Path(shutil.copy(path, folder / "known.db")))
    whole = Run(Path(shutil.copy(path, folder / "whole.db")))
    assert whole.finish().count("Saved: ") == len(known) - 1
    seconds = time.monotonic() - whole.began
    draw = random.Random(kills)
    found: Counter[int] = Counter()
    for number in range(kills):
        killed = Path(shutil.copy(path, folder / f"killed-{number}.db"))
        run = Run(killed)
        time.sleep(draw.random() * seconds)
        run.process.send_signal(signal.SIGKILL)
        said = run.finish().count("Saved: ")
        location = Location.of(str(killed))
        there = state(location)

        left = [each for each in known[said : said + 2] if each.state == there]
        assert left, f"{said} acts were said to be saved, and something else is there"
        Run(killed, left[0].rest).finish()
        assert state(location) == known[-1].state, "what was left is done, and nothing twice"
        found[said] += 1
        for file in folder.glob(f"{killed.name}*"):
            file.unlink()
    return found


def test_a_killed_desk_has_what_it_said_and_no_more_than_one_act_besides(path: Path, tmp_path: Path) -> None:
    assert kill(path, tmp_path, 1).total() == 1


@pytest.mark.torture
def test_two_hundred_kills(path: Path, tmp_path: Path) -> None:
    found = kill(path, tmp_path, 200)

    print(dict(sorted(found.items())))
    assert len(found) > 8
