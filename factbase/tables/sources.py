"""Who stands behind claims, and the other names they go by."""

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

from factbase.tables.columns import TEXT, metadata, partial, row_key, word_of
from factbase.vocabulary import SourceKind

_ARTICLE_KINDS = "'author', 'anonymous', 'group', 'rumour'"


class SourceColumns(TypedColumns):
    """Someone or something a text cites.

    ``key`` is the folded name; ``article_id`` is set for the kinds that exist only inside one article.
    """

    id = row_key()
    name: Column[str] = Column(TEXT, nullable=False)
    key: Column[str] = Column(TEXT, nullable=False)
    qualifier: Column[str] = Column(TEXT, nullable=False)
    kind: Column[SourceKind] = Column(word_of(SourceKind, "kind"), nullable=False)
    article_id: Column[int | None] = Column(ForeignKey("article.id"))
    speaks_for_id: Column[int | None] = Column(ForeignKey("source.id"))
    version: Column[int] = Column(Integer, nullable=False)


source = Table(
    "source",
    metadata,
    SourceColumns,
    UniqueConstraint("id", "kind"),
    CheckConstraint("length(trim(name)) > 0", name="name_not_blank"),
    CheckConstraint("length(trim(key)) > 0", name="key_not_blank"),
    CheckConstraint(f"(article_id IS NOT NULL) = (kind IN ({_ARTICLE_KINDS}))", name="article_by_kind"),
    CheckConstraint("speaks_for_id <> id", name="speaks_for_another"),
    sqlite_autoincrement=True,
)
Index(
    "uq_source_everywhere",
    source.c.key,
    source.c.qualifier,
    unique=True,
    **partial(source.c.article_id.is_(None)),
)
Index(
    "uq_source_in_article",
    source.c.article_id,
    source.c.key,
    source.c.qualifier,
    unique=True,
    **partial(source.c.article_id.is_not(None)),
)
Index(
    "ix_source_speaks_for",
    source.c.speaks_for_id,
    **partial(source.c.speaks_for_id.is_not(None)),
)


class SourceAliasColumns(TypedColumns):
    """Another name of a source."""

    id = row_key()
    source_id: Column[int] = Column(ForeignKey("source.id"), nullable=False)
    name: Column[str] = Column(TEXT, nullable=False)
    key: Column[str] = Column(TEXT, nullable=False, index=True)


source_alias = Table(
    "source_alias",
    metadata,
    SourceAliasColumns,
    UniqueConstraint("source_id", "key"),
    CheckConstraint("length(trim(key)) > 0", name="key_not_blank"),
    sqlite_autoincrement=True,
)
