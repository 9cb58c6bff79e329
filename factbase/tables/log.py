"""Who changed what: append-only, written in the same transaction as the change itself."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from factbase.tables.columns import TEXT, metadata, partial, row_key, word_of
from factbase.vocabulary import Thing


class ActorColumns(TypedColumns):
    """Somebody who acts; ``key`` is the folded name, so that Ana and ana are one."""

    id = row_key()
    name: Column[str] = Column(TEXT, nullable=False)
    key: Column[str] = Column(TEXT, nullable=False)


actor = Table(
    "actor",
    metadata,
    ActorColumns,
    UniqueConstraint("key"),
    CheckConstraint("length(trim(key)) > 0", name="key_not_blank"),
    sqlite_autoincrement=True,
)


class OperationColumns(TypedColumns):
    """One command run that changed something. ``at`` is UTC, as 2026-03-14T09:26:53Z."""

    id = row_key()
    actor_id: Column[int] = Column(ForeignKey("actor.id"), nullable=False)
    command: Column[str] = Column(TEXT, nullable=False)
    reason: Column[str | None] = Column(TEXT)
    at: Column[str] = Column(TEXT, nullable=False)
    undoes: Column[int | None] = Column(ForeignKey("operation.id"))


operation = Table(
    "operation",
    metadata,
    OperationColumns,
    Index(None, "at"),
    Index(None, "actor_id"),
    sqlite_autoincrement=True,
)
_UNDOES = operation.c.undoes.is_not(None)
Index("ix_operation_undoes", operation.c.undoes, **partial(_UNDOES))


class ChangeColumns(TypedColumns):
    """One thing before and after an operation, as bundle lines; the keys outlive what they point to.

    ``claim_id`` is set for a claim, and for the notes and links on it.
    """

    id = row_key()
    operation_id: Column[int] = Column(ForeignKey("operation.id"), nullable=False)
    article_id: Column[int | None] = Column(Integer)
    claim_id: Column[int | None] = Column(Integer)
    thing: Column[Thing] = Column(word_of(Thing, "thing"), nullable=False)
    thing_id: Column[int] = Column(Integer, nullable=False)
    before: Column[str | None] = Column(TEXT)
    after: Column[str | None] = Column(TEXT)


change = Table(
    "change",
    metadata,
    ChangeColumns,
    CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="before_or_after"),
    Index(None, "operation_id"),
    Index(None, "article_id"),
    Index(None, "claim_id"),
    sqlite_autoincrement=True,
)
# Records name sources and articles: what those were called at the time stands here.
NAMED = text("thing IN ('source', 'article')")
Index("ix_change_named", change.c.thing, change.c.thing_id, **partial(NAMED))
# A link is filed under the claim that it starts from, and is looked for from the other one too.
LINKS = text("thing = 'link'")
Index("ix_change_links", change.c.id, **partial(LINKS))
