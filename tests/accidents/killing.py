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
    """Give the moments at which to kill: at steps, most where one kind ends, and at times, most near the end."""
    steps = whole.steps
    edges = [number for number in range(1, len(steps)) if number == 1 or steps[number] != steps[number - 1]]
    draw.shuffle(edges)
    by_step = kills * 3 // 4 if steps else 0
    chosen = [number + 1 for number in edges[: max(by_step * 2 // 3, by_step - len(steps) + len(edges))]]
    others = sorted(set(range(1, len(steps) + 1)) - set(chosen))
    chosen += draw.sample(others, min(len(others), by_step - len(chosen)))
    yield from (("before", number) for number in chosen)
    for _ in range(kills - len(chosen)):
        yield "after", whole.seconds * draw.random() ** 0.5


def kill(kennel: Kennel, case: Case, desk: Path, folder: Path, kills: int) -> Counter[str]:
    """Kill a command ``kills`` times; return how often which state was found: before, between files, after."""
    course = Course.of(kennel, case, desk, folder)
    found: Counter[str] = Counter()
    for word, moment in moments(course.ended, kills, random.Random(str(case.words))):
        there = Path(shutil.copytree(course.template, folder / "there"))
        ended = kennel.run(*case.args(there), **{word: moment})  # type: ignore[arg-type]
        assert ended.killed or ended.exit_code == 0, ended.stderr
        state = course.check_state(there, f"killed {word} {moment}")
        assert state == "after" or not ended.said, f"{ended.said} was said, but is not so"
        if not found[state]:  # afterwards it is the same rows
            course.check_verified(kennel, there)
        course.check_again(kennel, there, state)
        found["killed"] += ended.killed
        found[state] += 1
        shutil.rmtree(there)
    return found
