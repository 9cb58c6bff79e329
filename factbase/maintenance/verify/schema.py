"""Whether the database's schema is, word for word, what this version describes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, create_engine, text

from factbase.maintenance.verify.report import Findings
from factbase.tables import metadata

Schema = Mapping[str, Sequence[str]]  # the name of a table or index -> what it is made of, sorted


def check(connection: Connection, findings: Findings) -> None:
    """Compare what the catalogue says with what the tables describe."""
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://").connect() as described:
            metadata.create_all(described)
            _compare(sqlite_schema(connection), sqlite_schema(described), findings)
        return
    schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    here = postgresql_schema(connection, schema)
    with connection.begin_nested() as undone:
        # The schema that lasts as long as this connection: nobody else sees it.
        connection.exec_driver_sql("SET LOCAL search_path = pg_temp")
        metadata.create_all(connection, checkfirst=False)
        own = connection.execute(text("SELECT pg_my_temp_schema()::regnamespace::text")).scalar_one()
        tables = postgresql_schema(connection, own)
        undone.rollback()
    _compare(here, tables, findings)


def _compare(here: Schema, described: Schema, findings: Findings) -> None:
    for name in sorted({*here, *described}):
        findings.looked()
        if name not in here:
            findings.add(name, "is missing")
        elif name not in described:
            findings.add(name, "is none of this version's")
        elif differing := sorted({*here[name]} ^ {*described[name]}):
            findings.add(name, f"is not what this version describes: {differing[0]}")


def sqlite_schema(connection: Connection) -> Schema:
    """Return the DDL of each table and index, its lines sorted: Alembic writes constraints in another order."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {
        name: sorted(line.strip(" \t,") for line in sql.splitlines())
        for name, sql in rows
        if not name.startswith(("sqlite_", "alembic_"))
    }


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


def postgresql_schema(connection: Connection, schema: str) -> Schema:
    """Return the columns, constraints and indexes of each table of ``schema``."""
    prefix = re.compile(rf"\b(?:pg_temp|{re.escape(schema)})\.")
    found: dict[str, list[str]] = {}
    for query in _PARTS:
        for table, part in connection.execute(text(query), {"schema": schema}).all():
            if table != "alembic_version":
                found.setdefault(table, []).append(_CASTS.sub("", prefix.sub("", part)))
    return {table: sorted(parts) for table, parts in found.items()}
