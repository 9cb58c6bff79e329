from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factbase.cli.context import Session
from factbase.errors import BadUsage
from factbase.settings import Key, change_config
from tests.cli.conftest import Run

if TYPE_CHECKING:
    import subprocess

Trial = Callable[..., "subprocess.Popen[str]"]

CHANGE = """
from factbase.cli.context import Session
session = Session(db="desk.db", actor="Ana")
with session.changing("a reason", dry_run={dry_run}) as operation:
    print(operation.command, operation.actor, operation.reason, operation.id)
"""


def test_a_database_given_comes_before_every_other(
    surroundings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = [Session().location.path]
    change_config(Key.DB, str(tmp_path / "config.db"))
    found.append(Session().location.path)
    monkeypatch.setenv("FACTBASE_DB", "variable.db")
    found.append(Session().location.path)
    found.append(Session(db="option.db").location.path)

    assert found == [
        tmp_path / "data" / "factbase" / "factbase.db",
        tmp_path / "config.db",
        tmp_path / "variable.db",
        tmp_path / "option.db",
    ]


def test_an_actor_given_comes_before_every_other(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "login")
    found = [Session().actor]
    change_config(Key.ACTOR, "config")
    found.append(Session().actor)
    monkeypatch.setenv("FACTBASE_ACTOR", "variable")
    found.append(Session().actor)
    found.append(Session(actor="option").actor)

    assert found == ["login", "config", "variable", "option"]


def test_nobody_is_an_error_with_a_remedy(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_000_000, raising=False)  # as in a container

    with pytest.raises(BadUsage, match="factbase config set actor"):
        Session().actor  # noqa: B018


def test_a_new_actor_is_announced_once(
    run: Run, trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("--db", "desk.db", "init")

    first = trial(CHANGE.format(dry_run=False)).communicate()
    second = trial(CHANGE.format(dry_run=False)).communicate()

    assert first == ("trial Ana a reason 1\n", "New actor Ana: this name is now in the log.\n")
    assert second == ("trial Ana a reason 2\n", "")


def test_a_dry_run_keeps_nothing(
    run: Run, trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("--db", "desk.db", "init")

    dry = [trial(CHANGE.format(dry_run=True)).communicate() for _ in range(2)]

    assert dry == [("trial Ana a reason 1\n", "Dry run: nothing was kept.\n")] * 2
