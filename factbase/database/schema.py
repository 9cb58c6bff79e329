"""Whose database it is, and which schema it stands at."""

from __future__ import annotations

from sqlalchemy import Connection

from factbase.database.location import Location
from factbase.errors import DatabaseUnusable

# The newest revision in alembic/versions: what this code reads and writes.
SCHEMA_REVISION = "0006"
# The first, to tell an older schema of ours from somebody else's.
FIRST_REVISION = "0001"
# "fact" in ASCII, in the header of every SQLite file of ours.
APPLICATION_ID = 0x66616374


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
    found = [
        str(each) for each in connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    ]
    if not all(each.isdigit() and each >= FIRST_REVISION for each in found):
        raise DatabaseUnusable(f"{location} is not a factbase database: choose another with --db.")
    if len(found) > 1:
        raise DatabaseUnusable(
            f"{location} says that it has the schemas {' and '.join(found)}: `factbase db restore FILE --yes` "
            "puts a backup in its place."
        )
    return found[0] if found else None
