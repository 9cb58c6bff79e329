"""Inserts many rows of new things at once, each with its change in the log and each claim with its document.

Keys are given out here, so that rows can point to each other before they are written. On SQLite the write
transaction keeps others out; on PostgreSQL the tables are locked against other writers until the commit.

A batch is written in a second thread, while the next one is put together: the engines work outside of Python.
A connection serves one thread at a time, so whoever else needs it takes it from :attr:`BulkWriter.connection` or
:attr:`BulkWriter.operation`, which wait until the batch is written.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Index, Table, select, text

from factbase.changes import indexing
from factbase.changes.operation import Operation
from factbase.records.documents import Document
from factbase.tables import (
    anchor,
    article,
    attribution,
    change,
    claim,
    claim_link,
    claim_problem,
    label,
    note,
    revision,
    search_token,
    sentence,
    source,
    source_alias,
)
from factbase.tables.keys import LOGGED, last_key, set_last_key
from factbase.tables.search import PARTS, key_column
from factbase.vocabulary import Thing

_BATCH = 500
_TOGETHER = 64  # rows a statement at most: a power of two, since what is left over goes in halves of it
_TURN = 0.00005  # seconds after which a thread may ask for its turn: a statement takes no more than ten times that
# Parents before children: this is the order in which waiting rows are written.
_TABLES: dict[Table, tuple[str, ...]] = {
    article: (
        "id", "slug", "title", "url", "byline", "published_on", "language", "next_number", "version",
    ),
    revision: (
        "id", "article_id", "number", "sha256", "characters", "normaliser", "text", "file_name", "file_format",
        "file_sha256", "note",
    ),
    sentence: (
        "id", "revision_id", "paragraph", "position", "start", "end", "sha256", "role", "reason", "suggested",
        "version",
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
_KEYED = tuple(LOGGED.values())
_VECTORS = {"sqlite": (), "postgresql": ("words", "headings")}

Row = tuple[Any, ...]


class BulkWriter:
    """Collects rows and writes them in batches: :meth:`flush` before a read of them, :meth:`close` at the end.

    A context: at its end no thread is left, whatever happened.
    """

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._engine = self._connection.dialect.name
        self._columns = {table.name: columns for table, columns in _TABLES.items()}
        self._columns["claim_search"] = (key_column(self._connection), *PARTS, *_VECTORS[self._engine])
        self._waiting: dict[str, list[Row]] = {name: [] for name in self._columns}
        self._documents = self._waiting["claim_search"]
        self._changes = self._waiting["change"]
        self._tokens: Counter[str] = Counter()
        if self._engine == "postgresql":
            names = _quoted([table.name for table in (*_KEYED, search_token)])
            self._connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
        self._indexes = _dropped_indexes(self._connection)
        self._last: dict[Table, int] = {table: last_key(self._connection, table) for table in _KEYED}
        self._before = dict(self._last)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rows")
        self._writing: Future[None] | None = None
        self._checks = True  # whether the database tries its CHECKs on what is written
        self._turn = sys.getswitchinterval()

    def __enter__(self) -> Self:
        sys.setswitchinterval(_TURN)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        sys.setswitchinterval(self._turn)

    @property
    def connection(self) -> Connection:
        """The connection, once the batch at work is written; what waits may not be."""
        self._settle()
        self._check_constraints(True)
        return self._connection

    @property
    def operation(self) -> Operation:
        """The operation, for a change that is made by itself; see :attr:`connection`."""
        self._settle()
        self._check_constraints(True)
        return self._operation

    @property
    def operation_id(self) -> int:
        """The operation's key."""
        return self._operation.id

    def key(self, table: Table) -> int:
        """Return a new key of ``table``."""
        self._last[table] += 1
        return self._last[table]

    def was_empty(self, table: Table) -> bool:
        """Return whether ``table`` has never had a row before this import."""
        return not self._before[table]

    def rows(self, table: Table) -> list[Row]:
        """Return the list that takes rows of ``table``, their values in the order of the columns above."""
        return self._waiting[table.name]

    def document(self, claim_id: int, of: Document) -> None:
        """Take the document of a new claim."""
        vectors = indexing.vectors(of) if self._engine == "postgresql" else ()
        self._documents.append((claim_id, *of, *vectors))

    def log(
        self, thing: Thing, thing_id: int, article_id: int | None, after: str, *, claim_id: int | None = None
    ) -> None:
        """Take the log's row for one new thing, and write what waits once there is enough of it."""
        changes = self._changes
        changes.append((self._operation.id, article_id, claim_id, thing._value_, thing_id, None, after))
        if len(changes) >= _BATCH:
            self._hand_over()

    @contextmanager
    def apart(self) -> Iterator[Operation]:
        """Give the operation for changes that give out keys of tables themselves; what waits is written before."""
        self.flush()
        self._hand_keys_back()
        yield self.operation
        self._last = {table: last_key(self._connection, table) for table in _KEYED}

    def flush(self) -> None:
        """Write the rows that wait."""
        self._hand_over()
        self._settle()

    def _hand_over(self) -> None:
        """Let the other thread write the rows that wait, once it has written those before."""
        self._settle()
        batch = {name: rows.copy() for name, rows in self._waiting.items() if rows}
        if not batch:
            return
        for rows in self._waiting.values():
            rows.clear()
        self._writing = self._thread.submit(self._write_batch, batch)

    def _settle(self) -> None:
        """Wait until the other thread has written its batch; an error that it met is raised here."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _write_batch(self, batch: dict[str, list[Row]]) -> None:
        self._check_constraints(False)
        for name, rows in batch.items():
            self._write(name, rows)
        documents = batch.get("claim_search", ())
        indexing.count_new(self._tokens, [Document(*row[1 : len(PARTS) + 1]) for row in documents])
        if len(self._tokens) > indexing.COUNTED:
            indexing.write_counts(self._connection, self._tokens)

    def _check_constraints(self, on: bool) -> None:
        """Switch SQLite's CHECKs off and on: a fifth of an import, for rows that were checked as lines before.

        What goes wrong meanwhile ends the connection, and `PRAGMA integrity_check` tries them all again.
        """
        if self._engine == "sqlite" and on != self._checks:
            self._connection.exec_driver_sql(f"PRAGMA ignore_check_constraints = {'OFF' if on else 'ON'}")
            self._checks = on

    def _write(self, name: str, rows: list[Row]) -> None:
        """Insert the rows of one table: on SQLite many a statement, on PostgreSQL by COPY."""
        columns = self._columns[name]
        if self._engine == "postgresql":
            driver: Any = self._connection.connection.cursor()
            with driver as cursor, cursor.copy(f'COPY "{name}" ({_quoted(columns)}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        first, size = 0, _TOGETHER
        while left := len(rows) - first:
            while size > left:
                size //= 2
            page = chain.from_iterable(rows[first : first + size])
            self._connection.exec_driver_sql(_insert(name, columns, size), tuple(page))
            first += size

    def close(self) -> None:
        """Write the rows that wait; who inserts next is given the keys after those given out here."""
        self.flush()
        self._check_constraints(True)
        indexing.write_counts(self._connection, self._tokens)
        for index in self._indexes:
            index.create(self._connection)
        self._hand_keys_back()

    def _hand_keys_back(self) -> None:
        """Let PostgreSQL's own counting go on after the keys given out here; SQLite's counts by itself."""
        if self._engine == "postgresql":
            for table, last in self._last.items():
                set_last_key(self._connection, table, last)


def _dropped_indexes(connection: Connection) -> list[Index]:
    """Drop the indexes that are only for speed where there is no claim yet; sorting them once is quicker.

    It happens inside the transaction, like all the rest: SQLite rolls it back too. PostgreSQL keeps them.
    """
    if connection.dialect.name != "sqlite" or connection.scalar(select(claim.c.id).limit(1)) is not None:
        return []
    tables = [table for table in _TABLES if table not in (claim_problem, claim_link)]  # read meanwhile
    indexes = [index for table in tables for index in table.indexes if not index.unique]
    indexes.sort(key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    return indexes


@lru_cache(maxsize=128)
def _insert(name: str, columns: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f'INSERT INTO "{name}" ({_quoted(columns)}) VALUES ' + ", ".join([row] * count)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
