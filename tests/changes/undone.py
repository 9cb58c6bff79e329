"""The state of a database that an undo must give back: every table but the log, without versions and next numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, text

from factbase.tables import metadata, operation

State = dict[str, list[Any]]

_LOG = {"actor", "operation", "change"}
_RISING = {"version", "next_number", "operation_id"}
_ORDER_ALONE = {("attribution", "id"), ("source_alias", "id")}  # keys that say nothing but what came first


def state(connection: Connection) -> State:
    """Return every row of every table, by table."""
    found: State = {}
    for table in metadata.sorted_tables:
        if table.name in _LOG:
            continue
        columns = [
            column
            for column in table.columns
            if column.name not in _RISING and (table.name, column.name) not in _ORDER_ALONE
        ]
        rows = connection.execute(select(*columns).order_by(*table.primary_key.columns)).all()
        found[table.name] = [tuple(row) for row in rows]
    # New attributions of one claim come after older ones of another: only their order in a claim counts.
    found["attribution"].sort(key=lambda row: row[0])
    found["source_alias"].sort()
    key = "rowid" if connection.dialect.name == "sqlite" else "claim_id"
    search = f"SELECT {key}, statement, passage, title, sources, notes FROM claim_search ORDER BY 1"
    found["search"] = [tuple(row) for row in connection.execute(text(search))]
    return found


def versions(connection: Connection) -> dict[tuple[str, int], int]:
    """Return the version of everything that has one."""
    return {
        (table.name, key): version
        for table in metadata.sorted_tables
        if "version" in table.c
        for key, version in connection.execute(select(table.c.id, table.c.version))
    }


def operations(connection: Connection) -> list[tuple[int, str, int | None]]:
    """Return number, command and what is undone of every operation."""
    columns = operation.c
    query = select(columns.id, columns.command, columns.undoes).order_by(columns.id)
    return [(key, command, undone) for key, command, undone in connection.execute(query)]


def difference(before: State, after: State) -> dict[str, list[Any]]:
    """Return what stands in only one of two states, by table."""
    return {
        name: [row for row in (*before[name], *after[name]) if (row in before[name]) != (row in after[name])]
        or [before[name], after[name]]
        for name in before
        if before[name] != after[name]
    }
