"""The words that a claim was found in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase.references import Place
from factbase.tables import anchor, revision, sentence
from factbase.vocabulary import AnchorState

OPENS, CLOSES = "【", "】"


@dataclass(frozen=True)
class PassageRow:
    """Where a claim stands: its sentence, its words, and the sentence around them with the words marked.

    ``words`` and ``marked`` are None where the text is absent or the place is lost.
    """

    revision: int
    state: AnchorState
    place: Place | None
    start: int | None
    end: int | None
    words: str | None
    marked: str | None


def passage_of(connection: Connection, claim_id: int) -> PassageRow | None:
    """Return where a claim stands in the newest revision in which it has an anchor, or None."""
    query = (
        select(
            revision.c.id,
            revision.c.number,
            revision.c.text,
            anchor.c.start,
            anchor.c.end,
            anchor.c.state,
        )
        .join_from(anchor, revision)
        .where(anchor.c.claim_id == claim_id)
        .order_by(revision.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.start is None or row.end is None:
        return PassageRow(row.number, row.state, None, None, None, None, None)
    place, first, last = _sentence(connection, row.id, row.start, row.end)
    words = marked = None
    if row.text is not None:
        words = row.text[row.start : row.end]
        marked = f"{row.text[first : row.start]}{OPENS}{words}{CLOSES}{row.text[row.end : last]}"
    return PassageRow(row.number, row.state, place, row.start, row.end, words, marked)


def _sentence(
    connection: Connection, revision_id: int, start: int, end: int
) -> tuple[Place | None, int, int]:
    """Return the sentence in which an anchor starts, and the span of all the sentences that it touches."""
    columns = sentence.c
    query = (
        select(columns.paragraph, columns.position, columns.start, columns.end)
        .where(columns.revision_id == revision_id, columns.start < end, columns.end > start)
        .order_by(columns.start)
    )
    rows = connection.execute(query).all()
    if not rows:
        return None, start, end
    first = rows[0]
    place = Place(first.paragraph, first.position) if first.start <= start else None
    return place, min(first.start, start), max(rows[-1].end, end)
