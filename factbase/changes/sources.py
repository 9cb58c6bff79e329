"""Changes to sources. What hangs on them is derived anew in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from factbase.changes import derive, indexing
from factbase.changes.operation import Operation
from factbase.changes.wording import storable
from factbase.errors import Conflict, InvalidInput, NotFound
from factbase.lookup import ArticleKey, SourceKey, sources_named
from factbase.lookup.sources import source_by_key
from factbase.records import source_line
from factbase.references import SourceName, source_name
from factbase.tables import attribution, claim, source_alias
from factbase.tables import source as source_table
from factbase.text.anchors import sha256
from factbase.text.folding import fold
from factbase.vocabulary import ARTICLE_KINDS, SourceKind, Thing


@contextmanager
def changing(operation: Operation, source: SourceKey) -> Iterator[None]:
    """Log what happens to ``source`` inside and raise its version if it changed at all."""
    connection = operation.connection
    columns = source_table.c
    lock = select(columns.version).where(columns.id == source.id).with_for_update()
    found = connection.scalar(lock)
    if found is None:
        raise Conflict(
            f"“{source.name}” was removed or merged meanwhile: `factbase source list` shows what is left."
        )
    before = source_line(connection, source.id)
    yield
    after = source_line(connection, source.id)
    if before != after:
        connection.execute(update(source_table).where(columns.id == source.id).values(version=found + 1))
        operation.record(Thing.SOURCE, source.id, article_id=source.article_id, before=before, after=after)


def add_source(
    operation: Operation,
    name: str,
    kind: SourceKind,
    article: ArticleKey | None,
    speaks_for: SourceKey | None = None,
) -> SourceKey:
    """Store a new source called ``name`` or ``name (qualifier)``.

    The kinds that exist only inside one article need ``article``; for the others it says where the name must
    be free, besides everywhere. Raises InvalidInput where it is missing, Conflict where the name is taken.
    """
    asked = _name(name)
    hold_name(operation.connection, asked)
    if kind in ARTICLE_KINDS and article is None:
        raise InvalidInput(
            f"A source of kind {kind} exists only inside one article: say which with --article."
        )
    article_id = article.id if article is not None and kind in ARTICLE_KINDS else None
    _refuse_taken(operation.connection, asked, None if article is None else article.id)
    if speaks_for is not None:
        _refuse_foreign(article_id, asked, speaks_for)
    row = insert(source_table).values(
        name=asked.name,
        key=fold(asked.name),
        qualifier=asked.qualifier,
        kind=kind,
        article_id=article_id,
        speaks_for_id=None if speaks_for is None else speaks_for.id,
        version=1,
    )
    connection = operation.connection
    try:
        with connection.begin_nested():
            source_id = connection.execute(row.returning(source_table.c.id)).scalar_one()
    except IntegrityError as error:  # somebody else made it a moment ago
        raise Conflict(f"There is a source “{asked}” already: use it, or add a qualifier.") from error
    operation.record(
        Thing.SOURCE, source_id, article_id=article_id, before=None, after=source_line(connection, source_id)
    )
    return SourceKey(source_id, asked, kind, article_id, 1)


def hold_name(connection: Connection, name: SourceName) -> None:
    """Keep others from giving a source this name, or citing it by it, until the commit.

    On SQLite one writes at a time; on a server no constraint spans the names of all and those of one article.
    """
    if connection.dialect.name == "postgresql":
        digest = sha256(f"source {fold(name.name)}")
        connection.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def hold_bodies(connection: Connection, source: SourceKey) -> None:
    """Keep others from changing whom a source speaks for until the commit: what a claim comes to hangs on it."""
    if connection.dialect.name == "postgresql":
        columns = source_table.c
        seen: set[int] = set()
        key: int | None = source.id
        while key is not None and key not in seen:
            seen.add(key)
            body = select(columns.speaks_for_id).where(columns.id == key)
            key = connection.scalar(body.with_for_update(read=True))


def _refuse_taken(
    connection: Connection,
    asked: SourceName,
    article_id: int | None,
    besides: SourceKey | None = None,
    *,
    everywhere: bool = False,
) -> None:
    """Raise Conflict if a source that is seen everywhere, or in the article, goes by the name.

    For one that is cited already and seen ``everywhere`` its name must be free in every article: records cite
    by name.
    """
    for found in sources_named(connection, str(asked), article_id=None if everywhere else article_id):
        own_name = (fold(found.name.name), fold(found.name.qualifier)) == (
            fold(asked.name),
            fold(asked.qualifier),
        )
        seen = found.article_id in (None, article_id) or (everywhere and own_name)
        namesake = fold(found.name.name) == fold(asked.name) and (
            fold(found.name.qualifier) != fold(asked.qualifier)
        )
        if seen and not namesake and (besides is None or found.id != besides.id):
            raise Conflict(
                f"“{asked}” is taken by the source “{found.name}”: use that one, "
                f"or tell them apart with a qualifier, “{asked.name} (…)”."
            )


def _refuse_foreign(article_id: int | None, name: SourceName, body: SourceKey) -> None:
    if body.article_id not in (None, article_id):
        raise InvalidInput(
            f"“{body.name}” exists only inside one article, where “{name}” is not: it cannot speak for it."
        )


def _name(given: str) -> SourceName:
    asked = source_name(storable(given, "the name"))
    storable(asked.name, "the name")
    return asked


@dataclass(frozen=True)
class Edit:
    """New values of a source; None leaves a value as it is. ``speaks_for_nobody`` takes the body away."""

    name: str | None = None
    kind: SourceKind | None = None
    speaks_for: SourceKey | None = None
    speaks_for_nobody: bool = False


def edit_source(operation: Operation, source: SourceKey, edit: Edit) -> int:
    """Change a source and derive its claims anew.

    Return how many claims got another confidence or problem. Raises Conflict where the new name is taken,
    InvalidInput for a circle of bodies or a kind that does not fit.
    """
    connection = operation.connection
    values: dict[str, Any] = {}
    hold_name(connection, source.name)
    if edit.name is not None:
        asked = _name(edit.name)
        hold_name(connection, asked)
        everywhere = source.article_id is None
        _refuse_taken(connection, asked, source.article_id, source, everywhere=everywhere)
        values |= {"name": asked.name, "key": fold(asked.name), "qualifier": asked.qualifier}
    if edit.kind is not None:
        article_id = _article_for(connection, source, edit.kind)
        if article_id != source.article_id:
            _refuse_apart(connection, source, article_id, edit)
        values |= {"kind": edit.kind, "article_id": article_id}
    if edit.speaks_for is not None:
        _refuse_foreign(values.get("article_id", source.article_id), source.name, edit.speaks_for)
        values |= {"speaks_for_id": edit.speaks_for.id}
    elif edit.speaks_for_nobody:
        values |= {"speaks_for_id": None}
    with changing(operation, source):
        if edit.speaks_for is not None:
            _refuse_circle(connection, source, edit.speaks_for)
        if values:
            _update(connection, source, values)
    if edit.name is not None:
        indexing.refresh(connection, _citing(connection, {source.id}))
    return derive.refresh(connection, claims_of(connection, source.id))


def _update(connection: Connection, source: SourceKey, values: dict[str, object]) -> None:
    statement = update(source_table).where(source_table.c.id == source.id).values(values)
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError as error:
        taken = values.get("name", source.name.name)
        raise Conflict(f"There is another source “{taken}”: merge the two, or give a qualifier.") from error


def _article_for(connection: Connection, source: SourceKey, kind: SourceKind) -> int | None:
    """Return the article in which a source of ``kind`` exists: the one whose claims cite it."""
    if kind not in ARTICLE_KINDS:
        return None
    if source.article_id is not None:
        return source.article_id
    query = select(claim.c.article_id).where(claim.c.id.in_(claims_of(connection, source.id))).distinct()
    articles = connection.execute(query).scalars().all()
    if len(articles) != 1:
        raise InvalidInput(
            f"A source of kind {kind} exists only inside one article; {len(articles)} cite “{source.name}”."
        )
    return articles[0]


def _refuse_apart(connection: Connection, source: SourceKey, article_id: int | None, edit: Edit) -> None:
    """Raise where a source that moves into one article, or out of it, would part from its body or voices."""
    columns = source_table.c
    body_id = connection.scalar(select(columns.speaks_for_id).where(columns.id == source.id))
    if body_id is not None and edit.speaks_for is None and not edit.speaks_for_nobody:
        _refuse_foreign(article_id, source.name, source_by_key(connection, body_id))
    if article_id is None:
        name = source.name if edit.name is None else _name(edit.name)
        _refuse_taken(connection, name, None, source, everywhere=True)
        return
    voices = select(columns.name).where(
        columns.speaks_for_id == source.id, columns.article_id.is_distinct_from(article_id)
    )
    if (voice := connection.scalar(voices.order_by(columns.name).limit(1))) is not None:
        raise InvalidInput(
            f"“{voice}” speaks for “{source.name}” everywhere: take that back with --speaks-for, or keep the kind."
        )


def _refuse_circle(connection: Connection, source: SourceKey, body: SourceKey) -> None:
    columns = source_table.c
    key: int | None = body.id
    while key is not None:
        if key == source.id:
            raise InvalidInput(
                f"“{source.name}” would speak for itself through “{body.name}”: name another body."
            )
        # Locked, or two edits at once could close a circle that neither of them sees.
        key = connection.scalar(select(columns.speaks_for_id).where(columns.id == key).with_for_update())


def claims_of(connection: Connection, source_id: int) -> list[int]:
    """Return the keys of the claims that a source, or one who speaks for it, has a part in."""
    voices, pending = {source_id}, {source_id}
    while pending:
        query = select(source_table.c.id).where(source_table.c.speaks_for_id.in_(pending))
        pending = set(connection.execute(query).scalars()) - voices
        voices |= pending
    return _citing(connection, voices)


def _citing(connection: Connection, source_ids: set[int]) -> list[int]:
    columns = attribution.c
    cited = columns.source_id.in_(source_ids) | columns.via_id.in_(source_ids)
    query = select(columns.claim_id).where(cited).distinct().order_by(columns.claim_id)
    return list(connection.execute(query).scalars())


def add_alias(operation: Operation, source: SourceKey, alias: str) -> bool:
    """Give a source another name; return False if it goes by it already."""
    alias = storable(alias, "the alias")
    columns = source_alias.c
    there = select(columns.id).where(columns.source_id == source.id, columns.key == fold(alias))
    with changing(operation, source):
        if operation.connection.scalar(there) is not None or alias == str(source.name):
            return False
        operation.connection.execute(
            insert(source_alias).values(source_id=source.id, name=alias, key=fold(alias))
        )
    return True


def remove_alias(operation: Operation, source: SourceKey, alias: str) -> None:
    """Take another name from a source. Raises NotFound if it does not go by it."""
    columns = source_alias.c
    goes = delete(source_alias).where(columns.source_id == source.id, columns.key == fold(alias))
    with changing(operation, source):
        if not operation.connection.execute(goes).rowcount:
            raise NotFound(f"“{source.name}” has no alias “{alias}”: `factbase source show` lists them.")
