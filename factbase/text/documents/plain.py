"""Plain text, which must be UTF-8."""

from __future__ import annotations

import re

from factbase.errors import InvalidInput

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read(data: bytes, name: str) -> str:
    """Return the text in ``data`` without its byte-order mark.

    Raises InvalidInput naming the byte (from 0) where it is not UTF-8 or not text.
    """
    if data.startswith(_UTF16):
        raise InvalidInput(f"{name} is UTF-16: save it as UTF-8.")
    control = _CONTROL.search(data)
    if control:
        raise InvalidInput(f"{name} is a binary file, not text (byte {control.start()}): choose a text file.")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{name} is not UTF-8 at byte {error.start}: save it as UTF-8.") from None
