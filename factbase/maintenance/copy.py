"""Moves a whole database, log and keys included, into an empty one on either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, CursorResult, String, Table
from sqlalchemy.exc import DBAPIError

from factbase import migrate
from factbase.changes import indexing
from factbase.copies import Progress, Rows, fingerprint, publish, refuse_leftovers, settle, unwatched
from factbase.database import Location, reading, writing
from factbase.drafts import drafting, make_folder, sweep
from factbase.errors import Conflict, DatabaseUnusable, InvalidInput, OutputFailed
from factbase.tables import derivation, metadata, search_token
from factbase.tables.keys import last_key, set_last_key

# Every table with rows of its own, those that others point to first. The search index is built anew.
TABLES: Sequence[Table] = [table for table in metadata.sorted_tables if table is not search_token]
Store = Callable[[list[Any]], object]


@dataclass(frozen=True)
class Copied:
    """What was copied: how many rows each table has."""

    rows: dict[str, int]


def copy(source: Location, target: Location, *, progress: Progress = unwatched) -> Copied:
    """Copy all of ``source`` into ``target``: a path where nothing is, or a database that holds nothing.

    One state of the source is read, in one transaction, and all of it is written in another; before that ends
    every row is compared. No key or number that the source has given out will be given out again by the
    target. Raises InvalidInput for a target that holds something.
    """
    with reading(source) as given:
        if target.path is None:
            migrate.create(target)
            return Copied(_fill(given, target, progress))
        sweep(target.path.parent)
        if target.path.exists():
            return Copied(_fill(given, target, progress))
        return Copied(_make(given, target.path, progress))


def _make(given: Connection, path: Path, progress: Progress) -> dict[str, int]:
    """Write the copy to a new file at ``path``, whole or not at all."""
    refuse_leftovers(path)
    try:
        make_folder(path.parent)
        with drafting(path) as draft:
            made = Location.of(str(draft))
            migrate.fill(made)
            rows = _fill(given, made, progress)
            settle(made)
            publish(draft, path)
    except FileExistsError:
        raise Conflict(f"{path} was made by somebody else a moment ago: choose another.") from None
    except OSError as error:
        raise OutputFailed(
            f"{path} cannot be written ({error.strerror}): make room or choose another place."
        ) from error
    return rows


def _fill(given: Connection, target: Location, progress: Progress) -> dict[str, int]:
    with writing(target) as taken:
        held = [table.name for table in TABLES if table is not derivation and _holds(taken, table)]
        if held:
            raise InvalidInput(
                f"{target} holds something already: copy to a path where nothing is, or to an empty database."
            )
        taken.exec_driver_sql(f"DELETE FROM {derivation.name}")
        if taken.dialect.name == "sqlite":
            taken.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        found = {table.name: _move(given, taken, table, progress) for table in TABLES}
        _carry_counters(given, taken)
        for table in TABLES:
            progress(f"Comparing {table.name}", 0, found[table.name].count)
            if fingerprint(_rows(taken, table)) != found[table.name]:
                raise DatabaseUnusable(
                    f"The copy in {target} differs in {table.name}: check the disk, and try again."
                )
        _index(taken, found["claim"].count, progress)
    return {name: rows.count for name, rows in found.items()}


def _index(taken: Connection, claims: int, progress: Progress) -> None:
    def tell(done: int) -> None:
        progress("Indexing", done, claims)

    indexing.refresh_all(taken, tell)


def _holds(connection: Connection, table: Table) -> bool:
    return connection.exec_driver_sql(f"SELECT 1 FROM {table.name} LIMIT 1").first() is not None


def _move(given: Connection, taken: Connection, table: Table, progress: Progress) -> Rows:
    """Copy one table; return what was read."""
    total = given.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one()
    done = 0
    with _storing(taken, table) as store:

        def passing(rows: list[Any]) -> None:
            nonlocal done
            store(rows)
            done += len(rows)
            progress(f"Copying {table.name}", done, total)

        return fingerprint(_rows(given, table), passing)


def _rows(connection: Connection, table: Table) -> CursorResult[Any]:
    """Return the rows of a table by key, with the same values in the same order on both engines."""
    server = connection.dialect.name == "postgresql"
    columns = ", ".join(
        f"CAST({_quoted(column.name)} AS INTEGER)"
        if isinstance(column.type, Boolean)
        else _quoted(column.name)
        for column in table.columns
    )
    keys = ", ".join(
        f'{_quoted(column.name)} COLLATE "C"'
        if server and isinstance(column.type, String)
        else _quoted(column.name)
        for column in table.primary_key
    )
    query = f"SELECT {columns} FROM {table.name} ORDER BY {keys}"
    return connection.exec_driver_sql(query, execution_options={"stream_results": True})


def _quoted(name: str) -> str:
    return f'"{name}"'


@contextmanager
def _storing(connection: Connection, table: Table) -> Iterator[Store]:
    """Give what stores rows of a table. On a server that is one COPY, so that rows may point to later ones."""
    names = ", ".join(_quoted(column.name) for column in table.columns)
    if connection.dialect.name == "sqlite":
        query = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(table.columns))})"
        yield lambda rows: connection.exec_driver_sql(query, rows)
        return
    driver: Any = connection.connection.driver_connection
    loaded: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as stream:
            yield lambda rows: _write_all(stream, rows)
    except loaded.Error as error:
        raise DBAPIError(None, None, error) from error


def _write_all(stream: Any, rows: Iterable[Any]) -> None:  # noqa: ANN401 - psycopg's, which may not be installed
    for row in rows:
        stream.write_row(row)


def _carry_counters(given: Connection, taken: Connection) -> None:
    """Have the next key of each table be the one that the source would give, also after rows that are gone."""
    for table in TABLES:
        if table.autoincrement_column is not None:
            set_last_key(taken, table, last_key(given, table))
