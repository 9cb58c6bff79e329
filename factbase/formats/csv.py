"""CSV for people with spreadsheets: RFC 4180 with a byte-order mark, one row a claim or an attribution.

A text that a spreadsheet would take for a formula gets a leading apostrophe, and so does one that begins with
an apostrophe, so that taking exactly one away gives the text back. In a row of a claim the attributions stand in one
cell, a line each, their values parted by ``|``: source, kind, stance, mode, terms, own_act, cue, quote, via, note.
Inside a value a backslash stands before ``|`` and before a backslash, and a line break is written ``\\n``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from factbase.formats.exchange import Exporter, Importer, Selection, Written
from factbase.formats.spreadsheets.cells import FORMULA_SIGNS, guarded
from factbase.formats.spreadsheets.columns import ATTRIBUTION, CLAIM, PER, SETTLING
from factbase.formats.spreadsheets.pages import Page, attribution_cells, attribution_rows, pages

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report


def write_csv(connection: Connection, out: TextIO, selection: Selection, *, per: str = "claim") -> int:
    """Write the claims that are selected, by slug and number, a row each or ``per`` attribution; return how many.

    ``out`` must not translate line ends. The lines are put together here: most fields are numbers and words of
    ours, and the csv module looks at every letter of each of them.
    """
    columns, lines = (CLAIM, _claim_lines) if per == "claim" else (ATTRIBUTION, _attribution_lines)
    out.write("\ufeff" + ",".join(columns) + "\r\n")
    count = 0
    for page in pages(connection, selection):
        out.write("".join(lines(page)))
        count += len(page.claims)
    return count


def _claim_lines(page: Page) -> list[str]:
    attributions = attribution_cells(page)
    slug, places, words, rules = page.slug, page.places, page.labels, page.problems
    return [
        f"{slug}/{number},{_field(statement)},{confidence},{override or ''},{_field(reason or '')},{status},"
        f"{places.get(key, ',')},{_field(attributions.get(key, ''))},{_field(words.get(key, ''))},"
        f"{rules.get(key, '')},{version}\r\n"
        for key, number, statement, confidence, override, reason, status, version in page.claims
    ]


def _attribution_lines(page: Page) -> Iterator[str]:
    return (",".join(map(_field, row)) + "\r\n" for row in attribution_rows(page))


def _field(text: str) -> str:
    """Return a text as a field: guarded, and in quotation marks where it has to be."""
    if text[:1] in FORMULA_SIGNS:
        text = guarded(text)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    return Written(write_csv(connection, out, selection, per=selection.options["per"] or "claim"))


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.spreadsheets.delimited import read_delimited
    from factbase.formats.spreadsheets.importing import take_in

    return take_in(operation, read_delimited(file, name), options, progress)


EXPORT = Exporter(
    _export,
    help="""Write a spreadsheet file with one row a claim, or an attribution.

    A text that a spreadsheet would take for a formula begins with an
    apostrophe. In a row of a claim the attributions stand in one cell, a line
    each, their values parted by |: source, kind, stance, mode, terms, own act,
    cue, quote, via, note. Paragraph and sentence are those of the newest
    revision, or of another one; “lost” stands where a claim lost its passage to
    it. An edited file comes back with `factbase import csv`.""",
    cannot="the texts of the articles, notes, links between claims, and what is known of sources",
    examples=(
        "factbase export csv mek-albania -o mek-albania.csv",
        "factbase export csv mek-albania --per attribution -o said.csv",
        "factbase export csv --confidence rumour -o rumours.csv",
    ),
    options=(PER,),
)

IMPORT = Importer(
    _import,
    help="""Take what a reviewer edited in an exported file: all of it, or nothing.

    Only cells that were edited since the export are changes. These may be:
    statement, override, override_reason, status, labels, and of an attribution
    stance, mode, terms, own act, cue, quote and note. Rows and columns may be
    moved, left out or saved anew by a spreadsheet. A claim that was changed
    here too is a conflict: nothing is changed before each is settled.""",
    leaves="a row that is not there, and from columns that are not ours",
    examples=(
        "factbase import csv mek-albania.csv --dry-run",
        "factbase import csv mek-albania.csv --theirs",
        "factbase import csv mek-albania.csv --ours --theirs-of mek-albania/12",
    ),
    options=SETTLING,
    unit="row",
)
