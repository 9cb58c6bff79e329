"""What a database's catalogue says of its schema, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, text

Schema = Mapping[
    str, Sequence[str]
]  # the name of a table, index, view or trigger -> what it is made of, sorted

_PARTS = (
    """SELECT table_name, concat_ws(' ', 'column', column_name, data_type, collation_name, is_nullable,
           identity_generation, character_maximum_length)
       FROM information_schema.columns WHERE table_schema = :schema""",
    """SELECT c.relname, concat_ws(' ', k.conname, pg_get_constraintdef(k.oid))
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
       WHERE c.relnamespace = CAST(:schema AS regnamespace) AND k.contype <> 'n'""",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = :schema",
)

# PostgreSQL writes a rule down with casts, and when that is read back, as from a dump, with others.
_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")


def sqlite_schema(connection: Connection) -> Schema:
    """Return the DDL of everything in a file, its lines sorted: Alembic writes constraints in another order."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {
        name: sorted(line.strip(" \t,") for line in sql.splitlines())
        for name, sql in rows
        if not name.startswith("sqlite_") and name != "alembic_version"
    }


def postgresql_schema(connection: Connection, schema: str) -> Schema:
    """Return the columns, constraints and indexes of each table of ``schema``."""
    prefix = re.compile(rf"\b(?:pg_temp|{re.escape(schema)})\.")
    found: dict[str, list[str]] = {}
    for query in _PARTS:
        for table, part in connection.execute(text(query), {"schema": schema}).all():
            if table != "alembic_version":
                found.setdefault(table, []).append(_CASTS.sub("", prefix.sub("", part)))
    return {table: sorted(parts) for table, parts in found.items()}


def differences(here: Schema, described: Schema) -> Iterator[tuple[str, str]]:
    """Yield what of a schema is not as described: its name, and what is wrong with it."""
    for name in sorted({*here, *described}):
        if name not in here:
            yield name, "is missing"
        elif name not in described:
            yield name, "is none of this version's"
        elif differing := sorted({*here[name]} ^ {*described[name]}):
            yield name, f"is not what this version describes: {differing[0]}"
