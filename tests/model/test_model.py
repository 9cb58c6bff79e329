"""The program does what a plain model does, step by step, whatever two people do and take back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine
from tests.postgres import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest) -> type[Machine]:
    """Give a machine whose every run begins with an empty database, on each engine."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def create(folder: Path) -> str:
            return str(shutil.copy(template, folder / "factbase.db"))

        def clear(_url: str) -> None:
            pass

    else:
        server: Server = request.getfixturevalue("server")
        model: str = request.getfixturevalue("postgres_template")

        def create(_folder: Path) -> str:
            return server.create_database(model)

        clear = server.drop_database

    members: dict[str, Callable[..., object]] = {"create": staticmethod(create), "clear": staticmethod(clear)}
    return type("MachineHere", (Machine,), {**members, "steps": 0})


def run(machine: type[Machine], steps: int, *, sequences: int, in_a_row: int) -> None:
    """Run seeded sequences until so many steps were taken; a difference ends it, with the shortest that shows it.

    Each is ``in_a_row`` steps on one database; the first of each lot of ``sequences`` repeats one rule.
    """
    for number in count(1):
        known = settings(
            max_examples=sequences,
            stateful_step_count=in_a_row,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(number)(machine), settings=known)
        if machine.steps >= steps:
            return


def test_a_few_steps_agree_with_the_model(machine: type[Machine]) -> None:
    run(machine, 50, sequences=2, in_a_row=40)


@pytest.mark.torture
def test_twenty_thousand_steps_agree_with_the_model(machine: type[Machine]) -> None:
    run(machine, 20_000, sequences=50, in_a_row=100)
