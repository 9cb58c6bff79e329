"""That a run can be told step by step, ended before any step, and kept from growing files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stepping import Kennel


@pytest.fixture(scope="module")
def kennel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kennel]:
    """A place to run the program in."""
    with Kennel(tmp_path_factory.mktemp("kennel")) as kennel:
        yield kennel


@pytest.fixture
def stepping(kennel: Kennel) -> Kennel:
    """The same, where the system tells the steps of a process."""
    if not kennel.steps_can_be_told:
        pytest.skip("this system does not tell the steps of a process")
    return kennel


def test_a_run_ends_as_the_program_does(kennel: Kennel, tmp_path: Path) -> None:
    done = kennel.run("--version")
    refused = kennel.run("--db", tmp_path / "none.db", "claim", "list")

    assert (done.exit_code, done.stdout[:9], done.stderr, done.killed) == (0, "factbase ", "", False)
    assert (refused.exit_code, " init`" in refused.stderr) == (4, True)
    assert refused.said == refused.stderr


def test_the_steps_of_a_run_are_told_in_order(stepping: Kennel, path: Path) -> None:
    out = path.with_name("desk.jsonl")
    steps = stepping.run("--db", path, "export", "jsonl", "-o", out, traced=True).steps

    written, synced, renamed = (
        next(number for number, step in enumerate(steps) if step.startswith(start))
        for start in ("write .desk.jsonl.", "sync .desk.jsonl.", "rename")
    )
    assert (synced, renamed) == (written + 1, written + 2)


@pytest.mark.parametrize(("further", "left"), [(0, "old"), (1, '{"type":"bundle"')])
def test_a_run_is_killed_before_the_step_that_is_named(
    stepping: Kennel, path: Path, further: int, left: str
) -> None:
    out = path.with_name("desk.jsonl")
    words = ("--db", path, "export", "jsonl", "-o", out)
    renamed = stepping.run(*words, traced=True).steps.index("rename")
    out.write_text("old")

    ended = stepping.run(*words, before=renamed + 1 + further)

    assert (ended.killed, ended.steps.index("rename")) == (True, renamed)
    assert out.read_text().startswith(left)


def test_a_run_is_killed_after_a_time(kennel: Kennel, tmp_path: Path) -> None:
    assert kennel.run("--db", tmp_path / "desk.db", "init", after=0).killed
    assert not kennel.run("--db", tmp_path / "desk.db", "init", after=60).killed


def test_a_run_may_write_no_larger_file(kennel: Kennel, tmp_path: Path) -> None:
    ended = kennel.run("--db", tmp_path / "desk.db", "init", size=30_000)

    assert (ended.exit_code, list(tmp_path.iterdir())) == (4, [])
