"""Backups: one file that holds all of a database as it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from factbase.copies import Contents, Progress, copy_to, publish, unwatched
from factbase.database import SCHEMA_REVISION, Location, check_file, open_engine, schema_revision, translated
from factbase.drafts import drafting, sweep
from factbase.errors import BadUsage, DatabaseUnusable, InvalidInput, OutputFailed
from factbase.maintenance import server
from factbase.migrate import faults


@dataclass(frozen=True)
class Backup:
    """A backup that was made: ``size`` in bytes, and how many claims are in it."""

    path: Path
    size: int
    claims: int


def back_up(
    location: Location, target: Path | None = None, *, replace: bool = False, progress: Progress = unwatched
) -> Backup:
    """Write all of a database to ``target``, also while others write to it, and check what was written.

    A folder, or None for the database's own (on a server: where we stand), takes a file named for the time.
    Raises InvalidInput for a file that exists, unless ``replace``; DatabaseUnusable for a database that is
    damaged, or a server without PostgreSQL's programs here; OutputFailed where the file cannot be written.
    """
    if location.path:
        check_file(location.path)
    path = _place(location, target)
    if location.path:
        with translating(location), open_engine(location).connect() as connection:
            refuse_other_schema(connection, location)
        claims = _claims(copy_to(location, path, replace=replace, progress=progress))
    else:
        progress("Copying", 0, None)
        claims = dump_to(location, path, replace=replace)
    return Backup(path, path.stat().st_size, claims)


def refuse_other_schema(connection: Connection, location: Location) -> None:
    """Raise DatabaseUnusable where a SQLite file holds more or less than its schema revision describes."""
    revision = schema_revision(connection, location)
    fault = (
        None if revision is None or revision > SCHEMA_REVISION else next(faults(connection, revision), None)
    )
    if fault is not None:
        remedy = (
            f"`factbase --db {quote(str(location))} db copy --to NEW` copies what is factbase's"
            if revision == SCHEMA_REVISION
            else "choose another"
        )
        raise DatabaseUnusable(
            f"{location} has another schema than factbase gave it ({' '.join(fault)}): {remedy}."
        )


@contextmanager
def translating(location: Location) -> Iterator[None]:
    """Have a driver's errors raised as sentences."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error, location) from error


def _place(location: Location, target: Path | None) -> Path:
    path = location.path.resolve() if location.path else None
    if target is None:
        target = path.parent if path else Path.cwd()
    if target.is_dir():
        stem, ending = (path.stem, ".db") if path else (location.url.database or "factbase", ".dump")
        target /= f"{stem}-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}{ending}"
    target = target.absolute()
    if path and target.resolve() == path:
        raise BadUsage(f"{target} is the database itself: name another file.")
    if not target.parent.is_dir():
        raise OutputFailed(f"The folder {target.parent} does not exist: make it, or choose another.")
    return target


def _claims(contents: Contents) -> int:
    return contents["claim"].count if "claim" in contents else 0


def dump_to(location: Location, target: Path, *, replace: bool = False) -> int:
    """Write all of a server's database to ``target``; return how many claims are in it."""
    sweep(target.parent)
    if not replace and target.exists():
        raise InvalidInput(f"{target} exists: add --yes to replace it, or name another file.")
    try:
        with drafting(target) as draft:
            found = server.dump(location, draft)
            publish(draft, target, replace=replace)
    except OSError as error:
        raise OutputFailed(
            f"{target} cannot be written ({error.strerror}): make room or choose another place."
        ) from error
    return found.rows.get("claim", 0)
