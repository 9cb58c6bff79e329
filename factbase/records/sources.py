"""Sources as records, and the names under which records cite them."""

from sqlalchemy import Connection, select

from factbase.records.lines import SourceLine
from factbase.references import SourceName
from factbase.tables import article, source, source_alias


class SourceNames:
    """The shown names of sources, read once each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[int, str] = {}

    def __getitem__(self, source_id: int) -> str:
        name = self._names.get(source_id)
        if name is None:
            query = select(source.c.name, source.c.qualifier).where(source.c.id == source_id)
            name = str(SourceName(*self._connection.execute(query).one()))
            self._names[source_id] = name
        return name


def source_line(connection: Connection, source_id: int) -> SourceLine:
    """Return the record of a source, its aliases sorted."""
    query = (
        select(source, article.c.slug)
        .join_from(source, article, source.c.article_id == article.c.id, isouter=True)
        .where(source.c.id == source_id)
    )
    row = connection.execute(query).one()
    aliases = select(source_alias.c.name).where(source_alias.c.source_id == source_id)
    names = SourceNames(connection)
    return SourceLine(
        type="source",
        source=str(SourceName(row.name, row.qualifier)),
        kind=row.kind,
        article=row.slug,
        speaks_for=None if row.speaks_for_id is None else names[row.speaks_for_id],
        aliases=list(connection.execute(aliases.order_by(source_alias.c.name)).scalars()),
    )
