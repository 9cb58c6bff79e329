"""A second thread for whatever asks the database, so that the screen lives on while that waits for a lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

from factbase.database import on_wait

T = TypeVar("T")


class Worker:
    """Does one piece of work after the other. Whoever ends the program does not wait for it: it is a daemon.

    ``say`` is called in the event loop with the sentence that says that another's lock keeps us waiting.
    """

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._loop = asyncio.get_running_loop()
        self._work: SimpleQueue[tuple[Callable[[], object], asyncio.Future[object]]] = SimpleQueue()
        Thread(target=self._run, name="desk", daemon=True).start()

    async def do(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns in the other thread, or raise what it raises there."""
        done: asyncio.Future[object] = self._loop.create_future()
        self._work.put((work, done))
        return cast(T, await done)

    def _run(self) -> None:
        on_wait(lambda sentence: self._tell(self._say, sentence))
        while True:
            work, done = self._work.get()
            try:
                result = work()
            except BaseException as error:  # it is raised where the work was asked for
                self._tell(_settle, done.set_exception, done, error)
            else:
                self._tell(_settle, done.set_result, done, result)

    def _tell(self, call: Callable[..., object], *arguments: Any) -> None:  # noqa: ANN401
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(call, *arguments)


def _settle(settle: Callable[[Any], None], done: asyncio.Future[object], outcome: object) -> None:
    if not done.done():  # who waited for it may be gone
        settle(outcome)
