"""Who has ever changed something."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from factbase.errors import NotFound
from factbase.tables import actor, operation
from factbase.text.folding import fold


@dataclass(frozen=True)
class ActorRow:
    """Somebody whose name is in the log, and how many operations are theirs."""

    actor: str
    operations: int


def list_actors(connection: Connection) -> list[ActorRow]:
    """Return everybody in the log, by name."""
    query = (
        select(actor.c.name, func.count(operation.c.id))
        .join_from(actor, operation, isouter=True)
        .group_by(actor.c.id, actor.c.name, actor.c.key)
        .order_by(actor.c.key)
    )
    return [ActorRow(*row) for row in connection.execute(query)]


def actor_id(connection: Connection, name: str) -> int:
    """Return the key of an actor, however the name is spelt. Raises NotFound with suggestions."""
    found = connection.scalar(select(actor.c.id).where(actor.c.key == fold(name)))
    if found is None:
        from factbase.lookup.suggestions import did_you_mean

        names = connection.execute(select(actor.c.name).order_by(actor.c.key)).scalars().all()
        raise NotFound(
            f"No actor “{name}”.{did_you_mean(name, names) or ' `factbase actor list` shows all.'}"
        )
    return found
