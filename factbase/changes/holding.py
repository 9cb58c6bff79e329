"""What somebody is about to change, as it is now; nobody else changes it until the commit."""

from __future__ import annotations

from sqlalchemy import Connection, select

from factbase.lookup import ClaimKey, SentenceKey
from factbase.references import ClaimRef
from factbase.tables import claim, sentence


def hold_claim(connection: Connection, key: int, ref: ClaimRef) -> ClaimKey | None:
    """Return the claim with a key as it is now, or None where it is gone."""
    columns = claim.c
    query = select(columns.id, columns.article_id, columns.statement, columns.status, columns.version)
    row = connection.execute(query.where(columns.id == key).with_for_update()).first()
    return (
        None if row is None else ClaimKey(row.id, row.article_id, ref, row.statement, row.status, row.version)
    )


def hold_sentence(connection: Connection, key: int) -> SentenceKey | None:
    """Return the sentence with a key as it is now, or None where it is gone."""
    columns = sentence.c
    query = select(
        columns.id,
        columns.revision_id,
        columns.start,
        columns.end,
        columns.sha256,
        columns.role,
        columns.reason,
        columns.suggested,
        columns.version,
    )
    row = connection.execute(query.where(columns.id == key).with_for_update()).first()
    return None if row is None else SentenceKey(*row)
