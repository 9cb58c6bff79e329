"""The checking copy as a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from factbase.formats.docx.writing import write_copy
from factbase.formats.exchange import Exporter, Importer, Option

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.docx.taking import take_in

    return take_in(operation, file, name, skip=options["skip_refused"], progress=progress)


EXPORT = Exporter(
    write_copy,
    help="""Write an article's text as a Word document with a comment for each claim.

    Each comment stands around its claim's passage and says what the claim is,
    who stands behind it, its confidence, problems and status. Claims that are
    cut, lost or without a passage are listed at the end, with theirs. The same
    claims give the same bytes. What people comment on it comes back with
    `factbase import docx`.""",
    cannot=(
        "more than one article, an article without its text, the roles of sentences other than headings, "
        "notes on sentences, and the log"
    ),
    examples=(
        "factbase export docx mek-albania -o mek-albania.docx",
        "factbase export docx mek-albania --problem hearsay -o hearsay.docx",
    ),
    binary=True,
)

IMPORT = Importer(
    _import,
    help="""Take comments on a checking copy in as notes: all of them, or nothing.

    An answer to one of our comments, or words written into it, become a note on
    its claim; a comment of a reviewer's own one on the claim that it stands on,
    or where that is none or more than one, on the sentence in the newest
    revision. Who wrote it and when are those of the comment. A note that is here
    already is not taken twice.""",
    leaves="edits of the text, tracked or not, and from what was deleted in our comments",
    examples=(
        "factbase import docx mek-albania.docx --dry-run",
        "factbase import docx mek-albania.docx --skip-refused",
    ),
    options=(Option("--skip-refused", "Take the others in where some are refused."),),
    unit="comment",
)
