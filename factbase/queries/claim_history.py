"""What the drafts did to a claim: where it stood in each, what changed there, and why that reopened it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
from factbase.tables import claim as claim_table
from factbase.text.carrying import Draft, Passage, Piece, Placement, carry, compare
from factbase.text.carrying.reopening import substance
from factbase.vocabulary import AnchorState, Status, Thing

_BY_HAND = "placed by hand"
_PAGE = 500


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


class _Step(NamedTuple):
    """A claim's anchor in one revision, and the last one before with a place, if there is one."""

    row: Any
    before: Any


def anchor_history(connection: Connection, claim: ClaimKey) -> list[AnchorRow]:
    """Return a claim's anchors, that in the first revision first. What changed is worked out, not kept."""
    return anchor_histories(connection, [claim.id]).get(claim.id, [])


def anchor_histories(connection: Connection, claim_ids: Sequence[int]) -> dict[int, list[AnchorRow]]:
    """Return the anchors of each claim that has any, as `anchor_history` does; every two drafts are compared once."""
    steps = _steps(connection, claim_ids)
    draft = cache(lambda key: draft_of(connection, key))
    carried = _carried(connection, steps, draft)
    places = {
        revision_id: whereabouts(connection, claim_ids, revision_id=revision_id)
        for revision_id in {step.row.revision_id for step in steps}
    }
    found: dict[int, list[AnchorRow]] = defaultdict(list)
    for step in steps:
        place = places[step.row.revision_id][step.row.claim_id].place
        found[step.row.claim_id].append(_anchor(step, place, draft, carried.get(step)))
    return found


def _steps(connection: Connection, claim_ids: Sequence[int]) -> list[_Step]:
    columns = anchor.c
    query = select(
        columns.claim_id,
        columns.revision_id,
        revision.c.number,
        columns.start,
        columns.end,
        columns.sha256,
        columns.state,
    ).join_from(anchor, revision)
    steps: list[_Step] = []
    for first in range(0, len(claim_ids), _PAGE):
        of = columns.claim_id.in_(claim_ids[first : first + _PAGE])
        before = None
        for row in connection.execute(query.where(of).order_by(columns.claim_id, revision.c.number)):
            if steps and steps[-1].row.claim_id != row.claim_id:
                before = None
            steps.append(_Step(row, before))
            before = before if row.start is None else row
    return steps


def _carried(
    connection: Connection, steps: Sequence[_Step], draft: Callable[[int], Draft]
) -> dict[_Step, Placement]:
    """Return where each passage would stand that stood somewhere before."""
    speakers = speakers_of(connection, list({step.row.claim_id for step in steps}))
    between: dict[tuple[int, int], list[_Step]] = defaultdict(list)
    for step in steps:
        if step.before is not None:
            between[step.before.revision_id, step.row.revision_id].append(step)
    found: dict[_Step, Placement] = {}
    for (old, new), together in between.items():
        passages = [
            Passage(before.start, before.end, before.sha256, speakers.get(before.claim_id, ()))
            for _row, before in together
        ]
        found |= zip(together, carry(draft(old), draft(new), passages).placements, strict=True)
    return found


def _anchor(
    step: _Step, place: Place | None, draft: Callable[[int], Draft], carried: Placement | None
) -> AnchorRow:
    row, before = step
    words = _words(draft(row.revision_id), row)
    if carried is None:
        return AnchorRow(row.number, row.state, place, words, None, "", None)
    old = _words(draft(before.revision_id), before)
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


def reopenings(connection: Connection, claim_ids: Sequence[int]) -> dict[int, Reopening]:
    """Return why those of the claims are reopened that are; one of which nothing is known is left out.

    The log says what did it. Where it does not, the claim came so from outside, the newest draft that gave cause did.
    """
    columns = claim_table.c
    query = select(columns.id, columns.article_id).where(
        columns.id.in_(claim_ids), columns.status == Status.REOPENED
    )
    reopened = {row.id: row.article_id for row in connection.execute(query)}
    found = _logged(connection, reopened)
    asked = [key for key in reopened if key not in found or found[key].revision is not None]
    compared = {step.row.claim_id for step in _steps(connection, asked) if step.before is not None}
    for key, history in anchor_histories(connection, list(compared)).items():
        logged = found.get(key)
        causes = [
            row for row in history if row.reopens and (logged is None or row.revision == logged.revision)
        ]
        if causes:
            found[key] = Reopening(causes[-1].revision, causes[-1].reopens)
    return found


def _logged(connection: Connection, reopened: Mapping[int, int]) -> dict[int, Reopening]:
    """Return what the log says last of the claims' becoming reopened; ``reopened`` gives the article of each."""
    columns = change.c
    query = (
        select(columns.claim_id, columns.operation_id, columns.before, columns.after, operation.c.reason)
        .join_from(change, operation)
        .where(columns.claim_id.in_(reopened), columns.thing == Thing.CLAIM)
        .order_by(columns.id.desc())
    )
    numbers = cache(lambda article_id: _numbers(connection, article_id))
    found: dict[int, Reopening] = {}
    for key, by, before, after, reason in connection.execute(query):
        if key is not None and key not in found and becomes_reopened(before, after):
            number = numbers(reopened[key]).get(by)
            found[key] = Reopening(number, None if number else reason)
    return found


def _numbers(connection: Connection, article_id: int) -> dict[int, int]:
    """Return the number of the revision that each operation made of an article."""
    query = select(revision.c.id, revision.c.number).where(revision.c.article_id == article_id)
    numbers = {row.id: row.number for row in connection.execute(query)}
    return {by: numbers[key] for key, by in made_by(connection, article_id).items() if key in numbers}
