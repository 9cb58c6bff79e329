"""Sources by name or alias, however it is spelt."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase.errors import InvalidInput, NotFound
from factbase.lookup.suggestions import did_you_mean
from factbase.references import SourceName, source_name
from factbase.tables import article, source_alias
from factbase.tables import source as source_table
from factbase.text.folding import fold
from factbase.vocabulary import SourceKind


@dataclass(frozen=True)
class SourceKey:
    """A source's keys, and the version that a change must still find."""

    id: int
    name: SourceName
    kind: SourceKind
    article_id: int | None
    version: int


def sources_named(connection: Connection, given: str, *, article_id: int | None = None) -> list[SourceKey]:
    """Return the sources that ``given`` may mean: by folded name or alias, qualifier considered if given.

    Those that exist only inside another article than ``article_id`` are left out if it is given.
    """
    asked = source_name(given)
    columns = source_table.c
    by_alias = select(source_alias.c.source_id).where(source_alias.c.key == fold(given))
    aliased = set(connection.execute(by_alias).scalars())
    query = (
        select(columns.id, columns.name, columns.qualifier, columns.kind, columns.article_id, columns.version)
        .where((columns.key == fold(asked.name)) | columns.id.in_(aliased))
        .order_by(columns.name, columns.qualifier, columns.id)
    )
    if article_id is not None:
        query = query.where(columns.article_id.is_(None) | (columns.article_id == article_id))
    found = [
        SourceKey(row.id, SourceName(row.name, row.qualifier), row.kind, row.article_id, row.version)
        for row in connection.execute(query)
    ]
    if asked.qualifier:
        wanted = fold(asked.qualifier)
        found = [key for key in found if key.id in aliased or fold(key.name.qualifier) == wanted]
    return found


def source(connection: Connection, given: str, *, article_id: int | None = None) -> SourceKey:
    """Return the one source that ``given`` names: of several the one that is written exactly so.

    Raises NotFound with suggestions, InvalidInput listing the candidates of an ambiguous name.
    """
    found = sources_named(connection, given, article_id=article_id)
    exact = [key for key in found if str(key.name) == given.strip()]
    for only in (exact, found):
        if len(only) == 1:
            return only[0]
    if found:
        names = ", ".join(describe(connection, key) for key in found)
        raise InvalidInput(f"“{given}” may be {names}: name one in full, or say --article.")
    known = select(source_table.c.name)
    if article_id is not None:
        known = known.where(source_table.c.article_id.is_(None) | (source_table.c.article_id == article_id))
    aliases = select(source_alias.c.name)
    names_known = [
        *connection.execute(known.limit(20000)).scalars(),
        *connection.execute(aliases.limit(20000)).scalars(),
    ]
    raise NotFound(f"No source “{given}”.{did_you_mean(given, names_known)}")


def source_by_key(connection: Connection, key: int) -> SourceKey:
    """Return the source with a key that another row points to."""
    columns = source_table.c
    query = select(
        columns.id, columns.name, columns.qualifier, columns.kind, columns.article_id, columns.version
    )
    row = connection.execute(query.where(columns.id == key)).one()
    return SourceKey(row.id, SourceName(row.name, row.qualifier), row.kind, row.article_id, row.version)


def describe(connection: Connection, key: SourceKey) -> str:
    """Return the name with its kind, and the article of one that exists only there."""
    if key.article_id is None:
        return f"{key.name} [{key.kind}]"
    slug = connection.scalar(select(article.c.slug).where(article.c.id == key.article_id))
    return f"{key.name} [{key.kind} in {slug}]"
