"""The state of a database that an undo must give back: every table but the log, without versions and next numbers."""

from __future__ import annotations

import re
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Connection, select, text

from factbase.changes import derive
from factbase.cli.main import factbase as program
from factbase.database import Location, reading, writing
from factbase.records.current import records_of
from factbase.records.history import History
from factbase.tables import change, metadata, operation
from factbase.vocabulary import Thing

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


def as_usual(said: str) -> str:
    """Return what was said, with the commands in it as they are for the usual database."""
    return re.sub(r"factbase --db (?:'[^']*'|\S+) ", "factbase ", said)


class Desk:
    """A database and the command line on it: ``desk("claim", "cut", "crane/1", "--because", "twice")``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.location = Location.of(url)

    def __call__(self, *args: str, actor: str = "Ana", code: int = 0, stdin: bytes | None = None) -> Result:
        """Run a command that must end with ``code``."""
        result = CliRunner().invoke(program, ["--db", self.url, "--actor", actor, *args], input=stdin)
        assert result.exit_code == code, (args, result.output, result.exception)
        return result

    def refused(self, *args: str, actor: str = "Ana") -> str:
        """Run an undo that must be refused as a conflict and change nothing; return what was said."""
        before, logged = self.state(), self.operations()
        said = self(*args, actor=actor, code=5).stderr
        assert difference(before, self.state()) == {}
        assert self.operations() == logged
        return as_usual(said).removeprefix("Error: ")

    def state(self) -> State:
        with reading(self.location) as connection:
            return state(connection)

    def versions(self) -> dict[tuple[str, int], int]:
        with reading(self.location) as connection:
            return versions(connection)

    def operations(self) -> list[tuple[int, str, int | None]]:
        with reading(self.location) as connection:
            return operations(connection)

    def check(self) -> None:
        """Check what is derived, and that each thing's records in the log follow on each other up to now."""
        with writing(self.location, dry_run=True) as connection:
            assert derive.refresh_all(connection) == 0
            check_continuous(connection)


def check_continuous(connection: Connection) -> None:
    history = History(connection)
    columns = change.c
    last: dict[tuple[Thing, int], tuple[int | None, Any]] = {}
    for row in connection.execute(select(change).where(columns.thing != Thing.LINK).order_by(columns.id)):
        before, after = (
            None if record is None else history.normal(record, row.article_id, as_of)
            for record, as_of in ((row.before, row.operation_id - 1), (row.after, row.operation_id))
        )
        _article_id, known = last.get((row.thing, row.thing_id), (None, None))
        assert known == before, (row.thing, row.thing_id, row.operation_id)
        last[row.thing, row.thing_id] = row.article_id, after
    for (thing, key), (article_id, known) in last.items():
        line = records_of(connection, thing, [key]).get(key)
        assert known == (None if line is None else history.normal(line, article_id)), (thing, key)
