"""Whether the engine itself can read every page and row, and whether each constraint holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from factbase.maintenance.verify.reading import reason
from factbase.maintenance.verify.report import Finding, Findings

_MOST = 100  # messages that SQLite gives of a file


def check(connection: Connection, findings: Findings) -> None:
    """Read every page and row, and try every constraint."""
    if connection.dialect.name == "sqlite":
        findings.looked(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        for (message,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
            if message != "ok":
                findings.extend(_messages(message))
        _check_foreign_keys(connection, findings)
    else:
        _try_constraints(connection, findings)
        _check_indexes(connection, findings)


def _messages(message: str) -> Iterator[Finding]:
    """Yield the lines of a message: “*** in database main ***” heads several of them.

    Newer versions of SQLite also tell of the search index, which has a check of its own.
    """
    for line in message.splitlines():
        if not line.startswith("***") and "FTS5 table" not in line:
            place, colon, what = line.partition(": ")
            yield Finding(place, what) if colon else Finding("the file", line)


def _check_foreign_keys(connection: Connection, findings: Findings) -> None:
    broken = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    for (table, parent), rows in sorted(broken.items()):
        findings.add(f"table {table}", f"{rows:,} of its rows point to no {parent}")


_CONSTRAINTS = """
SELECT c.conname, c.conrelid::regclass::text, c.contype, pg_get_expr(c.conbin, c.conrelid), c.confrelid::regclass::text,
    (SELECT string_agg(format('child.%I = parent.%I', a.attname, b.attname), ' AND ')
     FROM unnest(c.conkey, c.confkey) AS k(child, parent)
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child
     JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.parent),
    (SELECT string_agg(format('child.%I IS NOT NULL', a.attname), ' AND ')
     FROM unnest(c.conkey) AS k(child) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child)
FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('c', 'f')
ORDER BY c.conrelid::regclass::text, c.conname
"""


def _try_constraints(connection: Connection, findings: Findings) -> None:
    """Try on PostgreSQL what only a superuser, a crash or a disk can break."""
    for name, table, kind, expression, parent, equal, given in connection.execute(text(_CONSTRAINTS)).all():
        if kind == "c":
            query = f"SELECT count(*) FROM {table} WHERE NOT ({expression})"
            what = f"do not keep the rule {name}"
        else:
            query = (
                f"SELECT count(*) FROM {table} AS child WHERE {given} "
                f"AND NOT EXISTS (SELECT FROM {parent} AS parent WHERE {equal})"
            )
            what = f"point to no {parent}"
        rows = connection.exec_driver_sql(query.replace("%", "%%")).scalar_one()
        findings.looked()
        if rows:
            findings.add(f"table {table}", f"{rows:,} of its rows {what}")


_INDEXES = """
SELECT i.indexrelid::regclass::text FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE c.relnamespace = current_schema()::regnamespace AND m.amname = 'btree' AND i.indisvalid ORDER BY 1
"""


def _check_indexes(connection: Connection, findings: Findings) -> None:
    """Compare each index with its table, where the server has amcheck and lets this user."""
    allowed = """
        SELECT count(*) FROM pg_proc
        WHERE proname = 'bt_index_check' AND pronargs = 2 AND has_function_privilege(oid, 'EXECUTE')
    """
    if not connection.execute(text(allowed)).scalar_one():
        findings.unchecked.append(
            "indexes against their tables: the server has no amcheck that this user may run"
        )
        return
    for index in connection.execute(text(_INDEXES)).scalars().all():
        try:
            with connection.begin_nested():
                connection.execute(
                    text("SELECT bt_index_check(CAST(:index AS regclass), true)"), {"index": index}
                )
        except DBAPIError as error:
            findings.add(f"index {index}", reason(error))
        findings.looked()
