"""Waiting for other writers: whose turn it is, when to say that we wait, and when to give up.

SQLite lets whoever asks at the right moment write next, so that among many some wait for ever. Here writers
stand in a queue for the right to ask: a lock on the folder of the file, which the kernel gives to one after the
other and which is let go as soon as the transaction has begun. It is not on the file itself, since closing that
anywhere in the process would drop SQLite's own locks. The queue is a courtesy, BEGIN IMMEDIATE is what protects:
where there is no such lock, or where somebody keeps it for another file of the folder, a writer goes on without.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from time import monotonic
from typing import Self

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

if sys.platform != "win32":
    import fcntl

# How long a write waits for another's, and after how long that is said.
BUSY_SECONDS = 30.0
NOTICE_SECONDS = 2.0

# What is called with the sentence that says that we wait: on a server from another thread.
Notice = Callable[[str], object]
_notice: ContextVar[Notice | None] = ContextVar("notice", default=None)


def on_wait(say: Notice | None) -> None:
    """Have ``say`` called with a sentence whenever a write of this thread or task waits long for others."""
    _notice.set(say)


def notice() -> Notice | None:
    """Return what `on_wait` was given."""
    return _notice.get()


def sentence(place: object) -> str:
    """Return what is said when a wait gets long."""
    return f"Waiting: another command is writing to {place}; giving up after {BUSY_SECONDS:g} s."


class Patience:
    """One wait for others who write to ``place``."""

    def __init__(self, place: object) -> None:
        self._place = place
        self._say = notice()
        self._began = monotonic()

    def is_over(self) -> bool:
        """Return whether we have waited as long as we do. Says once that we wait, when that gets long."""
        waited = monotonic() - self._began
        if self._say and waited >= NOTICE_SECONDS:
            self._say(sentence(self._place))
            self._say = None
        return waited >= BUSY_SECONDS


class Turn:
    """A place in the queue of those who want to write to a file in ``folder``, while the context lasts."""

    def __init__(self, folder: Path) -> None:
        self._come = threading.Event()
        self._guard = threading.Lock()
        self._left = False
        self._folder = _opened(folder)
        if self._folder is None or _lock(self._folder, at_once=True):
            self._come.set()
        else:
            threading.Thread(target=self._stand, args=(self._folder,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the next one go on. Who leaves before the turn has come leaves the queue."""
        with self._guard:
            self._left = True
            if self._folder is not None and self._come.is_set():
                _release(self._folder)

    def _stand(self, folder: int) -> None:
        _lock(folder)
        with self._guard:
            if self._left:
                _release(folder)
            else:
                self._come.set()

    def wait(self, seconds: float) -> bool:
        """Return whether it is our turn, after so many seconds at most; signals are heard meanwhile."""
        return self._come.wait(seconds)


def _opened(folder: Path) -> int | None:
    """Return a descriptor of a folder, or None where there is no lock to have on one."""
    if sys.platform == "win32":
        return None
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None


def _lock(folder: int, *, at_once: bool = False) -> bool:
    """Return whether the lock is ours: False only ``at_once``. A file system without locks gives it to everybody."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | (fcntl.LOCK_NB if at_once else 0))
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _release(folder: int) -> None:
    with suppress(OSError):
        fcntl.flock(folder, fcntl.LOCK_UN)  # closing would not do it where a child has the descriptor too
    os.close(folder)


class Watch:
    """Says it when a statement of a PostgreSQL connection waits long for another's lock, until `end`.

    While a statement waits nothing else can be asked on its connection: another one of ``engine`` is used.
    """

    def __init__(self, connection: Connection, engine: Engine, place: object, say: Notice) -> None:
        self._process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        self._engine = engine
        self._sentence = sentence(place)
        self._say = say
        self._since: float | None = None  # when the statement began that is being executed
        self._done = threading.Event()
        event.listen(connection, "before_cursor_execute", self._begin)
        event.listen(connection, "after_cursor_execute", self._end)
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> None:
        """Watch no longer."""
        self._done.set()

    def _begin(self, *_: object) -> None:
        self._since = monotonic()

    def _end(self, *_: object) -> None:
        self._since = None

    def _watch(self) -> None:
        while not self._done.wait(NOTICE_SECONDS / 4):
            since = self._since
            if since is not None and monotonic() - since >= NOTICE_SECONDS and self._waits_for_lock():
                self._say(self._sentence)
                return

    def _waits_for_lock(self) -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE pid = %(pid)s AND wait_event_type = 'Lock'"
        with suppress(DBAPIError), self._engine.connect() as connection:
            return bool(connection.exec_driver_sql(query, {"pid": self._process}).scalar())
        return False
