"""The registry: which formats are read, and where the reader of each is. It imports none of them."""

from __future__ import annotations

# word of the format -> module of its reader, which is imported when a file needs it
READERS = {
    "txt": "plain",
    "md": "markdown",
    "html": "html",
    "docx": "word",
    "odt": "opendocument",
    "pdf": "pdf",
}
FORMATS = tuple(READERS)
