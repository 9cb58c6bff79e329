"""Reads a database that may be damaged: a page at a time, and past what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
from sqlalchemy import BigInteger, Connection, Table, literal, select
from sqlalchemy.exc import DBAPIError, NoResultFound, SQLAlchemyError

from factbase.database.engines import sqlite_code
from factbase.maintenance.verify.report import Finding, Findings

PAGE = 500
_LOCKED = (5, 6)  # SQLite's primary result codes, https://sqlite.org/rescode.html
LOWEST = -(2**63)  # a damaged key may be anything

# What reading a damaged database ends in, beside the driver's own errors: letters that are none, a word that no
# list has, a row that points to nothing, a number in the place of a name, or beyond all bounds.
DAMAGE = (
    SQLAlchemyError,
    msgspec.MsgspecError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


def reason(error: Exception) -> str:
    """Return what went wrong in a few words. Raises the error itself where it is no damage: a lock, a lost server."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or sqlite_code(error) in _LOCKED:
            raise error
        return (str(error.orig).strip().splitlines() or ["no answer"])[0]
    if isinstance(error, KeyError | NoResultFound):
        return "it points to what is not there"
    return str(error) or type(error).__name__


def pages(connection: Connection, table: Table) -> Iterator[Sequence[int]]:
    """Yield the keys of a table in order, a few hundred at a time."""
    key = table.c["id"]
    last = LOWEST
    while keys := connection.execute(
        select(key).where(key > literal(last, BigInteger)).order_by(key).limit(PAGE)
    ).scalars().all():  # fmt: skip
        yield keys
        last = keys[-1]


def look_at(
    connection: Connection,
    keys: Sequence[int],
    look: Callable[[Sequence[int]], Iterator[Finding]],
    findings: Findings,
    name: Callable[[int], str],
) -> None:
    """Take what ``look`` finds among ``keys``; where it cannot read them, narrow that down to the single one.

    ``name`` says what one of them is called outside.
    """
    try:
        with connection.begin_nested():
            found = list(look(keys))
    except DAMAGE as error:
        if len(keys) == 1:
            findings.add(name(keys[0]), f"cannot be read ({reason(error)})")
            return
        half = len(keys) // 2
        for part in (keys[:half], keys[half:]):
            look_at(connection, part, look, findings, name)
        return
    findings.extend(found)
