"""``factbase db status``, ``upgrade`` and ``downgrade``: the schema a database stands at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, done, output_options, print_record, remark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.database import Location
    from factbase.migrate import Moved

STATUS = [
    Column("location", "Database"),
    Column("engine"),
    Column("schema"),
    Column("newest", "Newest schema"),
    Column("articles"),
    Column("claims"),
    Column("sources"),
]


class Status(NamedTuple):
    """How a database stands; a count is None where its schema has no such table yet."""

    location: Location
    engine: str
    schema: str | None
    newest: str
    articles: int | None
    claims: int | None
    sources: int | None


@click.command()
@output_options
@click.pass_obj
def status(session: Session, **shape: Unpack[Shape]) -> None:
    """Show where the database is, its schema, and how much it holds.

    \b
    Examples:
      factbase db status
      factbase --db desk.db db status --json
    """
    found = _status(session.location)
    print_record(found, STATUS, schema="factbase/status@1", **shape)
    if found.schema is None:
        remark("It holds no factbase database yet: run `factbase init`.")
    elif found.schema < found.newest:
        remark(f"Its schema is older than {found.newest}: run `factbase db upgrade`.")
    elif found.schema > found.newest:
        remark(f"It was made by a newer factbase: install the version that knows schema {found.schema}.")


def _status(location: Location) -> Status:
    from sqlalchemy.exc import DBAPIError

    from factbase.database import open_engine, reading
    from factbase.errors import DatabaseUnusable

    try:
        with reading(location) as connection:
            return _standing(connection, location)
    except DatabaseUnusable as refused:  # perhaps for its schema alone, which is what is asked here
        try:
            with open_engine(location).connect() as connection:
                return _standing(connection, location)
        except DBAPIError:
            raise refused from None


def _standing(connection: Connection, location: Location) -> Status:
    from factbase.database import SCHEMA_REVISION, schema_revision

    counts = [_count(connection, table) for table in ("article", "claim", "source")]
    schema = schema_revision(connection, location)
    return Status(location, _engine(connection), schema, SCHEMA_REVISION, *counts)


def _count(connection: Connection, table: str) -> int | None:
    from sqlalchemy import func, inspect, select
    from sqlalchemy import table as named

    if not inspect(connection).has_table(table):
        return None
    return connection.scalar(select(func.count()).select_from(named(table)))


def _engine(connection: Connection) -> str:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.dialect.name]
    version = connection.dialect.server_version_info or ()
    return " ".join([name, ".".join(map(str, version))])


@click.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Bring the database to the newest schema. A SQLite file is copied first.

    \b
    Examples:
      factbase db upgrade
    """
    from factbase.migrate import upgrade

    moved = upgrade(session.location)
    if moved.before == moved.after:
        done(f"{session.location} has the newest schema, {moved.after}, already: nothing was changed.")
    else:
        _say_moved(session, moved, next="db status")


@click.command()
@click.argument("revision", metavar="REV")
@click.option("--yes", is_flag=True, help="Drop the rows that the older schema has no place for.")
@click.pass_obj
def downgrade(session: Session, revision: str, yes: bool) -> None:
    """Take the database back to the older schema REV.

    That is for going back to an older factbase. A SQLite file is copied first.
    Rows that have no place in REV are only dropped with --yes; the log keeps
    them, and `factbase undo` puts them back after an upgrade.

    \b
    Examples:
      factbase db downgrade 0002
    """
    from factbase.migrate import downgrade

    moved = downgrade(session.location, revision, drop_as=session.actor if yes else None)
    if moved.before == moved.after:
        done(f"{session.location} stands at {moved.after} already: nothing was changed.")
    else:
        _say_moved(session, moved, next="db upgrade")


def _say_moved(session: Session, moved: Moved, *, next: str) -> None:
    done(f"{session.location} went from schema {moved.before or 'none'} to {moved.after}.", next=next)
    if moved.backup:
        remark(f"The database as it was: {moved.backup}.")
