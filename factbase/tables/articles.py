"""Articles, their revisions and the sentences of each."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from factbase.tables.columns import TEXT, metadata, row_key, word_of
from factbase.vocabulary import Role


class ArticleColumns(TypedColumns):
    """A piece of journalism; outside, it is known by its slug."""

    id = row_key()
    slug: Column[str] = Column(TEXT, nullable=False)
    title: Column[str] = Column(TEXT, nullable=False)
    url: Column[str | None] = Column(TEXT)
    byline: Column[str | None] = Column(TEXT)
    published_on: Column[str | None] = Column(TEXT)
    language: Column[str | None] = Column(TEXT)
    next_number: Column[int] = Column(Integer, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)


article = Table(
    "article",
    metadata,
    ArticleColumns,
    UniqueConstraint("slug"),
    CheckConstraint("length(trim(slug)) > 0", name="slug_not_blank"),
    CheckConstraint("length(trim(title)) > 0", name="title_not_blank"),
    CheckConstraint("next_number > 0", name="next_number_positive"),
    sqlite_autoincrement=True,
)


class RevisionColumns(TypedColumns):
    """One state of an article's text. The text itself may be absent; its hash never is."""

    id = row_key()
    article_id: Column[int] = Column(ForeignKey("article.id"), nullable=False)
    number: Column[int] = Column(Integer, nullable=False)
    sha256: Column[str] = Column(TEXT, nullable=False, index=True)
    characters: Column[int] = Column(Integer, nullable=False)
    normaliser: Column[int] = Column(Integer, nullable=False)
    text: Column[str | None] = Column(TEXT)
    file_name: Column[str | None] = Column(TEXT)
    file_format: Column[str | None] = Column(TEXT)
    file_sha256: Column[str | None] = Column(TEXT)
    note: Column[str | None] = Column(TEXT)


revision = Table(
    "revision",
    metadata,
    RevisionColumns,
    UniqueConstraint("article_id", "number"),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("length(sha256) = 64", name="sha256_length"),
    CheckConstraint("text IS NULL OR length(text) = characters", name="characters_counted"),
    sqlite_autoincrement=True,
)


class SentenceColumns(TypedColumns):
    """A sentence of a revision; without a role it is untriaged. Offsets are code points, end-exclusive.

    ``suggested`` is what the document's own marks say that it is: nobody has looked at it for that.
    """

    id = row_key()
    revision_id: Column[int] = Column(ForeignKey("revision.id"), nullable=False)
    paragraph: Column[int] = Column(Integer, nullable=False)
    position: Column[int] = Column(Integer, nullable=False)
    start: Column[int] = Column(Integer, nullable=False)
    end: Column[int] = Column(Integer, nullable=False)
    sha256: Column[str] = Column(TEXT, nullable=False)
    role: Column[Role | None] = Column(word_of(Role, "role"))
    reason: Column[str | None] = Column(TEXT)
    suggested: Column[Role | None] = Column(word_of(Role, "suggested"))
    version: Column[int] = Column(Integer, nullable=False)


sentence = Table(
    "sentence",
    metadata,
    SentenceColumns,
    UniqueConstraint("revision_id", "paragraph", "position"),
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    CheckConstraint("length(sha256) = 64", name="sha256_length"),
    Index(None, "revision_id", "start"),
    sqlite_autoincrement=True,
)
