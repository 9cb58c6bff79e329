"""Problems: which rules fire on which claims, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from factbase.errors import BadUsage
from factbase.queries.claims import MANY, claim_keys
from factbase.queries.filters import ClaimFilter
from factbase.records import SourceNames
from factbase.records.voices import Standing, voices_of
from factbase.references import ClaimRef, claim_ref
from factbase.sourcing import RULES, Case, explain_confidence
from factbase.tables import anchor, article, claim, claim_problem
from factbase.vocabulary import Rule, Severity

_BATCH = 500


@dataclass(frozen=True)
class ProblemRow:
    """A rule that fires on a claim, why, and what would settle it."""

    ref: ClaimRef
    severity: Severity
    rule: Rule
    why: str
    settle: str


@dataclass(frozen=True)
class RuleCount:
    """On how many claims a rule fires: exact inside an article, else up to 1,000 and ``more``; what would settle it."""

    severity: Severity
    rule: Rule
    claims: int
    more: bool
    settle: str


class Mark(NamedTuple):
    """Where a page of problems ended: a claim, and the rule under which it stood."""

    ref: ClaimRef
    rule: Rule

    def __str__(self) -> str:
        return f"{self.ref}:{self.rule}"


def mark(given: str) -> Mark:
    """Return the mark ``mek-albania/137:hearsay``. Raises BadUsage for another form."""
    ref, _, word = given.partition(":")
    if word not in set(Rule):
        raise BadUsage(f"“{given}” is no mark: write CLAIM:RULE, like mek-albania/137:hearsay.")
    return Mark(claim_ref(ref), Rule(word))


def rules_of(severity: Severity | None = None, rule: Rule | None = None) -> list[Rule]:
    """Return the rules that are asked for, those that block first."""
    chosen = [
        each for each in RULES.values() if severity in (None, each.severity) and rule in (None, each.rule)
    ]
    return [each.rule for each in sorted(chosen, key=lambda each: each.severity != Severity.BLOCK)]


def list_problems(
    connection: Connection,
    rules: Sequence[Rule],
    *,
    article_id: int | None = None,
    within: int | None = None,
    limit: int | None = None,
    after: Mark | None = None,
) -> list[ProblemRow]:
    """Return one page of problems: rule by rule, inside an article by number, else as the claims were added.

    ``within`` is the key of a revision of the article: then only of claims that have a place in it.
    Each rule's claims are a stretch of one index, so a page costs the same wherever it is.
    """
    found: list[tuple[int, Rule]] = []
    for rule in rules:
        if after is not None and rules.index(rule) < rules.index(after.rule):
            continue
        keys = claim_keys(
            connection,
            ClaimFilter(article_id=article_id, problem=rule, within=within),
            limit=None if limit is None else limit - len(found),
            after=after.ref if after is not None and after.rule == rule else None,
        )
        found += [(key, rule) for key in keys]
        if limit is not None and len(found) >= limit:
            break
    return _rows(connection, found)


def _rows(connection: Connection, found: Sequence[tuple[int, Rule]]) -> list[ProblemRow]:
    rows: list[ProblemRow] = []
    for first in range(0, len(found), _BATCH):
        batch = found[first : first + _BATCH]
        keys = sorted({key for key, _rule in batch})
        columns = claim.c
        query = select(columns.id, article.c.slug, columns.number, columns.confidence).join_from(
            claim, article
        )
        claims = {row.id: row for row in connection.execute(query.where(columns.id.in_(keys)))}
        standings = voices_of(connection, keys)
        names = names_in(connection, standings.values())
        for key, rule in batch:
            row, standing = claims[key], standings[key]
            case = Case(row.confidence, standing.voices, standing.elsewhere)
            rows.append(_row(ClaimRef(row.slug, row.number), rule, case, names))
    return rows


def _row(ref: ClaimRef, rule: Rule, case: Case, names: dict[int, str]) -> ProblemRow:
    told = RULES[rule]
    return ProblemRow(ref, told.severity, rule, told.why(case, names), told.settled_by)


def names_in(connection: Connection, standings: Iterable[Standing]) -> dict[int, str]:
    """Return the shown names of every source that has a part in the standings."""
    names = SourceNames(connection)
    voices = [voice for standing in standings for voice in standing.voices]
    keys = {voice.source for voice in voices} | {voice.via for voice in voices if voice.via is not None}
    return {key: names[key] for key in keys}


def problems_on(connection: Connection, claim_id: int) -> tuple[str, list[ProblemRow]]:
    """Return why a claim's default confidence is what it is, and its problems."""
    standing = voices_of(connection, [claim_id])[claim_id]
    names = names_in(connection, [standing])
    rules = select(claim_problem.c.rule).where(claim_problem.c.claim_id == claim_id)
    firing = set(connection.execute(rules).scalars())
    found = [(claim_id, rule) for rule in rules_of() if rule in firing]
    return explain_confidence(standing.voices, names), _rows(connection, found)


def count_problems(
    connection: Connection, rules: Sequence[Rule], *, article_id: int | None = None, within: int | None = None
) -> list[RuleCount]:
    """Return on how many claims each of the rules fires, those that fire nowhere left out.

    ``within`` is the key of a revision of the article: then only those that have a place in it count.
    """
    counts = (
        {rule: _count(connection, rule) for rule in rules}
        if article_id is None
        else _counts_in(connection, article_id, within)
    )
    return [
        RuleCount(
            told.severity, rule, min(count, MANY) if article_id is None else count, more, told.settled_by
        )
        for rule in rules
        for told in [RULES[rule]]
        if (count := counts.get(rule, 0))
        for more in [article_id is None and count > MANY]
    ]


def _count(connection: Connection, rule: Rule) -> int:
    some = select(claim_problem.c.claim_id).where(claim_problem.c.rule == rule).limit(MANY + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _counts_in(connection: Connection, article_id: int, within: int | None) -> dict[Rule, int]:
    query = (
        select(claim_problem.c.rule, func.count())
        .join_from(claim_problem, claim)
        .where(claim.c.article_id == article_id)
        .group_by(claim_problem.c.rule)
    )
    if within is not None:
        standing = select(anchor.c.claim_id).where(
            anchor.c.revision_id == within, anchor.c.start.is_not(None)
        )
        query = query.where(claim.c.id.in_(standing))
    return {row[0]: row[1] for row in connection.execute(query)}
