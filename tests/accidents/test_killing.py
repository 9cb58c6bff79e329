"""kill -9 at any moment: what a command changes is there whole or not at all, and so is what it has said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accidents.cases import CASES
from tests.accidents.killing import kill
from tests.stepping import Kennel

# The rest is as the others are: it is killed with the full figures.
DEFAULT = (
    "import",
    "article add",
    "revise",
    "edit",
    "merge",
    "undo",
    "upgrade",
    "backup",
    "restore",
    "export",
)


@pytest.mark.parametrize("name", DEFAULT)
def test_a_killed_command_is_done_whole_or_not_at_all(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str
) -> None:
    assert kill(kennel, CASES[name], sqlite_desk, tmp_path, 3).total() == 3


@pytest.mark.torture
@pytest.mark.parametrize("name", CASES)
def test_two_hundred_kills(
    kennel: Kennel, sqlite_desk: Path, tmp_path: Path, name: str, record_property: pytest.RecordProperty
) -> None:
    found = kill(kennel, CASES[name], sqlite_desk, tmp_path, 200)

    record_property("found", dict(found))
    print(name, dict(found))
    assert found["before"]
    assert found["after"]
