"""What the drafts did to a claim: where it stood in each, what changed there, and why that reopened it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from factbase.lookup import ClaimKey
from factbase.queries.places import whereabouts
from factbase.queries.revisions import becomes_reopened, made_by
from factbase.records.drafts import draft_of, speakers_of
from factbase.references import Place
from factbase.tables import anchor, change, operation, revision
from factbase.text.carrying import Draft, Passage, Piece, carry, compare
from factbase.text.carrying.reopening import substance
from factbase.vocabulary import AnchorState, Status, Thing

_BY_HAND = "placed by hand"


@dataclass(frozen=True)
class AnchorRow:
    """Where a claim stood in a revision, compared with the last one before in which it stood.

    ``words`` is None where the text is not here or the place is lost, ``difference`` also where nothing changed.
    ``reason`` is how the passage was found again or lost, empty for the first. ``reopens`` is why a checked claim had
    to be checked anew.
    """

    revision: int
    state: AnchorState
    place: Place | None
    words: str | None
    difference: tuple[Piece, ...] | None
    reason: str
    reopens: str | None

    @property
    def by_hand(self) -> bool:
        """Whether a person said that it stands there."""
        return self.reason == _BY_HAND


class Reopening(NamedTuple):
    """Why a claim is reopened: by which revision, and what changed in it, or what a person gave as reason."""

    revision: int | None
    because: str | None


def anchor_history(connection: Connection, claim: ClaimKey) -> list[AnchorRow]:
    """Return a claim's anchors, that in the first revision first. What changed is worked out, not kept."""
    columns = anchor.c
    query = (
        select(revision.c.id, revision.c.number, columns.start, columns.end, columns.sha256, columns.state)
        .join_from(anchor, revision)
        .where(columns.claim_id == claim.id)
    )
    rows = connection.execute(query.order_by(revision.c.number)).all()
    speakers = speakers_of(connection, [claim.id]).get(claim.id, ())
    draft = cache(lambda key: draft_of(connection, key))
    found, before = [], None
    for row in rows:
        place = whereabouts(connection, [claim.id], revision_id=row.id)[claim.id].place
        found.append(_anchor(row, before, place, draft(row.id), before and draft(before.id), speakers))
        before = before if row.start is None else row
    return found


def _anchor(
    row: Any,  # noqa: ANN401
    before: Any,  # noqa: ANN401
    place: Place | None,
    draft: Draft,
    earlier: Draft | None,
    speakers: Sequence[str],
) -> AnchorRow:
    words = _words(draft, row)
    if earlier is None:
        return AnchorRow(row.number, row.state, place, words, None, "", None)
    passage = Passage(before.start, before.end, before.sha256, tuple(speakers))
    [carried] = carry(earlier, draft, [passage]).placements
    old = _words(earlier, before)
    if (carried.state, carried.start, carried.end) == (row.state, row.start, row.end):
        reason, reopens = carried.reason, carried.reopens
    else:
        reason = _BY_HAND
        reopens = substance(old, words) if old is not None and words is not None else None
    changed = old is not None and words is not None and old != words
    difference = tuple(compare(old or "", words or "")) if changed else None
    return AnchorRow(row.number, row.state, place, words, difference, reason, reopens)


def _words(draft: Draft, row: Any) -> str | None:  # noqa: ANN401
    return None if draft.text is None or row.start is None else draft.text[row.start : row.end]


def why_reopened(connection: Connection, claim: ClaimKey) -> Reopening | None:
    """Return why a claim is reopened, or None where it is not.

    The log says what did it. Where it does not, the claim came so from outside, the newest draft that gave cause did.
    """
    if claim.status != Status.REOPENED:
        return None
    logged = _logged(connection, claim)
    if logged is not None and logged.revision is None:
        return logged
    causes = [row for row in anchor_history(connection, claim) if row.reopens is not None]
    if logged is not None:
        causes = [row for row in causes if row.revision == logged.revision]
    return Reopening(causes[-1].revision, causes[-1].reopens) if causes else logged


def _logged(connection: Connection, claim: ClaimKey) -> Reopening | None:
    """Return what the log says last of a claim's becoming reopened."""
    columns = change.c
    query = (
        select(columns.operation_id, columns.before, columns.after, operation.c.reason)
        .join_from(change, operation)
        .where(columns.claim_id == claim.id, columns.thing == Thing.CLAIM)
        .order_by(columns.id.desc())
    )
    for made, before, after, reason in connection.execute(query):
        if becomes_reopened(before, after):
            key = next((key for key, by in made_by(connection, claim.article_id).items() if by == made), None)
            number = key and connection.scalar(select(revision.c.number).where(revision.c.id == key))
            return Reopening(number, None if number else reason)
    return None
