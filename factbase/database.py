"""Opens a database, checks that it is ours, and is the one place that commits.

On SQLite the driver's own transactions are switched off: a write begins with BEGIN IMMEDIATE, so that it
waits for other writers at its start and never half-way; a read begins with a plain BEGIN.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from factbase.errors import BadUsage, Conflict, DatabaseUnusable, FactbaseError, InvalidInput

# The newest revision in alembic/versions: what this code reads and writes.
SCHEMA_REVISION = "0004"
# The first, to tell an older schema of ours from somebody else's.
FIRST_REVISION = "0001"
# "fact" in ASCII, in the header of every SQLite file of ours.
APPLICATION_ID = 0x66616374
# How long a write waits for another's, and for how long at a time: a Ctrl-C is heard in between.
BUSY_SECONDS = 30
_BUSY_TURN = 0.2

# SQLite's primary result codes, https://sqlite.org/rescode.html
_BUSY, _LOCKED, _READONLY, _IO, _CORRUPT, _FULL, _CANT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26


@dataclass(frozen=True)
class Location:
    """Where a database is: a SQLite file or a PostgreSQL server."""

    url: URL
    path: Path | None

    @classmethod
    def of(cls, given: str) -> Location:
        """Return the location of a path or of a ``postgresql://`` URL. Raises BadUsage for other schemes."""
        if "://" not in given:
            path = Path(given).expanduser().absolute()
            file = "file:" + quote(os.fsencode(path))
            return cls(URL.create("sqlite", database=file, query={"mode": "rw", "uri": "true"}), path)
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):  # the latter for a port that is no number
            raise BadUsage(
                f"{given} is no database URL: write postgresql://USER@HOST/NAME or a path."
            ) from None
        if url.get_backend_name() != "postgresql":
            raise BadUsage(f"{url.drivername} is not supported: give a path (SQLite) or postgresql://….")
        return cls(url.set(drivername="postgresql+psycopg"), None)

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)


def open_engine(location: Location, *, foreign_keys: bool = True) -> Engine:
    """Return an engine whose transactions are real ones. The file must exist already.

    Raises DatabaseUnusable where the PostgreSQL driver is not installed.
    """
    arguments: dict[str, Any] = {}
    if location.path:
        arguments = {"isolation_level": None, "timeout": BUSY_SECONDS}
    try:
        engine = create_engine(
            location.url, poolclass=NullPool, hide_parameters=True, connect_args=arguments, echo=False
        )
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseUnusable(
            "PostgreSQL needs the extra [postgres]: python3 -m pip install 'factbase[postgres]'."
        ) from None
    if location.path:
        event.listen(engine, "connect", _prepare_sqlite if foreign_keys else _prepare_schema_change)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    for setting in ("foreign_keys = ON", "synchronous = FULL", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")


def _prepare_schema_change(connection: DBAPIConnection, record: object) -> None:
    """Leave foreign keys off: a table that is rebuilt would otherwise take its children's rows with it."""
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA foreign_keys = OFF")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    deadline = time.monotonic() + BUSY_SECONDS
    _wait_at_most(connection, _BUSY_TURN)
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if _sqlite_code(error) != _BUSY or time.monotonic() > deadline:
                raise
        else:
            break
    _wait_at_most(connection, BUSY_SECONDS)


def _wait_at_most(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")


@contextmanager
def reading(location: Location) -> Iterator[Connection]:
    """Give a connection that sees one state of the database and changes nothing."""
    options: dict[str, Any] = {} if location.path else {"isolation_level": "REPEATABLE READ"}
    with _connected(location, options) as connection:
        check_schema(connection, location)
        yield connection


@contextmanager
def writing(location: Location, *, dry_run: bool = False) -> Iterator[Connection]:
    """Give a connection whose work is committed at the end, or not at all.

    Raises Conflict when another writer keeps the lock, DatabaseUnusable when the disk is full or the
    file is not ours to write.
    """
    with _connected(location, {"writes": True}) as connection:
        check_schema(connection, location)
        yield connection
        if dry_run:
            connection.rollback()
        else:
            connection.commit()


@contextmanager
def _connected(location: Location, options: dict[str, Any]) -> Iterator[Connection]:
    if location.path:
        _check_file(location.path)
    engine = open_engine(location).execution_options(**options)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise translated(error, location) from error
    except UnicodeEncodeError as error:
        raise InvalidInput(f"“{error.object}” is not valid text: write it in UTF-8.") from None
    except (LookupError, TypeError, ValueError) as error:  # a value that no command of ours has written?
        if location.path and (isinstance(error, UnicodeDecodeError) or _is_damaged(location)):
            raise _damaged(location, error) from error
        raise


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise DatabaseUnusable(f"No database at {path}: run `factbase init` to make one.") from None
    except (OSError, ValueError) as error:
        raise DatabaseUnusable(f"{path} cannot be opened ({_reason(error)}): check the path.") from None
    if path.is_dir():
        raise DatabaseUnusable(f"{path} is a folder: name the database file in it.")
    if size == 0:
        raise DatabaseUnusable(f"{path} is empty, not a database: remove it and run `factbase init`.")
    try:
        with path.open("rb") as file:
            beginning = file.read(16)
    except OSError as error:
        raise DatabaseUnusable(f"{path} cannot be read ({_reason(error)}): make it readable.") from None
    if beginning != b"SQLite format 3\0":
        raise DatabaseUnusable(f"{path} is not a factbase database: choose another with --db.")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def check_schema(connection: Connection, location: Location) -> None:
    """Raise DatabaseUnusable unless the database is ours and of the schema that this code reads."""
    found = schema_revision(connection, location)
    if found == SCHEMA_REVISION:
        return
    if found is None:
        raise DatabaseUnusable(f"{location} holds no factbase database yet: run `factbase init`.")
    if found < SCHEMA_REVISION:
        raise DatabaseUnusable(f"{location} has the older schema {found}: run `factbase db upgrade`.")
    raise DatabaseUnusable(f"{location} was made by a newer factbase (schema {found}): install that version.")


def schema_revision(connection: Connection, location: Location) -> str | None:
    """Return the schema revision that a database of ours stands at, or None where there is none yet.

    Raises DatabaseUnusable for somebody else's database. One query; Alembic is not imported.
    """
    if location.path:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if application != APPLICATION_ID:
            raise DatabaseUnusable(f"{location} is not a factbase database: choose another with --db.")
        known = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    else:
        known = "SELECT count(to_regclass('alembic_version'))"
    if not connection.exec_driver_sql(known).scalar():
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is not None and not (found.isdigit() and found >= FIRST_REVISION):
        raise DatabaseUnusable(f"{location} is not a factbase database: choose another with --db.")
    return None if found is None else str(found)


def translated(error: DBAPIError, location: Location) -> FactbaseError | DBAPIError:
    """Return the sentence for a driver's error, or the error itself where it is a bug of ours."""
    if location.path:
        return _SQLITE_ERRORS.get(_sqlite_code(error), _bug)(location, error)
    state = getattr(error.orig, "sqlstate", None)
    if state == "55P03":
        return _busy(location, error)
    if state in ("40001", "40P01", "23503", "23505"):
        return Conflict("Somebody else changed the same records at the same moment: run the command again.")
    if state in ("53100", "53200", "53300"):
        return DatabaseUnusable(f"The server at {location} is out of disk, memory or connections: see to it.")
    if state in ("42501", "25006"):
        return DatabaseUnusable(f"{location} may not be written by this user: ask for the right to write.")
    if error.connection_invalidated or state is None or state[:2] in ("08", "28", "57", "3D"):
        return DatabaseUnusable(
            f"The server at {location} cannot be used ({_first_line(error)}): see that it runs."
        )
    return error


def _sqlite_code(error: DBAPIError) -> int:
    return (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no answer"])[0]


def _bug(location: Location, error: DBAPIError) -> FactbaseError | DBAPIError:
    """Return the error itself, unless the file is to blame: the driver has no code for broken letters."""
    if "decode to UTF-8" in str(error.orig) or _is_damaged(location):
        return _damaged(location, error)
    return error


def _is_damaged(location: Location) -> bool:
    """Return whether a SQLite file breaks its own rules. Takes long: only for what would else be a bug."""
    try:
        with open_engine(location).connect() as connection:
            return connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok"
    except (DBAPIError, UnicodeDecodeError):
        return True


def _busy(location: Location, _error: DBAPIError) -> FactbaseError:
    return Conflict(
        f"{location} is busy, another command is writing: run this one again when it has finished."
    )


def _readonly(location: Location, _error: DBAPIError) -> FactbaseError:
    return DatabaseUnusable(f"{location} cannot be written: make the file and its folder writable.")


def _full(location: Location, _error: DBAPIError) -> FactbaseError:
    return DatabaseUnusable(
        f"{location} could not be written, the disk or quota is full: make room, run it again."
    )


def _damaged(location: Location, _error: Exception) -> FactbaseError:
    return DatabaseUnusable(f"{location} is damaged or no database: put a backup in its place.")


def _closed(location: Location, _error: DBAPIError) -> FactbaseError:
    return DatabaseUnusable(
        f"{location} cannot be opened: make the file and its folder readable and writable."
    )


_SQLITE_ERRORS = {
    _BUSY: _busy,
    _LOCKED: _busy,
    _READONLY: _readonly,
    _IO: _full,
    _FULL: _full,
    _CORRUPT: _damaged,
    _NOT_A_DATABASE: _damaged,
    _CANT_OPEN: _closed,
}
