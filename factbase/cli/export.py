"""``factbase export``: files out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factbase.cli.context import Session
from factbase.cli.output import output, remark

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.group()
def export() -> None:
    """Write claims to a file for others.

    \b
    Examples:
      factbase export jsonl -o desk.jsonl
      factbase export csv mek-albania -o mek-albania.csv
    """


@export.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead.")
@click.option("--without-text", is_flag=True, help="Leave the articles' texts out: hashes and places stay.")
@click.pass_obj
def jsonl(session: Session, articles: tuple[str, ...], out: str, without_text: bool) -> None:
    """Write a bundle: everything of the named articles, or of all.

    Another desk reads it with `factbase import jsonl`; `factbase schema`
    says what stands in it. The same data gives the same bytes.

    \b
    Examples:
      factbase export jsonl -o desk.jsonl
      factbase export jsonl mek-albania --without-text
    """
    from factbase.formats.bundle.exporting import write_bundle

    with session.reading() as connection:
        _prepare(connection, articles)
        with output(out) as file:
            left = write_bundle(connection, file, articles, with_text=not without_text)
    if left == 1:
        remark("1 link leads to an article that is not in this file and was left out.")
    elif left:
        remark(f"{left} links lead to articles that are not in this file and were left out.")
    if out != "-":
        remark(f"Wrote {out}.")


@export.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead.")
@click.pass_obj
def csv(session: Session, articles: tuple[str, ...], out: str) -> None:
    """Write a spreadsheet file with one row a claim.

    A text that a spreadsheet would take for a formula begins with an
    apostrophe. The attributions stand in one cell, a line each, their values
    parted by |: source, kind, stance, mode, terms, own act, cue, quote, via,
    note.

    \b
    Examples:
      factbase export csv mek-albania -o mek-albania.csv
    """
    from factbase.formats.csv import write_csv

    with session.reading() as connection:
        _prepare(connection, articles)
        with output(out) as file:
            count = write_csv(connection, file, articles)
    if out != "-":
        remark(f"Wrote {count:,} claims to {out}.")


def _prepare(connection: Connection, articles: tuple[str, ...]) -> None:
    """Raise NotFound for an unknown slug, before anything is written.

    What is loaded by now stays to the end: not to look through it for garbage saves a twelfth of an export.
    """
    import gc

    from factbase import lookup

    gc.freeze()

    for slug in articles:
        lookup.article(connection, slug)
