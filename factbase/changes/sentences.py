"""Changes to sentences: the role that says somebody looked."""

from __future__ import annotations

from sqlalchemy import select, update

from factbase.changes.operation import Operation
from factbase.changes.wording import optional
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import SentenceKey
from factbase.records import sentence_line
from factbase.tables import anchor, claim, revision, sentence
from factbase.vocabulary import Role, Status, Thing


def set_role(
    operation: Operation,
    of: SentenceKey,
    role: Role | None,
    reason: str | None = None,
    *,
    suggested: Role | None = None,
    version: int | None = None,
) -> None:
    """Give a sentence a role, or with None make it untriaged again.

    ``suggested``, where it is given, replaces what the document suggests. Raises InvalidInput where a claim
    stands in a sentence that is to be something else, Conflict for a stale ``version``.
    """
    because = optional(reason, "the reason")
    columns = sentence.c
    lock = select(columns.version, columns.role, columns.reason, columns.suggested).where(columns.id == of.id)
    found = operation.connection.execute(lock.with_for_update()).first()
    if found is None:
        raise Conflict("The sentence was removed meanwhile: `factbase article list` shows what is left.")
    if version is not None and version != found.version:
        raise Conflict(
            f"The sentence is at version {found.version} and is {found.role or 'untriaged'}: look again."
        )
    if role not in (Role.CLAIM, found.role) and (standing := _live_claims(operation, of)):
        raise InvalidInput(
            f"{standing} claims stand in this sentence, so it is a claim sentence: cut them first."
            if standing > 1
            else "A claim stands in this sentence, so it is a claim sentence: cut it first."
        )
    suggested = suggested or found.suggested
    if (role, because, suggested) != (found.role, found.reason, found.suggested):
        _write(operation, of.id, of.revision_id, role, because, suggested)


def _live_claims(operation: Operation, of: SentenceKey) -> int:
    query = (
        select(claim.c.id)
        .join_from(anchor, claim)
        .where(
            anchor.c.revision_id == of.revision_id,
            anchor.c.start >= of.start,
            anchor.c.start < of.end,
            claim.c.status != Status.CUT,
        )
    )
    return len(operation.connection.execute(query).all())


def give_claim_role(operation: Operation, revision_id: int, start: int) -> None:
    """Give the sentence in which a claim starts the role claim, if it has another or none."""
    columns = sentence.c
    query = (
        select(columns.id, columns.end, columns.role, columns.suggested)
        .where(columns.revision_id == revision_id, columns.start <= start)
        .order_by(columns.start.desc())
        .limit(1)
    )
    row = operation.connection.execute(query.with_for_update()).first()
    if row is not None and row.end > start and row.role != Role.CLAIM:
        _write(operation, row.id, revision_id, Role.CLAIM, None, row.suggested)


def _write(
    operation: Operation,
    sentence_id: int,
    revision_id: int,
    role: Role | None,
    reason: str | None,
    suggested: Role | None,
) -> None:
    connection = operation.connection
    before = sentence_line(connection, revision_id, sentence_id)
    columns = sentence.c
    connection.execute(
        update(sentence)
        .where(columns.id == sentence_id)
        .values(role=role, reason=reason, suggested=suggested, version=columns.version + 1)
    )
    article_id = connection.execute(
        select(revision.c.article_id).where(revision.c.id == revision_id)
    ).scalar_one()
    operation.record(
        Thing.SENTENCE,
        sentence_id,
        article_id=article_id,
        before=before,
        after=sentence_line(connection, revision_id, sentence_id),
    )
