"""``factbase demo``."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, done, output, print_rows, remark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.database import Location
    from factbase.queries.filters import ClaimFilter

ARTICLES = [
    Column("article", never_cut=True),
    Column("sentences", right=True, never_cut=True),
    Column("claims", right=True, never_cut=True),
    Column("unattributed", right=True, never_cut=True),
    Column("title"),
]
FIRST = 5  # rows of each of the editors' lists
NEXT = (
    "claim list mek-albania --unattributed",
    "claim show harbour-crane/18",
    "claim list --source Cuci",
    "problems harbour-crane",
    "coverage mek-albania",
    "article attach mek-albania FILE",
)


@click.command()
@click.option("--remove", is_flag=True, help="Take the demo's articles out again.")
@click.option("--yes", is_flag=True, help="Remove them with what was changed in them, too.")
@click.pass_obj
def demo(session: Session, remove: bool, yes: bool) -> None:
    """Load two articles that are taken apart completely, and look at them.

    They go into the default database if that is absent or holds only the
    demo, else into demo.db beside it. What you changed in them is kept.

    \b
    Examples:
      factbase demo
      factbase demo --remove
    """
    from factbase import seeding

    if remove:
        gone = seeding.remove(session.location, session.actor, changed_too=yes)
        done(f"Removed {' and '.join(gone)}." if gone else "There is no demo to remove.")
        return
    location = seeding.demo_location(session.location)
    loaded = seeding.load(location, session.actor)
    remark(
        f"The demo is in {location}."
        if loaded
        else f"The demo is in {location} already: it was left as it is."
    )
    _print(location)
    _print_next(location)


def _print(location: Location) -> None:
    """Print what is in the demo, and the editors' two lists."""
    from factbase.database import reading
    from factbase.queries.articles import list_articles
    from factbase.queries.filters import ClaimFilter
    from factbase.seeding import datasets
    from factbase.vocabulary import Confidence

    slugs = {folder.name for folder in datasets()}
    with reading(location) as connection:
        articles = [row for row in list_articles(connection) if row.article in slugs]
        print_rows(articles, ARTICLES, schema="factbase/articles@1")
        _print_list(connection, "nobody is cited for", ClaimFilter(unattributed=True))
        _print_list(connection, "rest on rumour", ClaimFilter(confidence=Confidence.RUMOUR))


def _print_list(connection: Connection, what: str, wanted: ClaimFilter) -> None:
    from factbase.cli.claim_read import CLAIMS
    from factbase.queries.claims import list_claims

    rows = list_claims(connection, wanted)
    with output("-") as file:
        file.write(f"\n{len(rows)} claims that {what}; the first {min(FIRST, len(rows))}:\n")
    print_rows(rows[:FIRST], CLAIMS, schema="factbase/claims@1")


def _print_next(location: Location) -> None:
    """Print commands to try, with the database named where it is not the one that they would take."""
    db = "" if location == Session().location else f"--db {shlex.quote(str(location))} "
    remark("Try next:")
    for command in NEXT:
        remark(f"  factbase {db}{command}")
