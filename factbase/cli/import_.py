"""``factbase import``: files in."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows, remark, suggest

if TYPE_CHECKING:
    from factbase.formats.bundle.reporting import Report

DIFFERENCES = [
    Column("name", "Record", never_cut=True),
    Column("field", never_cut=True),
    Column("old", "Here"),
    Column("new", "In the file"),
]


@click.group("import")
def import_() -> None:
    """Take claims in from a file.

    \b
    Examples:
      factbase import jsonl desk.jsonl
    """


@import_.command()
@click.argument("file")
@click.option("--update", is_flag=True, help="Take the file's values where they differ.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@output_options
@click.pass_obj
def jsonl(session: Session, file: str, update: bool, dry_run: bool, **shape: Unpack[Shape]) -> None:
    """Take a bundle in: all of it, or nothing.

    What is here already is left as it is and listed where it differs; with
    --update the file's values are taken. FILE may be - for standard input.

    \b
    Examples:
      factbase import jsonl desk.jsonl
      factbase import jsonl desk.jsonl --update --dry-run
    """
    from factbase.formats.bundle.importing import import_bundle
    from factbase.text.files import open_binary

    name = "Standard input" if file == "-" else file
    with (
        open_binary(file) as stream,
        session.changing(dry_run=dry_run) as operation,
        _progress(name) as progress,
    ):
        report = import_bundle(operation, stream, name, update=update, progress=progress)
    if report.differences or shape["as_json"]:
        print_rows(report.differences, DIFFERENCES, schema="factbase/differences@1", **shape)
    _tell(report, name)


@contextmanager
def _progress(name: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    """Give a function that is told line numbers; on a terminal they are shown, elsewhere nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _line: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        TextColumn("line {task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda line: bar.update(task, completed=line)


def _tell(report: Report, name: str) -> None:
    if not report.added and not report.updated:
        remark(f"{name}: nothing new, nothing was changed.")
    for word, counts in (("added", report.added), ("updated", report.updated)):
        if counts:
            remark(f"{name}: {word} {_counted(counts)}.")
    if report.differing:
        remark(
            f"{name}: differing, left as here: {_counted(report.differing)}; add --update to take the file's."
        )
    elif report.added:
        suggest("article list")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(counts.items()))
