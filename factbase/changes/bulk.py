"""Inserts many rows of new things at once, each with its change in the log.

Keys are given out here, so that rows can point to each other before they are written. On SQLite the write
transaction keeps others out; on PostgreSQL the tables are locked against other writers until the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Index, Table, select, text

from factbase.changes.operation import Operation
from factbase.tables import (
    anchor,
    attribution,
    change,
    claim,
    claim_link,
    claim_problem,
    label,
    note,
    sentence,
    source,
    source_alias,
)
from factbase.vocabulary import Thing

_BATCH = 1000
_TOGETHER = 50  # rows a statement; the widest table has eleven columns, far from any limit on values
# Parents before children: this is the order in which waiting rows are written.
_TABLES: dict[Table, tuple[str, ...]] = {
    sentence: (
        "id", "revision_id", "paragraph", "position", "start", "end", "sha256", "role", "reason", "version",
    ),
    source: ("id", "name", "key", "qualifier", "kind", "article_id", "speaks_for_id", "version"),
    source_alias: ("source_id", "name", "key"),
    claim: (
        "id", "article_id", "number", "statement", "confidence", "confidence_override", "override_reason",
        "status", "operation_id", "version",
    ),
    anchor: ("claim_id", "revision_id", "start", "end", "sha256", "state"),
    attribution: (
        "claim_id", "source_id", "source_kind", "stance", "mode", "terms", "own_act", "cue", "quote",
        "via_id", "note",
    ),
    claim_problem: ("rule", "claim_id"),
    label: ("claim_id", "word"),
    claim_link: ("claim_id", "other_id", "kind"),
    note: ("id", "claim_id", "sentence_id", "number", "actor", "at", "text"),
    change: ("operation_id", "article_id", "claim_id", "thing", "thing_id", "before", "after"),
}  # fmt: skip
_KEYED = (sentence, source, claim, note)


class BulkWriter:
    """Collects rows and writes them in batches: :meth:`flush` before a read, :meth:`close` at the end."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._waiting: dict[Table, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
        self._count = 0
        mark = "%s" if self._connection.dialect.name == "postgresql" else "?"
        self._insert = {
            table: f'INSERT INTO "{table.name}" ({_quoted(columns)}) VALUES '
            for table, columns in _TABLES.items()
        }
        self._row = {table: f"({', '.join([mark] * len(columns))})" for table, columns in _TABLES.items()}
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(
                text(f"LOCK TABLE {_quoted([t.name for t in _KEYED])} IN SHARE ROW EXCLUSIVE MODE")
            )
        self._indexes = _dropped_indexes(self._connection)
        self._last: dict[Table, int] = {table: _last_key(self._connection, table) for table in _KEYED}
        self._before = dict(self._last)

    def key(self, table: Table) -> int:
        """Return a new key of ``table``."""
        self._last[table] += 1
        return self._last[table]

    def new_keys(self, table: Table) -> range:
        """Return the keys given out here."""
        return range(self._before[table] + 1, self._last[table] + 1)

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """Return the list that takes rows of ``table``, their values in the order of the columns above."""
        return self._waiting[table]

    def log(
        self, thing: Thing, thing_id: int, article_id: int | None, after: str, *, claim_id: int | None = None
    ) -> None:
        """Take the log's row for one new thing, and write what waits once there is enough of it."""
        self._waiting[change].append(
            (self._operation.id, article_id, claim_id, thing._value_, thing_id, None, after)
        )
        self._count += 1
        if self._count >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        if not self._count and not any(self._waiting.values()):
            return
        self._check_constraints(False)
        for table, rows in self._waiting.items():
            if rows:
                self._write(table, rows)
                rows.clear()
        self._check_constraints(True)
        self._count = 0

    def _check_constraints(self, on: bool) -> None:
        """Switch SQLite's CHECKs off and on: a fifth of an import, for rows that were checked as lines before.

        What goes wrong meanwhile ends the connection, and `PRAGMA integrity_check` tries them all again.
        """
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql(f"PRAGMA ignore_check_constraints = {'OFF' if on else 'ON'}")

    def _write(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Insert fifty rows a statement: half the time of one a statement."""
        for first in range(0, len(rows), _TOGETHER):
            page = rows[first : first + _TOGETHER]
            statement = self._insert[table] + ", ".join([self._row[table]] * len(page))
            self._connection.exec_driver_sql(statement, tuple(chain.from_iterable(page)))

    def close(self) -> None:
        """Write the rows that wait, and let PostgreSQL's own counting go on after the keys given out here."""
        self.flush()
        for index in self._indexes:
            index.create(self._connection)
        if self._connection.dialect.name == "postgresql":
            for table, last in self._last.items():
                if last:
                    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                    self._connection.execute(text(f"SELECT setval({sequence}, {last})"))


def _dropped_indexes(connection: Connection) -> list[Index]:
    """Drop the indexes that are only for speed where there is no claim yet; sorting them once is quicker.

    It happens inside the transaction, like all the rest: SQLite rolls it back too. PostgreSQL keeps them.
    """
    if connection.dialect.name != "sqlite" or connection.scalar(select(claim.c.id).limit(1)) is not None:
        return []
    indexes = [index for table in _TABLES for index in table.indexes if not index.unique]
    indexes.sort(key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    return indexes


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _last_key(connection: Connection, table: Table) -> int:
    """Return the last key ever given out, so that none is given out twice even after a removal."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT last_value FROM pg_sequences "
            f"WHERE schemaname = current_schema() AND sequencename = '{table.name}_id_seq'"
        )
    else:
        query = f"SELECT seq FROM sqlite_sequence WHERE name = '{table.name}'"
    return connection.execute(text(query)).scalar() or 0
