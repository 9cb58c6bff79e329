"""What the editors' lists look like; `FACTBASE_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew.

A file holds the first lines; what must never be cut is looked for in all of them.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from factbase.cli.main import factbase as program
from factbase.formats.bundle.strict import loads
from tests.terminal import run_in_terminal, screen

HERE = Path(__file__).parent
SHOWN = 40  # lines that a file holds
COMMANDS = {
    "unattributed": "claim list mek-albania --unattributed",
    "rumour": "claim list mek-albania --confidence rumour",
    "cuci": "claim list --source Cuci",
    "problems": "problems mek-albania",
}
WIDTHS = (40, 80, 200)
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the datasets that ship."""
    path = tmp_path_factory.mktemp("golden") / "factbase.db"
    done = CliRunner().invoke(program, ["--db", str(path), "--actor", "Ana", "demo"])
    assert done.exit_code == 0, done.output
    return path


def _command(db: Path, name: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "factbase", "--db", str(db), *shlex.split(COMMANDS[name]), *more]


@cache
def _on_terminal(db: Path, name: str, width: int, term: str) -> str:
    shown = run_in_terminal(_command(db, name), columns=width, env={"TERM": term})
    assert shown.code == 0
    return shown.output.replace("\r\n", "\n")


@cache
def _in_pipe(db: Path, name: str, *more: str) -> str:
    done = subprocess.run(_command(db, name, *more), capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout.decode()


def _compare(name: str, text: str) -> None:
    """Compare the beginning of ``text`` with a file, or write it."""
    lines = text.splitlines()
    shown = "".join(f"{line}\n" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        shown += f"… and {len(lines) - SHOWN} more lines\n"
    file = HERE / f"{name}.txt"
    if os.environ.get("FACTBASE_UPDATE_GOLDEN"):
        file.write_text(shown, "utf-8")

    assert shown == file.read_text("utf-8")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_on_a_terminal(db: Path, name: str, width: int) -> None:
    output = _on_terminal(db, name, width, "xterm-256color")

    plain = STYLE.sub("", output)
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= width
    _compare(f"{name}-{width}", plain)


@pytest.mark.parametrize("name", COMMANDS)
def test_on_a_dumb_terminal(db: Path, name: str) -> None:
    output = _on_terminal(db, name, 80, "dumb")

    assert "\x1b" not in output
    assert output == STYLE.sub("", _on_terminal(db, name, 80, "xterm-256color"))
    _compare(f"{name}-dumb", output)


@pytest.mark.parametrize("name", COMMANDS)
def test_in_a_pipe(db: Path, name: str) -> None:
    _compare(f"{name}-pipe", _in_pipe(db, name))


@pytest.mark.parametrize("name", COMMANDS)
def test_as_json(db: Path, name: str) -> None:
    text = _in_pipe(db, name, "--json")

    loads(text)
    _compare(f"{name}-json", text)


def _never_cut(db: Path, name: str) -> list[tuple[str, ...]]:
    """Return what must stand whole in each row: ref, place, word and mark, or ref, severity and rule."""
    rows = [line.split("\t") for line in _in_pipe(db, name).splitlines()]
    return [tuple(row[: 3 if name == "problems" else 4]) for row in rows if "/" in row[0]]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_refs_words_and_marks_are_whole(db: Path, name: str, width: int) -> None:
    lines = STYLE.sub("", _on_terminal(db, name, width, "xterm-256color")).splitlines()

    heads = [tuple(re.split(r" {2,}", line.strip())) for line in lines if line.startswith("mek-albania/")]
    wanted = [tuple(value for value in row if value) for row in _never_cut(db, name)]
    assert [head[: len(row)] for head, row in zip(heads, wanted, strict=True)] == wanted


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", COMMANDS)
def test_all_words_of_a_row_are_there(db: Path, name: str, width: int) -> None:
    """A statement may wrap, and is never cut either: the terminal shows each letter of the pipe."""
    rows = [line for line in _in_pipe(db, name).splitlines() if line.startswith("mek-albania/")]
    letters = STYLE.sub("", _on_terminal(db, name, width, "xterm-256color"))
    statement = 4 if name != "problems" else 3

    blocks = re.split(r"^(?=mek-albania/)", letters, flags=re.MULTILINE)[1:]
    for row, block in zip(rows, blocks, strict=True):
        for word in row.split("\t")[statement].split():
            assert word in block, row


def test_a_screen_shows_what_was_written(db: Path) -> None:
    """A terminal emulator, not our eyes alone, finds rows that it does not have to wrap."""
    output = _on_terminal(db, "rumour", 80, "xterm-256color")
    written = STYLE.sub("", output).splitlines()

    shown = screen(output.replace("\n", "\r\n"), 80, len(written) + 1)
    assert shown[: len(written)] == written


def test_the_files_are_those_of_the_tests() -> None:
    forms = (*map(str, WIDTHS), "dumb", "pipe", "json")

    assert {file.stem for file in HERE.glob("*.txt")} == {
        f"{name}-{form}" for name in COMMANDS for form in forms
    }
