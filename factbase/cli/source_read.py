"""``factbase source list`` and ``source show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, page_options, print_record, print_rows
from factbase.cli.words import Word
from factbase.text.counting import at_least
from factbase.vocabulary import SourceKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.lookup import ArticleKey, SourceKey
    from factbase.queries.sources import SourcePage, SourceRow


SOURCES = [
    Column("source"),
    Column("kind", never_cut=True),
    Column("article", "Only in"),
    Column("claims", in_table=False),
    Column("more", in_table=False),
]
SHOWN = [*SOURCES[:3], Column("claims", right=True, value=lambda row: at_least(row.claims, row.more))]


@click.command("list")
@click.option("--kind", type=Word(SourceKind), help=f"Only these: {Word(SourceKind).listed}.")
@click.option("--article", metavar="SLUG", help="Only those cited in this article, counted there.")
@page_options
@output_options
@click.pass_obj
def list_(
    session: Session,
    kind: SourceKind | None,
    article: str | None,
    limit: int,
    after: str | None,
    **shape: Unpack[Shape],
) -> None:
    """List the sources by name, each with its claims.

    \b
    Examples:
      factbase source list --article mek-albania
      factbase source list --kind anonymous
    """
    from factbase import lookup
    from factbase.queries.sources import list_sources

    with session.reading() as connection:
        within = lookup.article(connection, article) if article else None
        key = None if within is None else within.id
        mark = _marked(connection, after, key) if after else None
        rows = list_sources(connection, kind=kind, article=within, limit=limit + 1, after=mark)
    more = _mark(rows[limit - 1], within) if len(rows) > limit else None
    columns = SOURCES if shape["as_json"] or shape["as_jsonl"] else SHOWN
    print_rows(rows[:limit], columns, schema="factbase/sources@1", next=more, **shape)


def _mark(row: SourceRow, within: ArticleKey | None) -> str:
    """Return what tells a source from its namesakes inside other articles: ``mek-albania:critics``."""
    return row.source if row.article is None or within else f"{row.article}:{row.source}"


def _marked(connection: Connection, mark: str, article_id: int | None) -> SourceKey:
    from factbase import lookup

    slug, colon, name = mark.partition(":")
    if colon and (article := lookup.find_article(connection, slug)):
        return lookup.source(connection, name, article_id=article.id)
    return lookup.source(connection, mark, article_id=article_id)


@click.command()
@click.argument("name")
@click.option("--article", metavar="SLUG", help="Where it is cited, if others bear the same name.")
@output_options
@click.pass_obj
def show(session: Session, name: str, article: str | None, **shape: Unpack[Shape]) -> None:
    """Show a source, its other names and first claims.

    NAME may be an alias and be spelt in any way: Cuci finds Bledi Çuçi.

    \b
    Examples:
      factbase source show Cuci
      factbase source show critics --article mek-albania
    """
    from factbase import lookup
    from factbase.queries.sources import show_source

    with session.reading() as connection:
        within = lookup.article(connection, article) if article else None
        key = lookup.source(connection, name, article_id=None if within is None else within.id)
        page = show_source(connection, key, within=within)
    if shape["as_json"] or shape["as_jsonl"]:
        record = vars(page) | {"first": [row.ref for row in page.first]}
        columns = [Column(field) for field in record]
    else:
        record = dict(_fields(page))
        columns = [Column(field, field) for field in record]
    print_record(record, columns, schema="factbase/source@1", **shape)


def _fields(page: SourcePage) -> list[tuple[str, Any]]:
    fields = [
        ("Source", page.source),
        ("Kind", page.kind),
        ("Only in", page.article),
        ("Aliases", page.aliases),
        ("Speaks for", page.speaks_for),
        ("Spoken for by", page.spoken_for_by),
    ]
    shown: list[tuple[str, Any]] = [(title, value) for title, value in fields if value]
    shown += [("Claims", at_least(page.claims, page.more)), ("Version", page.version)]
    return shown + [(str(row.ref), f"{row.confidence}: {row.statement}") for row in page.first]
