"""The child process that reads one document: bytes in, JSON out, within limits that it sets itself."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict

from factbase.errors import InvalidInput
from factbase.text.documents import apart
from factbase.text.documents.here import read_here


def main() -> None:
    """Read standard input as a document called as the first argument, of the format in the second."""
    _limit()
    name, format = sys.argv[1:3]
    try:
        answer = asdict(read_here(sys.stdin.buffer.read(), name, format or None))
    except InvalidInput as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {
            "refused": f"{name} needs more than {apart.MEMORY // 1_000_000} MB to be read, so reading it was stopped: "
            "open it and save its text as a new file."
        }
    json.dump(answer, sys.stdout)


def _limit() -> None:
    """Limit memory and the processor's time where the system can; leave no core file behind."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_CPU, apart.CPU_SECONDS),
        (resource.RLIMIT_AS, apart.MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system that knows the limit but does not set it
            resource.setrlimit(what, (most, most + 1))  # at the first the system says why it ends us
