"""Plain text, which must be UTF-8."""

from __future__ import annotations

from factbase.text.files import decode


def read(data: bytes, name: str) -> str:
    """Return the text in ``data``. Raises InvalidInput naming the byte where it is none."""
    return decode(data, name)
