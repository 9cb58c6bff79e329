"""``factbase search``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from factbase.cli.claim_read import PAGE, item_columns, mark_of
from factbase.cli.context import Session
from factbase.cli.filters import filter_of, filter_options, limit_options
from factbase.cli.output import Column, Shape, output_options, print_rows, remark
from factbase.cli.words import TEXT

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.queries.search import Hits
    from factbase.text.searching import Wanted

FOUND = [
    Column("ref", "Claim", never_cut=True),
    Column("confidence", never_cut=True),
    Column("mark", never_cut=True, value=lambda row: mark_of(row["claim"])),
    Column("statement"),
    Column("match", "Where else"),
]


class WordsCommand(click.Command):
    """A command whose words may begin with a minus: -o and -h alone are options all the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of ``args``, after the words with a minus were put behind all options."""
        end = args.index("--") if "--" in args else len(args)
        minus = [arg for arg in args[:end] if arg[:1] == "-" and arg[1:2] not in ("", "-")]
        minus = [arg for arg in minus if arg not in ("-o", "-h")]
        options = [arg for arg in args[:end] if arg not in minus]
        return super().parse_args(ctx, [*options, "--", *minus, *args[end + 1 :]])


@click.command(cls=WordsCommand)
@click.argument("words", nargs=-1, required=True, type=TEXT)
@click.option("--article", metavar="SLUG", help="Only claims of this article.")
@filter_options
@limit_options
@output_options
@click.pass_obj
def search(
    session: Session,
    /,
    words: tuple[str, ...],
    article: str | None,
    limit: int | None,
    after: str | None,
    as_json: bool,
    as_jsonl: bool,
    out: str,
    **given: Any,  # noqa: ANN401 - one for each filter
) -> None:
    """Find claims by WORDS in their statement, passage, sources or notes.

    All words must be there, in any form: bridge finds bridges, Cuci finds Çuçi.
    There is no OR: search for each word. Quotes hold a phrase together, for which the shell needs quotes of its own; a
    minus rules a word or phrase out. Best first; newest first where more than 5,000 may fit.

    \b
    Examples:
      factbase search inspection ring
      factbase search '"harbour crane"' -museum --confidence rumour
      factbase search Cuci --article mek-albania --json
    """
    from factbase.text.searching import wanted

    asked = wanted(" ".join(words))
    limit = PAGE if limit is None and article is None else limit
    with session.reading() as connection:
        chosen = filter_of(connection, article, **given)
        hits = find(connection, asked, chosen, limit=limit, after=after)
        rows = _rows(connection, hits, asked, as_items=as_json or as_jsonl)
        more = _last(connection, hits)
    columns = [*item_columns(), Column("match"), Column("matched_in")] if as_json or as_jsonl else FOUND
    shape = Shape(as_json=as_json, as_jsonl=as_jsonl, out=out)
    print_rows(rows, columns, schema="factbase/search@1", next=more, **shape)
    tell(" ".join(words), asked, hits)


def find(
    connection: Connection,
    asked: Wanted,
    chosen: Any,  # noqa: ANN401 - a ClaimFilter
    *,
    limit: int | None,
    after: str | None,
) -> Hits:
    """Return a page of what ``asked`` finds, after the claim ``after`` names."""
    from factbase.queries.search import search_claims
    from factbase.references import claim_ref

    mark = claim_ref(after) if after else None
    return search_claims(connection, asked, chosen, limit=limit, after=mark)


_EITHER = re.compile(r"\S\s+(?:OR|\|\|?)\s+\S")


def tell(words: str, asked: Wanted, hits: Hits) -> None:
    """Say on stderr what the list does not show: its order, or why nothing could be found."""
    if _EITHER.search(words):
        remark("All words must be there, OR too: for one word or another, search for each.")
    if not asked.present:
        remark("Nothing to look for: give at least one word that must be there.")
    elif not hits.best_first:
        remark("Too many may fit to compare them: the newest come first.")


def _rows(connection: Connection, hits: Hits, asked: Wanted, *, as_items: bool) -> list[dict[str, Any]]:
    from factbase.queries.claims import claim_items, claim_rows
    from factbase.queries.search import matches_in

    matches = matches_in(connection, hits.keys, asked)
    found = [matches.get(key) for key in hits.keys]
    if as_items:
        items = claim_items(connection, hits.keys)
        return [
            {**item, "match": match and match.text, "matched_in": match and match.part}
            for item, match in zip(items, found, strict=True)
        ]
    return [
        {**vars(row), "claim": row, "match": match.text if match and match.part != "statement" else None}
        for row, match in zip(claim_rows(connection, hits.keys), found, strict=True)
    ]


def _last(connection: Connection, hits: Hits) -> str | None:
    from factbase.queries.claims import claim_rows

    return str(next(claim_rows(connection, hits.keys[-1:])).ref) if hits.more else None
