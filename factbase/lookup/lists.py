"""Saved lists by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase.errors import NotFound
from factbase.lookup.suggestions import did_you_mean
from factbase.tables import saved_list as saved_list_table
from factbase.text.folding import fold


@dataclass(frozen=True)
class SavedList:
    """A list that is kept by name: the words that follow ``claim list``, who saved them, and when."""

    id: int
    name: str
    filters: str
    actor: str
    at: str


def find_saved_list(connection: Connection, name: str) -> SavedList | None:
    """Return the list of this name, however it is spelt, or None."""
    columns = saved_list_table.c
    query = select(columns.id, columns.name, columns.filters, columns.actor, columns.at)
    row = connection.execute(query.where(columns.key == fold(name))).first()
    return None if row is None else SavedList(*row)


def saved_list(connection: Connection, name: str) -> SavedList:
    """Return the list of this name. Raises NotFound with suggestions."""
    found = find_saved_list(connection, name)
    if found is None:
        names = connection.execute(select(saved_list_table.c.name)).scalars()
        raise NotFound(
            f"There is no list “{name}”: `factbase list show` shows which there are.{did_you_mean(name, names)}"
        )
    return found
