"""Runs a command as a person would: in a real terminal of a given size, answering what it asks."""

from __future__ import annotations

import codecs
import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte

# Makes the terminal the command's own, so that Ctrl-C reaches it; a preexec_fn would be unsafe beside threads.
LOG_IN = "import os, sys; os.login_tty(int(sys.argv[1])); os.execvp(sys.argv[2], sys.argv[2:])"

# As long as a person takes at least: input() loses a Ctrl-C that comes between its prompt and its reading.
_PAUSE = 0.1


@dataclass(frozen=True)
class Shown:
    """All that a command wrote, control characters included, and its exit code (-9 when killed)."""

    output: str
    code: int


class TooSlow(Exception):
    """A command was killed at its time limit; the message holds what it had written."""


def run_in_terminal(
    args: Sequence[str | Path],
    *,
    columns: int = 80,
    rows: int = 24,
    answers: Sequence[tuple[str, str]] = (),
    timeout: float = 30,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Shown:
    """Run a command in a terminal and return what it showed. Raises TooSlow.

    ``answers`` are pairs: when the first text has been written since the last answer, the second is typed.
    Return is ``"\\r"``, Ctrl-C ``"\\x03"``. ``env`` is added to this process's environment.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"TERM": "xterm-256color", **(env or {})}
    with _terminal(columns, rows) as (ours, theirs):
        child = subprocess.Popen(
            [sys.executable, "-ISc", LOG_IN, str(theirs), *map(str, args)],
            pass_fds=[theirs],
            env=environment,
            cwd=cwd,
        )
        output, seen, pending = "", 0, list(answers)
        try:
            for text in _written(ours, child, time.monotonic() + timeout):
                output += text
                while pending and (at := output.find(pending[0][0], seen)) >= 0:
                    waited_for, keys = pending.pop(0)
                    seen = at + len(waited_for)
                    time.sleep(_PAUSE)
                    os.write(ours, keys.encode())
        except TimeoutError:
            raise TooSlow(f"{args[0]} took over {timeout} s, after writing {output[-2000:]!r}") from None
        finally:
            child.kill()  # does nothing to a child that has ended
            child.wait()
    return Shown(output, child.returncode)


def screen(output: str, columns: int = 80, rows: int = 24) -> list[str]:
    """Return the lines a terminal of that size shows after ``output``, without their trailing blanks."""
    display = pyte.Screen(columns, rows)
    pyte.Stream(display).feed(output)
    return [line.rstrip() for line in display.display]


@contextmanager
def _terminal(columns: int, rows: int) -> Iterator[tuple[int, int]]:
    """Give both ends of a new terminal: the one to look at, and the one the command gets."""
    ours, theirs = os.openpty()
    try:
        termios.tcsetwinsize(theirs, (rows, columns))
        yield ours, theirs
    finally:
        os.close(ours)
        os.close(theirs)


def _written(ours: int, child: subprocess.Popen[bytes], deadline: float) -> Iterator[str]:
    """Yield what the child writes, until it has ended and all is read. Raises TimeoutError."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    while True:
        ended = child.poll() is not None  # asked before reading: what it wrote last is there by then
        if select.select([ours], [], [], 0 if ended else 0.02)[0]:
            yield decode(os.read(ours, 65536))
        elif ended:
            return
        elif time.monotonic() > deadline:
            raise TimeoutError
