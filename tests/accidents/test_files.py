"""Files that are not what was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.accidents.checking import check_refused, dump, run
from tests.accidents.conftest import BUNDLE, call
from tests.limits import unprivileged

TEXT = (BUNDLE.parent / "article.txt").read_bytes()


def _folder(path: Path) -> None:
    path.mkdir()


def _holding(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


# what stands at the path -> who makes it; exit codes and words for a text and for a bundle
FILES = {
    "nothing": (lambda _path: None, 2, "No file at", 2, "No file at"),
    "a folder": (_folder, 3, "is a folder", 3, "is a folder"),
    "empty": (_holding(b""), 3, "", 3, "is empty"),
    "blanks": (_holding(b" \n\t\n\n"), 3, "", 3, "is empty"),
    "binary": (_holding(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))), 3, "is an image", 3, "UTF-8"),
    "UTF-16": (_holding("The bridge.".encode("utf-16")), 3, "UTF-16", 3, "UTF-8"),
    "Latin-1": (_holding("Çuçi\n".encode("latin-1")), 3, "not UTF-8 at byte 0", 3, "Line 1 is not UTF-8"),
    "endless": (lambda path: path.symlink_to("/dev/zero"), 3, "larger than 20 MB", 3, "longer than 50 MB"),
    "a pipe": (os.mkfifo, 3, "nobody writes to", 3, "nobody writes to"),
    "21 MB": (_holding(b"word " * 4_200_000), 3, "larger than 20 MB", 3, "no bundle"),
    "its own links": (lambda path: path.symlink_to(path), 3, "cannot be read", 3, "cannot be read"),
}
COMMANDS = {
    "add": ("article", "add"),
    "attach": ("article", "attach", "harbour-crane"),
    "import": ("import", "jsonl"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_something_else(desk: Path, tmp_path: Path, what: str, command: str) -> None:
    make, text_code, text_words, bundle_code, bundle_words = FILES[what]
    make(tmp_path / "draft.txt")
    before = dump(str(desk))

    result = call(desk, *COMMANDS[command], str(tmp_path / "draft.txt"))

    code, words = (bundle_code, bundle_words) if command == "import" else (text_code, text_words)
    check_refused(result, code, words)
    assert dump(str(desk)) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_may_not_be_read(desk: Path, tmp_path: Path, command: str) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes(TEXT)
    draft.chmod(0)

    result = run("--db", desk, *COMMANDS[command], draft, before=unprivileged())

    check_refused(result, 3, "cannot be read", "Permission denied")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_no_file_can_have(desk: Path, command: str) -> None:
    check_refused(run("--db", desk, *COMMANDS[command], "a" * 300 + ".txt"), 3, "File name too long")


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_input_that_is_closed(desk: Path, command: str) -> None:
    slug = ("--slug", "draft") if command == "add" else ()
    words = ["sh", "-c", 'exec "$@" <&-', "sh"]

    check_refused(run("--db", desk, *COMMANDS[command], "-", *slug, before=words), 3, "is closed")


def test_a_slow_pipe_is_read_to_its_end(desk: Path) -> None:
    script = 'exec "$@" <(sleep 0.3; head -c 300 "$BUNDLE"; sleep 0.3; tail -c +301 "$BUNDLE")'
    environment = os.environ | {"BUNDLE": str(BUNDLE)}

    result = run("--db", desk, "import", "jsonl", before=["bash", "-c", script, "bash"], env=environment)

    assert (result.returncode, "nothing new" in result.stderr) == (0, True), result.stderr
