"""``factbase report``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows
from factbase.cli.progress import shown_progress
from factbase.cli.words import COUNT
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from factbase.queries.report import Report


class Row(NamedTuple):
    """A line of the report; ``article`` is set for a source that exists only inside one."""

    part: str
    what: str
    claims: int
    share: float
    article: str | None = None


def _percent(row: Row) -> str:
    return f"{row.share:.0%}" if row.share >= 0.01 or not row.claims else "< 1%"


REPORT = [
    Column("part", "By", never_cut=True),
    Column("what"),
    Column("claims", right=True),
    Column("share", right=True, value=_percent),
]
ITEMS = [Column("part"), Column("what"), Column("article"), Column("claims"), Column("share")]


@click.command()
@click.argument("article", required=False)
@click.option("--all", "everything", is_flag=True, help="Of all articles, in place of ARTICLE.")
@click.option("--most", type=COUNT, metavar="N", default=10, help="Name this many sources; 10 if not given.")
@output_options
@click.pass_obj
def report(
    session: Session, article: str | None, everything: bool, most: int, **shape: Unpack[Shape]
) -> None:
    """Count the claims of ARTICLE, or of all, by what they rest on.

    That is by confidence, problem, kind of source and stance; which sources stand
    on most claims, which are quoted in most, and how many claims rest on one
    source. A claim counts once in each line; cut ones do not count. The same
    numbers are pictures in `factbase export html`.

    \b
    Examples:
      factbase report mek-albania
      factbase report --all --most 25 --json
    """
    if everything is (article is not None):
        raise BadUsage("Name one ARTICLE, or give --all.")
    from factbase import lookup
    from factbase.queries.report import report_of, report_of_all

    with session.reading() as connection:
        if article is not None:
            found = report_of(connection, lookup.article(connection, article).id, most=most)
        else:
            with shown_progress() as progress:
                found = report_of_all(
                    connection, most=most, tell=lambda what: progress(f"Counting by {what}", 0, None)
                )
    columns = ITEMS if shape["as_json"] or shape["as_jsonl"] else REPORT
    print_rows(_rows(found), columns, schema="factbase/report@1", **shape)


def _rows(found: Report) -> Iterator[Row]:
    """Yield the lines of the report."""
    yield Row("all", "claims", found.claims, found.share(found.claims))
    yield Row("all", "rest on one source", found.one_source, found.share(found.one_source))
    for part, counts in (
        ("confidence", found.confidence),
        ("problem", found.problems),
        ("kind", found.kinds),
        ("stance", found.stances),
        ("source", found.sources),
        ("quoted", found.quoted),
    ):
        for what, claims, article in counts:
            yield Row(part, what, claims, found.share(claims), article)
