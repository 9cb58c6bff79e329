"""PostgreSQL's own programs: pg_dump writes a backup of a server's database, pg_restore reads it.

They are told the password by their environment alone, since everybody on a machine sees command lines.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from factbase.database import Location, open_engine, translated
from factbase.errors import DatabaseUnusable
from factbase.tables import metadata
from factbase.text.secrets import is_secret

# What the first bytes of a dump in PostgreSQL's own format are.
MAGIC = b"PGDMP"
_COPY = re.compile(rb'COPY (?:\w+\.)?"?(\w+)"? .*FROM stdin;\n')
# What psql alone understands, and limits on time, which are ours to set.
_LEFT_OUT = re.compile(rb"\\|SET \w+_timeout = ")
# What none of our revisions makes: a trigger, a function, a view.
_THEIRS = re.compile(rb"^CREATE (?!(?:TABLE|SEQUENCE|(?:UNIQUE )?INDEX) )((?:[A-Z]+ )+)(\S+)", re.MULTILINE)
_LINES = 1000
# What our tables are called, in every revision so far: none has taken one away.
_OURS = {*metadata.tables, "claim_search", "alembic_version"}
# What has a rule (a view) or a foreign key that names one of the tables, and is none of them.
_DEPENDING = """
WITH ours AS (
    SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables)
)
SELECT DISTINCT coalesce(r.ev_class, k.conrelid)::regclass::text
FROM pg_depend d
LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM ours) AND d.deptype = 'n'
    AND coalesce(r.ev_class, k.conrelid) NOT IN (SELECT oid FROM ours)
ORDER BY 1
"""
# What PostgreSQL's programs take from their environment, and not from a command line that everybody sees.
_TOLD_APART = {"password": "PGPASSWORD", "passfile": "PGPASSFILE"}


@dataclass(frozen=True)
class Dump:
    """What is in a dump: the schema revision, None where it is not ours, and how many rows each table has.

    ``foreign`` names the first thing in it that is none of ours, such as a trigger, if there is any.
    """

    revision: str | None
    rows: dict[str, int]
    foreign: str | None


def tables_of(connection: Connection) -> list[str]:
    """Return the names of the tables in the current schema of a server's database."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    return list(connection.exec_driver_sql(query).scalars())


def our_tables(connection: Connection) -> list[str]:
    """Return the names of those of them that are ours: others may keep theirs beside them."""
    return [name for name in tables_of(connection) if name in _OURS]


def depending_on(connection: Connection, tables: Collection[str]) -> list[str]:
    """Return the views and tables of others that stand in the way of dropping ``tables`` of the current schema."""
    return list(connection.execute(text(_DEPENDING), {"tables": list(tables)}).scalars())


def dump(location: Location, draft: Path) -> Dump:
    """Write our tables in a server's database to ``draft``, and return what is in them.

    It is one moment of the database, and read again and counted. Raises DatabaseUnusable where PostgreSQL's
    programs are absent or older than the server, or where what they wrote is not all of it.
    """
    engine = open_engine(location).execution_options(isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            _refuse_older(server_version(connection))
            tables = our_tables(connection)
            if not tables:
                raise DatabaseUnusable(f"{location} holds no factbase database: choose another.")
            schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar()
            words = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
            address, secrets = _address(location)
            words += [f"--snapshot={snapshot}", f"--file={draft}", f"--dbname={address}"]
            words += [f"--table={_exactly(schema)}.{_exactly(name)}" for name in tables]
            _run([tool("pg_dump"), *words], secrets)
            rows = {name: _count(connection, name) for name in tables}
    except DBAPIError as error:
        raise translated(error, location) from error
    found = read(draft)
    if found.rows != rows:
        raise DatabaseUnusable(f"The dump of {location} is not all of it: check the disk, and try again.")
    return found


def _exactly(name: str) -> str:
    """Return the pattern that is this name alone."""
    return '"' + name.replace('"', '""') + '"'


def _address(location: Location) -> tuple[str, dict[str, str]]:
    """Return how PostgreSQL's programs are told where the database is, and what their environment adds."""
    given: dict[str, Any] = location.url.translate_connect_args(username="user", database="dbname")
    given |= location.url.query
    secrets = {_TOLD_APART[key]: str(given.pop(key)) for key in _TOLD_APART.keys() & given.keys()}
    for key in filter(is_secret, given):
        raise DatabaseUnusable(
            f"pg_dump would show {key} to everybody on this machine: keep it in a service file, and give ?service=NAME."
        )
    quoted = {key: re.sub(r"([\\'])", r"\\\1", str(value)) for key, value in given.items()}
    address = " ".join(f"{key}='{value}'" for key, value in quoted.items())
    return address, secrets


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - psycopg's connection, which may not be installed
    return connection.connection.driver_connection


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())


def tool(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Raises DatabaseUnusable where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise DatabaseUnusable(f"{name} is not there: install PostgreSQL's client programs.")
    return found


def dump_version() -> int:
    """Return the major version of pg_dump. Raises DatabaseUnusable where it is not installed."""
    return int(re.findall(r"\d+", _run([tool("pg_dump"), "--version"], {}))[0])


def server_version(connection: Connection) -> int:
    """Return the major version of the server."""
    return int(_driver(connection).info.server_version // 10000)


def _refuse_older(server: int) -> None:
    """Raise DatabaseUnusable where pg_dump is older than the server, which it would refuse."""
    if (found := dump_version()) < server:
        raise DatabaseUnusable(
            f"pg_dump {found} is older than the server, {server}: install PostgreSQL's client programs {server}."
        )


def _run(words: list[str], secrets: dict[str, str]) -> str:
    environment = {**os.environ, "LC_ALL": "C", **secrets}
    done = subprocess.run(
        words, capture_output=True, text=True, errors="replace", env=environment, check=False
    )
    if done.returncode != 0:
        raise _failed(words[0], done.stderr)
    return done.stdout


def _failed(program: str, told: str) -> DatabaseUnusable:
    reason = next(
        (line for line in told.splitlines() if "error: " in line), told.strip() or "no reason given"
    )
    return DatabaseUnusable(
        f"{Path(program).name} failed ({reason.partition('error: ')[2] or reason}): see to it and try again."
    )


def pieces(backup: Path) -> Iterator[tuple[bytes, Iterable[bytes]]]:
    """Yield a dump as statements, in order; one that is a COPY comes with the lines of its rows.

    Those lines must be read before the next piece. Raises DatabaseUnusable for a dump that is damaged.
    """
    words = [tool("pg_restore"), "--file=-", "--no-owner", "--no-privileges", str(backup)]
    statements: list[bytes] = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines = iter(child.stdout)
        for line in lines:
            if _COPY.fullmatch(line):
                yield b"".join(statements), ()
                statements.clear()
                yield line, takewhile(lambda row: row != b"\\.\n", lines)
            elif not _LEFT_OUT.match(line):
                statements.append(line)
        told = child.stderr.read().decode(errors="replace")
    if child.returncode != 0:
        raise _failed(words[0], told)
    yield b"".join(statements), ()


def read(backup: Path) -> Dump:
    """Return what is in a dump, all of which is read. Raises DatabaseUnusable for one that is damaged."""
    revision, foreign, found = None, None, {}
    for statement, rows in pieces(backup):
        if foreign is None and (theirs := _THEIRS.search(statement)):
            foreign = f"the {theirs[1].decode().lower()}{theirs[2].decode(errors='replace')}"
        if copy := _COPY.fullmatch(statement):
            first = next(iter(rows), None)
            found[copy[1].decode()] = sum(1 for _row in rows) + (first is not None)
            if copy[1] == b"alembic_version" and first is not None:
                revision = first.decode().strip()
    others = sorted(found.keys() - _OURS)
    return Dump(revision, found, foreign or (f"the table {others[0]}" if others else None))


def replay(connection: Connection, backup: Path) -> None:
    """Execute a dump in the transaction of ``connection``. Raises DBAPIError and DatabaseUnusable."""
    driver = _driver(connection)
    loaded: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor:
            for statement, rows in pieces(backup):
                if not _COPY.fullmatch(statement):
                    cursor.execute(statement)
                    continue
                lines = iter(rows)
                with cursor.copy(statement) as copy:
                    while some := b"".join(islice(lines, _LINES)):
                        copy.write(some)
    except loaded.Error as error:
        raise DBAPIError(None, None, error) from error
    connection.exec_driver_sql("RESET search_path")  # which the dump has emptied
