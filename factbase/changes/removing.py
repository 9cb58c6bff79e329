"""Takes an article out with all that exists only inside it; the log keeps every record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, select, update

from factbase.changes import derive, indexing
from factbase.changes.claims import touch
from factbase.changes.operation import Operation
from factbase.errors import InvalidInput
from factbase.lookup import ArticleKey
from factbase.records import (
    ClaimReader,
    article_line,
    link_lines,
    note_line,
    revision_line,
    sentence_lines,
    source_line,
)
from factbase.records.lines import Line
from factbase.tables import (
    anchor,
    article,
    attribution,
    claim,
    claim_link,
    claim_problem,
    label,
    note,
    revision,
    sentence,
    source,
    source_alias,
)
from factbase.vocabulary import Thing

_PAGE = 500


def remove_article(operation: Operation, gone: ArticleKey) -> int:
    """Remove an article with its revisions, sentences, claims, notes, links and own sources.

    Return how many claims went. Raises InvalidInput if a source from elsewhere speaks for one of its own.
    """
    connection = operation.connection
    # Nobody adds a claim, or changes one of these, until it is done.
    _keys(connection, select(article.c.id).where(article.c.id == gone.id).with_for_update())
    own_claims = select(claim.c.id).where(claim.c.article_id == gone.id).order_by(claim.c.number)
    claims = _keys(connection, own_claims.with_for_update())
    revisions = _keys(connection, select(revision.c.id).where(revision.c.article_id == gone.id))
    sources = _keys(
        connection, select(source.c.id).where(source.c.article_id == gone.id).order_by(source.c.id)
    )
    _refuse_foreign_use(connection, gone, sources)
    neighbours = _log_claims(operation, gone, claims)
    _log_rest(operation, gone, revisions, sources)
    own = select(claim.c.id).where(claim.c.article_id == gone.id)
    placed = select(sentence.c.id).where(sentence.c.revision_id.in_(revisions))
    steps: list[tuple[Table, ColumnElement[bool]]] = [
        (claim_link, claim_link.c.claim_id.in_(own) | claim_link.c.other_id.in_(own)),
        (note, note.c.claim_id.in_(own) | note.c.sentence_id.in_(placed)),
        *((table, table.c.claim_id.in_(own)) for table in (claim_problem, label, attribution, anchor)),
        (claim, claim.c.article_id == gone.id),
        (sentence, sentence.c.revision_id.in_(revisions)),
        (revision, revision.c.article_id == gone.id),
        (source_alias, source_alias.c.source_id.in_(sources)),
    ]
    for table, where in steps:
        connection.execute(delete(table).where(where))
    connection.execute(update(source).where(source.c.speaks_for_id.in_(sources)).values(speaks_for_id=None))
    connection.execute(delete(source).where(source.c.article_id == gone.id))
    connection.execute(delete(article).where(article.c.id == gone.id))
    for key in sorted(neighbours.elements()):
        touch(operation, key)
    derive.refresh(connection, neighbours)
    indexing.refresh(connection, claims)
    return len(claims)


def _keys(connection: Connection, query: Select[int]) -> list[int]:
    return list(connection.execute(query).scalars())


def _refuse_foreign_use(connection: Connection, gone: ArticleKey, sources: list[int]) -> None:
    columns = source.c
    query = select(columns.name).where(
        columns.speaks_for_id.in_(sources), columns.article_id.is_(None) | (columns.article_id != gone.id)
    )
    name = connection.scalar(query.limit(1))
    if name is not None:
        raise InvalidInput(
            f"“{name}” speaks for a source of {gone.slug}: change that first (`factbase source edit`)."
        )


def _log_claims(operation: Operation, gone: ArticleKey, claims: list[int]) -> Counter[int]:
    """Log the claims and their links; return the other articles' claims by key, and how often each was linked."""
    connection = operation.connection
    reader = ClaimReader(connection)
    neighbours: Counter[int] = Counter()
    for first in range(0, len(claims), _PAGE):
        page = claims[first : first + _PAGE]
        links = claim_link.c
        linked = select(links.claim_id, links.other_id).where(
            links.claim_id.in_(page) | links.other_id.in_(page)
        )
        neighbours.update(key for row in connection.execute(linked) for key in row)
        for key, line in zip(page, reader.read(page), strict=True):
            _gone(operation, Thing.CLAIM, key, gone, line, claim_id=key)
    seen: set[tuple[str, str, str]] = set()
    for first in range(0, len(claims), _PAGE):
        for key, link in link_lines(connection, claims[first : first + _PAGE]):
            if (name := (link["claim"], link["kind"], link["other"])) not in seen:
                seen.add(name)
                _gone(operation, Thing.LINK, key, gone, link, claim_id=key)
    for key in claims:
        del neighbours[key]
    return neighbours


def _log_rest(
    operation: Operation, gone: ArticleKey, revisions: Iterable[int], sources: Iterable[int]
) -> None:
    connection = operation.connection
    for key, claim_id in _notes(connection, gone):
        _gone(operation, Thing.NOTE, key, gone, note_line(connection, key), claim_id=claim_id)
    for revision_id in revisions:
        query = select(sentence.c.id).where(sentence.c.revision_id == revision_id).order_by(sentence.c.start)
        for key, line in zip(_keys(connection, query), sentence_lines(connection, revision_id), strict=True):
            _gone(operation, Thing.SENTENCE, key, gone, line)
        _gone(operation, Thing.REVISION, revision_id, gone, revision_line(connection, revision_id))
    for source_id in sources:
        _gone(operation, Thing.SOURCE, source_id, gone, source_line(connection, source_id))
    _gone(operation, Thing.ARTICLE, gone.id, gone, article_line(connection, gone.id))


def _notes(connection: Connection, gone: ArticleKey) -> list[tuple[int, int | None]]:
    """Return the keys of an article's notes, each with that of the claim it stands on."""
    claims = select(claim.c.id).where(claim.c.article_id == gone.id)
    sentences = select(sentence.c.id).join_from(sentence, revision).where(revision.c.article_id == gone.id)
    query = select(note.c.id, note.c.claim_id).where(
        note.c.claim_id.in_(claims) | note.c.sentence_id.in_(sentences)
    )
    return [(row.id, row.claim_id) for row in connection.execute(query.order_by(note.c.id))]


def _gone(
    operation: Operation, thing: Thing, key: int, gone: ArticleKey, line: Line, *, claim_id: int | None = None
) -> None:
    operation.record(thing, key, article_id=gone.id, claim_id=claim_id, before=line, after=None)
