"""Reads a document in a child process, which a hostile file may crash, hang or fill without harm to us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import factbase
from factbase.errors import InvalidInput
from factbase.text.documents.document import Document
from factbase.vocabulary import Role

SECONDS = 10  # by the clock, for systems that do not limit the processor's time
CPU_SECONDS = 3
MEMORY = 256_000_000  # bytes of address space
_CHILD = "import sys; sys.path[:] = sys.argv[3:]; from factbase.text.documents.child import main; main()"


def read_apart(data: bytes, name: str, format: str | None) -> Document:
    """Return the document in ``data``, read by a child process of its own.

    Raises InvalidInput where the file is refused, and where reading it takes more time or memory than allowed.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-X", "utf8", "-c", _CHILD, name, format or "", *_paths()],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _stopped(name, f"takes more than {SECONDS} seconds") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _stopped(name, _why(done.returncode)) from None
    if "refused" in answer:
        raise InvalidInput(answer["refused"])
    answer["suggested"] = {int(number): Role(role) for number, role in answer["suggested"].items()}
    return Document(**answer | {"warnings": tuple(answer["warnings"])})


def _paths() -> list[str]:
    """Return where the child finds what we found, but for the folder that we were started in."""
    here = str(Path(factbase.__file__).parent.parent)
    return [path for path in dict.fromkeys([*sys.path, here]) if Path(path).is_absolute()]


def _why(code: int) -> str:
    """Return how a child ended that gave no answer."""
    import signal

    if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
        return f"takes more than {CPU_SECONDS} seconds of the processor"
    return "makes its reader fail"


def _stopped(name: str, why: str) -> InvalidInput:
    return InvalidInput(f"{name} {why}, so reading it was stopped: open it and save its text as a new file.")
