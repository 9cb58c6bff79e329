"""The child process that a document is read in."""

from __future__ import annotations

import sys

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents import apart, read
from factbase.text.documents.here import read_here
from tests.text.documents.making import docx, odt, paragraph, pdf

DOCUMENTS = {
    "docx": docx(paragraph("Ça – “one”.", '<w:outlineLvl w:val="0"/>') + paragraph("Two.")),
    "odt": odt("<text:h>Ça – “one”.</text:h><text:p>Two.</text:p>"),
    "html": "<html><h1>Ça – “one”.</h1><p>Two.".encode(),
    "md": "# Ça – “one”.\n\nTwo.".encode(),
    "pdf": pdf([["One."]]),
}


@pytest.mark.parametrize("format", DOCUMENTS)
def test_a_child_reads_what_this_process_would(format: str) -> None:
    data = DOCUMENTS[format]

    assert read(data, "name with “quotes”", format) == read_here(data, "name with “quotes”", format)


def test_a_refusal_of_the_child_is_ours() -> None:
    with pytest.raises(InvalidInput, match=r"a\.docx is empty: give a file with words in it\."):
        read(docx(""), "a.docx")


@pytest.mark.parametrize(
    ("child", "why"),
    [
        ("while True: pass", "takes more than 1 seconds"),
        ("import os; os.abort()", "makes its reader fail"),
        ("raise SystemExit(3)", "makes its reader fail"),
        ("print('{')", "makes its reader fail"),
    ],
    ids=["hangs", "crashes", "leaves", "babbles"],
)
def test_a_child_that_fails_ends_in_one_sentence(
    child: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_CHILD", child)
    monkeypatch.setattr(apart, "SECONDS", 1 if "while" in child else 60)

    with pytest.raises(InvalidInput, match=rf"a\.docx {why}, so reading it was stopped"):
        read(DOCUMENTS["docx"], "a.docx")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit a process's memory")
def test_a_child_that_takes_too_much_memory_is_stopped() -> None:
    data = b"<html><p>" + b"word " * 3_500_000

    with pytest.raises(InvalidInput, match=r"more than 256 MB|characters, more than|seconds"):
        read(data, "a.html")
