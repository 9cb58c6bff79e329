"""Documents in: one reader a format, all in one registry; what a file is is found out from its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factbase.text.documents.document import Document
from factbase.text.documents.formats import FORMATS

__all__ = ["FORMATS", "Document", "read"]

if TYPE_CHECKING:
    from collections.abc import Callable


def read(data: bytes, name: str, format: str | None = None) -> Document:
    """Return the document in ``data``; ``name`` is what people call it, ``format`` what they say it is.

    All but plain text is read by a child process, with limits. Raises BadUsage for a format that there is not,
    InvalidInput for a file that is refused.
    """
    from factbase.errors import BadUsage
    from factbase.text.documents.apart import read_apart
    from factbase.text.documents.here import is_plain, read_here

    if format is not None and format not in FORMATS:
        raise BadUsage(f"“{format}” is no format: choose {', '.join(FORMATS)}.")
    reader: Callable[[bytes, str, str | None], Document]
    reader = read_here if is_plain(data, name, format) else read_apart
    return reader(data, name, format)
