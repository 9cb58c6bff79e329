"""Textual's part: it reads keys, paints lines, and gives the terminal back however the desk is left."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver

from factbase.desk.acts import Desk
from factbase.desk.screen.canvas import Canvas
from factbase.desk.screen.sitting import Sitting
from factbase.desk.screen.terminal import Typed, Typing
from factbase.desk.screen.worker import Worker

T = TypeVar("T")


class Screen(App[None]):
    """The terminal of somebody at the desk. The colours are the terminal's own, whatever its background is."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: ansi_default; color: ansi_default; overflow: hidden; }"

    def __init__(self, desk: Desk, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class, ansi_color=True)
        self._desk = desk
        self._failure: BaseException | None = None
        self._talking: asyncio.Task[None] | None = None

    def sit(self) -> None:
        """Run until somebody leaves. Raises what ended it otherwise: SystemExit for a signal, or an error."""
        self.run(mouse=False)
        if self._failure is not None:
            raise self._failure

    def compose(self) -> ComposeResult:
        """Return the one widget."""
        yield Canvas()

    def on_mount(self) -> None:
        """Begin to talk."""
        self.typing = Typing()
        self._canvas = self.query_one(Canvas)
        self._sitting = Sitting(self._desk, self)
        self._worker = Worker(self._sitting.waits)
        self._leave_at_signals()
        if not gc.isenabled():  # all is loaded by now, and need never be looked through
            gc.freeze()
            gc.enable()
        self._talking = asyncio.create_task(self._talk())

    def _leave_at_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name, code in (("SIGTERM", 143), ("SIGHUP", 129)):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError):  # Windows has none of this
                    loop.add_signal_handler(number, self._end, SystemExit(code))

    async def _talk(self) -> None:
        try:
            await self._sitting.sit()
        except Exception as error:
            self._end(error)
        else:
            self._end(None)

    def _end(self, failure: BaseException | None) -> None:
        self._failure = failure
        self.exit()

    # What a person does

    async def on_event(self, event: events.Event) -> None:
        """Keep every key and every paste in one order; all else is Textual's business."""
        match event:
            case events.Key():
                self._press(event)
            case events.Paste():
                self.typing.put(Typed("paste", event.text))
            case _:
                await super().on_event(event)

    def _press(self, event: events.Key) -> None:
        if event.key == "ctrl+z":
            self.action_suspend_process()
        elif event.key in ("ctrl+c", "ctrl+q") and self._sitting.is_busy:
            self._break_off()
        elif self._talking is not None:
            text = event.character or "" if event.is_printable else ""
            if text and event.key.startswith("alt+"):  # Esc and a key at once, which a slow line makes of two
                self.typing.put(Typed("escape"))
            self.typing.put(Typed(event.key.removeprefix("alt+") if text else event.key, text))

    def _break_off(self) -> None:
        """Leave although an act waits for somebody's lock: at the second time of asking."""
        if self._sitting.is_leaving:
            self._end(KeyboardInterrupt())
        else:
            self._sitting.warn_of_leaving()

    def on_resize(self) -> None:
        """Show the same on as much room as there is now."""
        if self._talking is not None:
            self.call_after_refresh(self._sitting.draw)

    # What the desk needs

    @property
    def extent(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.size.width, self.size.height

    def show(self, lines: Sequence[Text]) -> None:
        """Show these lines."""
        self._canvas.paint(lines, self.console)

    async def ask(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns; it is done in another thread."""
        return await self._worker.do(work)
