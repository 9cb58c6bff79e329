"""Derives anew what an older version of the rules or of the tokeniser has derived."""

from __future__ import annotations

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
        connection.execute(delete(derivation))
        connection.execute(insert(derivation).values(rules_version=RULES_VERSION, search_version=VERSION))
