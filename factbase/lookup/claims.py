"""Claims by ref."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from factbase.errors import NotFound
from factbase.lookup.articles import article
from factbase.references import ClaimRef
from factbase.tables import article as article_table
from factbase.tables import claim as claim_table
from factbase.vocabulary import Status

_columns = claim_table.c
_CALLED = (
    select(_columns.id, _columns.article_id, _columns.statement, _columns.status, _columns.version)
    .join_from(claim_table, article_table)
    .where(article_table.c.slug == bindparam("slug"), _columns.number == bindparam("number"))
)


@dataclass(frozen=True)
class ClaimKey:
    """A claim's keys, and the version that a change must still find."""

    id: int
    article_id: int
    ref: ClaimRef
    statement: str
    status: Status
    version: int


def claim(connection: Connection, ref: ClaimRef) -> ClaimKey:
    """Return the claim called ``ref``. Raises NotFound saying which numbers there are."""
    row = connection.execute(_CALLED, {"slug": ref.slug, "number": ref.number}).first()
    if row is None:
        of = article(connection, ref.slug)
        last = connection.scalar(select(func.max(_columns.number)).where(_columns.article_id == of.id))
        range_ = f"its claims go up to {last}" if last else "it has no claims yet"
        raise NotFound(f"No claim {ref.number} in {ref.slug}: {range_}.")
    return ClaimKey(row.id, row.article_id, ref, row.statement, row.status, row.version)
