"""``factbase`` and ``python -m factbase``."""

from __future__ import annotations

import signal
import sys
from io import TextIOWrapper
from types import FrameType
from typing import NoReturn


def main() -> None:
    """Run the command line, and exit with one of the codes of `factbase.cli.exits`."""
    signal.signal(signal.SIGTERM, _terminate)
    for stream in (sys.stdout, sys.stderr):
        _prepare(stream)
    try:
        from factbase.cli.main import factbase

        factbase()
    except KeyboardInterrupt:  # before or after click is there to see it
        sys.exit(130)


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Unwind, so that files half written are removed and a transaction is rolled back."""
    sys.exit(143)


def _prepare(stream: object) -> None:
    """Write files and pipes in UTF-8 everywhere, and let no letter a terminal lacks end a run."""
    if isinstance(stream, TextIOWrapper):
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8", newline="")
        stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
