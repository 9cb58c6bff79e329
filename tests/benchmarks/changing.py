"""One small change to a claim, as each of those who are compared makes it: read, write with the version, log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import edit_statement
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.lookup import ClaimKey
from factbase.lookup.sources import source_by_key
from factbase.references import ClaimRef
from factbase.vocabulary import Mode, Stance

# Makes one change that is committed when it returns; the number makes it differ from the one before.
Change = Callable[[int], object]

READ = "SELECT statement, version FROM claim WHERE id = 1"
WRITE = "UPDATE claim SET statement = ?, version = ? WHERE id = 1 AND version = ?"
LOG = """
INSERT INTO change (operation_id, article_id, claim_id, thing, thing_id, before, after)
VALUES (1, 1, 1, 'claim', 1, ?, ?)
"""


class Lost(Exception):
    """A change that found another version than it had read."""


def _change(execute: Callable[[str, tuple[object, ...]], Any], number: int) -> None:
    statement, version = execute(READ, ()).fetchone()
    words = f"{statement.rpartition(' ')[0]} {number}"
    if execute(WRITE, (words, version + 1, version)).rowcount != 1:
        raise Lost
    execute(LOG, (f'{{"statement": "{statement}"}}', f'{{"statement": "{words}"}}'))


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _commit(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    _change(connection.execute, number)
    connection.execute("COMMIT")


@contextmanager
def plain(path: Path) -> Iterator[Change]:
    """The limit: three statements on an open connection of the driver's, and SQLite's own waiting."""
    connection = _open(path)
    yield lambda number: _commit(connection, number)
    connection.close()


@contextmanager
def plain_anew(path: Path) -> Iterator[Change]:
    """The same three statements on a new connection for each change."""

    def change(number: int) -> None:
        connection = _open(path)
        _commit(connection, number)
        connection.close()

    yield change


@contextmanager
def queued(path: Path) -> Iterator[Change]:
    """The same three statements on an open connection of factbase, which stands in the queue of writers."""
    with writing(Location.of(str(path))) as connection:
        connection.commit()

        def change(number: int) -> None:
            _change(connection.exec_driver_sql, number)
            connection.commit()

        yield change


@contextmanager
def edited(path: Path) -> Iterator[Change]:
    """A claim's statement edited as `claim edit` does it, on an open connection."""
    with writing(Location.of(str(path))) as connection:
        connection.commit()

        def change(number: int) -> None:
            _edit(connection, number)
            connection.commit()

        yield change


@contextmanager
def edited_anew(path: Path) -> Iterator[Change]:
    """A claim's statement edited as `claim edit` does it, on a new connection for each change."""

    def change(number: int) -> None:
        with writing(Location.of(str(path))) as connection:
            _edit(connection, number)

    yield change


@contextmanager
def attributed(path: Path) -> Iterator[Change]:
    """An attribution edited as `claim attribute` does it, on an open connection."""
    with writing(Location.of(str(path))) as connection:
        source = source_by_key(connection, 1)
        connection.commit()

        def change(number: int) -> None:
            saying = Saying(Stance.ASSERTS, Mode.INDIRECT, note=f"Heard {number} times.")
            attribute(_operation(connection, "claim attribute"), _claim(connection), source, saying)
            connection.commit()

        yield change


def _edit(connection: Connection, number: int) -> None:
    claim = _claim(connection)
    statement = f"{claim.statement.rpartition(' ')[0]} {number}"
    edit_statement(_operation(connection, "claim edit"), claim, statement, version=claim.version)


def _claim(connection: Connection) -> ClaimKey:
    return lookup.claim(connection, ClaimRef("article-00000", 1))


def _operation(connection: Connection, command: str) -> Operation:
    return Operation(connection, actor="Ana", command=command)
