"""``factbase article add``, ``attach``, ``edit`` and ``remove``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from factbase.cli.asking import tell
from factbase.cli.context import Session
from factbase.cli.documents import format_option, read_document, sentences_of
from factbase.cli.output import Column, done, print_rows, remark
from factbase.errors import BadUsage, InvalidInput
from factbase.text.counting import counted
from factbase.vocabulary import Role

if TYPE_CHECKING:
    from factbase.text.documents import Document

DIFFERENCES = [
    Column("paragraph", right=True, never_cut=True),
    Column("what", "Difference", never_cut=True),
    Column("expected", "Known length", right=True),
    Column("given", "Given length", right=True),
]

_LONGEST_TITLE = 120


def about_options(command: Any) -> Any:  # noqa: ANN401 - what click.option returns
    """Give a command what an article says of itself."""
    for option in (
        click.option("--language", metavar="CODE", help="Its language, such as en."),
        click.option("--published-on", metavar="DATE", help="When, as 2026-03-14."),
        click.option("--url", help="Where it stands."),
        click.option("--byline", metavar="NAMES", help="Who wrote it."),
        click.option("--title", metavar="TEXT", help="Its title."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("file")
@click.option("--slug", help="Its name in refs; else made from the file's name.")
@about_options
@format_option
@click.option("--again", is_flag=True, help="Although the same text is here already.")
@click.pass_obj
def add(
    session: Session,
    /,
    file: str,
    slug: str | None,
    format: str | None,
    again: bool,
    **about: str | None,
) -> None:
    """Take an article in from FILE.

    FILE is .txt, .md, .html, .docx, .odt or .pdf; what it is is found from its
    content. It may be - for standard input, which needs --slug. Its sentences are
    all to be tagged yet; headings and credits are suggested as such.

    What FILE states of itself is taken over, unless an option says otherwise;
    what is left out of it is said.

    \b
    Examples:
      factbase article add river-bill.docx
      factbase article add draft.txt --slug river-bill --byline "Ana Leka"
      cat draft.md | factbase article add - --format md --slug river-bill
    """
    from factbase.changes.articles import About, add_article, refuse_known

    if file == "-" and slug is None:
        raise BadUsage("Standard input has no name: give the article one with --slug.")
    document, origin = read_document(file, format, name=slug)
    about = _stated(document) | {name: value for name, value in about.items() if value is not None}
    sentences = sentences_of(document, about["language"])
    with session.changing() as operation:
        if not again:
            refuse_known(operation.connection, document.text)
        key = add_article(
            operation,
            _slug(file) if slug is None else slug,
            About(**about),
            document.text,
            sentences,
            origin,
            document.suggested,
        )
    last = sentences[-1].paragraph
    done(
        f"{key.slug}: added, {counted(last, 'paragraph')}, {counted(len(sentences), 'sentence')}.",
        next=f"sentence list {key.slug} --untriaged",
    )


def _stated(document: Document) -> dict[str, str | None]:
    """Return what a document states of itself, and remark what is taken over."""
    stated = {name: getattr(document, name) for name in ("title", "byline", "published_on", "language")}
    if said := [f"{name.replace('_', ' ')} {value}" for name, value in stated.items() if value]:
        remark(f"The file states: {', '.join(said)}.")
    stated["title"] = stated["title"] or _title(document)
    return stated


def _title(document: Document) -> str | None:
    """Return the first paragraph that is no credit, if it is short enough for a title."""
    from factbase.text.canonical import paragraphs

    for number, (start, end) in enumerate(paragraphs(document.text), start=1):
        if document.suggested.get(number) != Role.CREDIT:
            return document.text[start:end] if end - start <= _LONGEST_TITLE else None
    return None


def _slug(file: str) -> str:
    """Return a slug made from a file's name. Raises InvalidInput where nothing of it can stay."""
    from pathlib import Path

    from factbase.text.folding import fold

    stem = Path(file).stem
    made = "-".join("".join(letter if letter.isascii() else " " for letter in fold(stem)).split())
    if not made:
        raise InvalidInput(f"“{stem}” makes no slug: give one with --slug.")
    return made[:80].strip("-")


@click.command()
@click.argument("slug")
@click.argument("file")
@format_option
@click.option("--dry-run", is_flag=True, help="Only compare, and keep nothing.")
@click.pass_obj
def attach(session: Session, slug: str, file: str, format: str | None, dry_run: bool) -> None:
    """Give the article SLUG its text from your own copy in FILE.

    The copy may be of any of its revisions. If it is of none it is compared with
    the newest, paragraph by paragraph; those that differ are listed, and then
    nothing is changed.

    \b
    Examples:
      factbase article attach mek-albania mek-albania.txt
    """
    from factbase import lookup
    from factbase.changes.attaching import attach as attach_text

    document, origin = read_document(file, format, name=slug)
    text = document.text
    with session.changing(dry_run=dry_run) as operation:
        article = lookup.article(operation.connection, slug)
        differences = attach_text(operation, article, text, origin)
    if differences:
        print_rows(differences, DIFFERENCES, schema="factbase/differences@1")
        first = differences[0]
        raise InvalidInput(
            f"{origin.name} is not the text of {slug}: {counted(len(differences), 'paragraph')} "
            f"({first.what}: {first.paragraph}{', …' if len(differences) > 1 else ''}): use another copy."
        )
    tell(
        operation,
        f"{slug}: text attached, {len(text)} characters.",
        f"{slug} has this text already",
        next=f"article show {slug}",
    )


@click.command()
@click.argument("slug")
@about_options
@click.option("--slug", "new_slug", metavar="NEW", help="Another name: its claims' refs follow.")
@click.option("--version", type=int, metavar="N", help="Only if it is still at this version.")
@click.pass_obj
def edit(
    session: Session, /, slug: str, new_slug: str | None, version: int | None, **about: str | None
) -> None:
    """Change what is said of the article SLUG.

    An empty text takes a value away.

    \b
    Examples:
      factbase article edit river-bill --byline "Ana Leka" --language en
      factbase article edit river-bill --url ""
    """
    from factbase import lookup
    from factbase.changes.articles import About, edit_article
    from factbase.records import article_line

    if new_slug is None and all(value is None for value in about.values()):
        raise BadUsage(
            "Nothing to change: give --title, --byline, --url, --published-on, --language or --slug."
        )
    with session.changing() as operation:
        article = lookup.article(operation.connection, slug)
        before = article_line(operation.connection, article.id)
        edit_article(operation, article, About(**about), slug=new_slug, version=version)
        after = article_line(operation.connection, article.id)
    told = [
        f"{'slug' if name == 'article' else name.replace('_', ' ')} {old or 'nothing'} → {new or 'nothing'}"
        for (name, old), new in zip(before.items(), after.values(), strict=True)
        if old != new
    ]
    now = new_slug or slug
    tell(operation, f"{slug}: {', '.join(told)}.", f"{slug} says so already", next=f"article show {now}")


@click.command()
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and keep everything.")
@click.option("--because", metavar="TEXT", help="Why, for the log.")
@click.pass_obj
def remove(session: Session, slug: str, yes: bool, dry_run: bool, because: str | None) -> None:
    """Remove the article SLUG, its claims, notes and own sources.

    On a terminal you are asked to type the slug; elsewhere --yes is needed.
    The log keeps every record.

    \b
    Examples:
      factbase article remove river-bill --dry-run
      factbase article remove river-bill --yes
    """
    from factbase import lookup
    from factbase.changes.removing import remove_article

    with session.reading() as connection:
        lookup.article(connection, slug)
    if not (yes or dry_run):
        _ask(slug)
    with session.changing(because, dry_run=dry_run) as operation:
        article = lookup.article(operation.connection, slug)
        gone = remove_article(operation, article)
    done(f"{slug}: removed, with {counted(gone, 'claim')}.", next="log")


def _ask(slug: str) -> None:
    if not sys.stdin.isatty():
        raise BadUsage(f"Removing {slug} takes its claims and notes with it: add --yes to do it.")
    typed = click.prompt(f"This removes {slug} with its claims and notes. Type its slug to go on", err=True)
    if typed != slug:
        raise BadUsage(f"“{typed}” is not {slug}: nothing was removed.")
