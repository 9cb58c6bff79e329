"""Articles by slug, sentences by place."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from factbase.errors import NotFound
from factbase.lookup.suggestions import did_you_mean
from factbase.references import Place
from factbase.tables import article as article_table
from factbase.tables import revision as revision_table
from factbase.tables import sentence as sentence_table
from factbase.vocabulary import Role

_revisions = revision_table.c
_REVISIONS = select(
    _revisions.id, _revisions.number, _revisions.sha256, _revisions.characters, _revisions.text
)


@dataclass(frozen=True)
class ArticleKey:
    """An article's keys, and the version that a change must still find."""

    id: int
    slug: str
    title: str
    version: int


@dataclass(frozen=True)
class RevisionKey:
    """A revision's keys; ``text`` is absent where only its hash is known."""

    id: int
    number: int
    sha256: str
    characters: int
    text: str | None


@dataclass(frozen=True)
class SentenceKey:
    """A sentence's keys, span (code points, end-exclusive) and role."""

    id: int
    revision_id: int
    start: int
    end: int
    sha256: str
    role: Role | None
    reason: str | None
    suggested: Role | None
    version: int


def find_article(connection: Connection, slug: str) -> ArticleKey | None:
    """Return the article called ``slug``, or None."""
    columns = article_table.c
    query = select(columns.id, columns.slug, columns.title, columns.version).where(columns.slug == slug)
    row = connection.execute(query).first()
    return None if row is None else ArticleKey(*row)


def article(connection: Connection, slug: str) -> ArticleKey:
    """Return the article called ``slug``. Raises NotFound with suggestions."""
    found = find_article(connection, slug)
    if found is None:
        columns = article_table.c
        slugs = connection.execute(select(columns.slug).order_by(columns.slug).limit(5000)).scalars()
        hint = did_you_mean(slug, slugs) or " `factbase article list` shows all."
        raise NotFound(f"No article {slug}.{hint}")
    return found


def latest_revision(connection: Connection, article_id: int) -> RevisionKey:
    """Return the newest revision of an article; each article has one."""
    query = _REVISIONS.where(_revisions.article_id == article_id).order_by(_revisions.number.desc()).limit(1)
    return RevisionKey(*connection.execute(query).one())


def revision(connection: Connection, article: ArticleKey, number: int | None = None) -> RevisionKey:
    """Return the revision of an article with this number, or its newest. Raises NotFound naming those there are."""
    if number is None:
        return latest_revision(connection, article.id)
    of = _revisions.article_id == article.id
    row = connection.execute(_REVISIONS.where(of, _revisions.number == number)).first()
    if row is None:
        last = connection.execute(select(func.max(_revisions.number)).where(of)).scalar_one()
        there = "revision 1 alone" if last == 1 else f"revisions 1 to {last}"
        raise NotFound(f"No revision {number} of {article.slug}: it has {there}.")
    return RevisionKey(*row)


def sentence(
    connection: Connection, article: ArticleKey, place: Place, *, revision_id: int | None = None
) -> SentenceKey:
    """Return the sentence at ``place`` in the newest revision, or in the one named.

    Raises NotFound saying what there is.
    """
    columns = sentence_table.c
    if revision_id is None:
        revision_id = latest_revision(connection, article.id).id
    query = select(
        columns.id,
        columns.revision_id,
        columns.start,
        columns.end,
        columns.sha256,
        columns.role,
        columns.reason,
        columns.suggested,
        columns.version,
    ).where(
        columns.revision_id == revision_id,
        columns.paragraph == place.paragraph,
        columns.position == place.position,
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(
            f"No sentence {place} in {article.slug}: `factbase sentence list {article.slug}` shows all."
        )
    return SentenceKey(*row)
