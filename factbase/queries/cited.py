"""The sources that an article may cite: those it does already, with their other names, and those known elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase.lookup import SourceKey
from factbase.references import SourceName
from factbase.tables import source, source_alias
from factbase.text.folding import fold
from factbase.vocabulary import SourceKind

_CITED = """
SELECT b.source_id, count(*) FROM claim c JOIN attribution b ON b.claim_id = c.id
WHERE c.article_id = {article} AND c.status <> 'cut' GROUP BY b.source_id
"""
_THROUGH = """
SELECT DISTINCT b.via_id FROM claim c JOIN attribution b ON b.claim_id = c.id
WHERE c.article_id = {article} AND c.status <> 'cut' AND b.via_id IS NOT NULL
"""
_BATCH = 500


@dataclass(frozen=True)
class Cited:
    """A source, its other names, and on how many attributions of the article it stands."""

    key: SourceKey
    aliases: tuple[str, ...]
    times: int

    @property
    def name(self) -> str:
        """Its name as it is shown."""
        return str(self.key.name)

    @property
    def kind(self) -> SourceKind:
        """What sort of source it is."""
        return self.key.kind


def cited_in(connection: Connection, article_id: int) -> list[Cited]:
    """Return the sources that an article cites, or that exist only inside it, those cited most first."""
    times: dict[int, int] = dict(connection.exec_driver_sql(_CITED.format(article=article_id)).all())
    own = select(source.c.id).where(source.c.article_id == article_id)
    through = connection.exec_driver_sql(_THROUGH.format(article=article_id)).scalars()
    keys = sorted({*times, *through, *connection.execute(own).scalars()})
    found: list[Cited] = []
    for first in range(0, len(keys), _BATCH):
        found += _read(connection, keys[first : first + _BATCH], times)
    return sorted(found, key=lambda each: (-each.times, fold(each.name), each.key.id))


def known_elsewhere(connection: Connection, letters: str, *, limit: int) -> list[Cited]:
    """Return sources that are known in every article and whose names begin with ``letters``, by name."""
    begins = fold(letters)
    columns = source.c
    query = (
        select(columns.id)
        .where(columns.article_id.is_(None), columns.key >= begins, columns.key < f"{begins}\U0010ffff")
        .order_by(columns.key, columns.qualifier)
        .limit(limit)
    )
    keys = connection.execute(query).scalars().all()
    by_key = {each.key.id: each for each in _read(connection, list(keys), {})}
    return [by_key[key] for key in keys]


def _read(connection: Connection, keys: list[int], times: dict[int, int]) -> list[Cited]:
    columns = source.c
    query = select(
        columns.id, columns.name, columns.qualifier, columns.kind, columns.article_id, columns.version
    ).where(columns.id.in_(keys))
    aliases: dict[int, list[str]] = defaultdict(list)
    names = select(source_alias.c.source_id, source_alias.c.name).where(source_alias.c.source_id.in_(keys))
    for key, name in connection.execute(names.order_by(source_alias.c.name)):
        aliases[key].append(name)
    return [
        Cited(
            SourceKey(row.id, SourceName(row.name, row.qualifier), row.kind, row.article_id, row.version),
            tuple(aliases[row.id]),
            times.get(row.id, 0),
        )
        for row in connection.execute(query)
    ]
