"""A driver's errors as sentences."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from factbase.database.engines import BUSY, open_engine, sqlite_code
from factbase.database.location import Location
from factbase.errors import Collision, Conflict, DatabaseUnusable, FactbaseError

# SQLite's primary result codes, https://sqlite.org/rescode.html
_LOCKED, _READONLY, _IO, _CORRUPT, _FULL, _CANT_OPEN, _NOT_A_DATABASE = 6, 8, 10, 11, 13, 14, 26
# Of those of _IO: READ, SHORT_READ, FSTAT, SEEK, MMAP, DATA (a checksum), CORRUPTFS
_UNREADABLE = {266, 522, 1802, 5642, 6154, 8202, 8458}


def translated(error: DBAPIError, location: Location) -> FactbaseError | DBAPIError:
    """Return the sentence for a driver's error, or the error itself where it is a bug of ours."""
    if location.path:
        return _SQLITE_ERRORS.get(sqlite_code(error), _bug)(location, error)
    state = getattr(error.orig, "sqlstate", None)
    if state == "55P03":
        return _busy(location, error)
    if state in ("40001", "40P01", "23503", "23505"):
        kind = Collision if state.startswith("40") else Conflict
        return kind("Somebody else changed the same records at the same moment: run the command again.")
    if state in ("53100", "53200", "53300"):
        return DatabaseUnusable(f"The server at {location} is out of disk, memory or connections: see to it.")
    if state in ("42501", "25006"):
        return DatabaseUnusable(f"{location} may not be written by this user: ask for the right to write.")
    if error.connection_invalidated or state is None or state[:2] in ("08", "28", "57", "3D"):
        return DatabaseUnusable(
            f"The server at {location} cannot be used ({_first_line(error)}): see that it runs."
        )
    return error


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["no answer"])[0]


def _bug(location: Location, error: DBAPIError) -> FactbaseError | DBAPIError:
    """Return the error itself, unless the file is to blame: the driver has no code for broken letters.

    A full disk ends the transaction, and then its savepoints cannot be found: what came first is what happened.
    """
    if "no such savepoint" in str(error.orig) and (first := _before(error)):
        return translated(first, location)
    if "decode to UTF-8" in str(error.orig) or is_damaged(location):
        return damaged(location, error)
    return error


def _before(error: DBAPIError) -> DBAPIError | None:
    """Return the driver's error in whose handling this one arose."""
    earlier = error.__context__
    while earlier is not None and not isinstance(earlier, DBAPIError):
        earlier = earlier.__context__
    return earlier


def is_damaged(location: Location) -> bool:
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


def _io(location: Location, error: DBAPIError) -> FactbaseError:
    if getattr(error.orig, "sqlite_errorcode", None) not in _UNREADABLE:
        return _full(location, error)
    return DatabaseUnusable(
        f"{location} cannot be read, the file or its disk is damaged: `factbase db restore FILE --yes` puts a "
        "backup in its place."
    )


def damaged(location: Location, _error: Exception) -> FactbaseError:
    """Return the sentence for a file that breaks its own rules."""
    return DatabaseUnusable(
        f"{location} is damaged or no database: `factbase db restore FILE --yes` puts a backup in its place."
    )


def _not_a_database(location: Location, error: DBAPIError) -> FactbaseError:
    """Say which it is: a file of another kind, or one of SQLite's with a broken header.

    Only here is the file itself opened: SQLite has no lock on it that closing it would drop.
    """
    with Path(str(location.path)).open("rb") as file:
        if file.read(16) == b"SQLite format 3\0":
            return damaged(location, error)
    return DatabaseUnusable(f"{location} is not a factbase database: choose another with --db.")


def _closed(location: Location, _error: DBAPIError) -> FactbaseError:
    return DatabaseUnusable(
        f"{location} cannot be opened: make the file and its folder readable and writable."
    )


_SQLITE_ERRORS = {
    BUSY: _busy,
    _LOCKED: _busy,
    _READONLY: _readonly,
    _IO: _io,
    _FULL: _full,
    _CORRUPT: damaged,
    _NOT_A_DATABASE: _not_a_database,
    _CANT_OPEN: _closed,
}
