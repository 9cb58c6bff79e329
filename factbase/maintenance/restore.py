"""Puts a backup in the place of a database, whole or not at all, and keeps what was there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from factbase import copies
from factbase.copies import (
    Progress,
    free_name,
    keep_write_ahead,
    outside_transactions,
    publish,
    take_name,
    unwatched,
)
from factbase.database import (
    SCHEMA_REVISION,
    Location,
    check_writable,
    open_engine,
    schema_revision,
    translated,
)
from factbase.database.engines import sqlite_code
from factbase.database.waiting import Patience
from factbase.drafts import drafting, make_folder
from factbase.errors import BadUsage, Conflict, DatabaseUnusable, InvalidInput, OutputFailed
from factbase.maintenance import server
from factbase.maintenance.backup import dump_to, refuse_other_schema, translating

# SQLite's result codes, https://sqlite.org/rescode.html
_WAITS = (5, 6)
_NO_DATABASE = (11, 26)
# The first step must not be the last one, see `_replace`.
_PAGES = 1
# After how many pages it is told how far the work is.
_TOLD = 256


@dataclass(frozen=True)
class Restored:
    """What is there now: its schema and claims; ``kept`` is the file with what was there before, if anything."""

    schema: str
    claims: int
    kept: Path | None


def restore(
    location: Location,
    backup: Path,
    *,
    replace: bool = False,
    progress: Progress = unwatched,
) -> Restored:
    """Make the database at ``location`` what ``backup`` holds, in its own schema.

    The backup is checked first. A database that is there is replaced only if ``replace``, by one transaction
    of its own, so that those who are connected to it see the one or the other; it is kept as a backup named
    before-restore. Raises BadUsage where there is no such file, InvalidInput where ``replace`` is needed,
    DatabaseUnusable for a backup or a place that is no database of ours, Conflict where others keep the lock.
    """
    engine = _engine_of(backup)
    if (engine == "sqlite") != (location.path is not None):
        raise BadUsage(_ELSEWHERE[engine].format(backup=backup, location=location))
    progress("Checking the backup", 0, None)
    if location.path is None:
        return _restore_server(location, backup, replace=replace, progress=progress)
    path = location.path.resolve()
    if path.exists() and not path.is_file():
        raise DatabaseUnusable(f"{path} is a folder, a device or a pipe: choose another with --db.")
    if path == backup.resolve():
        raise BadUsage(f"{backup} is the database itself: name a backup of it.")
    return _restore_file(location, path, backup, replace=replace, progress=progress)


_ELSEWHERE = {
    "sqlite": "{backup} is a SQLite database: use `factbase --db {backup} db copy --to {location}`.",
    "postgresql": "{backup} is a dump of a PostgreSQL database: restore it into one, with --db postgresql://….",
}


def _engine_of(backup: Path) -> str:
    """Return which engine a backup is of, by its first bytes."""
    if backup.exists() and not backup.is_file():
        raise BadUsage(f"{backup} is a folder, a device or a pipe: name a backup.")
    try:
        with backup.open("rb") as file:
            beginning = file.read(16)
    except OSError as error:
        raise BadUsage(f"{backup} cannot be read ({error.strerror}): name a backup.") from None
    if beginning == b"SQLite format 3\0":
        return "sqlite"
    if beginning.startswith(server.MAGIC):
        return "postgresql"
    raise DatabaseUnusable(f"{backup} is no backup, or damaged: choose another.")


def _restore_file(
    location: Location, path: Path, backup: Path, *, replace: bool, progress: Progress
) -> Restored:
    there = _stands(path)
    if there and not replace:
        raise InvalidInput(f"{path} exists: add --yes to replace it; it is kept beside the new one.")
    if there:
        check_writable(path)
    kept = None
    with _checked(backup) as (source, schema):
        claims = _claims(source)
        if there and _opens(location):
            with translating(location):
                kept = _replace(location, path, source, progress)
        else:
            kept = _put(path, source, progress)
    return Restored(schema, claims, kept)


def _stands(path: Path) -> bool:
    """Return whether there is a file at ``path``."""
    try:
        if path.is_dir():
            raise BadUsage(f"{path} is a folder: name the database file in it.")
        return path.exists()
    except OSError as error:
        raise DatabaseUnusable(f"{path} cannot be opened ({error.strerror}): check the path.") from None


@contextmanager
def _checked(backup: Path) -> Iterator[tuple[Connection, str]]:
    """Give a connection that reads a backup which is ours and whole, and its schema revision."""
    location = Location.of(str(backup))
    with translating(location), open_engine(location).connect() as source:
        revision = copies.check(source, location)
        refuse_other_schema(source, location)
        yield source, revision


def _claims(connection: Connection) -> int:
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'claim'"
    if not connection.exec_driver_sql(known).scalar():
        return 0
    return int(connection.exec_driver_sql("SELECT count(*) FROM claim").scalar_one())


def _opens(location: Location) -> bool:
    """Return whether SQLite can open the file to be replaced. Raises DatabaseUnusable for somebody else's."""
    if location.path and location.path.stat().st_size == 0:  # which SQLite takes for a database
        return False
    try:
        with open_engine(location).connect() as connection:
            schema_revision(connection, location)
        keep_write_ahead(location)
    except DBAPIError as error:
        if sqlite_code(error) in _NO_DATABASE:
            return False
        raise translated(error, location) from error
    return True


def _replace(location: Location, path: Path, source: Connection, progress: Progress) -> Path:
    """Write every page of ``source`` over the database at ``path`` in one transaction; return where the old one is.

    The first step takes the lock for writing. Then nobody can change the old database any more, nothing of
    it has changed yet, and others can read it: this is when it is copied.
    """
    kept: Path | None = None
    patience = Patience(location)

    def step(status: int, remaining: int, pages: int) -> None:
        nonlocal kept
        if status in _WAITS:
            if patience.is_over():
                raise Conflict(f"{location} is busy, another command is writing: run this one again later.")
        elif kept is None:
            progress("Keeping what is there", 0, None)
            kept = _keep(location, path)
        if remaining % _TOLD == 0:
            progress("Restoring", pages - remaining, pages)

    with open_engine(location).execution_options(writes=True).connect() as target:
        # Our turn among those who write stays ours after this; the lock is for the copying to take.
        target.exec_driver_sql("ROLLBACK")
        _copy_pages(source, target, step)
    assert kept is not None
    return kept


def _keep(location: Location, path: Path) -> Path:
    """Copy the database at ``path`` beside itself: checked, or page by page where it is damaged."""
    kept = free_name(path, "before-restore")
    try:
        copies.copy_to(location, kept)
    except DatabaseUnusable:
        with outside_transactions(location) as damaged, drafting(kept) as draft:
            with outside_transactions(Location.of(str(draft))) as copy:
                _copy_pages(damaged, copy)
            publish(draft, kept)
    return kept


def _copy_pages(source: Connection, target: Connection, step: Any = None) -> None:  # noqa: ANN401
    """Copy a database page by page in one transaction, which SQL cannot do."""
    driver: Any = source.connection.driver_connection
    loaded: Any = source.dialect.loaded_dbapi
    try:
        driver.backup(
            target.connection.driver_connection, pages=_PAGES if step else -1, progress=step, sleep=0.02
        )
    except loaded.Error as error:
        raise DBAPIError(None, None, error) from error


def _put(path: Path, source: Connection, progress: Progress) -> Path | None:
    """Make a new file at ``path``; return where what stood there is now, which is no database."""
    progress("Restoring", 0, None)
    kept = free_name(path, "before-restore") if path.exists() else None
    if kept is None:
        copies.refuse_leftovers(path)
    try:
        make_folder(path.parent)
        with drafting(path) as draft:
            made = Location.of(str(draft))
            with outside_transactions(made) as target:
                _copy_pages(source, target)
            keep_write_ahead(made)
            copies.settle(made)
            if kept:
                _move_aside(path, kept)
            publish(draft, path, replace=kept is not None)
    except FileExistsError:
        raise Conflict(f"{path} was made by somebody else a moment ago: run the command again.") from None
    except OSError as error:
        raise OutputFailed(
            f"{path} cannot be written ({error.strerror}): make room or choose another place."
        ) from error
    return kept


def _move_aside(path: Path, kept: Path) -> None:
    """Give what stands at ``path`` another name, and take its journals away: they are not for the new file."""
    take_name(path, kept)
    kept.chmod(0o600)
    for suffix in ("-wal", "-journal", "-shm"):
        left = path.with_name(path.name + suffix)
        if left.exists():
            left.rename(kept.with_name(kept.name + suffix))


def _ours(connection: Connection, location: Location) -> list[str]:
    """Return the tables there that are ours. Raises DatabaseUnusable where others' things depend on them."""
    if schema_revision(connection, location) is None:
        raise DatabaseUnusable(f"{location} holds somebody else's tables: choose another.")
    ours = server.our_tables(connection)
    if depending := server.depending_on(connection, ours):
        raise DatabaseUnusable(
            f"{', '.join(depending)} in {location} is none of factbase's and needs its tables: drop it first."
        )
    return ours


def _restore_server(location: Location, backup: Path, *, replace: bool, progress: Progress) -> Restored:
    """Replay a dump in one transaction that first keeps, then drops what is there."""
    found = server.read(backup)
    if found.revision is None or not found.revision.isdigit():
        raise DatabaseUnusable(f"{backup} holds no factbase database: choose another.")
    if found.revision > SCHEMA_REVISION:
        raise DatabaseUnusable(
            f"{backup} was made by a newer factbase (schema {found.revision}): install that version."
        )
    if found.foreign:
        raise DatabaseUnusable(
            f"{backup} holds {found.foreign}, which is none of factbase's: choose another."
        )
    kept = None
    with translating(location), open_engine(location).execution_options(writes=True).connect() as connection:
        if server.tables_of(connection):
            ours = _ours(connection, location)
            if not replace:
                raise InvalidInput(
                    f"{location} holds a database: add --yes to replace it; a dump of it is kept."
                )
            tables = ", ".join(f'"{name}"' for name in ours)
            # Others may read until it is replaced, and so may pg_dump.
            connection.exec_driver_sql(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
            progress("Keeping what is there", 0, None)
            kept = free_name(Path.cwd() / f"{location.url.database or 'factbase'}.dump", "before-restore")
            dump_to(location, kept)
            connection.exec_driver_sql(f"DROP TABLE {tables}")
        progress("Restoring", 0, None)
        server.replay(connection, backup)
        connection.commit()
    return Restored(found.revision, found.rows.get("claim", 0), kept)
