"""Articles: what is in each, and how far the work on it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from factbase.lookup import ArticleKey, latest_revision
from factbase.tables import anchor, article, claim, claim_problem, revision, sentence
from factbase.vocabulary import Rule, Status


@dataclass(frozen=True)
class ArticleRow:
    """An article as a list shows it; sentences are those of the newest revision, cut claims do not count."""

    article: str
    title: str
    sentences: int
    untriaged: int
    claims: int
    unattributed: int
    text: bool


@dataclass(frozen=True)
class RevisionRow:
    """One state of an article's text; ``characters`` are code points."""

    revision: int
    characters: int
    sha256: str
    text: bool
    file_name: str | None
    note: str | None


@dataclass(frozen=True)
class ArticlePage:
    """All that is known of an article, and its newest text if that is there."""

    article: str
    title: str
    url: str | None
    byline: str | None
    published_on: str | None
    language: str | None
    version: int
    counts: ArticleRow
    revisions: tuple[RevisionRow, ...]
    text: str | None


def list_articles(
    connection: Connection, *, limit: int | None = None, after: str | None = None
) -> list[ArticleRow]:
    """Return one page of the articles by slug, those after the slug ``after`` if it is given."""
    query = select(article.c.id, article.c.slug, article.c.title).order_by(article.c.slug).limit(limit)
    if after is not None:
        query = query.where(article.c.slug > after)
    return _counted(connection, connection.execute(query).all())


def _counted(connection: Connection, rows: Sequence[Any]) -> list[ArticleRow]:
    keys = [row.id for row in rows]
    newest = {row.article_id: row for row in connection.execute(_newest(keys))}
    revisions = [row.id for row in newest.values()]
    sentences = _counts(connection, _sentences(revisions))
    untriaged = _counts(connection, _sentences(revisions).where(sentence.c.role.is_(None)))
    claims = _counts(connection, _claims(keys))
    unattributed = _counts(
        connection, _claims(keys).join(claim_problem).where(claim_problem.c.rule == Rule.UNATTRIBUTED)
    )
    return [
        ArticleRow(
            article=row.slug,
            title=row.title,
            sentences=sentences.get(newest[row.id].id, 0),
            untriaged=untriaged.get(newest[row.id].id, 0),
            claims=claims.get(row.id, 0),
            unattributed=unattributed.get(row.id, 0),
            text=newest[row.id].has_text,
        )
        for row in rows
    ]


def _newest(article_ids: Sequence[int]) -> Select[int, int, bool]:
    columns = revision.c
    last = (
        select(columns.article_id, func.max(columns.number).label("number"))
        .where(columns.article_id.in_(article_ids))
        .group_by(columns.article_id)
        .subquery()
    )
    return select(columns.id, columns.article_id, columns.text.is_not(None).label("has_text")).join_from(
        revision, last, (columns.article_id == last.c.article_id) & (columns.number == last.c.number)
    )


def _sentences(revision_ids: Sequence[int]) -> Select[int, int]:
    of = sentence.c.revision_id
    return select(of, func.count()).where(of.in_(revision_ids)).group_by(of)


def _claims(article_ids: Sequence[int]) -> Select[int, int]:
    of = claim.c.article_id
    query = select(of, func.count()).select_from(claim)
    return query.where(of.in_(article_ids), claim.c.status != Status.CUT).group_by(of)


def _counts(connection: Connection, query: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def show_article(connection: Connection, key: ArticleKey) -> ArticlePage:
    """Return all that is known of an article."""
    row = connection.execute(select(article).where(article.c.id == key.id)).one()
    columns = revision.c
    query = select(
        columns.number,
        columns.characters,
        columns.sha256,
        columns.text.is_not(None),
        columns.file_name,
        columns.note,
    ).where(columns.article_id == key.id)
    return ArticlePage(
        article=row.slug,
        title=row.title,
        url=row.url,
        byline=row.byline,
        published_on=row.published_on,
        language=row.language,
        version=row.version,
        counts=_counted(connection, [row])[0],
        revisions=tuple(RevisionRow(*each) for each in connection.execute(query.order_by(columns.number))),
        text=latest_revision(connection, key.id).text,
    )


def marked_text(connection: Connection, key: ArticleKey) -> str | None:
    """Return the newest text with each claim's number in brackets where its passage ends, if it is there."""
    newest = latest_revision(connection, key.id)
    if newest.text is None:
        return None
    query = (
        select(anchor.c.end, claim.c.number)
        .join_from(anchor, claim)
        .where(anchor.c.revision_id == newest.id, anchor.c.end.is_not(None), claim.c.status != Status.CUT)
        .order_by(anchor.c.end, claim.c.number)
    )
    ends: dict[int, list[str]] = {}
    for end, number in connection.execute(query):
        ends.setdefault(end or 0, []).append(str(number))
    parts, last = [], 0
    for end, numbers in ends.items():
        parts += [newest.text[last:end], f"[{','.join(numbers)}]"]
        last = end
    return "".join([*parts, newest.text[last:]])
