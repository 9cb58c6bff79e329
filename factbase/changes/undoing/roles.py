"""Gives sentences back their roles, once the claims are what they were.

A sentence in which a live claim stands has the role claim, whatever it was: that holds before and after an undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import json
from sqlalchemy import Select, select, update

from factbase.changes.sentences import give_claim_role
from factbase.changes.undoing.things import PAGE, Fate, holds
from factbase.changes.undoing.undo import Undo
from factbase.tables import anchor, claim, sentence
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
            if row.key in claimed and role != Role.CLAIM:
                role, reason = (Role.CLAIM, became["reason"] if became["role"] == Role.CLAIM else None)
            if (role, reason) != (became["role"], became["reason"]):
                values = {"role": role, "reason": reason, "version": sentence.c.version + 1}
                undo.connection.execute(update(sentence).where(sentence.c.id == row.key).values(values))
        undo.advance(len(page))
    _raise_others(undo)


def _raise_others(undo: Undo) -> None:
    keys = sorted(undo.risen)
    for first in range(0, len(keys), PAGE):
        for revision_id, start in undo.connection.execute(_untold(keys[first : first + PAGE])).all():
            give_claim_role(undo.operation, revision_id, start)


def _untold(claim_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Return the query for sentences of other operations in which one of the claims stands, without the role."""
    query = select(sentence.c.revision_id, sentence.c.start).where(
        claim.c.id.in_(claim_ids),
        sentence.c.role.is_distinct_from(Role.CLAIM),
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
