"""Makes a claim what a bundle says it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from factbase.changes.claims import changing
from factbase.changes.operation import Operation
from factbase.lookup import ClaimKey
from factbase.records import ClaimLine
from factbase.tables import anchor, attribution, label
from factbase.tables import claim as claim_table


def replace_claim(
    operation: Operation,
    claim: ClaimKey,
    line: ClaimLine,
    *,
    anchors: Sequence[dict[str, Any]],
    attributions: Sequence[dict[str, Any]],
) -> None:
    """Put a claim's words, rating, status, anchors, attributions and labels in place of what is here."""
    connection = operation.connection
    override = line["confidence_override"]
    with changing(operation, claim):
        connection.execute(
            update(claim_table)
            .where(claim_table.c.id == claim.id)
            .values(
                statement=line["statement"],
                status=line["status"],
                confidence_override=None if override is None else override["word"],
                override_reason=None if override is None else override["reason"],
            )
        )
        labels = [{"claim_id": claim.id, "word": word} for word in line["labels"]]
        for table, rows in ((anchor, anchors), (attribution, attributions), (label, labels)):
            connection.execute(delete(table).where(table.c.claim_id == claim.id))
            if rows:
                connection.execute(insert(table), list(rows))
