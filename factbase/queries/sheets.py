"""What a sheet rests on: an article's claims and sentences, now and as they were after an operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import json
from sqlalchemy import Connection, select

from factbase.records import ClaimLine, ClaimReader
from factbase.tables import change, claim, operation
from factbase.vocabulary import Thing

_PAGE = 500


def newest_operation(connection: Connection) -> int:
    """Return the number of the newest operation, 0 where there is none."""
    newest = select(operation.c.id).order_by(operation.c.id.desc()).limit(1)
    return connection.scalar(newest) or 0


def settled(connection: Connection) -> None:
    """Wait until no operation is under way: on a server a lower number may be committed after a higher one."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE operation IN SHARE MODE")


def records_in(connection: Connection, article_id: int) -> Iterator[ClaimLine]:
    """Yield the records of all claims of an article, by number, cut ones too."""
    query = select(claim.c.id).where(claim.c.article_id == article_id).order_by(claim.c.number)
    keys = connection.execute(query).scalars().all()
    reader = ClaimReader(connection)
    for first in range(0, len(keys), _PAGE):
        yield from reader.read(keys[first : first + _PAGE])


@dataclass(frozen=True)
class Since:
    """What was changed in an article since an operation: the records of before, None where there was nothing.

    ``claims`` are by number, ``roles`` by place as ``5/2``; ``names`` are by what a source is called now.
    """

    claims: dict[int, ClaimLine | None]
    roles: dict[str, str | None]
    names: dict[str, str]


def changes_since(connection: Connection, article_id: int, after: int) -> Since:
    """Return what operations after ``after`` changed in an article, as it was before them."""
    columns = change.c
    of_article = (columns.article_id == article_id) & columns.thing.in_([Thing.CLAIM, Thing.SENTENCE])
    query = (
        select(columns.thing, columns.thing_id, columns.before, columns.after)
        .where(columns.operation_id > after, of_article | (columns.thing == Thing.SOURCE))
        .order_by(columns.id)
    )
    claims: dict[int, ClaimLine | None] = {}
    roles: dict[str, str | None] = {}
    first: dict[int, str | None] = {}
    last: dict[int, str | None] = {}
    for thing, key, before, now in connection.execute(query):
        was: Any = None if before is None else json.decode(before)
        is_: Any = None if now is None else json.decode(now)
        there = was or is_
        if thing == Thing.CLAIM:
            claims.setdefault(there["number"], was)
        elif thing == Thing.SENTENCE:
            roles.setdefault(f"{there['paragraph']}/{there['sentence']}", there["role"])
        else:
            first.setdefault(key, was and was["source"])
            last[key] = is_ and is_["source"]
    names = {name: was for key, name in last.items() if name and (was := first[key]) and was != name}
    return Since(claims, roles, names)
