"""Derives anew what an older version of the rules or of the tokeniser has derived."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection, delete, insert, select

from factbase.changes import derive, indexing
from factbase.sourcing import RULES_VERSION
from factbase.tables import derivation
from factbase.text.tokens import VERSION


def keep_up(connection: Connection) -> None:
    """Derive confidence, problems and the search index anew, each only if its rules have changed since."""
    stamped = connection.execute(select(derivation)).first()
    if stamped is None or stamped.rules_version != RULES_VERSION:
        derive.refresh_all(connection)
    if stamped is None or stamped.search_version != VERSION:
        indexing.refresh_all(connection)
    if stamped is None or (stamped.rules_version, stamped.search_version) != (RULES_VERSION, VERSION):
        _stamp(connection)


def derive_anew(connection: Connection, progress: Callable[[str, int], object]) -> tuple[int, int]:
    """Derive everything anew, whatever the versions say.

    Return how many claims got another confidence or problem, and how many the search index holds.
    ``progress`` is told what is being done, and for how many claims it is.
    """
    changed = derive.refresh_all(connection, partial(progress, "Deriving confidence and problems"))
    indexed = indexing.refresh_all(connection, partial(progress, "Building the search index"))
    _stamp(connection)
    return changed, indexed


def _stamp(connection: Connection) -> None:
    connection.execute(delete(derivation))
    connection.execute(insert(derivation).values(rules_version=RULES_VERSION, search_version=VERSION))
