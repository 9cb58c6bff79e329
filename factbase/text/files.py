"""Reads a file that a person named, whatever it turns out to be."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from factbase.errors import BadUsage, InvalidInput

LARGEST = 20_000_000  # bytes


def read_bytes(given: str, *, limit: int = LARGEST) -> bytes:
    """Return the bytes of the file ``given``, or of standard input for ``-``.

    Raises BadUsage where there is none, InvalidInput for a folder, for what cannot be read, and for more
    than ``limit`` bytes: an endless file ends there.
    """
    if given == "-":
        return _within(sys.stdin.buffer.read(limit + 1), "Standard input", limit)
    path = Path(given)
    try:
        # A pipe that nobody writes to must not hang the command, so no open waits.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise BadUsage(f"No file at {path}: check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if path.is_dir():
            reason = "it is a folder"
        raise InvalidInput(f"{path} cannot be read ({reason}): choose another file.") from None
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise InvalidInput(f"{path} is a folder: name a file in it.")
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise InvalidInput(f"{path} cannot be read ({error.strerror}): choose another file.") from None
    return _within(data or b"", str(path), limit)


def _within(data: bytes, name: str, limit: int) -> bytes:
    if len(data) > limit:
        raise InvalidInput(f"{name} is larger than {limit // 1_000_000} MB: give a smaller file.")
    return data
