"""Reads a file that a person named, whatever it turns out to be."""

from __future__ import annotations

import os
import re
import stat
import sys
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from factbase.errors import BadUsage, InvalidInput

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST = 20_000_000  # bytes
# How a text begins that was saved in another Unicode form; the longer marks first.
_OTHER_UNICODE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # all but tab, LF, CR and form feed


def open_binary(given: str | Path) -> BinaryIO:
    """Return the file ``given``, to be read piece by piece, or standard input for the text ``-``.

    Raises as :func:`read_bytes` does, but sets no limit.
    """
    if given == "-":
        if sys.stdin is None:
            raise InvalidInput("Standard input is closed: name a file.")
        return sys.stdin.buffer
    path = Path(given)
    try:
        file = FileIO(_opened(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
            return BufferedReader(_Begun(_beginning(file, path), file))
    except BaseException:
        file.close()
        raise
    return BufferedReader(file)


class _Begun(RawIOBase):
    """A pipe whose first bytes have been read already."""

    def __init__(self, beginning: bytes, rest: FileIO) -> None:
        self._beginning = beginning
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        if not self._beginning:
            return self._rest.readinto(buffer)
        view = memoryview(buffer)
        piece, self._beginning = self._beginning[: len(view)], self._beginning[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._rest.close()
        super().close()


def read_bytes(given: str | Path, *, limit: int = LARGEST) -> bytes:
    """Return the bytes of the file ``given``, or of standard input for the text ``-`` (never for a Path).

    Raises BadUsage where there is none, InvalidInput for a folder, for what cannot be read, for a pipe that
    nobody writes to, and for more than ``limit`` bytes: an endless file ends there.
    """
    if given == "-":
        return _standard_input(limit)
    path = Path(given)
    try:
        with FileIO(_opened(path)) as file:
            is_pipe = stat.S_ISFIFO(os.fstat(file.fileno()).st_mode)
            data = _piped(file, path, limit) if is_pipe else _all_of(file, limit)
    except OSError as error:
        raise _unreadable(path, error) from None
    return _within(data, str(path), limit)


def _unreadable(path: Path, error: OSError) -> InvalidInput:
    return InvalidInput(f"{path} cannot be read ({error.strerror}): choose another file.")


def decode(data: bytes, name: str) -> str:
    """Return the text in ``data``, which must be UTF-8, without its byte-order mark.

    Raises InvalidInput naming the byte (from 0) where it is not UTF-8, or holds a control character that no
    text has: those other than tab, LF and CR.
    """
    for mark, form in _OTHER_UNICODE.items():
        if data.startswith(mark):
            raise InvalidInput(f"{name} is {form}: save it as UTF-8.")
    if control := _CONTROL.search(data):
        raise InvalidInput(f"{name} is a binary file, not text (byte {control.start()}): choose a text file.")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{name} is not UTF-8 at byte {error.start}{_hint(data[error.start])}: save it as UTF-8."
        ) from None


def _hint(byte: int) -> str:
    """Return what a byte would be in the encoding that most files have that are not UTF-8."""
    letter = bytes([byte]).decode("cp1252", "ignore")
    return f" (0x{byte:02X}, in Windows-1252 {letter})" if letter else ""


def _opened(path: Path) -> int:
    """Return a descriptor of the file at ``path``, opened without waiting for a pipe's writer."""
    try:
        if path.is_dir():
            raise InvalidInput(f"{path} is a folder: name a file in it.")
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise BadUsage(f"No file at {path}: check the path.") from None
    except ValueError:  # a NUL in the path
        raise BadUsage(f"{str(path)!r} cannot be a path: check it.") from None


def _piped(pipe: FileIO, path: Path, limit: int) -> bytes:
    """Return what comes through a pipe, waiting for a slow writer but not for one that never was."""
    first = _beginning(pipe, path)
    return first + _all_of(pipe, limit - len(first))


def _beginning(pipe: FileIO, path: Path) -> bytes:
    """Return what is in a pipe by now, and let reading wait from here on."""
    first = pipe.read(1 << 16)
    if first == b"":
        raise InvalidInput(f"{path} is a pipe that nobody writes to: choose another file.")
    os.set_blocking(pipe.fileno(), True)
    return first or b""


def _all_of(file: FileIO, limit: int) -> bytes:
    """Return the bytes to the end of the file, at most one more than ``limit``."""
    pieces = []
    while limit >= 0 and (piece := file.read(min(limit + 1, 1 << 20))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _standard_input(limit: int) -> bytes:
    if sys.stdin is None:
        raise InvalidInput("Standard input is closed: name a file.")
    try:
        return _within(sys.stdin.buffer.read(limit + 1), "Standard input", limit)
    except OSError as error:
        raise InvalidInput(f"Standard input cannot be read ({error.strerror}): name a file.") from None


def _within(data: bytes, name: str, limit: int) -> bytes:
    if len(data) > limit:
        raise InvalidInput(f"{name} is larger than {limit / 1_000_000:g} MB: give a smaller file.")
    return data
