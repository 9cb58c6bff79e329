"""Sources as records, and the names under which records cite them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, select

from factbase.records.lines import SourceLine
from factbase.references import SourceName
from factbase.tables import article, source, source_alias

_BODY = source.alias("body")
_SOURCES = (
    select(source, article.c.slug, _BODY.c.name.label("body"), _BODY.c.qualifier.label("body_qualifier"))
    .join_from(source, article, source.c.article_id == article.c.id, isouter=True)
    .join(_BODY, source.c.speaks_for_id == _BODY.c.id, isouter=True)
    .where(source.c.id.in_(bindparam("keys", expanding=True)))
)
_ALIASES = (
    select(source_alias.c.source_id, source_alias.c.name)
    .where(source_alias.c.source_id.in_(bindparam("keys", expanding=True)))
    .order_by(source_alias.c.name)
)
_NAME = select(source.c.name, source.c.qualifier).where(source.c.id == bindparam("key"))


class SourceNames:
    """The shown names of sources, read once each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[int, str] = {}

    def load(self, source_ids: Iterable[int]) -> dict[int, str]:
        """Read the names of ``source_ids`` that are not known yet, and return all that are known, by key."""
        if new := set(source_ids) - self._names.keys():
            keys = ",".join(map(str, new))
            rows = self._connection.exec_driver_sql(
                f"SELECT id, name, qualifier FROM source WHERE id IN ({keys})"
            )
            self._names.update((key, str(SourceName(name, qualifier))) for key, name, qualifier in rows.all())
        return self._names

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
    aliases: dict[int, list[str]] = defaultdict(list)
    for key, name in connection.execute(_ALIASES, {"keys": keys}).all():
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
        for row in connection.execute(_SOURCES, {"keys": keys}).all()
    }
