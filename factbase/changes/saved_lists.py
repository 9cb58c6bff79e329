"""Lists are kept, dropped and looked at.

A list is a question to the database and says nothing of a claim: so nothing of it stands in the log, no bundle has
it, and nothing is undone. It stays in this database, with what each reader has seen of it, and in copies of that.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert
from sqlalchemy.exc import IntegrityError

from factbase.changes.operation import now
from factbase.changes.wording import storable
from factbase.errors import Conflict, NotFound
from factbase.lookup.lists import SavedList, find_saved_list
from factbase.lookup.lists import saved_list as saved_list_named
from factbase.tables import saved_list, saved_list_look
from factbase.text.folding import fold


def save(
    connection: Connection,
    name: str,
    filters: str,
    *,
    actor: str,
    seen: Collection[int],
    replace: bool = False,
) -> SavedList:
    """Keep a list under a name. The claims with the keys ``seen`` are on it now, so they are not new to ``actor``.

    Raises Conflict for a name that is taken, unless ``replace``.
    """
    name, actor = storable(name, "the name"), storable(actor, "the actor's name")
    before = find_saved_list(connection, name)
    if before is not None:
        if not replace:
            raise Conflict(
                f"“{before.name}” is a list already ({before.filters}): add --replace, or choose another."
            )
        remove(connection, before)
    row = {"name": name, "key": fold(name), "filters": filters, "actor": actor, "at": now()}
    try:
        with connection.begin_nested():
            connection.execute(insert(saved_list).values(row))
    except IntegrityError:
        raise Conflict(f"Somebody else saved a list “{name}” a moment ago: choose another name.") from None
    made = saved_list_named(connection, name)
    look(connection, made, reader=actor, seen=seen)
    return made


def remove(connection: Connection, kept: SavedList) -> None:
    """Drop a list, and what anybody has seen of it. Raises NotFound where somebody else has done so."""
    connection.execute(delete(saved_list_look).where(saved_list_look.c.list_id == kept.id))
    if not connection.execute(delete(saved_list).where(saved_list.c.id == kept.id)).rowcount:
        raise NotFound(f"The list “{kept.name}” was removed meanwhile.")


def look(connection: Connection, kept: SavedList, *, reader: str, seen: Collection[int]) -> None:
    """Remember that ``reader`` has now seen the claims with the keys ``seen`` on a list, and no others."""
    columns, key = saved_list_look.c, fold(reader)
    connection.execute(delete(saved_list_look).where(columns.list_id == kept.id, columns.reader == key))
    row = {"list_id": kept.id, "reader": key, "at": now(), "seen": " ".join(map(str, sorted(seen)))}
    try:
        with connection.begin_nested():
            connection.execute(insert(saved_list_look).values(row))
    except IntegrityError:
        raise Conflict(f"The list “{kept.name}” is looked at or removed by another run: try again.") from None
