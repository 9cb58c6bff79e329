"""Keeps what is derived from attributions: the effective confidence and the problems of claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from factbase.records.voices import voices_of
from factbase.sourcing import Assessment, assess
from factbase.tables import claim, claim_link, claim_problem
from factbase.vocabulary import Confidence, LinkKind, Rule, Status

_BATCH = 500


def refresh(connection: Connection, claim_ids: Iterable[int]) -> int:
    """Derive confidence and problems of ``claim_ids`` and of the claims that repeat them.

    Return how many changed. Derived words are no change of the claim: they leave no log row and
    raise no version.
    """
    keys = sorted(set(claim_ids))
    changed = 0
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        links = claim_link.c
        repeating = select(links.claim_id).where(links.other_id.in_(batch), links.kind == LinkKind.REPEATS)
        everything = sorted({*batch, *connection.execute(repeating).scalars()})
        changed += _refresh_batch(connection, everything)
    return changed


def refresh_all(connection: Connection) -> int:
    """Derive confidence and problems of every claim, after the rules changed; return how many changed."""
    changed, last = 0, 0
    while (
        keys := connection.execute(
            select(claim.c.id).where(claim.c.id > last).order_by(claim.c.id).limit(_BATCH)
        )
        .scalars()
        .all()
    ):
        changed += _refresh_batch(connection, keys)
        last = keys[-1]
    return changed


def _refresh_batch(connection: Connection, keys: Sequence[int]) -> int:
    voices = voices_of(connection, keys)
    query = select(claim.c.id, claim.c.confidence, claim.c.confidence_override, claim.c.status)
    kept: dict[int, set[Rule]] = defaultdict(set)
    problems = select(claim_problem.c.claim_id, claim_problem.c.rule).where(
        claim_problem.c.claim_id.in_(keys)
    )
    for key, rule in connection.execute(problems):
        kept[key].add(rule)
    changed = 0
    for key, confidence, override, status in connection.execute(query.where(claim.c.id.in_(keys))).all():
        found = voices[key]
        assessment = assess(found.voices, found.elsewhere, override)
        changed += _store(connection, key, confidence, kept[key], _standing(assessment, status))
    return changed


def _standing(assessment: Assessment, status: Status) -> tuple[Confidence, set[Rule]]:
    return assessment.effective, set() if status == Status.CUT else set(assessment.problems)


def _store(
    connection: Connection,
    key: int,
    confidence: Confidence,
    kept: set[Rule],
    derived: tuple[Confidence, set[Rule]],
) -> bool:
    effective, problems = derived
    if effective != confidence:
        connection.execute(update(claim).where(claim.c.id == key).values(confidence=effective))
    gone, come = kept - problems, problems - kept
    if gone:
        columns = claim_problem.c
        connection.execute(delete(claim_problem).where(columns.claim_id == key, columns.rule.in_(gone)))
    if come:
        connection.execute(insert(claim_problem), [{"rule": rule, "claim_id": key} for rule in sorted(come)])
    return bool(effective != confidence or gone or come)
