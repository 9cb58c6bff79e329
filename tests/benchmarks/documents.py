"""The words in .docx files, read by factbase, mammoth, python-docx and docx2python, beside LibreOffice's reading.

The files are those in the folder that FACTBASE_DOCUMENTS names, and below it. As the truth counts what LibreOffice
makes of each file, tracked changes accepted: the text of its .fodt without deleted text and comments, and with notes
at the end, without their numbers. F1 is over words in their order: twice the longest common sequence, by the words
of both. What is compared is the mean over all files of what is missing from 1.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from rapidfuzz.distance import Indel

from factbase.errors import InvalidInput
from factbase.text.documents import read
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row

FOLDER = "FACTBASE_DOCUMENTS"
_FEWEST = 40  # files, for a figure that says something
_WORD = re.compile(r"\w+")
_NOTE_MARK = re.compile(r"<sup><a [^>]*>\[\w+\]</a></sup>|<a [^>]*>↑</a>")
_BLOCK_END = re.compile(r"</(?:p|h\d|li|td|th|tr|dt|dd)>|<br ?/>")
_TAG = re.compile(r"<[^>]*>")
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_NOT_SHOWN = {
    f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls",
    f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_OFFICE}binary-data", f"{_OFFICE}scripts",
    f"{_SVG}title", f"{_SVG}desc",
}  # fmt: skip
_ENDS = {f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}tab", f"{_TEXT}s", f"{_TEXT}line-break"}
_AT_ONCE = 40  # files in one run of LibreOffice


def by_factbase(data: bytes) -> str:
    """Return the text as factbase reads it; none where it refuses the file."""
    try:
        return read(data, "a.docx").text
    except InvalidInput:
        return ""


def by_mammoth(data: bytes) -> str:
    """Return the text of the page that mammoth makes, which has the notes too, without their numbers."""
    import mammoth

    page = _NOTE_MARK.sub("", mammoth.convert_to_html(BytesIO(data)).value)
    return html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", page)))


def by_python_docx(data: bytes) -> str:
    """Return the paragraphs and tables as python-docx gives them, in the order of the body."""
    import docx
    from docx.table import Table, _Cell

    def words(holder: object) -> Iterator[str]:
        for each in holder.iter_inner_content():  # type: ignore[attr-defined]
            if isinstance(each, Table):
                cells: dict[object, _Cell] = {cell._tc: cell for row in each.rows for cell in row.cells}
                for cell in cells.values():
                    yield from words(cell)
            else:
                yield each.text

    return "\n".join(words(docx.Document(BytesIO(data))))


def by_docx2python(data: bytes) -> str:
    """Return the text as docx2python gives it, headers, footers and marks of lists left out."""
    from docx2python import docx2python

    with docx2python(BytesIO(data)) as found:
        parts = (found.body_runs, found.footnotes_runs, found.endnotes_runs)
        return " ".join(
            "".join(runs)
            for part in parts
            for table in part
            for row in table
            for cell in row
            for runs in cell
        )


PEERS: dict[str, Callable[[bytes], str]] = {
    "mammoth": by_mammoth,
    "python-docx": by_python_docx,
    "docx2python": by_docx2python,
}


def f1(found: str, truth: str) -> float:
    """Return how much two texts have in common: words in their order, 0 to 1; two empty ones have all."""
    return float(Indel.normalized_similarity(_WORD.findall(found), _WORD.findall(truth)))


def truths(paths: Sequence[Path]) -> dict[Path, str]:
    """Return what LibreOffice reads in each file, but for those that it does not open."""
    found = {}
    with TemporaryDirectory(prefix="factbase-documents-") as temporary:
        folder = Path(temporary)
        for begin in range(0, len(paths), _AT_ONCE):
            _convert(paths[begin : begin + _AT_ONCE], folder, begin)
        for number, path in enumerate(paths):
            made = folder / f"{number}.fodt"
            if made.exists():
                found[path] = shown(ElementTree.parse(made).getroot())
    return found


def _convert(paths: Sequence[Path], folder: Path, begin: int) -> None:
    copies = []
    for number, path in enumerate(paths, start=begin):
        copy = folder / f"{number}.docx"
        copy.write_bytes(path.read_bytes())
        copies.append(str(copy))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(folder), *copies]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


class _Shown:
    """Collects the words that a flat OpenDocument text shows."""

    def __init__(self, document: ElementTree.Element) -> None:
        regions = document.iter(f"{_TEXT}changed-region")
        self._deletions = {
            each.get(f"{_TEXT}id") for each in regions if each.find(f"{_TEXT}deletion") is not None
        }
        self._deleting: str | None = None
        self.notes: list[ElementTree.Element] = []
        self.pieces: list[str] = []

    def walk(self, element: ElementTree.Element) -> None:
        """Take the words in ``element`` and after it; what is in notes is for later."""
        self._follow_changes(element)
        if element.tag == f"{_TEXT}note-body" and element not in self.notes:
            self.notes.append(element)
        elif element.tag not in _NOT_SHOWN:
            self._write(element.text)
            for child in element:
                self.walk(child)
        if element.tag in _ENDS:
            self._write(" ")
        self._write(element.tail)

    def _write(self, text: str | None) -> None:
        if text and self._deleting is None:
            self.pieces.append(text)

    def _follow_changes(self, element: ElementTree.Element) -> None:
        change = element.get(f"{_TEXT}change-id")
        if element.tag == f"{_TEXT}change-start" and change in self._deletions:
            self._deleting = change
        elif element.tag == f"{_TEXT}change-end" and change == self._deleting:
            self._deleting = None


def shown(document: ElementTree.Element) -> str:
    """Return the words that a flat OpenDocument text shows, deletions accepted, notes at the end."""
    body = document.find(f".//{_OFFICE}text")
    words = _Shown(document)
    if body is not None:
        words.walk(body)
    for note in words.notes:
        words.walk(note)
    return "".join(words.pieces)


def documents(files: Files, *, quick: bool) -> Iterator[Row]:
    """Yield a row for each peer: what is missing from an F1 of 1, beside what the peer misses."""
    if (given := os.environ.get(FOLDER)) is None:
        sys.stderr.write(f"documents: left out, {FOLDER} names no folder of .docx files.\n")
        return
    paths = sorted(Path(given).rglob("*.docx"))
    if len(paths) < _FEWEST:
        raise SystemExit(f"{given} holds {len(paths)} .docx files: {_FEWEST} are needed.")
    known = truths(paths[:: 3 if quick else 1])
    known = {path: text for path, text in known.items() if _WORD.search(text)}
    ours = _score(known, by_factbase)
    for name, peer in PEERS.items():
        theirs = _score(known, peer)
        yield Row(
            f"words missed in .docx, beside {name}",
            f"F1 {ours:.3f} of {len(known)}",
            f"F1 {theirs:.3f}",
            (1 - ours) / (1 - theirs),
            None,
            1,
        )


def _score(known: dict[Path, str], reader: Callable[[bytes], str]) -> float:
    return mean(f1(_attempt(reader, path.read_bytes()), text) for path, text in known.items())


def _attempt(reader: Callable[[bytes], str], data: bytes) -> str:
    """Return what a reader gives: nothing where it fails."""
    try:
        return reader(data)
    except Exception:
        return ""
