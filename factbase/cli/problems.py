"""``factbase problems``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output, output_options, print_record, print_rows
from factbase.cli.words import COUNT, REVISION, Word
from factbase.errors import BadUsage, CheckFailed
from factbase.text.counting import at_least
from factbase.vocabulary import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from factbase.lookup import RevisionKey
    from factbase.queries.passages import Standing
    from factbase.queries.problems import Mark, ProblemRow, RuleCount
    from factbase.references import ClaimRef

PAGE = 50
SUMMARY = [
    Column("rule", never_cut=True),
    Column("severity", never_cut=True),
    Column("claims", right=True, value=lambda row: at_least(row.claims, row.more)),
    Column("settle", "What would settle it"),
]
PROBLEMS = [
    Column("ref", "Claim", never_cut=True),
    Column("severity", never_cut=True),
    Column("rule", never_cut=True),
    Column("why"),
    Column("settle", in_table=False),  # the same for each of a rule: it stands above
]


def _with_places(standing: Mapping[ClaimRef, Standing]) -> list[Column]:
    """Return the columns of problems in a revision, with the place and the words that each claim has in it."""
    ref, *others = PROBLEMS
    place = Column("place", "At", never_cut=True, value=lambda row: standing[row.ref].place)
    return [ref, place, *others, Column("passage", value=lambda row: standing[row.ref].words)]


@click.command()
@click.argument("article", required=False)
@click.option("--rule", type=Word(Rule), help="Only this rule: see --explain.")
@click.option("--severity", type=Word(Severity), help="Only what stops publication, or asks for a look.")
@click.option(
    "--revision", type=REVISION, metavar="N", help="Only of claims with a place in this one of ARTICLE."
)
@click.option("--fail", is_flag=True, help="Exit with 1 if there is any.")
@click.option(
    "--explain", metavar="RULE", type=Word(Rule), help="Say what a rule means, and do nothing else."
)
@click.option("--limit", type=COUNT, metavar="N", help="At most this many; 50 without ARTICLE.")
@click.option("--after", metavar="MARK", help="Go on after the page that ended with MARK.")
@output_options
@click.pass_obj
def problems(
    session: Session,
    article: str | None,
    rule: Rule | None,
    severity: Severity | None,
    revision: int | None,
    fail: bool,
    explain: Rule | None,
    limit: int | None,
    after: str | None,
    **shape: Unpack[Shape],
) -> None:
    """List the claims that need a better source, why, and what would settle it.

    First how often each rule fires and what would settle it, then claim by
    claim; those that stop publication come first.

    \b
    Rules: rumour, anonymous-only, vague-source (block); unattributed,
      unsupported, contested, hearsay, own-word-only, single-source (look).

    \b
    Examples:
      factbase problems mek-albania
      factbase problems mek-albania --severity block --fail
      factbase problems mek-albania --revision 1
      factbase problems --explain hearsay
    """
    if explain:
        _explain(explain, **shape)
        return
    begin = _begin(after, rule, severity)
    with session.reading() as connection:
        within = _within(connection, article, revision)
        counts, shown, more = _page(connection, article, within, rule, severity, limit, begin)
        columns = PROBLEMS if within is None else _with_places(_standing(connection, within, shown))
    _summarise(counts, **shape)
    print_rows(shown, columns, schema="factbase/problems@1", next=more, **shape)
    if fail and counts:
        raise CheckFailed(_failed(counts))


def _begin(after: str | None, rule: Rule | None, severity: Severity | None) -> Mark | None:
    from factbase.queries.problems import mark, rules_of

    begin = mark(after) if after else None
    if begin and begin.rule not in rules_of(severity, rule):
        raise BadUsage(f"The mark {begin} is of another list: leave --after out, or --rule and --severity.")
    return begin


def _within(connection: Connection, article: str | None, number: int | None) -> RevisionKey | None:
    """Return the revision that is asked for. Raises NotFound where there is none, BadUsage without its article."""
    from factbase import lookup

    if number is None:
        return None
    if article is None:
        raise BadUsage("--revision needs its article: factbase problems ARTICLE --revision 1.")
    return lookup.revision(connection, lookup.article(connection, article), number)


def _standing(
    connection: Connection, within: RevisionKey, rows: Sequence[ProblemRow]
) -> Mapping[ClaimRef, Standing]:
    from factbase.queries.passages import standing_in

    return standing_in(connection, within, {row.ref for row in rows})


def _page(
    connection: Connection,
    article: str | None,
    within: RevisionKey | None,
    rule: Rule | None,
    severity: Severity | None,
    limit: int | None,
    begin: Mark | None,
) -> tuple[list[RuleCount], list[ProblemRow], str | None]:
    """Return how often each rule fires, the rows of a page, and the mark of the next one if there is one."""
    from factbase import lookup
    from factbase.queries.problems import Mark, count_problems, list_problems, rules_of

    rules = rules_of(severity, rule)
    limit = PAGE if limit is None and article is None else limit
    key = lookup.article(connection, article).id if article else None
    revision = None if within is None else within.id
    wanted = None if limit is None else limit + 1
    rows = list_problems(connection, rules, article_id=key, within=revision, limit=wanted, after=begin)
    shown = rows if limit is None else rows[:limit]
    more = str(Mark(shown[-1].ref, shown[-1].rule)) if len(rows) > len(shown) else None
    return count_problems(connection, rules, article_id=key, within=revision), shown, more


def _summarise(counts: Sequence[RuleCount], **shape: Unpack[Shape]) -> None:
    if counts and shape["out"] == "-" and not (shape["as_json"] or shape["as_jsonl"]):
        print_rows(counts, SUMMARY, schema="factbase/rules@1")
        with output("-") as file:
            file.write("\n")


def _failed(counts: Sequence[RuleCount]) -> str:
    told = ", ".join(f"{row.rule} {at_least(row.claims, row.more)}" for row in counts)
    return f"There are problems ({told}): see what would settle each."


def _explain(rule: Rule, **shape: Unpack[Shape]) -> None:
    from factbase.sourcing import RULES

    columns = [Column("rule"), Column("severity"), Column("means"), Column("settled_by")]
    print_record(RULES[rule], columns, schema="factbase/rule@1", **shape)
