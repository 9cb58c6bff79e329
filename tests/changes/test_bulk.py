"""After a bulk import, whose keys are given out by the program, the database goes on counting after them."""

from __future__ import annotations

from pathlib import Path

from factbase import shipped
from factbase.maintenance.verify import verify
from tests.changes.undone import Desk

CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"


def test_what_is_made_after_an_import_has_keys_of_its_own(url: str, tmp_path: Path) -> None:
    desk = Desk(url)
    draft = tmp_path / "bridge.txt"
    draft.write_text("The bridge is shut.\n")

    desk("import", "jsonl", str(CRANE))
    desk("article", "add", str(draft))
    desk("source", "add", "Gent Prifti", "--kind", "person")
    desk("claim", "add", "bridge", "--statement", "It is shut.", "--sentence", "1/1")
    desk("note", "add", "bridge/1", "Since when?")

    assert [check for check in verify(desk.location).checks if not check.ok] == []
