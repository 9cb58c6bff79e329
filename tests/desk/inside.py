"""A terminal in this process for somebody at the desk: the same bytes go in and come out, at a tenth of the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size

from factbase.desk.acts import Desk
from factbase.desk.screen.app import Screen
from tests.desk.live import NotSeen, Terminal

_PATIENCE = constants.ESCAPE_DELAY + 0.005  # seconds after which an Esc is a key of its own


class _Wire(Driver):
    """Textual's end of the terminal."""

    terminal: Inside

    def __init__(self, app: App[Any], **settings: Any) -> None:  # noqa: ANN401
        super().__init__(app, **settings)
        self._parser = XTermParser()
        self._pending: Any = None
        self.terminal.wire = self

    def write(self, data: str) -> None:
        self.terminal.written.put(data)

    def start_application_mode(self) -> None:
        self.resize()

    def resize(self) -> None:
        size = Size(self.terminal.display.columns, self.terminal.display.lines)
        self.send_message(events.Resize(size, size))

    def read(self, text: str) -> None:
        """Take keys from the terminal; called in the event loop."""
        if self._pending is not None:
            self._pending.cancel()
        for message in self._parser.feed(text):
            self.process_message(message)
        self._pending = self._loop.call_later(_PATIENCE, self._tick)

    def _tick(self) -> None:
        for message in self._parser.tick():
            self.process_message(message)

    def disable_input(self) -> None:
        if self._pending is not None:
            self._pending.cancel()

    def stop_application_mode(self) -> None:
        """Nothing is to be given back."""

    def call(self, work: Any, *arguments: Any) -> None:  # noqa: ANN401
        """Have something done in the event loop."""
        with suppress(RuntimeError):  # the loop is closed: it has ended
            self._loop.call_soon_threadsafe(work, *arguments)


class _Apart(Screen):
    """The desk's screen in a thread, where no signals come."""

    def _leave_at_signals(self) -> None:
        """Signals are for the main thread."""


class Inside(Terminal):
    """Our end of it."""

    wire: _Wire

    def __init__(self, desk: Desk, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self.written: SimpleQueue[str] = SimpleQueue()
        self._failure: BaseException | None = None
        self._app = _Apart(desk, type("Wire", (_Wire,), {"terminal": self}))
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._app.sit()
        except BaseException as error:
            self._failure = error
        self.written.put("")  # wakes whoever listens

    def _send(self, key: str) -> None:
        self.wire.call(self.wire.read, key)

    def _listen(self, seconds: float, *, only_once: bool = False) -> bool:
        try:
            self._take_in(self.written.get(timeout=seconds))
        except Empty:
            return not only_once and self._thread.is_alive()
        return True

    def resize(self, columns: int, rows: int) -> None:
        super().resize(columns, rows)
        self.wire.call(self.wire.resize)

    def end(self, seconds: float = 10) -> int:
        """Wait until the desk is left, and return the code of the program's end."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            raise NotSeen("the desk goes on:\n" + "\n".join(self.lines))
        while not self.written.empty():
            self._listen(0)
        match self._failure:
            case None:
                return 0
            case KeyboardInterrupt():
                return 130
            case SystemExit():
                return int(str(self._failure.code))
        raise self._failure

    def leave(self) -> None:
        """End it, whatever it is at."""
        if self._thread.is_alive():
            self.wire.call(self._app.exit)
            self._thread.join(10)


@contextmanager
def inside(desk: Desk, *, columns: int = 80, rows: int = 24) -> Iterator[Inside]:
    """Have somebody at the desk in a thread of this process; they leave at the end."""
    terminal = Inside(desk, columns, rows)
    try:
        yield terminal
    finally:
        terminal.leave()
