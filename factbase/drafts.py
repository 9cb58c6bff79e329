"""Files that appear whole or not at all: each is a draft first, beside its place and under another name.

A run that is killed leaves its draft behind; the next run that makes a file in the same folder removes it.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO

# What SQLite keeps beside a file that it writes.
_BESIDE = ("-journal", "-wal", "-shm")
# The process whose draft it is.
_DRAFT = re.compile(r"\..*\.(\d+)\.factbase-draft", re.DOTALL)


@contextmanager
def drafting(path: Path) -> Iterator[Path]:
    """Give an empty file beside ``path``, 0600, to be filled and then moved or linked to its place.

    What is still there of it at the end is removed. Raises OSError.
    """
    if path.exists() and not path.is_file():  # a device or a pipe would be gone
        raise OSError(errno.ENOTSUP, "it is no regular file", str(path))
    sweep(path.parent)
    draft = path.with_name(f".{path.name[:40]}.{os.getpid()}.factbase-draft")
    _remove(draft)  # of a process that had our number
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield draft
    finally:
        _remove(draft)


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Give a UTF-8 file that takes the place of ``path`` at the end, whole and 0600, or not at all.

    Raises OSError. A link is followed, so that it goes on pointing to the same place.
    """
    path = path.resolve()
    with drafting(path) as draft:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
            _settle(file)
        draft.replace(path)


@contextmanager
def replacing_bytes(path: Path) -> Iterator[BinaryIO]:
    """Give a file of bytes that takes the place of ``path``; see :func:`replacing`."""
    path = path.resolve()
    with drafting(path) as draft:
        with draft.open("wb") as file:
            yield file
            _settle(file)
        draft.replace(path)


def _settle(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it stands in, for their owner alone; one that is there is left as it is.

    Raises OSError.
    """
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def sweep(folder: Path) -> None:
    """Remove from a folder the drafts of runs that are no more."""
    with suppress(OSError):
        for path in folder.iterdir():
            draft = _DRAFT.fullmatch(path.name)
            if draft and not _lives(int(draft[1])):
                _remove(path)


def _lives(process: int) -> bool:
    """Return whether there is a process of this number."""
    if os.name == "nt":  # where a file that is in use cannot be removed
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        pass
    return True


def _remove(draft: Path) -> None:
    for suffix in (*_BESIDE, ""):
        with suppress(OSError):
            draft.with_name(draft.name + suffix).unlink()
