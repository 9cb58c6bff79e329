"""ClaimReview as a format among the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from factbase.formats.exchange import Importer, Option

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report

WORD = "claimreview"


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.claimreview.reading import TYPE, check, records
    from factbase.formats.foreign.taking import Form, take_in

    form = Form(WORD, TYPE, records, check)
    return take_in(operation, file, name, form, skip=options["skip_refused"], progress=progress)


IMPORT = Importer(
    _import,
    help="""Take in fact checks as schema.org has them: JSON, JSON Lines or a web page.

    Each ClaimReview, wherever it stands in the file, becomes an article whose
    text is the record as it came, with the claim at its words. Who made it
    stands behind it: a person or body as the record has it, a group where the
    name is nobody's (“Facebook users”), nobody where none is named. The rating
    is a note as printed, and a label such as rated-false. Fields that nothing
    is made of are named in a note and stay in the text. The same record comes
    in once; one that has changed is a new draft of its article.""",
    leaves="the network: no address in a record is looked at",
    examples=(
        "factbase import claimreview page.html",
        "factbase import claimreview reviews.jsonl --skip-refused",
    ),
    options=(Option("--skip-refused", "Take the other records in where some are refused."),),
    unit="record",
)
