"""The bundle as a format among the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from factbase.formats.exchange import Exporter, Importer, Option, Selection, Written

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    from factbase.formats.bundle.exporting import write_bundle

    left = write_bundle(
        connection,
        out,
        selection.slugs,
        with_text=not selection.options["without_text"],
        up_to=selection.revision,
        wanted=selection.wanted,
    )
    one, many = ("an article", "articles") if selection.wanted is None else ("a claim", "claims")
    if left == 1:
        return Written(None, (f"1 link leads to {one} that is not in this file and was left out.",))
    if left:
        return Written(None, (f"{left} links lead to {many} that are not in this file and were left out.",))
    return Written(None)


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.bundle.importing import import_bundle

    return import_bundle(operation, file, name, update=options["update"], progress=progress)


EXPORT = Exporter(
    _export,
    help="""Write a bundle: everything of the named articles, or of all.

    Another desk reads it with `factbase import jsonl`; `factbase schema`
    says what stands in it. The same data gives the same bytes. At an earlier
    revision claims have the places of that one, and the later ones are left out.
    With filters only the claims that fit are written, with their sources.""",
    cannot="the log, and when what was changed",
    examples=(
        "factbase export jsonl -o desk.jsonl",
        "factbase export jsonl mek-albania --revision 1 -o first.jsonl",
        "factbase export jsonl mek-albania --without-text",
    ),
    options=(Option("--without-text", "Leave the articles' texts out: hashes and places stay."),),
)

IMPORT = Importer(
    _import,
    help="""Take a bundle in: all of it, or nothing.

    What is here already is left as it is and listed where it differs; with
    --update the file's values are taken. FILE may be - for standard input.""",
    leaves="a line that `factbase schema` does not describe: it refuses the file",
    examples=(
        "factbase import jsonl desk.jsonl",
        "factbase import jsonl desk.jsonl --update --dry-run",
    ),
    options=(Option("--update", "Take the file's values where they differ."),),
)
