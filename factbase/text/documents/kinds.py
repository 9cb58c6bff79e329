"""Tells what a file is by what is in it; its name decides only between the kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePath

from factbase.errors import InvalidInput
from factbase.text.documents.package import Package

SUFFIXES = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".odt": "odt", ".ott": "odt", ".pdf": "pdf",
}  # fmt: skip
NAMES = {
    "txt": "plain text", "md": "Markdown", "html": "a web page", "docx": "a Word document",
    "odt": "an OpenDocument text", "pdf": "a PDF",
}  # fmt: skip
# How what is refused begins -> what it is, what to do.
_SAVE = "open it and save it as .docx"
_IMAGE = ("an image", "type or scan its text into a text file")
_SOUND = ("sound or video", "give a transcript of it")
_ARCHIVE = ("an archive", "unpack it and give the file in it")
_PROGRAM = ("a program", "choose a text")
_REFUSED: list[tuple[bytes, tuple[str, str]]] = [
    (rb"\{\\rtf", ("rich text (.rtf)", _SAVE)),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|BM.{4}\x00{4}|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)|8BPS",
        _IMAGE,
    ),
    (rb"ID3|\xff[\xf2\xf3\xfb]|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|.{4}ftyp|\x1aE\xdf\xa3", _SOUND),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|PK\x05\x06|PK\x07\x08", _ARCHIVE),
    (rb"\x7fELF|MZ.{2}\x00|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", _PROGRAM),
    (rb"SQLite format 3", ("a database", "choose a text")),
    (rb"%!PS", ("PostScript", "save it as .pdf")),
    (rb"bplist00", ("a Safari web archive", "save the page as .html")),
]
_FORMS = [(re.compile(pattern, re.DOTALL), told) for pattern, told in _REFUSED]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {
    "WordDocument": ("an old Word file (.doc)", _SAVE),
    "Workbook": ("an old Excel file (.xls)", "copy the text into a .docx"),
    "Book": ("an old Excel file (.xls)", "copy the text into a .docx"),
    "PowerPoint Document": ("an old PowerPoint file (.ppt)", "copy the text into a .docx"),
    "__properties_version1.0": ("an Outlook message (.msg)", "copy the text into a .docx"),
}
_PDF_WITHIN = 1024  # bytes: where a PDF's first line may stand
_HEAD = 4096
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGGED = re.compile(rb"<(?:p|div|br|h[1-6]|html|body|article|span|ul|ol|table)\b[^>]*>", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)\s*\n")
_DATA = {
    ".csv": "a table", ".tsv": "a table", ".json": "data", ".jsonl": "data", ".xml": "data", ".eml": "an e-mail",
    ".mht": "a web archive", ".mhtml": "a web archive",
}  # fmt: skip
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
}
# A folder in a zip that only one program writes -> what it is.
_OTHER_ZIPS = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "Index/Document.iwa": "an Apple Pages document",
    "META-INF/container.xml": "an EPUB book",
}


def container(data: bytes, name: str) -> str:
    """Return ``zip``, ``pdf`` or ``text`` by how ``data`` begins.

    Raises InvalidInput for what is none of them, saying what it is and what to do.
    """
    if data.startswith(_OLE):
        raise InvalidInput(_old_office(data, name))
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    for form, (what, remedy) in _FORMS:
        if form.match(data):
            raise InvalidInput(f"{name} is {what}: {remedy}.")
    return "text"


def _old_office(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name} is encrypted: open it with its password and save it without one."
    for entry, (what, remedy) in _OLD.items():
        if entry.encode("utf-16-le") in data:
            return f"{name} is {what}: {remedy}."
    return f"{name} is an old Microsoft Office file: {_SAVE}."


def zipped(data: bytes, name: str) -> str:
    """Return ``docx`` or ``odt``. Raises InvalidInput for any other zip, saying what it is."""
    package = Package(data, name)
    mimetype = package.read("mimetype").strip()
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        kind = mimetype.rpartition(b".")[2].decode("ascii", "replace")
        raise InvalidInput(f"{name} is an OpenDocument {kind}, not a text: copy its text into a .docx.")
    if "[Content_Types].xml" in package.names and any(part.startswith("word/") for part in package.names):
        return "docx"
    for beginning, what in _OTHER_ZIPS.items():
        if any(part.startswith(beginning) for part in package.names):
            raise InvalidInput(f"{name} is {what}: copy its text into a .docx.")
    raise InvalidInput(f"{name} is a zip archive: unpack it and give the file in it.")


def textual(data: bytes, name: str, format: str | None) -> str:
    """Return ``txt``, ``md`` or ``html`` for text: as ``format`` says, else by its beginning, else by its name.

    Raises InvalidInput for text that is data for a program.
    """
    if format in ("txt", "md", "html"):
        return format
    head = data[:_HEAD].decode("utf-8", "replace").removeprefix("\ufeff")
    suffix = PurePath(name).suffix.lower()
    if _PAGE.match(head):
        return "html"
    if suffix in _DATA:
        raise InvalidInput(f"{name} is {_DATA[suffix]}, not an article: save its text as .txt.")
    if _XML.match(head):
        raise InvalidInput(f"{name} is XML, not an article: open it in its own program and save it as .docx.")
    named = SUFFIXES.get(suffix)
    if named == "html":
        return "html" if _TAGGED.search(data[:1_000_000]) else "txt"
    return "md" if named == "md" or (suffix == "" and _FRONT_MATTER.match(head)) else "txt"


def mislabelled(name: str, format: str | None, found: str) -> str | None:
    """Return a remark where a file is not what ``format``, or else its name, says."""
    said = format or SUFFIXES.get(PurePath(name).suffix.lower())
    if said in (None, found):
        return None
    by = f"--format {format}" if format else f"the name {name}"
    return f"It is {NAMES[found]}, though {by} says {said}: read as {found}."
