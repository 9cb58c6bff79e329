"""Where claims stand: the sentence in which each one's passage begins, in one revision.

The rows come as the driver gives them (``exec_driver_sql``), and only integers are written into the SQL; see
``records.claims``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from factbase.references import Place
from factbase.tables import anchor

_ANCHORS = """
SELECT n.claim_id, r.number, n.start, s."end", s.paragraph, s.position
FROM anchor n JOIN revision r ON r.id = n.revision_id
LEFT JOIN sentence s ON s.id = (
    SELECT t.id FROM sentence t WHERE t.revision_id = n.revision_id AND t.start <= n.start
    ORDER BY t.start DESC LIMIT 1)
WHERE n.claim_id IN ({keys}) AND {where} ORDER BY n.claim_id, r.number
"""
_NEWEST = "r.number = (SELECT max(x.number) FROM revision x WHERE x.article_id = r.article_id)"
_BATCH = 500


class Whereabouts(NamedTuple):
    """Where a claim stands in a revision: no place where its passage lies between sentences, or is lost."""

    revision: int
    place: Place | None
    lost: bool

    def __str__(self) -> str:
        """Return the place for a list: ``3/1``, ``lost``, or nothing."""
        return "lost" if self.lost else str(self.place or "")


def whereabouts(
    connection: Connection, claim_ids: Sequence[int], *, revision_id: int | None = None
) -> dict[int, Whereabouts]:
    """Return where each claim stands in its article's newest revision, or in the one given.

    Those that have no anchor there are left out.
    """
    return _read(connection, claim_ids, _NEWEST if revision_id is None else f"n.revision_id = {revision_id}")


def last_whereabouts(
    connection: Connection, claim_ids: Sequence[int], *, before: int
) -> dict[int, Whereabouts]:
    """Return where each claim stood last before the revision of this number; those that never did are left out."""
    return _read(connection, claim_ids, f"r.number < {before} AND n.start IS NOT NULL")


def every_whereabouts(connection: Connection, claim_id: int) -> list[Whereabouts]:
    """Return where a claim stands in each revision in which it has an anchor, the first one first."""
    columns = anchor.c
    query = select(columns.revision_id).where(columns.claim_id == claim_id).order_by(columns.revision_id)
    revisions = connection.execute(query).scalars().all()
    return [whereabouts(connection, [claim_id], revision_id=key)[claim_id] for key in revisions]


def _read(connection: Connection, claim_ids: Sequence[int], where: str) -> dict[int, Whereabouts]:
    found: dict[int, Whereabouts] = {}
    for first in range(0, len(claim_ids), _BATCH):
        keys = ",".join(map(str, claim_ids[first : first + _BATCH]))
        rows = connection.exec_driver_sql(_ANCHORS.format(keys=keys, where=where)).all()
        for key, number, start, end, paragraph, position in rows:
            place = Place(paragraph, position) if end is not None and start < end else None
            found[key] = Whereabouts(number, place, start is None)
    return found
