"""The checking copy as a format."""

from __future__ import annotations

from factbase.formats.docx.writing import write_copy
from factbase.formats.exchange import Exporter

EXPORT = Exporter(
    write_copy,
    help="""Write an article's text as a Word document with a comment for each claim.

    Each comment stands around its claim's passage and says what the claim is,
    who stands behind it, its confidence, problems and status. Claims that are
    cut, lost or without a passage are listed at the end, with theirs. The same
    claims give the same bytes.""",
    cannot=(
        "more than one article, an article without its text, the roles of sentences other than headings, "
        "notes on sentences, the log, and anything to be read back"
    ),
    examples=(
        "factbase export docx mek-albania -o mek-albania.docx",
        "factbase export docx mek-albania --problem hearsay -o hearsay.docx",
    ),
    binary=True,
)
