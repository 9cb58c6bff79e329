"""``factbase source``: the group, and what changes sources."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

import click

from factbase.cli import source_read
from factbase.cli.asking import tell
from factbase.cli.context import Session
from factbase.cli.output import done
from factbase.cli.words import TEXT, Word
from factbase.errors import BadUsage
from factbase.vocabulary import SourceKind

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.lookup import ArticleKey, SourceKey
    from factbase.records import SourceLine

_KINDS = Word(SourceKind).listed
_where = click.option("--article", metavar="SLUG", help="Where it is cited, if others bear the same name.")


@click.group()
def source() -> None:
    """List, correct and merge sources.

    \b
    Examples:
      factbase source show Cuci
      factbase source alias "Bledi Çuçi" Cuci
    """


def _article(operation: Operation, slug: str | None) -> ArticleKey | None:
    from factbase import lookup

    return None if slug is None else lookup.article(operation.connection, slug)


def _source(operation: Operation, name: str, article: ArticleKey | None) -> SourceKey:
    from factbase import lookup

    return lookup.source(operation.connection, name, article_id=None if article is None else article.id)


def _show(name: object) -> str:
    return f"source show {quote(str(name))}"


@source.command()
@click.argument("name", type=TEXT)
@click.option("--kind", type=Word(SourceKind), required=True, help=f"{_KINDS}.")
@click.option("--article", metavar="SLUG", help="For the kinds that exist only inside one article.")
@click.option("--speaks-for", metavar="NAME", type=TEXT, help="The body whose voice it is.")
@click.pass_obj
def add(session: Session, name: str, kind: SourceKind, article: str | None, speaks_for: str | None) -> None:
    """Make a new source called NAME.

    A namesake is told apart as “Name (qualifier)”. An author,
    group, rumour or somebody anonymous exists only inside one article and
    needs --article.

    \b
    Examples:
      factbase source add "Ana Leka" --kind person --speaks-for NATO
      factbase source add neighbours --kind group --article mek-albania
    """
    from factbase.changes.sources import add_source

    with session.changing() as operation:
        within = _article(operation, article)
        body = None if speaks_for is None else _source(operation, speaks_for, within)
        made = add_source(operation, name, kind, within, body)
    where = f", only in {article}" if made.article_id is not None else ""
    voice = f", speaks for {body.name}" if body is not None else ""
    done(f"{made.name}: added, {kind}{where}{voice}.", next=_show(made.name))


@source.command()
@click.argument("name", type=TEXT)
@click.option("--name", "new_name", metavar="NEW", type=TEXT, help="Another name, qualifier included.")
@click.option("--kind", type=Word(SourceKind), help=f"{_KINDS}.")
@click.option("--speaks-for", metavar="BODY", type=TEXT, help="The body whose voice it is.")
@click.option("--speaks-for-nobody", is_flag=True, help="It speaks for itself alone.")
@_where
@click.pass_obj
def edit(
    session: Session,
    name: str,
    new_name: str | None,
    kind: SourceKind | None,
    speaks_for: str | None,
    speaks_for_nobody: bool,
    article: str | None,
) -> None:
    """Change the source NAME; its claims are rated anew.

    \b
    Examples:
      factbase source edit Cuci --kind person --speaks-for "Government of Albania"
    """
    from factbase.changes.sources import Edit, edit_source
    from factbase.records import source_line

    if speaks_for is not None and speaks_for_nobody:
        raise BadUsage("Give --speaks-for or --speaks-for-nobody, not both.")
    if not (new_name or kind or speaks_for or speaks_for_nobody):
        raise BadUsage("Nothing to change: give --name, --kind, --speaks-for or --speaks-for-nobody.")
    with session.changing() as operation:
        within = _article(operation, article)
        key = _source(operation, name, within)
        body = None if speaks_for is None else _source(operation, speaks_for, within)
        before = source_line(operation.connection, key.id)
        rated = edit_source(operation, key, Edit(new_name, kind, body, speaks_for_nobody))
        after = source_line(operation.connection, key.id)
    tell(
        operation,
        f"{key.name}: {_differences(before, after)}; {_claims(rated)} rated anew.",
        f"{key.name} is so already",
        next=_show(after["source"]),
    )


def _differences(before: SourceLine, after: SourceLine) -> str:
    fields = (
        ("name", before["source"], after["source"]),
        ("kind", before["kind"], after["kind"]),
        ("only in", before["article"], after["article"]),
        ("speaks for", before["speaks_for"], after["speaks_for"]),
    )
    return ", ".join(f"{what} {old or 'none'} → {new or 'none'}" for what, old, new in fields if old != new)


def _claims(count: int) -> str:
    return "1 claim" if count == 1 else f"{count} claims"


@source.command()
@click.argument("name", type=TEXT)
@click.argument("alias_", metavar="ALIAS", type=TEXT)
@_where
@click.pass_obj
def alias(session: Session, name: str, alias_: str, article: str | None) -> None:
    """Let the source NAME be found as ALIAS too.

    \b
    Examples:
      factbase source alias "Bledi Çuçi" Cuci
    """
    from factbase.changes.sources import add_alias

    with session.changing() as operation:
        key = _source(operation, name, _article(operation, article))
        add_alias(operation, key, alias_)
    tell(
        operation,
        f"{key.name}: alias “{alias_.strip()}” added.",
        f"{key.name} goes by “{alias_.strip()}” already",
        next=_show(key.name),
    )


@source.command()
@click.argument("name", type=TEXT)
@click.argument("alias_", metavar="ALIAS", type=TEXT)
@_where
@click.pass_obj
def unalias(session: Session, name: str, alias_: str, article: str | None) -> None:
    """Take the name ALIAS from the source NAME.

    \b
    Examples:
      factbase source unalias "Bledi Çuçi" Cuci
    """
    from factbase.changes.sources import remove_alias

    with session.changing() as operation:
        key = _source(operation, name, _article(operation, article))
        remove_alias(operation, key, alias_)
    done(f"{key.name}: alias “{alias_.strip()}” removed.", next=_show(key.name))


@source.command()
@click.argument("gone", type=TEXT)
@click.argument("kept", type=TEXT)
@_where
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@click.pass_obj
def merge(session: Session, gone: str, kept: str, article: str | None, dry_run: bool) -> None:
    """Make the source GONE a name of the source KEPT.

    Its claims, aliases and spokesmen go over. Where both say the same of one
    claim, what KEPT says stands.

    \b
    Examples:
      factbase source merge "Mr Çuçi" "Bledi Çuçi" --dry-run
    """
    from factbase.changes.merging import merge as merge_sources

    with session.changing(dry_run=dry_run) as operation:
        within = _article(operation, article)
        first, second = _source(operation, gone, within), _source(operation, kept, within)
        moved = merge_sources(operation, first, second)
    done(f"{first.name} → {second.name}: merged, {_claims(moved)} changed.", next=_show(second.name))


for command in (source_read.list_, source_read.show):
    source.add_command(command)
