"""Kills a command at many moments: the state is the one before or the one after, and a second run completes."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.accidents.cases import DESK, Case, Seen, check_sound, listing, prepare, seen
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
    template = prepare(case, desk, folder / "template")
    before = seen(template)
    done = Path(shutil.copytree(template, folder / "done"))
    whole = kennel.run(*case.args(done), traced=kennel.steps_can_be_told)
    assert whole.exit_code == 0, whole.stderr
    there = Path(shutil.copytree(template, folder / "timed"))
    whole.seconds = kennel.run(*case.args(there)).seconds
    shutil.rmtree(there)
    after, names = seen(done), listing(done)
    assert before != after
    found: Counter[str] = Counter()
    for word, moment in moments(whole, kills, random.Random(str(case.words))):
        there = Path(shutil.copytree(template, folder / "there"))
        ended = kennel.run(*case.args(there), **{word: moment})  # type: ignore[arg-type]
        found["killed"] += ended.killed
        state = _check_state(seen(there), before, after, ended, f"killed {word} {moment}")
        found[state] += 1
        _check_again(kennel, case, there, state, after, names)
        shutil.rmtree(there)
    return found


def _check_state(now: Seen, before: Seen, after: Seen, ended: Ended, when: str) -> str:
    """Assert that each file is as before or as after, and as after if the run said so; return which."""
    wrong = [
        name
        for name in before.keys() | after.keys() | now.keys()
        if now.get(name) not in (before.get(name), after.get(name))
    ]
    assert not wrong, f"{wrong} are neither as before nor as after, {when}"
    assert ended.killed or ended.exit_code == 0, ended.stderr
    if ended.said:
        assert now == after, f"{ended.said} was said, but is not so, {when}"
    return "before" if now == before else "after" if now == after else "between files"


def _check_again(kennel: Kennel, case: Case, there: Path, state: str, after: Seen, names: set[str]) -> None:
    """Assert that the desk is sound, that a second run completes, and that nothing is left lying about."""
    check_sound(there / DESK)
    again = kennel.run(*case.args(there))
    assert again.exit_code in (case.again if state == "after" else (0,)), again.stderr
    assert {name: held for name, held in seen(there).items() if name not in case.may_leave} == after
    assert listing(there) - set(case.may_leave) == names
