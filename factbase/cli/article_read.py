"""``factbase article list`` and ``article show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import (
    Column,
    Shape,
    cell,
    output,
    output_options,
    page_options,
    print_record,
    print_rows,
    remark,
)

if TYPE_CHECKING:
    from factbase.queries.articles import ArticlePage, RevisionRow

ARTICLES = [
    Column("article", never_cut=True),
    Column("title"),
    Column("sentences", right=True),
    Column("untriaged", right=True),
    Column("claims", right=True),
    Column("unattributed", right=True),
    Column("text"),
]


@click.command("list")
@page_options
@output_options
@click.pass_obj
def list_(session: Session, limit: int, after: str | None, **shape: Unpack[Shape]) -> None:
    """List the articles: what is in each, and what is still to do.

    \b
    Examples:
      factbase article list
      factbase article list --after mek-albania --limit 20
    """
    from factbase.queries.articles import list_articles

    with session.reading() as connection:
        rows = list_articles(connection, limit=limit + 1, after=after)
    more = rows[limit - 1].article if len(rows) > limit else None
    print_rows(rows[:limit], ARTICLES, schema="factbase/articles@1", next=more, **shape)


@click.command()
@click.argument("slug")
@output_options
@click.pass_obj
def show(session: Session, slug: str, **shape: Unpack[Shape]) -> None:
    """Show what is known of an article, and its text.

    In the text the numbers of the claims stand in brackets where each one's
    passage ends.

    \b
    Examples:
      factbase article show mek-albania
      factbase article show mek-albania --json
    """
    from factbase import lookup
    from factbase.queries.articles import marked_text, show_article

    with session.reading() as connection:
        key = lookup.article(connection, slug)
        page, text = show_article(connection, key), marked_text(connection, key)
    if shape["as_json"] or shape["as_jsonl"]:
        record = _item(page)
        print_record(record, [Column(name) for name in record], schema="factbase/article@1", **shape)
        return
    fields = dict(_fields(page))
    print_record(fields, [Column(name, name) for name in fields], schema="factbase/article@1", **shape)
    if text is None:
        remark(f"Its text is not here: `factbase article attach {page.article} FILE` gives it.")
    elif shape["out"] == "-":
        lines = ["", *map(cell, text.split("\n"))]
        with output("-") as file:
            file.write(_wrapped(lines) if file.isatty() else "".join(f"{line}\n" for line in lines))


def _wrapped(lines: list[str]) -> str:
    from factbase.cli.table import draw

    return draw([Column("text")], [[line] for line in lines], headed=False)


def _item(page: ArticlePage) -> dict[str, Any]:
    record = dict(vars(page))
    record |= vars(page.counts)
    del record["counts"]
    return record | {"revisions": [vars(each) for each in page.revisions], "text": page.text}


def _fields(page: ArticlePage) -> list[tuple[str, object]]:
    about = ("article", "title", "url", "byline", "published_on", "language")
    fields = [
        (name.replace("_", " ").capitalize(), getattr(page, name))
        for name in about
        if getattr(page, name) is not None
    ]
    fields += [
        (name.capitalize(), getattr(page.counts, name))
        for name in ("sentences", "untriaged", "claims", "unattributed")
    ]
    fields += [(f"Revision {each.revision}", _revision(each)) for each in page.revisions]
    return [*fields, ("Version", page.version)]


def _revision(each: RevisionRow) -> str:
    parts = [f"{each.characters} characters", "with its text" if each.text else "without its text"]
    parts += [part for part in (each.file_name, each.note) if part]
    return ", ".join([*parts, f"SHA-256 {each.sha256}"])
