"""What things are called outside, as far as a damaged database still tells."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from factbase.references import ClaimRef, SourceName
from factbase.tables import article, claim, source


def claim_names(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """Return the refs of those of ``keys`` that are claims."""
    columns = claim.c
    query = select(columns.id, article.c.slug, columns.number).join_from(claim, article)
    rows = connection.execute(query.where(columns.id.in_(list(keys))))
    return {key: str(ClaimRef(slug, number)) for key, slug, number in rows}


def claim_name(connection: Connection, key: int) -> str:
    """Return a claim's ref, or that it is one where even that is not to be read."""
    try:
        return claim_names(connection, [key]).get(key, "a claim of no article")
    except (SQLAlchemyError, ValueError):
        return "a claim"


def source_name(connection: Connection, key: int) -> str:
    """Return a source's shown name, or that it is one where even that is not to be read."""
    query = select(source.c.name, source.c.qualifier).where(source.c.id == key)
    try:
        found = connection.execute(query).first()
    except (SQLAlchemyError, ValueError):
        found = None
    return "a source" if found is None else str(SourceName(*found))


def article_name(connection: Connection, key: int) -> str:
    """Return an article's slug, or that it is one where even that is not to be read."""
    try:
        slug = connection.scalar(select(article.c.slug).where(article.c.id == key))
    except (SQLAlchemyError, ValueError):
        slug = None
    return slug or "an article"
