"""Saved lists, and what a reader has seen of one."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from factbase.lookup.lists import SavedList
from factbase.tables import saved_list, saved_list_look
from factbase.text.folding import fold


class Look(NamedTuple):
    """When somebody looked at a list last, UTC, and the keys of the claims seen there."""

    at: str
    seen: frozenset[int]


def list_saved(connection: Connection) -> list[SavedList]:
    """Return all saved lists, by name."""
    columns = saved_list.c
    query = select(columns.id, columns.name, columns.filters, columns.actor, columns.at)
    return [SavedList(*row) for row in connection.execute(query.order_by(columns.key))]


def last_look(connection: Connection, kept: SavedList, reader: str) -> Look | None:
    """Return what ``reader`` saw of a list the last time, None if there was none."""
    columns = saved_list_look.c
    query = select(columns.at, columns.seen).where(columns.list_id == kept.id, columns.reader == fold(reader))
    row = connection.execute(query).first()
    return None if row is None else Look(row.at, frozenset(map(int, row.seen.split())))
