"""Questions that editors ask again and again, and what each of them has seen of the answer."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from factbase.tables.columns import TEXT, metadata, row_key


class SavedListColumns(TypedColumns):
    """A list of claims by name. ``filters`` are the words that follow ``claim list``, as a shell has them."""

    id = row_key()
    name: Column[str] = Column(TEXT, nullable=False)
    key: Column[str] = Column(TEXT, nullable=False)
    filters: Column[str] = Column(TEXT, nullable=False)
    actor: Column[str] = Column(TEXT, nullable=False)
    at: Column[str] = Column(TEXT, nullable=False)


saved_list = Table(
    "saved_list",
    metadata,
    SavedListColumns,
    UniqueConstraint("key"),
    CheckConstraint("length(trim(name)) > 0", name="name_not_blank"),
    CheckConstraint("length(trim(filters)) > 0", name="filters_not_blank"),
    sqlite_autoincrement=True,
)


class SavedListLookColumns(TypedColumns):
    """What somebody, by folded name, has seen of a list: the keys of its claims, as ``3 7 12``, and when.

    Keys of claims that are gone since are no harm: none is given out twice.
    """

    list_id: Column[int] = Column(ForeignKey("saved_list.id"), nullable=False)
    reader: Column[str] = Column(TEXT, nullable=False)
    at: Column[str] = Column(TEXT, nullable=False)
    seen: Column[str] = Column(TEXT, nullable=False)


saved_list_look = Table(
    "saved_list_look",
    metadata,
    SavedListLookColumns,
    PrimaryKeyConstraint("list_id", "reader"),
    sqlite_with_rowid=False,
)
