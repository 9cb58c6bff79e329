"""Sources: how much hangs on each, and who speaks for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from factbase.lookup import ArticleKey, SourceKey
from factbase.queries.claims import MANY, ClaimRow, list_claims
from factbase.queries.filters import ClaimFilter
from factbase.records import SourceNames
from factbase.references import SourceName
from factbase.tables import article, attribution, claim, source, source_alias
from factbase.vocabulary import SourceKind, Status


@dataclass(frozen=True)
class SourceRow:
    """A source as a list shows it; claims are counted up to 1,000, and ``more`` says that there are more.

    ``article`` is set for a source that exists only inside one.
    """

    source: str
    kind: SourceKind
    article: str | None
    claims: int
    more: bool


@dataclass(frozen=True)
class SourcePage:
    """All that is known of a source, with its first claims."""

    source: str
    kind: SourceKind
    article: str | None
    aliases: tuple[str, ...]
    speaks_for: str | None
    spoken_for_by: tuple[str, ...]
    version: int
    claims: int
    more: bool
    first: tuple[ClaimRow, ...]


def list_sources(
    connection: Connection,
    *,
    kind: SourceKind | None = None,
    article: ArticleKey | None = None,
    limit: int | None = None,
    after: SourceKey | None = None,
) -> list[SourceRow]:
    """Return one page of the sources by name; of an article those that its claims cite, counted there."""
    columns = source.c
    query = _rows(article).order_by(columns.key, columns.qualifier, columns.id).limit(limit)
    if kind is not None:
        query = query.where(columns.kind == kind)
    if article is not None:
        query = query.where(columns.id.in_(_cited(article)))
    if after is not None:
        mark = connection.execute(
            select(columns.key, columns.qualifier, columns.id).where(columns.id == after.id)
        ).one()
        query = query.where(tuple_(columns.key, columns.qualifier, columns.id) > tuple_(*mark))
    return [_row(row) for row in connection.execute(query)]


def _rows(within: ArticleKey | None) -> Select[Any]:
    """Return the query for sources with their counts, over the archive or in one article."""
    cited = (
        select(attribution.c.claim_id)
        .join_from(attribution, claim)
        .where(attribution.c.source_id == source.c.id, claim.c.status != Status.CUT)
        .correlate(source)
        .distinct()
    )
    cited = cited.limit(MANY + 1) if within is None else cited.where(claim.c.article_id == within.id)
    count = select(func.count()).select_from(cited.subquery()).scalar_subquery()
    columns = source.c
    return select(
        columns.id, columns.name, columns.qualifier, columns.kind, article.c.slug, count.label("claims")
    ).join_from(source, article, columns.article_id == article.c.id, isouter=True)


def _cited(within: ArticleKey) -> Select[int]:
    query = select(attribution.c.source_id).join_from(attribution, claim)
    return query.where(claim.c.article_id == within.id, claim.c.status != Status.CUT)


def _row(row: Any) -> SourceRow:  # noqa: ANN401
    return SourceRow(
        source=str(SourceName(row.name, row.qualifier)),
        kind=row.kind,
        article=row.slug,
        claims=min(row.claims, MANY),
        more=row.claims > MANY,
    )


def show_source(
    connection: Connection, key: SourceKey, *, within: ArticleKey | None = None, most: int = 10
) -> SourcePage:
    """Return all that is known of a source, with its first ``most`` claims, in one article if that is given."""
    columns = source.c
    shown = _row(connection.execute(_rows(None).where(columns.id == key.id)).one())
    body, version = connection.execute(
        select(columns.speaks_for_id, columns.version).where(columns.id == key.id)
    ).one()
    aliases = select(source_alias.c.name).where(source_alias.c.source_id == key.id)
    voices = select(columns.id).where(columns.speaks_for_id == key.id).order_by(columns.key, columns.id)
    wanted = ClaimFilter(source_id=key.id, article_id=None if within is None else within.id)
    names = SourceNames(connection)
    return SourcePage(
        source=shown.source,
        kind=shown.kind,
        article=shown.article,
        aliases=tuple(connection.execute(aliases.order_by(source_alias.c.name)).scalars()),
        speaks_for=None if body is None else names[body],
        spoken_for_by=_names(names, connection.execute(voices).scalars().all()),
        version=version,
        claims=shown.claims,
        more=shown.more,
        first=tuple(list_claims(connection, wanted, limit=most)),
    )


def _names(names: SourceNames, keys: Sequence[int]) -> tuple[str, ...]:
    return tuple(names[key] for key in keys)
