"""What is written is for its owner alone, whatever the umask: databases, journals, copies, settings, exports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from factbase import shipped
from factbase.cli.main import factbase
from tests.cli.test_main import TREE

DESK = "desk/new/desk.db"
DRAFT = str(shipped.folder("seeds") / "harbour-crane" / "draft-2.txt")
# They print as `import xlsx` does, or refuse every claim as yet.
ALIKE = {
    "import csv",
    "import claimreview",
    "import factcheck-api",
    "import webannotation",
    "export claimreview",
}
# Every command that writes a file, in an order in which all of them can be run.
WRITING: list[tuple[str, ...]] = [
    ("init",),
    ("demo",),
    ("config", "set", "actor", "Ana"),
    ("config", "unset", "actor"),
    ("db", "backup"),
    ("db", "backup", "-o", "out/backup.db"),
    ("db", "restore", "out/backup.db", "--yes"),
    ("db", "copy", "--to", "copied/far/away.db"),
    ("db", "downgrade", "0003"),
    ("db", "upgrade"),
    ("db", "status", "-o", "out/status"),
    ("db", "verify", "-o", "out/verify"),
    ("doctor", "-o", "out/doctor"),
    ("export", "jsonl", "-o", "out/bundle.jsonl"),
    ("import", "jsonl", "out/bundle.jsonl", "--json", "-o", "out/import"),
    ("export", "csv", "-o", "out/csv"),
    ("actor", "list", "-o", "out/actors"),
    ("article", "list", "-o", "out/articles"),
    ("article", "show", "harbour-crane", "-o", "out/article"),
    ("claim", "list", "-o", "out/claims"),
    ("claim", "show", "harbour-crane/1", "-o", "out/claim"),
    ("config", "-o", "out/config"),
    ("coverage", "harbour-crane", "-o", "out/coverage"),
    ("log", "-o", "out/log"),
    ("problems", "-o", "out/problems"),
    ("search", "crane", "-o", "out/search"),
    ("sentence", "list", "harbour-crane", "-o", "out/sentences"),
    ("similar", "harbour-crane/1", "-o", "out/similar"),
    ("article", "revise", "harbour-crane", DRAFT, "-o", "out/revise"),
    ("article", "revisions", "harbour-crane", "-o", "out/revisions"),
    ("article", "diff", "harbour-crane", "-o", "out/diff"),
    ("article", "text", "harbour-crane", "-o", "out/text"),
    ("export", "webannotation", "harbour-crane", "-o", "out/annotations"),
    ("export", "xlsx", "harbour-crane", "-o", "out/claims.xlsx"),
    ("export", "html", "harbour-crane", "-o", "out/page.html"),
    ("export", "markdown", "harbour-crane", "-o", "out/page.md"),
    ("export", "docx", "harbour-crane", "-o", "out/copy.docx"),
    ("import", "xlsx", "out/claims.xlsx", "-o", "out/taken"),
    ("import", "docx", "out/copy.docx", "-o", "out/comments"),
    ("list", "save", "open", "--", "--status", "open"),
    ("list", "run", "open", "-o", "out/open"),
    ("list", "show", "-o", "out/lists"),
    ("report", "harbour-crane", "-o", "out/report"),
    ("text", "canonical", DRAFT, "-o", "out/canonical"),
    ("text", "sentences", DRAFT, "-o", "out/split"),
    ("text", "find", DRAFT, "Big Hedda", "-o", "out/found"),
    ("source", "list", "-o", "out/sources"),
    ("source", "show", "Wenna Tarrock", "-o", "out/source"),
]
# Writes, and is ended without having closed anything: SQLite's own files stay.
UNCLOSED = """
import os, sys
from factbase.database import Location, writing
with writing(Location.of(sys.argv[1])) as connection:
    connection.exec_driver_sql("UPDATE claim SET statement = statement")
    connection.commit()
    os._exit(0)
"""


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """Return the permissions of everything in a folder."""
    return {str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777) for path in folder.rglob("*")}


def test_the_list_of_commands_that_write_a_file_is_whole() -> None:
    known = {" ".join(words) for words in WRITING}
    for path, command, _ in TREE:
        if any(parameter.name == "out" for parameter in command.params):
            words = path.removeprefix("factbase ")
            assert words in ALIKE or any(each.startswith(words) and " -o " in each for each in known), words


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize(
    "mask", [0o000, *(pytest.param(each, marks=pytest.mark.torture) for each in (0o022, 0o077))], ids=oct
)
def test_every_file_and_folder_that_is_made_is_private(
    surroundings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mask: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o755)
    (tmp_path / "out" / "bundle.jsonl").touch(0o644)  # an older export, which others could read

    with umask(mask):
        for words in WRITING:
            result = CliRunner().invoke(factbase, ["--db", DESK, "--actor", "Ana", *words])
            assert result.exit_code in (0, 1), (words, result.stderr)
        subprocess.run([sys.executable, "-c", UNCLOSED, DESK], check=True)

    found = modes(tmp_path)
    folders = {name for name in found if (tmp_path / name).is_dir()}
    assert {f"{DESK}-wal", f"{DESK}-shm", f"{DESK}.before-restore", f"{DESK}.before-0003"} <= set(found)
    assert found.pop("out") == "0o755"  # it was there
    assert {
        name: mode for name, mode in found.items() if mode != ("0o700" if name in folders else "0o600")
    } == {}
    assert [name for name in found if name.endswith(".draft")] == []
