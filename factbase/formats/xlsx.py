"""XLSX for people with spreadsheets: one row a claim or an attribution, and a sheet that explains the columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from factbase.formats.exchange import Exporter, Importer, Selection, Written
from factbase.formats.spreadsheets.columns import PER, PER_ATTRIBUTION, PER_CLAIM, SETTLING
from factbase.formats.spreadsheets.pages import attribution_rows, claim_rows, pages
from factbase.formats.spreadsheets.workbook import workbook

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report

_NAMED = 10  # shortened cells that a remark names


def _export(connection: Connection, out: BinaryIO, selection: Selection) -> Written:
    if selection.options["per"] == "attribution":
        title, columns, rows = "Attributions", PER_ATTRIBUTION, attribution_rows
    else:
        title, columns, rows = "Claims", PER_CLAIM, claim_rows
    count = 0
    with workbook(out, title, columns) as book:
        for page in pages(connection, selection):
            book.write(rows(page))
            count += len(page.claims)
    if not book.shortened:
        return Written(count)
    named = ", ".join(book.shortened[:_NAMED]) + (" …" if len(book.shortened) > _NAMED else "")
    return Written(count, (f"Too long for a cell, and shortened there: {named}; csv holds all of it.",))


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.spreadsheets.importing import take_in
    from factbase.formats.spreadsheets.opened import read_workbook

    return take_in(operation, read_workbook(file, name), options, progress)


EXPORT = Exporter(
    _export,
    help="""Write a workbook for Excel or LibreOffice, one row a claim or attribution.

    Every text is a text there, none a formula. The header stays in sight, cells
    that hold a word of ours offer the words, and a second sheet says what each
    column is and which may be edited: their headings are upright, the others
    italic. An edited file comes back with `factbase import xlsx`.""",
    cannot=(
        "the texts of the articles, notes, links between claims, what is known of sources, "
        "and the end of a text of more than 32,767 characters"
    ),
    examples=(
        "factbase export xlsx mek-albania -o mek-albania.xlsx",
        "factbase export xlsx mek-albania --per attribution -o said.xlsx",
    ),
    options=(PER,),
    binary=True,
)

IMPORT = Importer(
    _import,
    help="""Take what a reviewer edited in an exported workbook: all of it, or nothing.

    Only cells that were edited since the export are changes; the sheet “Columns”
    says which may be. Rows and columns may be moved or left out. A claim that
    was changed here too is a conflict: nothing is changed before each is
    settled. A formula is refused.""",
    leaves="a row that is not there, and from columns and sheets that are not ours",
    examples=(
        "factbase import xlsx mek-albania.xlsx --dry-run",
        "factbase import xlsx mek-albania.xlsx --theirs",
        "factbase import xlsx mek-albania.xlsx --ours --theirs-of mek-albania/12",
    ),
    options=SETTLING,
    unit="row",
)
