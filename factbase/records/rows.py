"""Rows as the driver gives them: an export goes through millions, and a row of SQLAlchemy's takes twice as long."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def rows(connection: Connection, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of ``query`` as plain tuples; each ``?`` in it stands for one of ``values``.

    Raises DBAPIError, as SQLAlchemy does, also where a row cannot be read.
    """
    if connection.dialect.name == "postgresql":
        query = query.replace("?", "%s")
    cursor: Any = connection.exec_driver_sql(query, values).cursor
    loaded: Any = connection.dialect.loaded_dbapi
    try:
        found: list[tuple[Any, ...]] = cursor.fetchall()
    except loaded.Error as error:
        raise DBAPIError(None, None, error) from error
    return found
