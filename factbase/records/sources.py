"""Sources as records, and the names under which records cite them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from factbase.records.lines import SourceLine
from factbase.references import SourceName
from factbase.tables import article, source, source_alias

_NAME = select(source.c.name, source.c.qualifier).where(source.c.id == bindparam("key"))


class SourceNames:
    """The shown names of sources, read once each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[int, str] = {}

    def __getitem__(self, source_id: int) -> str:
        name = self._names.get(source_id)
        if name is None:
            name = str(SourceName(*self._connection.execute(_NAME, {"key": source_id}).one()))
            self._names[source_id] = name
        return name


def source_line(connection: Connection, source_id: int) -> SourceLine:
    """Return the record of a source, its aliases sorted."""
    return source_records(connection, [source_id])[source_id]


def source_records(connection: Connection, keys: Sequence[int]) -> dict[int, SourceLine]:
    """Return the records of those of ``keys`` that exist, by key, the aliases of each sorted."""
    body = source.alias("body")
    query = (
        select(source, article.c.slug, body.c.name.label("body"), body.c.qualifier.label("body_qualifier"))
        .join_from(source, article, source.c.article_id == article.c.id, isouter=True)
        .join(body, source.c.speaks_for_id == body.c.id, isouter=True)
        .where(source.c.id.in_(keys))
    )
    aliases: dict[int, list[str]] = defaultdict(list)
    columns = source_alias.c
    names = select(columns.source_id, columns.name).where(columns.source_id.in_(keys)).order_by(columns.name)
    for key, name in connection.execute(names):
        aliases[key].append(name)
    return {
        row.id: SourceLine(
            type="source",
            source=str(SourceName(row.name, row.qualifier)),
            kind=row.kind,
            article=row.slug,
            speaks_for=None if row.body is None else str(SourceName(row.body, row.body_qualifier)),
            aliases=aliases[row.id],
        )
        for row in connection.execute(query)
    }
