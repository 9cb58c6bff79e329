"""A person at the desk in a real terminal: keys go in, the screen is looked at, the terminal may shrink or close."""

from __future__ import annotations

import codecs
import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte

from tests.terminal import LOG_IN

FACTBASE = Path(sys.executable).with_name("factbase")
ENTER, ESCAPE, CTRL_C, CTRL_Z, CTRL_U = "\r", "\x1b", "\x03", "\x1a", "\x15"
UP, DOWN, RIGHT, LEFT, F1 = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1bOP"
_LONG = 60.0


class NotSeen(AssertionError):
    """The screen did not come to show something; the message holds what it showed."""


class _Screen(pyte.Screen):
    """A screen that lets pass what pyte takes for attributes and are keyboard protocols."""

    def report_device_attributes(self, mode: int = 0, **kwargs: bool) -> None:
        return None


class Terminal:
    """What somebody at a terminal sees and does."""

    def __init__(self, columns: int, rows: int) -> None:
        self.display = _Screen(columns, rows)
        self._stream = pyte.Stream(self.display)
        self._shown: str | None = None  # what was on the screen when it was looked at last
        self.raw = ""
        self.pressed = 0

    @property
    def lines(self) -> list[str]:
        """What is on the screen now, line by line, without trailing blanks."""
        rows = (self.display.buffer[row] for row in range(self.display.lines))
        columns = range(self.display.columns)
        return ["".join([row[column].data for column in columns]).rstrip() if row else "" for row in rows]

    @property
    def shown(self) -> str:
        """What is on the screen now, each run of blanks as one: wrapped lines read as they were written."""
        if self._shown is None:
            self._shown = " ".join(" ".join(self.lines).split())
        return self._shown

    def press(self, *keys: str) -> None:
        """Press keys, each a string that is written at once."""
        for key in keys:
            self.pressed += 1
            self._send(key)

    def type(self, words: str) -> None:
        """Press a key for each character."""
        self.press(*words)

    def paste(self, words: str) -> None:
        """Paste words, as a terminal does that brackets them."""
        self.press(f"\x1b[200~{words}\x1b[201~")

    def see(self, wanted: str | Callable[[str], bool], seconds: float = _LONG) -> str:
        """Wait until words stand on the screen, or it is as wanted, and return what is shown. Raises NotSeen."""
        is_there = (lambda shown: wanted in shown) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + seconds
        while not is_there(self.shown):
            if time.monotonic() > deadline or not self._listen(0.05):
                raise NotSeen(f"{wanted!r} is not on the screen:\n" + "\n".join(self.lines))
        return self.shown

    def rest(self, seconds: float = 0.2) -> None:
        """Wait until nothing has been written for so long."""
        while self._listen(seconds, only_once=True):
            pass

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        self.display.resize(rows, columns)
        self.display.reset()
        self._shown = None

    def _take_in(self, text: str) -> None:
        self.raw += text
        self._shown = None
        self._stream.feed(_without_keyboard(text))

    def _send(self, key: str) -> None:
        raise NotImplementedError

    def _listen(self, seconds: float, *, only_once: bool = False) -> bool:
        """Take in what was written. Return False where the program has ended, or was silent if ``only_once``."""
        raise NotImplementedError


class Live(Terminal):
    """The terminal's end of a program that runs."""

    def __init__(
        self, ours: int, child: subprocess.Popen[bytes], columns: int, rows: int, *, looks: bool = True
    ) -> None:
        super().__init__(columns, rows)
        self._ours = ours
        self._looks = looks  # whether what is written is looked at, which takes time
        self.child = child
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def _send(self, key: str) -> None:
        data = key.encode()
        while data:
            self._listen(0)
            if select.select([], [self._ours], [], _LONG)[1]:
                data = data[os.write(self._ours, data[:1024]) :]

    def hear(self, wanted: bytes = b"", seconds: float = _LONG) -> None:
        """Wait until bytes have been written from now on, whatever they show. Raises NotSeen."""
        heard, deadline = b"", time.monotonic() + seconds
        while not heard or wanted not in heard:
            if not select.select([self._ours], [], [], max(0, deadline - time.monotonic()))[0]:
                raise NotSeen(f"{wanted!r} was not written, but {heard[-500:]!r}")
            heard += os.read(self._ours, 65536)

    def _listen(self, seconds: float, *, only_once: bool = False) -> bool:
        with suppress(OSError):
            if select.select([self._ours], [], [], seconds)[0]:
                text = self._decode(os.read(self._ours, 65536))
                if self._looks:
                    self._take_in(text)
                return True
        return not only_once and self.child.poll() is None

    def resize(self, columns: int, rows: int) -> None:
        termios.tcsetwinsize(self._ours, (rows, columns))
        super().resize(columns, rows)

    def close(self) -> None:
        """Close the terminal, as its window's button does."""
        os.close(self._ours)
        self._ours = -1

    def end(self, seconds: float = _LONG) -> int:
        """Wait until the program has ended and return its exit code."""
        deadline = time.monotonic() + seconds
        while self.child.poll() is None:
            if time.monotonic() > deadline:
                raise NotSeen("the program goes on:\n" + "\n".join(self.lines))
            if self._ours >= 0:
                self._listen(0.05)
            else:
                time.sleep(0.02)
        while self._ours >= 0 and self._listen(0, only_once=True):
            pass
        return self.child.returncode


def _without_keyboard(text: str) -> str:
    """Return output without the switches of keyboard protocols, which pyte would print."""
    for switch in ("\x1b[>25u", "\x1b[<u"):
        text = text.replace(switch, "")
    return text.replace("\x1b[?2026$p", "").replace("\x1b[?2048$p", "")


@contextmanager
def live(
    args: Sequence[str | Path],
    *,
    columns: int = 80,
    rows: int = 24,
    env: Mapping[str, str] | None = None,
    looks: bool = True,
) -> Iterator[Live]:
    """Run a program in a terminal of its own; it is killed at the end if it still runs."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")
    }
    environment |= {"TERM": "xterm-256color", **(env or {})}
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (rows, columns))
    child = subprocess.Popen(
        [sys.executable, "-ISc", LOG_IN, str(theirs), *map(str, args)], pass_fds=[theirs], env=environment
    )
    os.close(theirs)
    terminal = Live(ours, child, columns, rows, looks=looks)
    try:
        yield terminal
    finally:
        child.kill()
        child.wait()
        if terminal._ours >= 0:
            os.close(terminal._ours)
