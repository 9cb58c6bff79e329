"""A checking copy that LibreOffice saved comes back as it was before."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from factbase.database import Location
from tests.formats.docx.reviewers import Reviewer, copy_of, notes, take_back


def _office(home: Path, *words: str) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    command = ["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore", *words]
    subprocess.run(command, check=True, timeout=240, capture_output=True)


def _saved_again(folder: Path, *copies: bytes) -> list[bytes]:
    """Return copies as LibreOffice saves them. Skips where there is no Writer."""
    paths = [folder / f"{number}.docx" for number in range(len(copies))]
    for path, data in zip(paths, copies, strict=True):
        path.write_bytes(data)
    _office(folder / "home", "--convert-to", "docx", "--outdir", str(folder / "saved"), *map(str, paths))
    if not (folder / "saved").is_dir():
        pytest.skip("this LibreOffice has no Writer")
    return [(folder / "saved" / path.name).read_bytes() for path in paths]


def test_a_copy_that_libreoffice_saved_says_what_it_said(bridge: Location, tmp_path: Path) -> None:
    plain = copy_of(bridge, "bridge")
    copy = Reviewer(plain)
    copy.comment("closed the bridge in May", "In May?\nOr in June?")
    copy.comment("May. Mayor", "Odd.", by="Ben <b>Zed</b>")
    copy.answer(copy.ours(2), "She did not.")
    copy.answer(copy.ours(4), "How old?")
    copy.ours(3).add_paragraph("No source for that.")
    copy.track_deletion("Mayor Ana ")
    copy.track_insertion("The bridge", " that was")

    untouched, reviewed = _saved_again(tmp_path, plain, copy.saved())

    before = Counter(notes(bridge))
    first = take_back(bridge, untouched)
    assert (first.added, first.remarks) == (Counter(), [])
    assert take_back(bridge, reviewed).added == Counter(note=5)
    assert sorted((Counter(notes(bridge)) - before).elements()) == [
        ("bridge/1", "Rosa", "In May?\nOr in June?"),
        ("bridge/2", "Rosa", "She did not."),
        ("bridge/3", "unsigned", "No source for that."),
        ("bridge/4", "Rosa", "How old?"),
        ("bridge:2/1", "Ben <b>Zed</b>", "Odd."),
    ]
    assert take_back(bridge, copy.saved()).same == Counter(note=5)
