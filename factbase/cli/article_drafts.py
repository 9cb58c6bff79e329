"""``factbase article text``, ``revisions`` and ``diff``: an article's drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, cell, output, output_options, print_rows, remark
from factbase.cli.wording import listed, shown
from factbase.cli.words import REVISION
from factbase.errors import BadUsage, NotFound
from factbase.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.lookup import ArticleKey, RevisionKey
    from factbase.queries.revisions import RevisionRow


@click.command()
@click.argument("slug")
@click.option("--revision", type=REVISION, metavar="N", help="Of this one; else the newest.")
@click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead.")
@click.pass_obj
def text(session: Session, slug: str, revision: int | None, out: str) -> None:
    """Print the canonical text of the article SLUG.

    A file or a pipe gets it as it is stored, with a line end after the last
    paragraph; a terminal is shown characters that would upset it by their
    names.

    \b
    Examples:
      factbase article text mek-albania
      factbase article text mek-albania --revision 1 -o first.txt
    """
    from factbase import lookup

    with session.reading() as connection:
        found = lookup.revision(connection, lookup.article(connection, slug), revision)
    if found.text is None:
        raise NotFound(
            f"The text of revision {found.number} of {slug} is not here: give it your copy with "
            f"`factbase article attach {slug} FILE`."
        )
    lines = found.text.split("\n")
    with output(out) as file:
        file.writelines(f"{cell(line) if file.isatty() else line}\n" for line in lines)
    if out != "-":
        remark(f"Wrote {out}.")


def _states(row: RevisionRow) -> str:
    """Return how many claims are in which state: ``12 exact, 1 lost; 2 reopened``."""
    states = ", ".join(f"{count} {state}" for state, count in row.states.items() if count)
    return "; ".join(part for part in (states, f"{row.reopened} reopened" if row.reopened else "") if part)


def _count(state: AnchorState) -> Callable[[RevisionRow], int]:
    return lambda row: row.states[state]


REVISIONS = [
    Column("revision", never_cut=True, right=True),
    Column("characters", right=True),
    Column("sentences", right=True),
    Column("sha256", in_table=False),
    Column("text", "Text here"),
    Column("claims", value=_states),
    Column("notes", right=True),
    Column("file_name", "File"),
    Column("note"),
]
ITEMS = [
    *(column for column in REVISIONS if column.name != "claims"),
    *(Column(state, value=_count(state)) for state in AnchorState),
    Column("reopened"),
]


@click.command()
@click.argument("slug")
@output_options
@click.pass_obj
def revisions(session: Session, slug: str, **shape: Unpack[Shape]) -> None:
    """List the revisions of SLUG, and how its claims fared in each.

    A claim's passage is exact, moved, reworded or lost; a checked claim whose
    words changed in substance was reopened.

    \b
    Examples:
      factbase article revisions mek-albania
      factbase article revisions mek-albania --json
    """
    from factbase import lookup
    from factbase.queries.revisions import list_revisions

    with session.reading() as connection:
        rows = list_revisions(connection, lookup.article(connection, slug))
    columns = ITEMS if shape["as_json"] or shape["as_jsonl"] else REVISIONS
    print_rows(rows, columns, schema="factbase/revisions@1", **shape)


DIFF = [
    Column("what", "Change", never_cut=True),
    Column("old", "Was at", never_cut=True),
    Column("new", "Is at", never_cut=True),
    Column("words", value=lambda row: shown(row.words), marked=True),
    Column("reason", "Why"),
    Column("claims", value=lambda row: [ref.number for ref in row.claims]),
]
DIFF_ITEMS = [*DIFF[:3], Column("words", value=lambda row: listed(row.words)), DIFF[4], Column("claims")]


@click.command()
@click.argument("slug")
@click.argument("old", type=REVISION, metavar="[N]", required=False)
@click.argument("new", type=REVISION, metavar="[M]", required=False)
@output_options
@click.pass_obj
def diff(session: Session, /, slug: str, old: int | None, new: int | None, **shape: Unpack[Shape]) -> None:
    """Show what changed in the article SLUG between two revisions.

    Those are N and M; without M the newest, without N the one before. Each sentence that
    is new, cut, reworded or moved is listed with the claims that stand in it;
    [-cut-] and {+added+} mark its words.

    \b
    Examples:
      factbase article diff mek-albania
      factbase article diff mek-albania 1 3
      factbase article diff mek-albania --json
    """
    from factbase import lookup
    from factbase.queries.article_diff import diff_article

    with session.reading() as connection:
        article = lookup.article(connection, slug)
        both = _both(connection, article, old, new)
        rows = diff_article(connection, article, *both)
    columns = DIFF_ITEMS if shape["as_json"] or shape["as_jsonl"] else DIFF
    print_rows(rows, columns, schema="factbase/diff@1", **shape)
    if absent := [str(each.number) for each in both if each.text is None]:
        remark(
            f"Revision {' and '.join(absent)} is known by hashes alone: what was reworded shows as cut and as new. "
            f"To see the words: `factbase article attach {slug} FILE`."
        )


def _both(
    connection: Connection, article: ArticleKey, old: int | None, new: int | None
) -> tuple[RevisionKey, RevisionKey]:
    """Return the revisions to compare. Raises NotFound and BadUsage."""
    from factbase import lookup

    later = lookup.revision(connection, article, new)
    if old is None:
        old = later.number - 1
    if old == 0:
        raise NotFound(
            f"{article.slug} has one revision: `factbase article revise {article.slug} FILE` takes the next in."
        )
    if old == later.number:
        raise BadUsage(f"Revision {old} is compared with itself: give two, like 1 2.")
    return lookup.revision(connection, article, old), later
