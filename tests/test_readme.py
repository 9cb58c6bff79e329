"""The README's sessions are run in a terminal.

`FACTBASE_UPDATE_README=1 pytest -n0 tests/test_readme.py` writes them anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import run_in_terminal

README = Path(__file__).parents[1] / "README.md"
SESSION = re.compile(r"(<!-- session -->\n```console\n)(.*?)(```)", re.DOTALL)
WIDTH = 110


def run(command: str, folder: Path) -> str:
    """Return what a command of the session shows, without colour and with the folder's name taken out."""
    program, *words = shlex.split(command)
    if program == "sed":  # what a reviewer does to a file
        subprocess.run([program, *words], cwd=folder, check=True)
        return ""
    assert program == "factbase"
    environment = {
        "FACTBASE_DB": str(folder / "factbase.db"),
        "FACTBASE_ACTOR": "Ana",
        "FACTBASE_CONFIG": str(folder / "config.toml"),
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    shown = run_in_terminal(
        [sys.executable, "-m", "factbase", *words], columns=WIDTH, rows=500, cwd=folder, env=environment
    )
    text = shown.output.replace("\r\n", "\n").replace(f"{folder}/", "")
    return "\n".join(line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("number", range(len(SESSION.findall(README.read_text("utf-8")))))
def test_a_session_is_what_the_commands_print(tmp_path: Path, number: int) -> None:
    readme = README.read_text("utf-8")
    found = list(SESSION.finditer(readme))[number]
    (tmp_path / "seeds").symlink_to(README.parent / "seeds")  # one sits in the checkout
    commands = [line[2:] for line in found[2].splitlines() if line.startswith("$ ")]
    session = "\n".join(f"$ {command}\n{run(command, tmp_path)}".rstrip() + "\n" for command in commands)
    if os.environ.get("FACTBASE_UPDATE_README"):
        README.write_text(readme.replace(found[0], found[1] + session + found[3]), "utf-8")
        return

    assert found[2] == session


def test_the_two_commands_stand_there_as_people_run_them() -> None:
    readme = README.read_text("utf-8")

    assert "python3 -m pip install . && factbase demo" in readme
    assert "python3 -m pip install -e '.[test]' && python3 -m pytest" in readme
