"""Plain text, which must be UTF-8."""

from __future__ import annotations

from factbase.text.documents.document import Block, Reading
from factbase.text.files import decode


def read(data: bytes, name: str) -> Reading:
    """Return the text in ``data``, one block. Raises InvalidInput naming the byte where it is none."""
    return Reading([Block(decode(data, name))])
