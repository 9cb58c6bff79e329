"""``factbase sentence list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows
from factbase.cli.words import REVISION, Word
from factbase.errors import BadUsage
from factbase.vocabulary import Role

if TYPE_CHECKING:
    from factbase.queries.sentences import SentenceRow


def _shown(row: SentenceRow) -> str:
    """Return a sentence's text, why it is what it is, and its notes."""
    parts = [
        row.words or "",
        f"({row.reason})" if row.reason else "",
        *(f"[note {each}]" for each in row.notes),
    ]
    return " ".join(part for part in parts if part)


SENTENCES = [
    Column("sentence", never_cut=True, value=lambda row: row.place),
    Column("role", never_cut=True, value=lambda row: row.role or "untriaged"),
    Column("suggested", never_cut=True),
    Column("claims"),
    Column("words", "Text", value=_shown),
    Column("reason", in_table=False),
    Column("notes", in_table=False),
    Column("start", in_table=False),
    Column("end", in_table=False),
]


@click.command("list")
@click.argument("article")
@click.option("--role", type=Word(Role), help="Only those that are this.")
@click.option("--untriaged", is_flag=True, help="Only those that nobody has looked at yet.")
@click.option("--revision", type=REVISION, metavar="N", help="Those of this one; else the newest.")
@output_options
@click.pass_obj
def list_(
    session: Session,
    article: str,
    role: Role | None,
    untriaged: bool,
    revision: int | None,
    **shape: Unpack[Shape],
) -> None:
    """List the sentences of ARTICLE in reading order.

    A note goes on to the next draft with its sentence where that is unchanged;
    --revision shows what stayed.

    \b
    Examples:
      factbase sentence list mek-albania --untriaged
      factbase sentence list mek-albania --role claim --jsonl
      factbase sentence list mek-albania --revision 1
    """
    from factbase import lookup
    from factbase.queries.sentences import list_sentences

    if role and untriaged:
        raise BadUsage("A sentence with a role is not untriaged: give --role or --untriaged.")
    with session.reading() as connection:
        key = lookup.article(connection, article)
        rows = list_sentences(connection, key, revision=revision, role=role, untriaged=untriaged)
    print_rows(rows, SENTENCES, schema="factbase/sentences@1", **shape)
