"""What somebody at the desk needs of a terminal: keys in the order in which they were pressed, and lines to show."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from rich.text import Text

T = TypeVar("T")


class Typed(NamedTuple):
    """A key by its name, and the character it stands for; a paste is the key ``paste`` with all its text."""

    key: str
    text: str = ""

    @property
    def sign(self) -> str:
        """The character, or the name of a key that stands for none."""
        return self.text or self.key


class Typing:
    """Keys that wait to be read. None is lost, and none overtakes another."""

    def __init__(self) -> None:
        self._keys: deque[Typed] = deque()
        self._come = asyncio.Event()

    def put(self, typed: Typed) -> None:
        """Add a key that was pressed."""
        self._keys.append(typed)
        self._come.set()

    @property
    def waiting(self) -> int:
        """How many keys wait."""
        return len(self._keys)

    def drop(self) -> int:
        """Forget the keys that wait, and return how many there were."""
        count = len(self._keys)
        self._keys.clear()
        self._come.clear()
        return count

    async def take(self, seconds: float | None = None) -> Typed | None:
        """Return the next key; None where there is none after so many seconds."""
        while not self._keys:
            self._come.clear()
            try:
                await asyncio.wait_for(self._come.wait(), seconds)
            except TimeoutError:
                return None
        return self._keys.popleft()


class Terminal(Protocol):
    """The screen, as the one who talks to a person sees it."""

    typing: Typing

    @property
    def extent(self) -> tuple[int, int]:
        """Columns and rows."""

    def show(self, lines: Sequence[Text]) -> None:
        """Show these lines."""

    async def ask(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, which may have to wait for a database."""
