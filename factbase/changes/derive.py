"""Keeps what is derived from attributions: the effective confidence and the problems of claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from factbase.records.voices import voices_of
from factbase.sourcing import assess
from factbase.tables import claim, claim_problem
from factbase.vocabulary import Confidence, Rule, Status

_BATCH = 500
# As the driver gives them: this is done for every claim of an import.
_REPEATING = "SELECT claim_id FROM claim_link WHERE other_id IN ({keys}) AND kind = 'repeats'"
# What claims that repeat one another come to hangs on the attributions of both.
_REPEATED = """ OR id IN (SELECT other_id FROM claim_link WHERE claim_id IN ({keys}) AND kind = 'repeats')
    OR id IN (SELECT claim_id FROM claim_link WHERE other_id IN ({keys}) AND kind = 'repeats')"""
_PROBLEMS = "SELECT claim_id, rule FROM claim_problem WHERE claim_id IN ({keys})"
_CLAIMS = "SELECT id, confidence, confidence_override, status FROM claim WHERE id IN ({keys})"


def refresh(connection: Connection, claim_ids: Iterable[int]) -> int:
    """Derive confidence and problems of ``claim_ids`` and of the claims that repeat them.

    Return how many changed. Derived words are no change of the claim: they leave no log row and
    raise no version.
    """
    keys = sorted(set(claim_ids))
    changed = 0
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        lock(connection, batch, _REPEATED)
        repeating = connection.exec_driver_sql(_REPEATING.format(keys=",".join(map(str, batch)))).scalars()
        changed += _refresh_batch(connection, sorted({*batch, *repeating}))
    return changed


def lock(connection: Connection, claim_ids: Sequence[int], more: str = "") -> None:
    """Keep others from changing the claims until the commit; on SQLite nobody else writes anyway."""
    if connection.dialect.name == "postgresql" and claim_ids:
        keys = ",".join(map(str, claim_ids))
        which = f"id IN ({keys}){more.format(keys=keys)}"
        connection.exec_driver_sql(f"SELECT id FROM claim WHERE {which} ORDER BY id FOR NO KEY UPDATE")


def refresh_all(connection: Connection, progress: Callable[[int], object] = lambda _claims: None) -> int:
    """Derive confidence and problems of every claim; return how many changed.

    ``progress`` is told how many are done.
    """
    changed, done, last = 0, 0, 0
    while (
        keys := connection.execute(
            select(claim.c.id).where(claim.c.id > last).order_by(claim.c.id).limit(_BATCH)
        )
        .scalars()
        .all()
    ):
        changed += _refresh_batch(connection, keys)
        done, last = done + len(keys), keys[-1]
        progress(done)
    return changed


def _refresh_batch(connection: Connection, keys: Sequence[int]) -> int:
    found = differing(connection, keys)
    _store(connection, found)
    return len(found)


class Rating(NamedTuple):
    """What is derived of a claim: its effective confidence and the problems it has."""

    confidence: Confidence
    problems: frozenset[Rule]


class Differing(NamedTuple):
    """A claim whose kept rating is not what its attributions come to."""

    claim_id: int
    kept: Rating
    derived: Rating


def differing(connection: Connection, keys: Sequence[int]) -> list[Differing]:
    """Return those of the claims ``keys`` whose kept confidence or problems are not what they derive to now."""
    if not keys:
        return []
    voices = voices_of(connection, keys)
    kept: dict[int, set[Rule]] = defaultdict(set)
    listed = ",".join(map(str, keys))
    for key, rule in connection.exec_driver_sql(_PROBLEMS.format(keys=listed)):
        kept[key].add(Rule(rule))
    found = []
    for key, confidence, override, status in connection.exec_driver_sql(_CLAIMS.format(keys=listed)):
        word = None if override is None else Confidence(override)
        assessment = assess(voices[key].voices, voices[key].elsewhere, word)
        firing = () if status == Status.CUT else assessment.problems
        each = Differing(
            key,
            Rating(Confidence(confidence), frozenset(kept[key])),
            Rating(assessment.effective, frozenset(firing)),
        )
        if each.kept != each.derived:
            found.append(each)
    return found


def _store(connection: Connection, found: Sequence[Differing]) -> None:
    """Make the standing of claims what it derives to, in a statement of each sort however many they are."""
    words = [
        {"key": key, "word": derived.confidence}
        for key, kept, derived in found
        if derived.confidence != kept.confidence
    ]
    gone = [
        {"key": key, "fired": rule}
        for key, kept, derived in found
        for rule in kept.problems - derived.problems
    ]
    come = [
        {"claim_id": key, "rule": rule}
        for key, kept, derived in found
        for rule in sorted(derived.problems - kept.problems)
    ]
    columns = claim_problem.c
    if words:
        rated = update(claim).where(claim.c.id == bindparam("key")).values(confidence=bindparam("word"))
        connection.execute(rated, words)
    if gone:
        fired = (columns.claim_id == bindparam("key")) & (columns.rule == bindparam("fired"))
        connection.execute(delete(claim_problem).where(fired), gone)
    if come:
        connection.execute(insert(claim_problem), come)
