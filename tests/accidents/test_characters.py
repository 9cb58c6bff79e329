"""Characters that move the cursor, turn the line round or cannot be seen: kept exactly, never shown raw."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.accidents.checking import command
from tests.accidents.conftest import call
from tests.terminal import run_in_terminal

REF = "harbour-crane/1"
STATEMENTS = {
    "colour": "The \x1b[31mred\x1b[0m bridge.",
    "clear": "The \x1b[2J\x1b[1;1Hbridge.",
    "title": "The \x1b]0;owned\x07 bridge.",
    "C1": "The \x9b31m bridge.",
    "bidi": "The \u202eegdirb\u202c is open.",
    "isolate": "The \u2066bridge\u2069.",
    "zero width": "The br\u200bidge.",
    "joiner of words": "The\u2060 bridge.",
    "backspace": "The bridge\b\b\b\b.",
    "delete": "The\x7f bridge.",
    "returns": "The bridge\rA ferry.",
}
RAW = frozenset("\x1b\x07\x08\x7f\x9b\u202e\u202c\u2066\u2069\u200b\u2060")
UNSEEN = frozenset("\u200b\u2060")  # JSON keeps them: they move nothing
ITS_OWN = frozenset("\x1b")  # what a table on a terminal may be drawn with


def _statement(url: str) -> str:
    (item,) = json.loads(call(url, "claim", "show", REF, "--json").stdout)["items"]
    statement: str = item["statement"]
    return statement


@pytest.mark.parametrize("what", STATEMENTS)
def test_a_statement_is_kept_exactly_and_never_shown_raw(filled: str, what: str) -> None:
    statement = STATEMENTS[what]
    edited = call(filled, "claim", "edit", REF, "--statement", statement)
    assert edited.exit_code == 0, edited.stderr

    assert _statement(filled) == statement
    for args in (
        ("claim", "show", REF),
        ("claim", "list"),
        ("log",),
        ("problems",),
        ("claim", "list", "--json"),
    ):
        result = call(filled, *args)
        assert result.exit_code == 0, result.stderr
        raw = RAW - UNSEEN if "--json" in args else RAW
        assert not raw & set(result.stdout + result.stderr), args
        assert "\r" not in result.stdout + result.stderr
    assert not RAW & set(edited.stdout + edited.stderr)


@pytest.mark.parametrize("what", ["clear", "title", "bidi", "C1", "backspace"])
def test_a_terminal_is_never_moved(desk: Path, what: str) -> None:
    statement = STATEMENTS[what]
    assert call(desk, "claim", "edit", REF, "--statement", statement).exit_code == 0
    raw = RAW & set(statement) - ITS_OWN

    for args in (("claim", "show", REF), ("claim", "list", "harbour-crane"), ("log",)):
        shown = run_in_terminal(command("--db", desk, *args))
        assert shown.code == 0
        assert not raw & set(shown.output)
        for sequence in ("\x1b[2J", "\x1b[1;1H", "\x1b]0;"):
            assert sequence not in shown.output


def test_an_error_shows_nothing_raw(desk: Path) -> None:
    assert call(desk, "claim", "edit", REF, "--statement", STATEMENTS["clear"]).exit_code == 0

    shown = run_in_terminal(
        command("--db", desk, "claim", "edit", REF, "--statement", STATEMENTS["bidi"], "--version", "1")
    )

    assert shown.code == 5
    assert not {"\x1b", "\u202e"} & set(shown.output), shown.output


def test_an_exported_statement_comes_back_exactly(filled: str, sqlite_template: Path, tmp_path: Path) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "other.db")
    for number, statement in enumerate(STATEMENTS.values(), start=1):
        edited = call(filled, "claim", "edit", f"harbour-crane/{number}", "--statement", statement)
        assert edited.exit_code == 0, edited.stderr
    out = tmp_path / "desk.jsonl"
    assert call(filled, "export", "jsonl", "-o", str(out)).exit_code == 0

    assert call(path, "import", "jsonl", str(out)).exit_code == 0

    assert call(path, "export", "jsonl").stdout_bytes == out.read_bytes()
    assert _statement(str(path)) == STATEMENTS["colour"]
