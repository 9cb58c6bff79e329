"""What every table shares: the metadata, named constraints and the column types."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Enum,
    Identity,
    Integer,
    MetaData,
    String,
    Text,
    TextClause,
    event,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Text that is compared or sorted: by code point on both engines, whatever the server's locale.
TEXT = String().with_variant(Text(collation="C"), "postgresql")


def row_key() -> Column[int]:
    """Return the integer key of a table: AUTOINCREMENT on SQLite, an identity on PostgreSQL; never shown."""
    return Column(Integer, Identity(), primary_key=True)


def flag(name: str) -> Boolean:
    """Return a yes-or-no column type, with a CHECK where the engine has no such type."""
    return Boolean(name=name, create_constraint=True)


def word_of(words: type[StrEnum], name: str) -> Enum:
    """Return a text column type whose CHECK, called ``name``, admits only the values of ``words``."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [word.value for word in enum],
    )


def partial(condition: ColumnElement[bool] | TextClause) -> dict[str, Any]:
    """Return what makes an index one of the rows that fulfil ``condition``, on both engines."""
    return {"sqlite_where": condition}


@event.listens_for(metadata, "before_create")
def _make_partial(made: MetaData, connection: Connection, **_options: object) -> None:
    """Give PostgreSQL the conditions of indexes: named with them, its dialect would be loaded by every command."""
    if connection.dialect.name == "postgresql":
        for index in (index for table in made.tables.values() for index in table.indexes):
            if (condition := index.dialect_kwargs.get("sqlite_where")) is not None:
                index.dialect_kwargs["postgresql_where"] = condition
