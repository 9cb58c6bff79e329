"""Gives sentences back their roles, once the claims are what they were.

A sentence in which a live claim stands has the role claim, or none where a draft brought its words and nobody has
looked at them yet: that holds before and after an undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import json
from sqlalchemy import Select, select, update

from factbase.changes.sentences import give_claim_role
from factbase.changes.undoing.things import PAGE, Fate, holds
from factbase.changes.undoing.undo import Undo
from factbase.tables import anchor, change, claim, revision, sentence
from factbase.vocabulary import Role, Status, Thing


def restore_roles(undo: Undo) -> None:
    """Restore the roles of the operation's sentences, and give others theirs in which a claim is live again."""
    for page in undo.things.pages(Thing.SENTENCE, Fate.CHANGES):
        keys = [row.key for row in page]
        standing = select(sentence.c.id).where(sentence.c.id.in_(keys)).distinct()
        claimed = set(undo.connection.execute(_with_live_claims(standing)).scalars())
        for row in page:
            was, became = json.decode(row.before or ""), json.decode(row.after or "")
            role, reason = was["role"], was["reason"]
            if (
                row.key in claimed
                and role != Role.CLAIM
                and (role is not None or _claimed_since(undo, row.key))
            ):
                role, reason = (Role.CLAIM, became["reason"] if became["role"] == Role.CLAIM else None)
            suggested = was.get("suggested")
            if (role, reason, suggested) != (became["role"], became["reason"], became.get("suggested")):
                values = {"role": role, "reason": reason, "suggested": suggested}
                values["version"] = sentence.c.version + 1
                undo.connection.execute(update(sentence).where(sentence.c.id == row.key).values(values))
        undo.advance(len(page))
    _raise_others(undo)


def _claimed_since(undo: Undo, sentence_id: int) -> bool:
    """Return whether a live claim stands in a sentence that did not stand in it before the operation."""
    query = select(claim.c.id, revision.c.number, sentence.c.start, sentence.c.end).where(
        sentence.c.id == sentence_id
    )
    standing = _with_live_claims(query).join(revision, revision.c.id == sentence.c.revision_id)
    columns = change.c
    for claim_id, number, start, end in undo.connection.execute(standing).all():
        since = select(columns.before).where(
            columns.claim_id == claim_id,
            columns.thing == Thing.CLAIM,
            columns.operation_id >= undo.past.id,
        )
        first = undo.connection.execute(since.order_by(columns.id).limit(1)).first()
        if first is not None and not _stood(first.before, number, start, end):
            return True
    return False


def _stood(record: str | None, revision_number: int, start: int, end: int) -> bool:
    """Return whether a claim's record is that of a live claim that starts in a stretch of a revision."""
    line: dict[str, Any] = json.decode(record or "{}")
    return line.get("status", Status.CUT) != Status.CUT and any(
        each["revision"] == revision_number and each["start"] is not None and start <= each["start"] < end
        for each in line["anchors"]
    )


def _raise_others(undo: Undo) -> None:
    keys = sorted(undo.risen)
    for first in range(0, len(keys), PAGE):
        for revision_id, start in undo.connection.execute(_untold(keys[first : first + PAGE])).all():
            give_claim_role(undo.operation, revision_id, start)


def _untold(claim_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Return the query for sentences of other operations in which one of the claims stands, with another role."""
    query = select(sentence.c.revision_id, sentence.c.start).where(
        claim.c.id.in_(claim_ids),
        sentence.c.role != Role.CLAIM,
        ~holds(Thing.SENTENCE, sentence.c.id),
    )
    return _with_live_claims(query.distinct())


def _with_live_claims(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return ``query`` over sentences, only of those in which a live claim starts."""
    starts = (anchor.c.start >= sentence.c.start) & (anchor.c.start < sentence.c.end)
    return (
        query.select_from(sentence)
        .join(anchor, (anchor.c.revision_id == sentence.c.revision_id) & starts)
        .join(claim, claim.c.id == anchor.c.claim_id)
        .where(claim.c.status != Status.CUT)
    )
