"""Reads a document in this process: what the child does, and what plain text needs no child for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from factbase.text.documents import kinds
from factbase.text.documents.document import Document, Reading
from factbase.text.documents.formats import READERS
from factbase.text.documents.making import make

Reader = Callable[[bytes, str], Reading]


def is_plain(data: bytes, name: str, format: str | None) -> bool:
    """Return whether ``data`` is read as plain text. Raises InvalidInput for what is refused at sight."""
    return kinds.container(data, name) == "text" and kinds.textual(data, name, format) == "txt"


def read_here(data: bytes, name: str, format: str | None) -> Document:
    """Return the document in ``data``. Raises InvalidInput where it cannot be read."""
    found = kinds.container(data, name)
    if found == "zip":
        found = kinds.zipped(data, name)
    elif found == "text":
        found = kinds.textual(data, name, format)
    reader: Reader = import_module(f"factbase.text.documents.{READERS[found]}").read
    document = make(reader(data, name), found, name)
    remark = kinds.mislabelled(name, format, found)
    return replace(document, warnings=(remark, *document.warnings)) if remark else document
