"""Damages a database file in every way a disk or a stranger might, and tells what of its contents that changed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from factbase.tables import metadata

PAGE = 4096

# The tables and their keys.
KEYS = {
    table.name: tuple(column.name for column in table.primary_key) for table in metadata.sorted_tables
} | {
    "alembic_version": ("rowid",),
    "claim_search": ("rowid",),
}

Cell = str | int | float | bytes | None
Rows = dict[tuple[Cell, ...], tuple[Cell, ...]]  # key -> the row
# What nobody keeps a second copy of: the words of an operation, which change was whose, keys that no record has.
# An article's next number is kept only from falling.
SINGLE = {
    "actor": {"name", "key"},
    "operation": {"actor_id", "command", "reason", "at", "undoes"},
    "change": {"operation_id"},
    "article": {"next_number"},
    "attribution": {"id"},
    "source_alias": {"id"},
}

# What SQLite and its driver say of damage: the latter when not even the message is text.
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)


class Contents(NamedTuple):
    """Every row that can be told apart, by table; None where the table could not be read to its end."""

    columns: dict[str, list[str]]
    rows: dict[str, Rows | None]
    schema: list[tuple[Cell, ...]] | None
    whole: bool  # what SQLite itself says


def contents(path: Path) -> Contents:
    """Read all that a database holds, as far as it can be read."""
    columns: dict[str, list[str]] = {}
    rows: dict[str, Rows | None] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda letters: letters.decode("latin-1")  # any bytes, and no blob
        for table in KEYS:
            columns[table], rows[table] = _rows(connection, table)
        try:
            schema = sorted(connection.execute("SELECT name, sql FROM sqlite_master").fetchall())
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            connection.execute("INSERT INTO claim_search (claim_search, rank) VALUES ('integrity-check', 1)")
            connection.rollback()  # the index was compared with its documents, and nothing was written
        except UNREADABLE:
            schema, whole = None, False
    return Contents(columns, rows, schema, whole)


def _rows(connection: sqlite3.Connection, table: str) -> tuple[list[str], Rows | None]:
    keys = KEYS[table]
    listed = ", ".join(f'"{key}"' if key != "rowid" else key for key in keys)
    try:
        cursor = connection.execute(f'SELECT {listed}, * FROM "{table}" NOT INDEXED ORDER BY {listed}')
        names = [str(each[0]) for each in cursor.description][len(keys) :]
        return names, {row[: len(keys)]: row[len(keys) :] for row in cursor}
    except UNREADABLE:
        return [], None


def differences(before: Contents, after: Contents) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of each cell that differs; of a row that came or went, and of a whole table, “*”."""
    if before.schema != after.schema:
        yield "the schema", "*"
    for table, here in before.rows.items():
        there = after.rows[table]
        assert here is not None
        if there is None:
            yield table, "*"
            continue
        if here.keys() != there.keys():
            yield table, "*"
        for key in here.keys() & there.keys():
            for name, old, new in zip(before.columns[table], here[key], there[key], strict=True):
                if old != new and not (
                    name == "next_number" and isinstance(new, int) and new < int(old or 0)
                ):
                    yield table, name
                elif old != new:
                    yield table, "*"


def must_be_found(changed: set[tuple[str, str]], after: Contents) -> bool:
    """Return whether a verification has to find this: a page that SQLite sees, or what is kept in two places."""
    return not after.whole or any(column not in SINGLE.get(table, ()) for table, column in changed)


def _overwrite(draw: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(draw.choice([1, 1, 5, 40])):
        data[draw.randrange(len(data))] = draw.randrange(256)
    path.write_bytes(data)


def _flip(draw: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)


def _letters(draw: random.Random, path: Path) -> None:
    """Change a letter or digit where there are words: what a page's own bookkeeping does not show."""
    data = bytearray(path.read_bytes())
    places = [
        at
        for at in draw.sample(range(len(data)), 4000)
        if chr(data[at]).isascii() and chr(data[at]).isalnum()
    ]
    for at in places[: draw.choice([1, 1, 3])]:
        data[at] ^= 1
    path.write_bytes(data)


def _stretch(draw: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    at, length = draw.randrange(len(data)), draw.randrange(1, 600)
    data[at : at + length] = draw.randbytes(len(data[at : at + length]))
    path.write_bytes(data)


def _zero_page(draw: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = draw.randrange(len(data) // PAGE) * PAGE
    data[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(data)


def _swap_pages(draw: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    first, second = (number * PAGE for number in draw.sample(range(len(data) // PAGE), 2))
    data[first : first + PAGE], data[second : second + PAGE] = (
        data[second : second + PAGE],
        data[first : first + PAGE],
    )
    path.write_bytes(data)


def _truncate(draw: random.Random, path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(draw.randrange(path.stat().st_size))


def _change_cell(draw: random.Random, path: Path) -> None:
    """Change one value of one row, as somebody would with another program."""
    with closing(meddling(path)) as connection:
        table, key, row = _any_row(draw, connection)
        column = draw.choice(sorted(row))
        connection.execute(
            f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE {_where(key)}',
            (_other(draw, row[column]), *key.values()),
        )
        connection.commit()


def _delete_row(draw: random.Random, path: Path) -> None:
    with closing(meddling(path)) as connection:
        table, key, _row = _any_row(draw, connection)
        connection.execute(f'DELETE FROM "{table}" WHERE {_where(key)}', tuple(key.values()))
        connection.commit()


def meddling(path: Path) -> sqlite3.Connection:
    """Return a connection that keeps no rule and changes the file itself."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    return connection


def _any_row(
    draw: random.Random, connection: sqlite3.Connection
) -> tuple[str, dict[str, Cell], dict[str, Cell]]:
    """Return a table, and the key and values of one of its rows; each table is as likely as another."""
    connection.row_factory = sqlite3.Row
    while True:
        table = draw.choice([*(table.name for table in metadata.sorted_tables), "claim_search"])
        keys = KEYS[table]
        rows = connection.execute(
            f'SELECT {"rowid, " if keys == ("rowid",) else ""}* FROM "{table}"'
        ).fetchall()
        if rows:
            row = dict(draw.choice(rows))
            return table, {key: row[key] for key in keys}, {k: v for k, v in row.items() if k != "rowid"}


def _where(key: dict[str, Cell]) -> str:
    return " AND ".join(f'"{name}" = ?' if name != "rowid" else "rowid = ?" for name in key)


def _other(draw: random.Random, value: Cell) -> Cell:
    if value is None:
        return draw.choice(["something", 1])
    if isinstance(value, int):
        return value + draw.choice([-1, 1, 1000])
    text = str(value)
    at = draw.randrange(len(text)) if text else 0
    return draw.choice([text[:at] + "x" + text[at + 1 :], text[:at] + text[at + 1 :], text + "x"])


DAMAGES: tuple[Callable[[random.Random, Path], None], ...] = (
    _overwrite, _flip, _letters, _letters, _stretch, _zero_page, _swap_pages, _truncate,
    _change_cell, _change_cell, _change_cell, _delete_row,
)  # fmt: skip


def damage(path: Path, seed: int) -> str:
    """Damage the file in the way that belongs to ``seed``; return what it was."""
    draw = random.Random(seed)
    how = DAMAGES[seed % len(DAMAGES)]
    how(draw, path)
    return how.__name__.strip("_")
