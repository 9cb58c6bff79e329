"""What is on the screen, what was said, and how an act ends. All is drawn anew before each key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from rich.text import Text

from factbase.desk.acts import Clash, Desk, Outcome, Refused, Saved, View
from factbase.desk.screen.page import page
from factbase.desk.screen.prompt import Prompt
from factbase.desk.screen.terminal import Terminal, Typed
from factbase.errors import FactbaseError
from factbase.text.visible import visible

T = TypeVar("T")
_SOON = 0.25  # seconds after which it is said that something takes longer
_SOURCES = 9
_NEIGHBOURS = 8  # rows of the screen for each sentence shown on each side


class Seeing:
    """Shows what there is to see, asks the database for it, and does acts."""

    def __init__(self, desk: Desk, terminal: Terminal) -> None:
        self.desk = desk
        self.terminal = terminal
        self.view: View | None = None
        self.sources: list[str] = []  # those used already, most recent first
        self.is_stale = True  # whether the sources may be others by now
        self.prompt: Prompt | None = None
        self.said = Text()
        self.kept = ""  # what was written in a field and not saved
        self.is_busy = False
        self.is_leaving = False

    # Showing

    def draw(self) -> None:
        """Show all that there is to see at the terminal's size."""
        width, height = self.terminal.extent
        if self.view is not None and width > 0 and height > 0:
            self.terminal.show(page(self.view, self.sources, self.said, self.prompt, width, height))

    def say(self, words: str, style: str = "") -> None:
        """Say something below the claims, until the next key."""
        self.said = Text(visible(words), style)

    def waits(self, sentence: str) -> None:
        """Say that somebody else's lock keeps us waiting."""
        self.say(f"{sentence} Nothing is saved yet; Ctrl-C twice leaves.", "bold")
        self.draw()

    def warn_of_leaving(self) -> None:
        """Say what leaving now means, where something waits to be saved."""
        self.is_leaving = True
        self.say("The last act is not saved yet. Ctrl-C once more leaves without it.", "bold red")
        self.draw()

    async def key(self, *, quiet: float | None = None) -> Typed | None:
        """Show what there is to see, and return the next key; None after ``quiet`` seconds without one."""
        if not self.terminal.typing.waiting:
            self.draw()
        return await self.terminal.typing.take(quiet)

    # Asking the database

    async def off(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, in the other thread; say so where that takes longer."""
        asked = asyncio.ensure_future(self.terminal.ask(work))
        self.is_busy, self.is_leaving = True, False
        try:
            done, _waiting = await asyncio.wait({asked}, timeout=_SOON)
            if not done:
                self.say("Working …")
                self.draw()
            return await asked
        finally:
            self.is_busy = False

    async def see(self, look: Callable[[], View | None]) -> bool:
        """Show what ``look`` returns; say it where it finds nothing, or fails."""
        _width, height = self.terminal.extent
        self.desk.around = max(1, height // _NEIGHBOURS)
        try:
            view = await self.off(look)
        except FactbaseError as error:
            self.say(str(error), "bold red")
            return False
        if view is None:
            return False
        self.view = view
        self.said = Text()
        if view.news:
            self.say(" ".join(view.news), "bold")
        return True

    async def see_sources(self) -> None:
        """Show which sources are used already; that may take a while in a long article."""
        self.is_stale = False
        with suppress(FactbaseError):  # it was not asked for
            found = await self.off(partial(self.desk.sources, "", limit=_SOURCES))
            self.sources = [each.name for each in found]

    def mark(self, move: Callable[[], object]) -> None:
        """Move an end of the mark, which needs no database."""
        try:
            move()
        except FactbaseError as error:
            self.say(str(error))
        if self.view is not None:
            self.view = replace(self.view, mark=self.desk.mark)

    # Acting

    async def act(self, work: Callable[[], Outcome], *, repeat: str = "!") -> bool:
        """Do an act; show what it has changed once that is committed. Return whether it was saved.

        ``repeat`` is the key that does it again where it could not be saved.
        """
        outcome = await self.off(work)
        while isinstance(outcome, Clash):
            if not await self._keeps_ours(outcome):
                await self.see(self.desk.view)
                self.say(f"Not saved: theirs is kept, {outcome.theirs}.", "bold")
                return False
            outcome = await self.off(self.desk.again)
        if isinstance(outcome, Refused):
            dropped = self.terminal.typing.drop()
            again = f" {repeat} does it again." if outcome.again else ""
            self.say(f"Not saved: {outcome.why}{again}{_not_taken(dropped)}", "bold red")
            return False
        await self._show_saved(outcome)
        return True

    async def _show_saved(self, saved: Saved) -> None:
        seen = await self.see(self.desk.view)
        self.is_stale = True
        word = "Saved" if saved.operation is not None else "Nothing to save"
        told = " ".join(
            (f"{word}: {saved.said}", *saved.remarks, *(self.view.news if self.view and seen else ()))
        )
        self.say(told if seen else f"{told} {self.said.plain}", "bold")

    async def _keeps_ours(self, clash: Clash) -> bool:
        """Show both values and return whether ours is to stand. Only keys count that were pressed since."""
        dropped = self.terminal.typing.drop()
        kept = self.prompt
        rows = [f"theirs, t: {clash.theirs}", f"yours, y: {clash.yours}", f"changed: {clash.news}"]
        self.prompt = Prompt(
            f"Not saved: {clash.by} changed {clash.what} meanwhile ({clash.at}){_not_taken(dropped)}",
            [Text(visible(row)) for row in rows],
            hints=[("t", "keep theirs"), ("y", "put yours in its place")],
            tall=True,
        )
        try:
            while True:
                typed = await self.key()
                if typed is not None and typed.sign in ("t", "y", "escape", "ctrl+c"):
                    return typed.sign == "y"
        finally:
            self.prompt = kept


def _not_taken(dropped: int) -> str:
    return f" {dropped} keys that were pressed meanwhile were not taken." if dropped else ""
