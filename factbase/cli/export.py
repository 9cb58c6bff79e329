"""``factbase export``: files out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factbase.cli.context import Session
from factbase.cli.output import output, remark
from factbase.cli.words import COUNT
from factbase.errors import BadUsage

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
@click.option("--revision", type=COUNT, metavar="N", help="ARTICLE as it was at this one; it must be one.")
@click.option("--without-text", is_flag=True, help="Leave the articles' texts out: hashes and places stay.")
@click.pass_obj
def jsonl(
    session: Session, articles: tuple[str, ...], out: str, revision: int | None, without_text: bool
) -> None:
    """Write a bundle: everything of the named articles, or of all.

    Another desk reads it with `factbase import jsonl`; `factbase schema`
    says what stands in it. The same data gives the same bytes. At an earlier
    revision claims have the places of that one, and the later ones are left out.

    \b
    Examples:
      factbase export jsonl -o desk.jsonl
      factbase export jsonl mek-albania --revision 1 -o first.jsonl
      factbase export jsonl mek-albania --without-text
    """
    from factbase.formats.bundle.exporting import write_bundle

    with session.reading() as connection:
        _prepare(connection, articles, revision)
        with output(out) as file:
            left = write_bundle(connection, file, articles, with_text=not without_text, up_to=revision)
    if left == 1:
        remark("1 link leads to an article that is not in this file and was left out.")
    elif left:
        remark(f"{left} links lead to articles that are not in this file and were left out.")
    if out != "-":
        remark(f"Wrote {out}.")


@export.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead.")
@click.option(
    "--revision", type=COUNT, metavar="N", help="With the places in this one of ARTICLE; it must be one."
)
@click.pass_obj
def csv(session: Session, articles: tuple[str, ...], out: str, revision: int | None) -> None:
    """Write a spreadsheet file with one row a claim.

    A text that a spreadsheet would take for a formula begins with an
    apostrophe. The attributions stand in one cell, a line each, their values
    parted by |: source, kind, stance, mode, terms, own act, cue, quote, via,
    note. Paragraph and sentence are those of the newest revision, or of another
    one; “lost” stands where a claim lost its passage to it.

    \b
    Examples:
      factbase export csv mek-albania -o mek-albania.csv
      factbase export csv mek-albania --revision 1 -o first.csv
    """
    from factbase.formats.csv import write_csv

    with session.reading() as connection:
        _prepare(connection, articles, revision)
        with output(out) as file:
            count = write_csv(connection, file, articles, revision=revision)
    if out != "-":
        remark(f"Wrote {count:,} claims to {out}.")


def _prepare(connection: Connection, articles: tuple[str, ...], revision: int | None) -> None:
    """Raise NotFound for an unknown slug or revision, before anything is written, and BadUsage for one of several.

    What is loaded by now stays to the end: not to look through it for garbage saves a twelfth of an export.
    """
    import gc

    from factbase import lookup

    gc.freeze()

    keys = [lookup.article(connection, slug) for slug in dict.fromkeys(articles)]
    if revision is None:
        return
    if len(keys) != 1:
        raise BadUsage("--revision is of one article: name it, and no other.")
    lookup.revision(connection, keys[0], revision)
