"""What a file is, by what is in it."""

from __future__ import annotations

import pytest

from factbase.errors import BadUsage, InvalidInput
from factbase.text.documents import read
from factbase.text.documents.here import read_here
from tests.text.documents.making import docx, odt, paragraph, pdf, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (docx(paragraph("Words.")), "docx"),
        (odt("<text:p>Words.</text:p>"), "odt"),
        (pdf([["Words."]]), "pdf"),
        (b"\xef\xbb\xbf<!-- saved --><HTML><p>Words.", "html"),
        (b"Words.", "txt"),
    ],
)
@pytest.mark.parametrize("name", ["a", "a.txt", "a.docx", "a.html", "a.pdf"])
def test_a_file_is_read_as_what_it_is_whatever_its_name(data: bytes, format: str, name: str) -> None:
    document = read_here(data, name, None)

    assert (document.text, document.format) == ("Words.", format)
    said = any(f"read as {format}" in warning for warning in document.warnings)
    assert said == (name not in ("a", f"a.{format}"))


@pytest.mark.parametrize(
    ("name", "format", "text"),
    [
        ("a.md", None, "one two"),
        ("a.md", "txt", "*one*\n\n<i>two</i>"),
        ("a.txt", "md", "one two"),
        ("a", "html", "*one* two"),
        ("a.html", None, "*one*\n\n<i>two</i>"),
    ],
)
def test_the_name_decides_between_kinds_of_text_and_the_format_before_it(
    name: str, format: str | None, text: str
) -> None:
    source = b"*one*\n<i>two</i>" if text != "*one*\n\n<i>two</i>" else b"*one*\n\n<i>two</i>"

    assert read_here(source, name, format).text == text


def test_a_format_that_there_is_not_is_bad_usage() -> None:
    with pytest.raises(BadUsage, match="choose txt, md, html, docx, odt, pdf"):
        read(b"Words.", "a.txt", "wpd")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{\\rtf1 Words.}", "rich text"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"ID3\x04", "sound or video"),
        (b"\x1f\x8b\x08", "an archive"),
        (b"\x7fELF", "a program"),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            r"an old Word file \(.doc\): open it and save it as .docx",
        ),
        (OLE + "Workbook".encode("utf-16-le"), "an old Excel file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "an Excel workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument spreadsheet"),
        (zipped({"a.txt": "Words."}), "a zip archive"),
        (b"<?xml version='1.0'?><data/>", "is XML"),
    ],
)
def test_what_is_no_article_is_named_and_refused(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_here(data, "a.docx", None)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.eml"])
def test_data_for_programs_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(InvalidInput, match="not an article"):
        read_here(b"a,b", name, None)
