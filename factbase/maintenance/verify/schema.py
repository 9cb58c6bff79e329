"""Whether the database's schema is, word for word, what this version describes."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, text

from factbase.database.catalogue import Schema, differences, postgresql_schema, sqlite_schema
from factbase.maintenance.verify.report import Findings
from factbase.tables import metadata


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
    findings.looked(len({*here, *described}))
    for name, what in differences(here, described):
        findings.add(name, what)
