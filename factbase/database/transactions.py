"""Connections that read one state of a database, or change it whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from factbase.database.engines import open_engine
from factbase.database.failures import damaged, is_damaged, translated
from factbase.database.location import Location
from factbase.database.schema import check_schema
from factbase.errors import DatabaseUnusable, InvalidInput


@contextmanager
def reading(location: Location) -> Iterator[Connection]:
    """Give a connection that sees one state of the database and changes nothing."""
    options: dict[str, Any] = {} if location.path else {"isolation_level": "REPEATABLE READ"}
    with _connected(location, options) as connection:
        yield connection


@contextmanager
def writing(location: Location, *, dry_run: bool = False) -> Iterator[Connection]:
    """Give a connection whose work is committed at the end, or not at all.

    When other writers keep it waiting that is said, see `on_wait`. Raises Conflict when they do so for too
    long, Collision when somebody else's work met ours and ours should be done again (`factbase.collisions`),
    DatabaseUnusable when the disk is full, the file is not ours to write, or is not there any more at the end.
    """
    opened = _identity(location)
    with _connected(location, {"writes": True}) as connection:
        yield connection
        if dry_run:
            connection.rollback()
        elif _identity(location) == opened:
            connection.commit()
        else:  # SQLite would write to a file that has no name, or another one
            raise DatabaseUnusable(
                f"{location} was moved, removed or replaced meanwhile: nothing was changed, put it back."
            )


@contextmanager
def kept_open(location: Location) -> Iterator[None]:
    """Keep a SQLite file open meanwhile, for somebody who changes it again and again.

    Who closes such a file last writes its log back into it, which takes longer than a small change.
    """
    if location.path is None:
        yield
        return
    check_file(location.path)
    with open_engine(location).connect():
        yield


def _identity(location: Location) -> tuple[int, int] | None:
    """Return what tells one file from another at the same path; None where there is none, or on a server."""
    try:
        found = location.path.stat() if location.path else None
    except (OSError, ValueError):  # which is said when it is opened
        return None
    return found and (found.st_dev, found.st_ino)


@contextmanager
def _connected(location: Location, options: dict[str, Any]) -> Iterator[Connection]:
    if location.path:
        check_file(location.path)
    engine = open_engine(location).execution_options(**options)
    try:
        with engine.connect() as connection:
            check_schema(connection, location)
            yield connection
    except DBAPIError as error:
        raise translated(error, location) from error
    except engine.dialect.loaded_dbapi.Error as error:  # where rows go to the driver directly
        raise translated(DBAPIError(None, None, error), location) from error
    except UnicodeEncodeError as error:
        raise InvalidInput(f"“{error.object}” is not valid text: write it in UTF-8.") from None
    except (LookupError, TypeError, ValueError) as error:  # a value that no command of ours has written?
        if location.path and (isinstance(error, UnicodeDecodeError) or is_damaged(location)):
            raise damaged(location, error) from error
        raise


def check_file(path: Path) -> None:
    """Raise DatabaseUnusable for what cannot be a database; the file is not opened, see ``waiting``."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise absent(Location.of(str(path))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatabaseUnusable(f"{path} cannot be opened ({reason}): check the path.") from None
    if path.is_dir():
        raise DatabaseUnusable(f"{path} is a folder: name the database file in it.")
    if not path.is_file():
        raise DatabaseUnusable(f"{path} is a device or a pipe, not a database: choose another with --db.")
    if size == 0:
        raise DatabaseUnusable(f"{path} is empty, not a database: remove it and run `factbase init`.")
    if not os.access(path, os.R_OK):
        raise DatabaseUnusable(f"{path} cannot be read (Permission denied): make it readable.")


def absent(location: Location) -> DatabaseUnusable:
    """Return the error for a database that is not there; a backup beside it is named."""
    backup = location.last_backup()
    if backup is None:
        return DatabaseUnusable(f"No database at {location}: run `factbase init` to make one.")
    return DatabaseUnusable(
        f"No database at {location}: `factbase db restore {quote(str(backup))}` puts the last backup there, "
        "`factbase init` makes an empty one."
    )


def check_writable(path: Path) -> None:
    """Raise DatabaseUnusable for a file that may not be written, before anything is done to change it.

    SQLite itself says so only at the first row.
    """
    if not os.access(path, os.W_OK):
        raise DatabaseUnusable(f"{path} cannot be written: make the file and its folder writable.")
