"""Engines whose transactions are real ones.

On SQLite the driver's own transactions are switched off: a write begins with BEGIN IMMEDIATE, so that it
waits for other writers at its start and never half-way; a read begins with a plain BEGIN.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from factbase.database import waiting
from factbase.database.location import Location
from factbase.errors import DatabaseUnusable

# SQLite's primary result code for a lock that somebody else has, https://sqlite.org/rescode.html
BUSY = 5
# How often the one whose turn it is asks SQLite for its lock, and how often those do who wait for long already.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0001, 0.01
_PROBE = 0.2


@lru_cache(maxsize=16)
def open_engine(location: Location, *, foreign_keys: bool = True) -> Engine:
    """Return an engine whose transactions are real ones. The file must exist already.

    It keeps no connection, only the statements it has compiled: for one location there is one in a process.
    The execution option ``writes`` makes its transactions ones that change something.
    Raises DatabaseUnusable where the PostgreSQL driver is not installed.
    """
    arguments: dict[str, Any] = {}
    if location.path:
        arguments = {
            "isolation_level": None,
            "timeout": waiting.BUSY_SECONDS,
            "check_same_thread": False,  # a bulk import writes in a second one
        }
    else:
        arguments = {"options": _without_compiling(location)}
    try:
        engine = create_engine(
            location.url, poolclass=NullPool, hide_parameters=True, connect_args=arguments, echo=False
        )
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseUnusable(
            "PostgreSQL needs the extra [postgres]: python3 -m pip install 'factbase[postgres]'."
        ) from None
    if location.path:
        event.listen(engine, "connect", lambda connection, _: _prepare(connection, location, foreign_keys))
        _Sqlite(location, location.path).listen(engine)
    else:
        _Postgresql(location).listen(engine)
    return engine


def _without_compiling(location: Location) -> str:
    """Return the options of a session on a server: its own, and no compiling of queries that take milliseconds."""
    given = location.url.query.get("options", "")
    return f"{given if isinstance(given, str) else ' '.join(given)} -c jit=off".strip()


def _prepare(connection: DBAPIConnection, location: Location, foreign_keys: bool) -> None:
    """Set a connection to SQLite up; where keys are off, a table that is rebuilt keeps its children's rows."""
    keys = f"foreign_keys = {'ON' if foreign_keys else 'OFF'}"
    try:
        for setting in (keys, "synchronous = FULL", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {setting}")
    except UnicodeDecodeError:  # not even what SQLite says of the damage is text
        raise DatabaseUnusable(f"{location} is damaged: put a backup in its place.") from None


class _Sqlite:
    """Begins the transactions of a SQLite file; one that writes takes its turn."""

    def __init__(self, location: Location, path: Path) -> None:
        self._location = location
        self._folder = path.resolve().parent

    def listen(self, engine: Engine) -> None:
        event.listen(engine, "begin", self._begin)

    def _begin(self, connection: Connection) -> None:
        if not _writes(connection):
            connection.exec_driver_sql("BEGIN")
            return
        if "asks" not in connection.info:  # SQLite's own waiting would be deaf to Ctrl-C
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            connection.info["asks"] = True
        patience = waiting.Patience(self._location)
        with waiting.Turn(self._folder) as turn:
            turn.wait(waiting.NOTICE_SECONDS)
            pause = _SHORTEST_PAUSE
            while error := _refused(connection):
                if patience.is_over():
                    raise error
                if turn.wait(_PROBE):
                    sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)


def _refused(connection: Connection) -> OperationalError | None:
    """Begin a transaction that writes, and return None; or the error, where another writer is there."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if sqlite_code(error) != BUSY:
            raise
        return error
    return None


class _Postgresql:
    """Begins the transactions on a server; those that write are watched, where somebody wants to know."""

    def __init__(self, location: Location) -> None:
        self._location = location

    def listen(self, engine: Engine) -> None:
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "close", self._close)

    def _begin(self, connection: Connection) -> None:
        if not _writes(connection):
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{waiting.BUSY_SECONDS:g}s'")
        say = waiting.notice()
        if say and "watch" not in connection.info:
            engine = open_engine(self._location)
            connection.info["watch"] = waiting.Watch(connection, engine, self._location, say)

    def _close(self, _connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        if watch := record.info.get("watch"):
            watch.end()


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def sqlite_code(error: DBAPIError) -> int:
    """Return SQLite's primary result code, 0 where there is none."""
    return (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF
