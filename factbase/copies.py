"""Whole copies of a SQLite database, taken while others write to it, and checked before they have a name."""

from __future__ import annotations

import errno
import marshal
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import DBAPIError

from factbase.database import SCHEMA_REVISION, Location, open_engine, schema_revision, translated
from factbase.database.engines import sqlite_code
from factbase.drafts import drafting, sweep
from factbase.errors import Conflict, DatabaseUnusable, InvalidInput, OutputFailed

# SQLite's result and action codes, https://sqlite.org/rescode.html and https://sqlite.org/c3ref/c_alter_table.html
_OK, _DENY, _SELECT = 0, 1, 21
_CANNOT_WRITE = {8, 10, 13, 14}
_NOT_AUTHORISED = 23
# How often a copy is begun anew because somebody committed in the instant before it.
_TRIES = 1000
_BATCH = 1000  # rows
# What a disk says that has no links.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}

# What is told how long work goes on: what is being done, how much of it is done, and of how much if that is known.
Progress = Callable[[str, int, int | None], object]


def unwatched(_what: str, _done: int, _total: int | None) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class Rows:
    """How many rows a table has, and a digest of all of them in order."""

    count: int
    digest: str


Contents = dict[str, Rows]


def copy_to(
    location: Location, target: Path, *, replace: bool = False, progress: Progress = unwatched
) -> Contents:
    """Copy a SQLite database to the file ``target``, 0600, whole or not at all; return what the copy holds.

    Nobody is kept from writing meanwhile: the copy is the database at one moment, and every row of it is
    compared with that moment. Raises InvalidInput for a target that exists, unless ``replace``;
    DatabaseUnusable for a database that is damaged; OutputFailed where the copy cannot be written.
    """
    target = target.resolve()
    sweep(target.parent)
    refuse_leftovers(target)
    if not replace and target.exists():
        raise InvalidInput(f"{target} exists: add --yes to replace it, or name another file.")
    _look_into(location)
    try:
        with drafting(target) as draft:
            found = _copy_moment(location, draft, progress)
            publish(draft, target, replace=replace)
    except DBAPIError as error:
        if sqlite_code(error) in _CANNOT_WRITE:
            raise OutputFailed(f"{target} cannot be written: make room or choose another place.") from error
        raise translated(error, location) from error
    except OSError as error:
        raise OutputFailed(
            f"{target} cannot be written ({error.strerror}): make room or choose another place."
        ) from error
    return found


def _look_into(location: Location) -> None:
    """Read something, so that a database that cannot be read is not taken for a copy that cannot be written."""
    try:
        with outside_transactions(location) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
    except DBAPIError as error:
        raise translated(error, location) from error


def refuse_leftovers(path: Path) -> None:
    """Raise InvalidInput where SQLite would apply another database's journal to a new file at ``path``."""
    for suffix in ("-wal", "-journal"):
        left = path.with_name(path.name + suffix)
        if left.exists():
            raise InvalidInput(f"{left} belongs to another database: choose another name, or move it away.")


def free_name(path: Path, what: str) -> Path:
    """Return a name beside ``path`` that nobody has, such as ``desk.db.before-restore-2``."""
    found = path.with_name(f"{path.name}.{what}")
    number = 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{what}-{number}")
    return found


def publish(draft: Path, target: Path, *, replace: bool = False) -> None:
    """Give a finished draft its name, and see that both are on the disk. Raises OSError."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    if replace:
        draft.replace(target)
    else:
        take_name(draft, target)
    sync_folder(target.parent)


def take_name(path: Path, name: Path) -> None:
    """Give a file a name that nobody has; where there are no links, it loses its own. Raises FileExistsError, OSError.

    Unlike a rename, a link takes no file's place. Where a disk has none, as FAT has none, an empty file of
    that name keeps others from it until it is replaced.
    """
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            path.replace(name)
        except OSError:
            name.unlink()
            raise


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk, where the system has a way to."""
    with suppress(OSError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def outside_transactions(location: Location) -> Iterator[Connection]:
    """Give a connection that is in no transaction, as VACUUM and the journal mode need it."""
    with open_engine(location).connect() as connection:
        connection.exec_driver_sql("COMMIT")  # of what SQLAlchemy began before it
        yield connection


def keep_write_ahead(location: Location) -> None:
    """Set the journal of a SQLite file to write-ahead: the file keeps it."""
    with outside_transactions(location) as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def settle(location: Location) -> None:
    """Write into a SQLite file what its write-ahead log still holds, so that the file alone may be given a name.

    Closing does that too, but says nothing where it fails. Raises DatabaseUnusable.
    """
    try:
        with outside_transactions(location) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError as error:
        raise translated(error, location) from error


def _copy_moment(location: Location, draft: Path, progress: Progress) -> Contents:
    """Fill ``draft`` from a database, and see that it holds what that held at one moment."""
    copy = Location.of(str(draft))
    with outside_transactions(location) as moment:
        progress("Copying", 0, None)
        _vacuum_at(moment, location, copy)
        progress("Checking the copy", 0, None)
        with open_engine(copy).connect() as connection:
            check(connection, location)
            found = contents(connection)
        if found != contents(moment):
            raise DatabaseUnusable(f"The copy of {location} differs from it: check the disk, and try again.")
    return found


def _vacuum_at(moment: Connection, location: Location, copy: Location) -> None:
    """Copy a database, and leave ``moment`` reading the same state of it.

    Both begin to read one after the other. When the copy has begun, but not written a row yet, the data
    version tells whether somebody committed in between; then both begin anew. Who may only read the file is
    told of another version at each look; then the comparison of the rows alone must tell.
    """
    assert location.path is not None
    told = os.access(location.path, os.W_OK)
    with outside_transactions(location) as source, outside_transactions(location) as watch:

        def still(version: object) -> bool:
            return not told or _data_version(watch) == version

        for _try in range(_TRIES):
            begins = partial(still, _data_version(watch))
            moment.exec_driver_sql("BEGIN")
            moment.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
            if _vacuum_into(source, copy, begins):
                return
            moment.exec_driver_sql("ROLLBACK")
    raise Conflict(f"{location} is too busy to be copied: run this again when less is written.")


def _vacuum_into(source: Connection, copy: Location, still: Callable[[], bool]) -> bool:
    """Return whether the copy was made: not if ``still`` denies it when it has begun to read."""
    asked = False

    def allow(action: int, *_: object) -> int:
        nonlocal asked
        if action != _SELECT or asked:
            return _OK
        asked = True
        return _OK if still() else _DENY

    driver: Any = source.connection.driver_connection
    driver.set_authorizer(allow)
    try:
        source.exec_driver_sql("VACUUM INTO ?", (copy.url.database,))
    except DBAPIError as error:
        if sqlite_code(error) == _NOT_AUTHORISED:
            return False
        raise
    finally:
        driver.set_authorizer(None)
    return True


def _data_version(connection: Connection) -> object:
    """Return a number that another connection's commit changes."""
    return connection.exec_driver_sql("PRAGMA data_version").scalar()


def check(connection: Connection, location: Location) -> str:
    """Return the schema revision of a SQLite database that is ours and whole, else raise DatabaseUnusable."""
    revision = schema_revision(connection, location)
    if revision is None:
        raise DatabaseUnusable(f"{location} holds no factbase database: choose another.")
    if revision > SCHEMA_REVISION:
        raise DatabaseUnusable(
            f"{location} was made by a newer factbase (schema {revision}): install that version."
        )
    broken = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    if broken != "ok":
        raise DatabaseUnusable(f"{location} is damaged: put a backup in its place.", details=[str(broken)])
    pointing = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if pointing:
        raise DatabaseUnusable(f"{len(pointing)} rows of {location} point to nothing: put a backup back.")
    return revision


def contents(connection: Connection) -> Contents:
    """Return what each table of a SQLite database holds, the schema and the counters of keys among them."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name"
    ).scalars()
    queries = {name: f'SELECT * FROM "{name}"' for name in tables.all()}
    queries["sqlite_master"] = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    return {name: fingerprint(connection.exec_driver_sql(query)) for name, query in queries.items()}


def fingerprint(result: CursorResult[Any], passing: Callable[[list[Any]], object] = len) -> Rows:
    """Return the count and digest of the rows of a result, read in batches; each also goes to ``passing``."""
    count, digest = 0, blake2b(digest_size=16)
    while batch := result.fetchmany(_BATCH):
        rows = [tuple(row) for row in batch]
        digest.update(marshal.dumps(rows, 2))  # this version writes equal values alike
        passing(rows)
        count += len(rows)
    return Rows(count, digest.hexdigest())
