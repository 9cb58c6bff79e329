"""Kills a command at many moments: the state is the one before or the one after, and a second run completes."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.accidents.cases import Case, Course
from tests.stepping import Ended, Kennel

Moment = tuple[str, float]  # ("before", its nth step) or ("after", seconds)


def moments(whole: Ended, kills: int, draw: random.Random) -> Iterator[Moment]:
    """Give moments at which to kill, without end: at steps, most where one kind ends, then at times, most late."""
    steps = whole.steps
    edges = [number for number in range(1, len(steps)) if number == 1 or steps[number] != steps[number - 1]]
    draw.shuffle(edges)
    by_step = kills * 3 // 4
    chosen = [number + 1 for number in edges[: by_step * 2 // 3]]
    others = sorted(set(range(1, len(steps) + 1)) - set(chosen))
    chosen += draw.sample(others, min(len(others), by_step - len(chosen)))
    yield from (("before", number) for number in chosen)
    while True:
        yield "after", whole.seconds * draw.random() ** 0.5


def kill(kennel: Kennel, case: Case, desk: Path, folder: Path, kills: int) -> Counter[str]:
    """Kill a command ``kills`` times; return how often which state was found: before, between files, after."""
    course = Course.of(kennel, case, desk, folder)
    found: Counter[str] = Counter()
    for word, moment in moments(course.ended, kills, random.Random(str(case.words))):
        there = Path(shutil.copytree(course.template, folder / "there"))
        ended = kennel.run(*case.args(there), **{word: moment})  # type: ignore[arg-type]
        state = course.check_state(there, f"killed {word} {moment}")
        assert state == "after" or not ended.said, f"{ended.said} was said, but is not so"
        if not ended.killed:  # it was faster than we thought
            assert (ended.exit_code, state) == (0, "after"), ended.stderr
            course.ended.seconds = ended.seconds
        if not found[state]:  # afterwards it is the same rows
            course.check_verified(kennel, there)
        course.check_again(kennel, there, state)
        shutil.rmtree(there)
        found[state] += ended.killed
        if found.total() == kills:
            break
    return found
