"""``factbase log``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows
from factbase.cli.words import COUNT, OPERATION
from factbase.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOG = [
    Column("operation", "No.", never_cut=True, right=True),
    Column("at", "When (UTC)", never_cut=True),
    Column("actor"),
    Column("command"),
    Column("reason"),
    Column("undoes"),
    Column("undone"),
    Column("thing"),
    Column("name"),
    Column("changed"),
    Column("before"),
    Column("after"),
]
# Narrow enough for 80 columns: who and by which command stand together.
SHOWN = [
    *LOG[:2],
    Column("who", value=lambda row: f"{row.actor}: {row.command}{f' of {row.undone}' if row.undone else ''}"),
    Column("name", "What"),
    Column("changed", "Change", value=lambda row: row.changed + (f" (“{row.reason}”)" if row.reason else "")),
]

_FEW = (5, 20)  # changes of an operation, for a person and for a program


@click.command()
@click.argument("of", metavar="[ARTICLE|REF]", required=False)
@click.option("--actor", metavar="NAME", help="Only what this person did.")
@click.option("--operation", type=OPERATION, metavar="N", help="Only this one, with all its changes.")
@click.option("--since", metavar="TIME", help="From then on: 2026-03-14, or with T09:26:53Z, UTC.")
@click.option("--until", metavar="TIME", help="Up to then.")
@click.option("--limit", type=COUNT, metavar="N", default=50, help="At most so many operations; 50.")
@output_options
@click.pass_obj
def log(
    session: Session,
    of: str | None,
    actor: str | None,
    operation: int | None,
    since: str | None,
    until: str | None,
    limit: int,
    **shape: Unpack[Shape],
) -> None:
    """Show who changed what and when, newest first: of an article, a claim or all.

    Each change is shown as old → new. Of a run with many changes the first 5
    are shown, as JSON the first 20; --operation shows them all.

    \b
    Examples:
      factbase log mek-albania/137
      factbase log mek-albania --actor Ana --since 2026-03-14
      factbase log --operation 12 --json
    """
    from factbase import lookup
    from factbase.queries import times
    from factbase.queries.actors import actor_id
    from factbase.queries.log import LogFilter, list_log

    as_items = shape["as_json"] or shape["as_jsonl"]
    first, last = times.since(since) if since else None, times.until(until) if until else None
    with session.reading() as connection:
        article, claim = _keys(connection, of)
        if operation is not None:
            lookup.check_operation(connection, operation)
        who = actor_id(connection, actor) if actor else None
        wanted = LogFilter(article, claim, who, operation, first, last)
        rows = list(list_log(connection, wanted, limit=limit, most=None if operation else _FEW[as_items]))
    columns = LOG if as_items else SHOWN
    print_rows(rows, columns, schema="factbase/log@1", **shape)


def _keys(connection: Connection, of: str | None) -> tuple[int | None, int | None]:
    """Return the key of the article or of the claim that ``of`` names, also of one that is gone."""
    from factbase import lookup
    from factbase.lookup.gone import gone_article, gone_claim
    from factbase.references import claim_ref

    if of is None:
        return None, None
    try:
        if "/" in of:
            return None, lookup.claim(connection, claim_ref(of)).id
        return lookup.article(connection, of).id, None
    except NotFound:  # here any more
        gone = gone_claim(connection, claim_ref(of)) if "/" in of else gone_article(connection, of)
        if gone is None:
            raise
        return (None, gone) if "/" in of else (gone, None)
