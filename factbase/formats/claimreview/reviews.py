"""ClaimReview as a format among the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from factbase.errors import InvalidInput
from factbase.formats.exchange import Exporter, Importer, Option, Selection, Written

if TYPE_CHECKING:
    from sqlalchemy import Connection

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


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    """Write a ClaimReview a line. Raises InvalidInput naming each claim that cannot be one; then none is written."""
    from factbase.formats.claimreview.mapping import claim_review
    from factbase.formats.foreign.checked import Refused
    from factbase.records import ClaimReader, article_line
    from factbase.records.lines import dump_any

    reviews: list[str] = []
    refused: list[str] = []
    reader = ClaimReader(connection, up_to=selection.revision)
    for article_id, _slug, chosen in selection.articles(connection):
        article = article_line(connection, article_id)
        for line in reader.of_article(article_id, chosen):
            try:
                reviews.append(dump_any(claim_review(line, article, None, None)))
            except Refused as reason:
                refused.append(f"{line['ref']}: it {reason}")
    if refused:
        raise InvalidInput(
            f"{len(refused)} claims cannot be a ClaimReview, and nothing was written: choose those that can.",
            details=refused,
        )
    out.writelines(f"{review}\n" for review in reviews)
    return Written(len(reviews))


EXPORT = Exporter(
    _export,
    help="""Write claims with a verdict as schema.org's ClaimReview, one a line.

    A claim without a verdict is refused by name, and then nothing is written;
    so is one of an article without an address of the web.""",
    cannot=(
        "a claim without a verdict, its passage, confidence, status, labels and notes, and of those who stand behind "
        "it more than the names of who asserts it"
    ),
    examples=("factbase export claimreview mek-albania -o mek-albania.jsonl",),
)

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
