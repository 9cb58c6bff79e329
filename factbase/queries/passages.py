"""The words that a claim was found in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from factbase.lookup import RevisionKey
from factbase.queries.places import whereabouts
from factbase.references import ClaimRef, Place
from factbase.tables import anchor, claim, revision, sentence
from factbase.vocabulary import AnchorState

OPENS, CLOSES = "【", "】"


@dataclass(frozen=True)
class PassageRow:
    """Where a claim stands: its sentence, its words, and the sentence around them with the words marked.

    ``words`` and ``marked`` are None where the text is absent or the place is lost. ``is_newest`` is whether no
    revision follows in which the claim has no anchor. ``last`` is where a lost one stood before.
    """

    revision: int
    state: AnchorState
    place: Place | None
    start: int | None
    end: int | None
    words: str | None
    marked: str | None
    is_newest: bool
    last: PassageRow | None = None


def passage_of(connection: Connection, claim_id: int) -> PassageRow | None:
    """Return where a claim stands in the newest revision in which it has an anchor, or None."""
    row = _read(connection, claim_id, there=False)
    return None if row is None else _passage(connection, claim_id, row)


def _read(connection: Connection, claim_id: int, *, there: bool) -> Any:  # noqa: ANN401
    """Return a claim's newest anchor, or the newest that is ``there``, not lost."""
    later = revision.alias("later")
    newest = select(func.max(later.c.number)).where(later.c.article_id == revision.c.article_id)
    query = (
        select(
            revision.c.id,
            revision.c.number,
            revision.c.text,
            anchor.c.start,
            anchor.c.end,
            anchor.c.state,
            newest.scalar_subquery().label("newest"),
        )
        .join_from(anchor, revision)
        .where(anchor.c.claim_id == claim_id)
        .order_by(revision.c.number.desc())
        .limit(1)
    )
    if there:
        query = query.where(anchor.c.start.is_not(None))
    return connection.execute(query).first()


def _passage(connection: Connection, claim_id: int, row: Any) -> PassageRow:  # noqa: ANN401
    is_newest = row.number == row.newest
    if row.start is None:
        before = _read(connection, claim_id, there=True)
        last = before and _passage(connection, claim_id, before)
        return PassageRow(row.number, row.state, None, None, None, None, None, is_newest, last)
    place, first, last = _sentence(connection, row.id, row.start, row.end)
    words = marked = None
    if row.text is not None:
        words = row.text[row.start : row.end]
        marked = f"{row.text[first : row.start]}{OPENS}{words}{CLOSES}{row.text[row.end : last]}"
    return PassageRow(row.number, row.state, place, row.start, row.end, words, marked, is_newest)


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


class Standing(NamedTuple):
    """Where a claim stands in a revision: its sentence, and its words if the text is there."""

    place: Place | None
    words: str | None


def standing_in(
    connection: Connection, within: RevisionKey, refs: Iterable[ClaimRef]
) -> dict[ClaimRef, Standing]:
    """Return where those of some claims of an article stand that have a place in a revision of it."""
    by_number = {ref.number: ref for ref in refs}
    columns = anchor.c
    query = (
        select(claim.c.id, claim.c.number, columns.start, columns.end)
        .join_from(anchor, claim)
        .where(columns.revision_id == within.id, columns.start.is_not(None))
    )
    rows = [row for row in connection.execute(query) if row.number in by_number]
    places = whereabouts(connection, [row.id for row in rows], revision_id=within.id)
    return {
        by_number[row.number]: Standing(
            places[row.id].place, None if within.text is None else within.text[row.start : row.end]
        )
        for row in rows
    }
