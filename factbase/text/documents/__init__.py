"""Documents in: one reader a format, all in one registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from factbase.errors import InvalidInput
from factbase.text.documents import plain

# suffix -> (format's name, reader from bytes to raw text)
READERS: dict[str, tuple[str, Callable[[bytes, str], str]]] = {
    ".txt": ("txt", plain.read),
}


def reader_for(name: str) -> tuple[str, Callable[[bytes, str], str]]:
    """Return format and reader for a file called ``name``. Raises InvalidInput naming what can be read."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        raise InvalidInput(f"{name} cannot be read: save it as {', '.join(sorted(READERS))}.")
    return READERS[suffix]
