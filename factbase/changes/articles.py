"""Changes to articles: taking one in, giving it its text, taking it out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from factbase.changes import indexing
from factbase.changes.drafts import Draft, File, add_revision, add_sentences
from factbase.changes.operation import Operation
from factbase.changes.wording import optional, storable
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey
from factbase.records import article_line, revision_line
from factbase.references import date
from factbase.references import slug as checked_slug
from factbase.tables import article as article_table
from factbase.tables import claim
from factbase.tables import revision as revision_table
from factbase.text.anchors import sha256
from factbase.text.sentences import SentenceSpan
from factbase.vocabulary import Role, Thing


@dataclass(frozen=True)
class About:
    """What an article says of itself.

    In an edit, None leaves a value as it is and an empty text takes it away.
    """

    title: str | None = None
    url: str | None = None
    byline: str | None = None
    published_on: str | None = None
    language: str | None = None

    def values(self) -> dict[str, str | None]:
        """Return the given values, checked. Raises InvalidInput for a blank title or what is no date."""
        values: dict[str, str | None] = {}
        if self.title is not None:
            values["title"] = storable(self.title, "the title")
        for name in ("url", "byline", "language"):
            if (text := getattr(self, name)) is not None:
                values[name] = optional(text, f"the {name}")
        if self.published_on is not None:
            values["published_on"] = date(self.published_on) if self.published_on else None
        return values


def refuse_known(connection: Connection, text: str) -> None:
    """Raise InvalidInput where an article has the same text already.

    Who adds it at the same moment waits until we are done: on SQLite one writes at a time, on a server only
    those with this text wait.
    """
    digest = sha256(text)
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))
    query = select(article_table.c.slug).join_from(article_table, revision_table)
    known = query.where(revision_table.c.sha256 == digest).order_by(article_table.c.slug)
    if (slug := connection.scalar(known.limit(1))) is not None:
        raise InvalidInput(f"The same text is here already as {slug}: add --again to take it in once more.")


def add_article(
    operation: Operation,
    slug: str,
    about: About,
    text: str,
    sentences: Sequence[SentenceSpan],
    file: File,
    suggested: Mapping[int, Role] | None = None,
) -> ArticleKey:
    """Store an article with revision 1 and its sentences, all untriaged. ``text`` is canonical.

    ``suggested`` is what the document says of its paragraphs, by their numbers from 1. Raises Conflict
    if the slug is taken.
    """
    connection = operation.connection
    values = {"title": slug, **about.values()}
    row = insert(article_table).values(slug=checked_slug(slug), next_number=1, version=1, **values)
    try:
        with connection.begin_nested():
            article_id = connection.execute(row.returning(article_table.c.id)).scalar_one()
    except IntegrityError as error:
        raise Conflict(f"There is an article {slug} already: choose another with --slug.") from error
    operation.record(
        Thing.ARTICLE,
        article_id,
        article_id=article_id,
        before=None,
        after=article_line(connection, article_id),
    )
    draft = Draft(text, sentences, file, suggested or {})
    add_sentences(operation, article_id, add_revision(operation, article_id, 1, draft), draft)
    return ArticleKey(article_id, slug, str(values["title"]), 1)


def edit_article(
    operation: Operation,
    article: ArticleKey,
    about: About,
    *,
    slug: str | None = None,
    version: int | None = None,
) -> None:
    """Change what is said of an article, or its slug: its claims' refs follow.

    Raises Conflict for a taken slug or a stale ``version``.
    """
    connection = operation.connection
    columns = article_table.c
    values = about.values() | ({"slug": checked_slug(slug)} if slug is not None else {})
    found = connection.scalar(select(columns.version).where(columns.id == article.id).with_for_update())
    if found is None:
        raise Conflict(f"{article.slug} was removed meanwhile: `factbase article list` shows what is left.")
    if version is not None and version != found:
        raise Conflict(f"{article.slug} is at version {found}, not {version}: look at it and run this again.")
    before = article_line(connection, article.id)
    try:
        with connection.begin_nested():
            if values:
                connection.execute(update(article_table).where(columns.id == article.id).values(values))
    except IntegrityError as error:
        raise Conflict(f"There is an article {slug} already: choose another slug.") from error
    after = article_line(connection, article.id)
    if before != after:
        connection.execute(update(article_table).where(columns.id == article.id).values(version=found + 1))
        operation.record(Thing.ARTICLE, article.id, article_id=article.id, before=before, after=after)
    if before["title"] != after["title"]:
        indexing.refresh(connection, _claims(connection, article.id))


def _claims(connection: Connection, article_id: int) -> list[int]:
    return list(connection.execute(select(claim.c.id).where(claim.c.article_id == article_id)).scalars())


def attach_text(operation: Operation, article: ArticleKey, revision_id: int, text: str, file: File) -> None:
    """Give a revision that had only hashes its text, which the caller has compared with them."""
    connection = operation.connection
    connection.execute(
        select(revision_table.c.id).where(revision_table.c.id == revision_id).with_for_update()
    )
    before = revision_line(connection, revision_id)
    connection.execute(
        update(revision_table)
        .where(revision_table.c.id == revision_id)
        .values(
            text=text,
            file_name=optional(file.name, "the file's name"),
            file_format=file.format,
            file_sha256=file.sha256,
        )
    )
    after = revision_line(connection, revision_id)
    if before != after:
        operation.record(Thing.REVISION, revision_id, article_id=article.id, before=before, after=after)
        indexing.refresh(connection, _claims(connection, article.id))
