"""What a command says is done is on the disk, not only in the system's memory: asked of the system calls themselves.

No test here can take the power away. It can see that the log is written, then synced, and only then is anything
said; and that a file is synced before it gets its name.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.accidents.cases import DESK, OUT
from tests.stepping import Kennel


@pytest.fixture
def told(kennel: Kennel) -> Kennel:
    """A place to run the program in that tells each step."""
    if not kennel.steps_can_be_told:
        pytest.skip("this system does not tell the steps of a process")
    return kennel


@pytest.fixture
def there(sqlite_desk: Path, tmp_path: Path) -> Path:
    """A folder with a desk in it."""
    shutil.copy(sqlite_desk, tmp_path / DESK)
    return tmp_path


def _steps(kennel: Kennel, folder: Path, *args: str) -> list[str]:
    ended = kennel.run("--db", folder / DESK, "--actor", "Ana", *args, traced=True)
    assert ended.exit_code == 0, ended.stderr
    return ended.steps


def _last(steps: list[str], step: str) -> int:
    return max(number for number, each in enumerate(steps) if each == step)


@pytest.mark.parametrize("commits", [3, pytest.param(50, marks=pytest.mark.torture)])
def test_each_commit_is_synced_before_it_is_said(told: Kennel, there: Path, commits: int) -> None:
    syncs = 0
    for number in range(commits):
        steps = _steps(told, there, "claim", "edit", "harbour-crane/1", "--statement", f"It bowed {number}.")
        log = f"{DESK}-wal"
        said = next(at for at, step in enumerate(steps) if step.startswith("write out-"))
        assert _last(steps, f"write {log}") < _last(steps, f"sync {log}") < said, steps
        assert _last(steps, f"write {DESK}") < _last(steps, f"sync {DESK}"), steps
        syncs += sum(step.startswith("sync ") for step in steps)

    assert syncs >= commits


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("export", "jsonl", "-o", f"{{}}/{OUT}"), "rename"),
        (("export", "csv", "-o", f"{{}}/{OUT}"), "rename"),
        (("db", "backup", "-o", f"{{}}/{OUT}"), "link"),
        (("db", "copy", "--to", f"{{}}/{OUT}"), "link"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_a_file_is_synced_before_it_has_its_name(
    told: Kennel, there: Path, args: tuple[str, ...], named: str
) -> None:
    steps = _steps(told, there, *(word.replace("{}", str(there)) for word in args))

    draft = [at for at, step in enumerate(steps) if f".{OUT}." in step and "draft-" not in step]
    assert steps[draft[-1]].startswith("sync "), steps
    assert named in steps[draft[-1] :], steps
