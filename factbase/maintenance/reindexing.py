"""Makes everything that is derived anew: confidence, problems, the search index and its counts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from factbase.changes.upkeep import derive_anew
from factbase.copies import Progress, unwatched
from factbase.database import Location, writing
from factbase.tables import claim


class Reindexed(NamedTuple):
    """How many claims were derived anew, and how many of them got another confidence or other problems."""

    claims: int
    changed: int


def reindex(location: Location, progress: Progress = unwatched) -> Reindexed:
    """Derive everything anew, in one transaction. Nothing of it is in the log, nor raises a version.

    Raises Conflict while another command writes, DatabaseUnusable where the file is damaged.
    """
    with writing(location) as connection:
        total = connection.scalar(select(func.count()).select_from(claim)) or 0
        changed, indexed = derive_anew(connection, lambda what, done: progress(what, done, total))
    return Reindexed(indexed, changed)
