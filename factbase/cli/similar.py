"""``factbase similar``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.claim_read import item_columns, mark_of
from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows, remark, suggest
from factbase.cli.words import COUNT, TEXT
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.cli.text_batch import Item
    from factbase.queries.similar import Likely

_LISTED = 10
BATCH = 20  # of each query of a batch
SIMILAR = [
    Column("ref", "Claim", never_cut=True),
    Column("confidence", never_cut=True),
    Column("mark", never_cut=True, value=lambda row: mark_of(row["claim"])),
    Column("statement"),
    Column("differs", "What differs", value=lambda row: "; ".join(map(str, row["differs"]))),
    Column("link", never_cut=True),
]


@click.command()
@click.argument("ref", required=False)
@click.option("--text", metavar="TEXT", type=TEXT, help="What somebody says, instead of a claim's REF.")
@click.option("--batch", is_flag=True, help="Read {id, text} lines on stdin, write {id, ranked} lines.")
@click.option("--limit", type=COUNT, metavar="N", help="At most this many; 10 if not given, 20 in a batch.")
@output_options
@click.pass_obj
def similar(
    session: Session,
    ref: str | None,
    text: str | None,
    batch: bool,
    limit: int | None,
    **shape: Unpack[Shape],
) -> None:
    """List earlier claims that may say the same as the claim REF, or as TEXT.

    The likeliest come first, each with what differs: numbers, dates, names, and
    whether one side denies; what fits less than half as well is left out. You
    decide: claim link REF OTHER --as repeats, or --as not_same, and the pair is
    not offered again.

    \b
    Examples:
      factbase similar mek-albania/137
      factbase similar --text "The camp holds 3,000 people." --json
      factbase similar --batch < queries.jsonl > ranked.jsonl
    """
    if (ref is not None) + (text is not None) + batch != 1:
        raise BadUsage("Say what to compare: a claim's REF, --text “…”, or --batch.")
    with session.reading() as connection:
        if batch:
            if shape["as_json"] or shape["as_jsonl"]:
                raise BadUsage("--batch has a form of its own: leave --json and --jsonl out.")
            _batch(connection, limit or BATCH, shape["out"])
            return
        said, found = _found(connection, ref, text, limit or _LISTED)
        rows = _rows(connection, said, found, as_items=shape["as_json"] or shape["as_jsonl"])
    columns = [*item_columns(), *_MORE] if shape["as_json"] or shape["as_jsonl"] else SIMILAR
    print_rows(rows, columns, schema="factbase/similar@1", **shape)
    _go_on(ref, rows)


_MORE = [
    Column("score", value=lambda row: round(row["score"], 3)),
    Column("link"),
    Column("differs", value=lambda row: [each._asdict() for each in row["differs"]]),
]


def _found(connection: Connection, ref: str | None, text: str | None, limit: int) -> tuple[str, list[Likely]]:
    """Return the statement that is compared, and the claims that may say the same."""
    from factbase import lookup
    from factbase.queries.similar import similar_to_claim, similar_to_text, worth_a_look
    from factbase.references import claim_ref

    if ref is None:
        return text or "", worth_a_look(similar_to_text(connection, text or "", limit=limit))
    claim = lookup.claim(connection, claim_ref(ref))
    return claim.statement, worth_a_look(similar_to_claim(connection, claim, limit=limit))


def _rows(connection: Connection, said: str, found: list[Likely], *, as_items: bool) -> list[dict[str, Any]]:
    from factbase.queries.claims import claim_items, claim_rows
    from factbase.text.differences import differences

    keys = [each.key for each in found]
    if as_items:
        known: Any = claim_items(connection, keys)
    else:
        known = ({**vars(row), "claim": row} for row in claim_rows(connection, keys))
    return [
        {**row, "score": each.score, "link": each.link, "differs": differences(said, row["statement"])}
        for row, each in zip(known, found, strict=True)
    ]


def _go_on(ref: str | None, rows: list[dict[str, Any]]) -> None:
    if not rows:
        remark("Nothing similar: no other claim shares a word of it that tells something.")
    elif ref is None:
        suggest(f"claim show {rows[0]['ref']}")
    elif unlinked := [row for row in rows if row["link"] is None]:
        first = unlinked[0]
        if first["differs"]:
            remark(
                f"The same? `factbase claim link {ref} {first['ref']} --as repeats` says so, or --as not_same."
            )
        else:
            suggest(f"claim link {ref} {first['ref']} --as repeats")


def _batch(connection: Connection, limit: int, out: str) -> None:
    from factbase.cli.text_batch import answer_each, text_of
    from factbase.queries.similar import refs_of, similar_to_text

    def ranked(item: Item) -> Item:
        keys = [each.key for each in similar_to_text(connection, text_of(item, "text"), limit=limit)]
        return {"ranked": [str(ref) for ref in refs_of(connection, keys)]}

    answer_each("-", ranked, out=out)
