"""Files that are meant to do harm: each ends in one sentence, soon, in little memory, with nothing changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.accidents.checking import dump
from tests.text.documents.making import docx, odt, paragraph, pdf, zipped

SECONDS = 5  # of the processor, with what starts the program
MEMORY = 300_000_000  # bytes

XML_BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY c SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENCRYPTED = odt("", parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"})


class Case(NamedTuple):
    """A file: its name, what makes its bytes, the exit code, and words of the sentence."""

    name: str
    make: Callable[[], bytes]
    code: int
    words: str


def _with(number: int, entry: str) -> bytes:
    return zipped(
        {"[Content_Types].xml": "", "word/document.xml": "", **{f"{entry}{n}": "" for n in range(number)}}
    )


CASES = {
    "empty": Case("a.docx", lambda: b"", 3, "is empty"),
    "no words": Case("a.docx", lambda: docx(""), 3, "is empty"),
    "binary": Case("a.txt", lambda: bytes(range(256)), 3, "binary file"),
    "a picture called .docx": Case("a.docx", lambda: b"\x89PNG\r\n\x1a\n", 3, "is an image"),
    "text called .docx": Case("a.docx", lambda: b"Words.", 0, "read as txt"),
    "cut .docx": Case("a.docx", lambda: docx(paragraph("Words."))[:400], 3, "cut off or damaged"),
    "cut .pdf": Case("a.pdf", lambda: pdf([["Words."]])[:200], 3, "cut off or damaged"),
    "cut XML": Case("a.docx", lambda: docx(paragraph("Words.") + "<w:p>"), 3, "is damaged"),
    "encrypted .docx": Case("a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), 3, "is encrypted"),
    "encrypted .odt": Case("a.odt", lambda: ENCRYPTED, 3, "is encrypted"),
    "scanned": Case("a.pdf", lambda: pdf([[], []]), 3, "is scanned"),
    "500 MB": Case("a.txt", lambda: b"", 3, "larger than 20 MB"),
    "zip bomb": Case("a.docx", lambda: docx("", {"x": "0" * 250_000_000}), 3, "zip bomb"),
    "zip of many parts": Case("a.docx", lambda: _with(100_000, "p"), 3, "zip bomb"),
    "much in one part": Case("a.docx", lambda: docx("<w:p/>" * 10_000_000), 3, "zip bomb"),
    "deep": Case("a.docx", lambda: docx("<w:p>" * 30_000 + "</w:p>" * 30_000), 3, "is empty"),
    "XML bomb": Case("a.docx", lambda: docx(paragraph("&c;"), head=XML_BOMB), 3, "declares a document type"),
    "external entity": Case("a.docx", lambda: docx(paragraph("&c;"), head=OUTSIDE), 3, "declares a document type"),
    "a path outside": Case("a.docx", lambda: docx("", {"../../evil": "x"}), 3, "points outside"),
    "10 MB in one paragraph": Case("a.txt", lambda: b"word " * 2_000_000, 3, "characters, more than"),
    "the same in .docx": Case(
        "a.docx",
        lambda: docx(paragraph("word " * 2_000_000), {"x": "".join(map(chr, range(32, 4000))) * 40}),
        3,
        "",
    ),
    "a million paragraphs": Case("a.md", lambda: b"word\n\n" * 1_000_000, 3, "lines, more than"),
    "a million sentences": Case("a.txt", lambda: b"Yes! No. " * 200_000, 3, "sentences, more than"),
    "a million lines": Case("a.txt", lambda: b"Words.\n" * 1_000_000, 3, "more than"),
    "a million tags": Case("a.html", lambda: b"<html>" + b"<p>x" * 1_000_000, 3, "tags, more than"),
    "brackets": Case("a.md", lambda: b"[" * 1_000_000, 3, "reading it was stopped"),
    "lone CR": Case("a.txt", lambda: b"One.\rTwo.\rThree.", 0, "3 paragraphs"),
    "NUL": Case("a.txt", lambda: b"One.\0Two.", 3, "binary file, not text (byte 4)"),
    "bidi": Case("a.txt", lambda: "One \u202etwo\u200b.".encode(), 0, "⟨U+202E⟩ 1 ×, ⟨U+200B⟩ 1 ×"),
    "NFC and NFD": Case("a.txt", lambda: "Çuçi, C\u0327uc\u0327i.".encode(), 0, "1 paragraph"),
    "cp1252": Case("a.txt", lambda: "“No.”".encode("cp1252"), 3, "not UTF-8 at byte 0 (0x93, in Windows-1252 “)"),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_hostile_file_ends_in_a_sentence(what: str, desk: Path, tmp_path: Path) -> None:
    case = CASES[what]
    file = tmp_path / case.name
    file.write_bytes(case.make())
    if what == "500 MB":
        with file.open("wb") as long:
            long.truncate(500_000_000)
    before = dump(str(desk))

    code, told, seconds, memory = _measured("--db", str(desk), "article", "add", str(file), "--slug", "new")

    assert (code, case.words in told, "Traceback" in told) == (case.code, True, False), told
    assert (seconds < SECONDS, memory < MEMORY) == (True, True), (seconds, memory)
    assert (dump(str(desk)) == before) == bool(code)
    assert sorted(each.name for each in tmp_path.iterdir() if each.name != "desk.db") == [case.name]


_WATCHED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def _measured(*args: str) -> tuple[int, str, float, int]:
    """Run the program; return its exit code, its words, seconds of the processor, and bytes of its largest process."""
    command = [sys.executable, "-c", _WATCHED, sys.executable, "-m", "factbase", *args]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    *said, last = done.stdout.decode().splitlines()
    code, seconds, memory = last.split()
    unit = 1 if sys.platform == "darwin" else 1024
    return int(code), "\n".join([*said, done.stderr.decode()]), float(seconds), int(memory) * unit
