"""``factbase import``: files in, a command for each format of the registry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from factbase.cli.context import Session
from factbase.cli.formats import FormatsGroup, help_of, own_options
from factbase.cli.output import Column, Shape, output_options, print_rows, remark, suggest
from factbase.cli.progress import shown_progress
from factbase.errors import CheckFailed
from factbase.formats.registry import IMPORTERS
from factbase.text.counting import counted

if TYPE_CHECKING:
    from factbase.formats.exchange import Importer
    from factbase.formats.reports import Report

DIFFERENCES = [
    Column("name", "Record", never_cut=True),
    Column("field", never_cut=True),
    Column("old", "Here"),
    Column("new", "In the file"),
]


def _command(word: str, importer: Importer) -> click.Command:
    """Return the command that reads one format."""
    decorators = (
        click.argument("file"),
        own_options(importer.options),
        click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing."),
        output_options,
    )
    callback: Callable[..., Any] = click.pass_obj(partial(_read, importer))
    for decorate in reversed(decorators):
        callback = decorate(callback)
    help_ = help_of(importer.help, f"It takes nothing from {importer.leaves}.", importer.examples)
    return click.command(word, help=help_)(callback)


@click.group("import", cls=FormatsGroup, registry=IMPORTERS, command_of=_command)
def import_() -> None:
    """Take claims in from a file: all of it, or nothing.

    \b
    Examples:
      factbase import jsonl desk.jsonl
      factbase import jsonl desk.jsonl --dry-run
    """


def _read(
    importer: Importer,
    session: Session,
    /,
    file: str,
    dry_run: bool,
    as_json: bool,
    as_jsonl: bool,
    out: str,
    **options: Any,  # noqa: ANN401 - those of the format
) -> None:
    """Take in what a file in one format says."""
    from factbase.text.files import open_binary

    name = "Standard input" if file == "-" else file
    shape = Shape(as_json=as_json, as_jsonl=as_jsonl, out=out)
    with (
        open_binary(file) as stream,
        session.changing(dry_run=dry_run) as operation,
        shown_progress() as progress,
    ):
        heard = lambda count: progress(f"Reading {counted(count, importer.unit)}", count, None)  # noqa: E731
        report = importer.read(operation, stream, name, options, heard)
    if report.differences or as_json:
        print_rows(report.differences, DIFFERENCES, schema="factbase/differences@1", **shape)
    _tell(report, name, updates=any(each.key == "update" for each in importer.options))
    if report.refused:
        raise CheckFailed(
            f"{counted(len(report.refused), importer.unit)} of {name} refused, the others were taken in.",
            details=[f"{each.record}: {each.reason}" for each in report.refused],
        )


def _tell(report: Report, name: str, *, updates: bool) -> None:
    if not report.added and not report.changed:
        remark(f"{name}: nothing new, nothing was changed.")
    else:
        for word, counts in (
            ("added", report.added),
            ("changed", report.changed),
            ("same as here:", report.same),
        ):
            if counts:
                remark(f"{name}: {word} {_all_counted(counts)}.")
    for each in report.remarks:
        remark(each)
    if report.differing:
        take = "; add --update to take the file's" if updates else ""
        remark(f"{name}: differing, left as here: {_all_counted(report.differing)}{take}.")
    elif report.added:
        suggest("article list")


def _all_counted(counts: dict[str, int]) -> str:
    return ", ".join(counted(count, kind) for kind, count in sorted(counts.items()))
