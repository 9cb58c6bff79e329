"""A path of more bytes than a file system takes is refused in one sentence, wherever it is given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factbase.cli.main import factbase as program

# More than a name may have, more than a path may have, and a name with which SQLite's own files have no room.
TOO_LONG = {"name": "n" * 300, "path": "d/" * 2500 + "x", "journal": "é" * 125}
GIVEN = [
    ("--db", "{}", "init"),
    ("--db", "{}", "claim", "list"),
    ("--db", "{}", "db", "upgrade"),
    ("--db", "{}", "db", "restore", "desk.db"),
    ("--db", "desk.db", "db", "restore", "{}", "--yes"),
    ("--db", "desk.db", "db", "backup", "-o", "{}"),
    ("--db", "desk.db", "db", "copy", "--to", "{}"),
]
WRITTEN = [
    ("--db", "desk.db", "export", "csv", "-o", "{}"),
    ("--db", "desk.db", "claim", "list", "-o", "{}"),
]


@pytest.fixture
def desk(filled_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An invented article in desk.db, in the folder where the program runs."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(filled_template, tmp_path / "desk.db"))


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["--actor", "Ana", *words])


@pytest.mark.parametrize("words", GIVEN, ids=" ".join)
@pytest.mark.usefixtures("desk")
def test_a_name_that_is_too_long_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    for name in TOO_LONG.values():
        result = run(*(word.format(name) for word in words))

        assert result.exit_code in (2, 4, 6), result.stderr
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        assert [each.name for each in tmp_path.iterdir()] == ["desk.db"]


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
@pytest.mark.usefixtures("desk")
def test_an_output_of_a_name_that_is_too_long_cannot_be_written(words: tuple[str, ...]) -> None:
    for what in ("name", "path"):
        result = run(*(word.format(TOO_LONG[what]) for word in words))

        assert (result.exit_code, result.stderr.count("\n")) == (6, 1), result.stderr
