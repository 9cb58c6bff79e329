"""What a claim was at an earlier version: the log goes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import json
from sqlalchemy import Connection, select

from factbase.lookup import ClaimKey
from factbase.queries.log import links_to
from factbase.tables import change
from factbase.vocabulary import Thing


def at_version(
    connection: Connection, claim: ClaimKey, version: int, line: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return the record that a claim had at ``version``; ``line`` is that of now.

    Sources are called in it what they were called then. None where the log does not go so far back.
    """
    columns = change.c
    query = (
        select(columns.thing, columns.before)
        .where(
            (columns.claim_id == claim.id) | columns.id.in_(links_to(connection, claim.id)),
            columns.thing.in_([Thing.CLAIM, Thing.LINK]),
        )
        .order_by(columns.id.desc())
    )
    raised = claim.version - version
    for thing, before in connection.execute(query.limit(max(raised, 0))):
        raised -= 1
        if thing == Thing.CLAIM:
            if before is None:
                return None
            line = json.decode(before)
    return None if raised else line
