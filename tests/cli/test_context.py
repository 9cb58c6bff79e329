import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from click.testing import Result

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


def test_a_clock_that_is_behind_is_remarked_and_the_log_keeps_its_order(
    factbase: Callable[..., Result],
) -> None:
    with time_machine.travel("2026-03-14T09:26:53Z", tick=False):
        factbase("demo")
    with time_machine.travel("2026-03-13T09:26:53Z", tick=False):
        late = factbase("claim", "cut", "harbour-crane/2", "--because", "Said twice.")
        again = factbase("claim", "restore", "harbour-crane/2")
    listed = json.loads(factbase("log", "harbour-crane/2", "--json").stdout)["items"]

    assert "The clock is behind: it says 2026-03-13T09:26:53Z" in late.stderr
    assert "the newest operation in the log is of 2026-03-14T09:26:53Z" in late.stderr
    assert (late.exit_code, again.exit_code) == (0, 0)
    assert "The clock" not in again.stderr
    assert [row["command"] for row in listed] == ["claim restore", "claim cut", "demo"]


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        ("Europe/Berlin", ["2026-10-25T00:59:30Z", "2026-10-25T01:00:30Z"]),  # 2:59:30, and then 2:00:30
        ("UTC", ["2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z"]),  # more than 31 bits of seconds
    ],
)
def test_hours_that_come_twice_and_the_year_2038_are_nothing_to_the_log(
    factbase: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, zone: str, moments: list[str]
) -> None:
    said = []
    monkeypatch.setenv("TZ", zone)
    for moment, command in zip(
        moments, (["demo"], ["claim", "cut", "harbour-crane/2", "--because", "Twice."]), strict=True
    ):
        with time_machine.travel(moment, tick=False):
            time.tzset()
            said.append(factbase(*command).stderr)
    monkeypatch.delenv("TZ")
    time.tzset()
    listed = json.loads(factbase("log", "harbour-crane/2", "--json").stdout)["items"]

    assert "The clock" not in "".join(said)
    assert [row["at"] for row in listed] == moments[::-1]
