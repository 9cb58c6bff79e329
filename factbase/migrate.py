"""Moves a database between schema revisions, with Alembic behind five functions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from factbase import copies, shipped
from factbase.changes.operation import Operation
from factbase.changes.shedding import shed
from factbase.changes.upkeep import keep_up
from factbase.database import (
    APPLICATION_ID,
    FIRST_REVISION,
    SCHEMA_REVISION,
    Location,
    absent,
    check_writable,
    open_engine,
    schema_revision,
    translated,
)
from factbase.database.catalogue import differences, postgresql_schema, sqlite_schema
from factbase.drafts import drafting, make_folder, sweep
from factbase.errors import BadUsage, Conflict, DatabaseUnusable, FactbaseError, InvalidInput
from factbase.tables.keys import last_key, logged_keys, set_last_key


@dataclass(frozen=True)
class Moved:
    """From which revision to which a database went; ``backup`` is the copy made before."""

    before: str | None
    after: str | None
    backup: Path | None


def create(location: Location) -> bool:
    """Make a database with the newest schema; return False where there is one of ours already.

    A SQLite file is for its owner only, appears whole or not at all, and never over an existing file.
    """
    if location.path and not _exists(location.path):
        _create_whole(location.path)
        return True
    if location.path:
        sweep(location.path.parent)
    with _schema_change(location) as connection:
        if schema_revision(connection, location) is not None:
            return False
        _refuse_foreign(connection, location)
        _to_head(connection)
        return True


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatabaseUnusable(f"{path} cannot be opened ({reason}): choose another with --db.") from None


def _create_whole(path: Path) -> None:
    """Build the file under another name beside ``path``, and give it its own when it is done."""
    try:
        copies.refuse_leftovers(path)
        make_folder(path.parent)
        with drafting(path) as draft:
            fill(Location.of(str(draft)))
            copies.publish(draft, path)
    except FileExistsError:
        raise Conflict(f"{path} was made by somebody else a moment ago: run the command again.") from None
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be made ({error.strerror}): choose another with --db."
        ) from None


def fill(location: Location) -> None:
    """Make an empty file a SQLite database with the newest schema."""
    _keep_write_ahead(location)
    with _schema_change(location) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _to_head(connection)
    copies.settle(location)


def _refuse_foreign(connection: Connection, location: Location) -> None:
    if (
        location.path is None
        and connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        ).scalar()
    ):
        raise DatabaseUnusable(
            f"{location} holds somebody else's tables: give factbase a database of its own."
        )


def _to_head(connection: Connection) -> None:
    command.upgrade(_config(connection), "head")
    keep_up(connection)


def upgrade(location: Location) -> Moved:
    """Bring a database to the newest schema and rules; a SQLite file is copied beside itself first."""
    with _schema_change(location) as connection:
        before = schema_revision(connection, location)
        if before is not None and before > SCHEMA_REVISION:
            raise DatabaseUnusable(
                f"{location} was made by a newer factbase (schema {before}): install that version."
            )
    if location.path:
        _keep_write_ahead(location)  # which a backup that was copied into place does not have
    backup = None if before == SCHEMA_REVISION else _copy_before_change(location, before)
    with _schema_change(location) as connection:
        _to_head(connection)
        if before != SCHEMA_REVISION:
            _go_on_after_log(connection)
    return Moved(before, SCHEMA_REVISION, backup)


def _go_on_after_log(connection: Connection) -> None:
    """Have no table give a key again that the log knows: one that was dropped and made anew begins at 1."""
    for table, key in logged_keys(connection).items():
        if last_key(connection, table) < key:
            set_last_key(connection, table, key)


def downgrade(location: Location, target: str, *, drop_as: str | None = None) -> Moved:
    """Take a database back to the older revision ``target``.

    Raises InvalidInput naming the rows that would be lost, unless there is an actor who drops them: ``drop_as``.
    Each of them is a change in the log then, so that an undo puts them back once the schema has a place again.
    """
    if not target.isdigit() or not FIRST_REVISION <= target <= SCHEMA_REVISION:
        raise BadUsage(f"No revision {target}: choose one from {FIRST_REVISION} to {SCHEMA_REVISION}.")
    with _schema_change(location) as connection:
        before = schema_revision(connection, location)
        if before is None or before < target:
            raise BadUsage(
                f"{location} stands at {before or 'nothing'}, below {target}: use `factbase db upgrade`."
            )
        lost = _rows_lost(connection, before, target)
    if lost and drop_as is None:
        rows = ", ".join(f"{count} in {table}" for table, count in lost.items())
        raise InvalidInput(f"Going back to {target} would drop rows ({rows}): add --yes to do it.")
    backup = _copy_before_change(location, before) if before != target else None
    with _schema_change(location) as connection:
        if lost and drop_as is not None:
            _to_head(connection)  # where every thing can be read
            shed(Operation(connection, actor=drop_as, command="db downgrade"), target)
        command.downgrade(_config(connection), target)
    return Moved(before, target, backup)


def _rows_lost(connection: Connection, before: str, target: str) -> dict[str, int]:
    scripts = ScriptDirectory.from_config(_config(connection))
    lost = {}
    for script in scripts.walk_revisions():
        if target < script.revision <= before:
            for table in script.module.drops:
                if rows := connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one():
                    lost[table] = rows
    return lost


def _keep_write_ahead(location: Location) -> None:
    try:
        copies.keep_write_ahead(location)
    except DBAPIError as error:
        raise translated(error, location) from error


def _copy_before_change(location: Location, before: str | None) -> Path | None:
    """Copy a SQLite file beside itself; on a server only the change itself is safe, as one transaction."""
    if location.path is None:
        return None
    path = location.path.resolve()
    check_writable(path)
    backup = copies.free_name(path, f"before-{before}")
    copies.copy_to(location, backup)
    return backup


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(shipped.folder("alembic")).replace("%", "%%"))
    return config


@contextmanager
def _schema_change(location: Location) -> Iterator[Connection]:
    """Give a writing connection with foreign keys off, and see before the commit that all still hold."""
    if location.path and not _exists(location.path):
        raise absent(location)
    engine = open_engine(location, foreign_keys=False).execution_options(writes=True)
    try:
        # Begun here: Alembic would commit a transaction of its own before the rest of the change.
        with engine.connect() as connection, connection.begin():
            yield connection
            if location.path:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise DatabaseUnusable(
                        f"{len(broken)} rows of {location} point to nothing: put a backup back."
                    )
    except FactbaseError:
        raise
    except Exception as error:
        told = translated(error, location) if isinstance(error, DBAPIError) else error
        if told is error and (fault := _fault(location)):
            raise DatabaseUnusable(
                f"{location} has another schema than factbase gave it ({fault}): "
                "`factbase db restore FILE --yes` puts a backup in its place."
            ) from error
        raise told from error


def _fault(location: Location) -> str | None:
    """Return the first thing in a database's schema that is not what its revision describes, or None."""
    with open_engine(location).connect() as connection:
        revision = schema_revision(connection, location)
        if revision is None:
            return "alembic_version is missing"
        return " ".join(next(faults(connection, revision), ())) or None


def faults(connection: Connection, revision: str) -> Iterator[tuple[str, str]]:
    """Yield where a schema is not what ``revision`` describes: the name of a table or index, and what is wrong."""
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://").begin() as described:
            command.upgrade(_config(described), revision)
            yield from differences(sqlite_schema(connection), sqlite_schema(described))
        return
    schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    here = postgresql_schema(connection, schema)
    with connection.begin_nested() as undone:
        # The schema that lasts as long as this connection: nobody else sees it.
        connection.exec_driver_sql("SET LOCAL search_path = pg_temp")
        command.upgrade(_config(connection), revision)
        own = connection.execute(text("SELECT pg_my_temp_schema()::regnamespace::text")).scalar_one()
        there = postgresql_schema(connection, own)
        undone.rollback()
    yield from differences(here, there)
