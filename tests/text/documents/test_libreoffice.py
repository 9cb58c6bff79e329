"""Files that LibreOffice makes of one text give that text again, whatever the format."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from factbase import shipped
from factbase.text.documents import read
from factbase.text.documents.document import Document

FILTERS = {"docx": "docx", "odt": "odt", "html": "html:HTML (StarWriter)", "pdf": "pdf"}


def made(text: Path, folder: Path, *formats: str) -> dict[str, Document]:
    """Return the documents that LibreOffice makes of a text, and the Markdown of it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    source = folder / "draft.txt"
    shutil.copyfile(text, source)
    home = f"-env:UserInstallation=file://{folder}/home"
    for format in formats:
        command = ["soffice", home, "--headless", "--infilter=Text (encoded):UTF8"]
        command += ["--convert-to", FILTERS[format], "--outdir", str(folder), str(source)]
        done = subprocess.run(command, check=True, capture_output=True, timeout=300)
        if not (folder / f"draft.{format}").exists():
            pytest.skip(f"this LibreOffice has no Writer: {done.stderr.decode(errors='replace').strip()}")
    (folder / "draft.md").write_text("\n\n".join(source.read_text("utf-8").splitlines()), "utf-8")
    names = [source.name, "draft.md", *(f"draft.{format}" for format in formats)]
    return {name: read((folder / name).read_bytes(), name) for name in names}


def check(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        assert document.text == documents["draft.txt"].text, name
        assert document.format == name.rpartition(".")[2]


def test_a_docx_of_an_article_holds_its_text(tmp_path: Path) -> None:
    check(made(shipped.folder("seeds") / "harbour-crane" / "article.txt", tmp_path, "docx"))


@pytest.mark.torture
def test_every_format_of_an_article_holds_its_text(tmp_path: Path, shared: Path) -> None:
    check(made(shared / "article" / "mek-albania.txt", tmp_path, *FILTERS))
