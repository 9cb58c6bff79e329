"""``factbase text canonical``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.documents import format_option, read_document
from factbase.cli.output import Column, Shape, output, output_options, print_record
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from factbase.cli.text_batch import Item

DOCUMENT = [
    Column("format"),
    Column("text"),
    Column("suggested"),
    Column("title"),
    Column("byline"),
    Column("published_on"),
    Column("language"),
    Column("warnings"),
]


@click.command()
@click.argument("file", required=False)
@format_option
@output_options
def canonical(file: str | None, format: str | None, **shape: Unpack[Shape]) -> None:
    """Print the canonical text of FILE.

    It is what would be read: paragraphs, parted by blank lines. FILE is
    .txt, .md, .html, .docx, .odt or .pdf; its content tells which. It may be -
    for standard input. What is left out is said on stderr.

    With --json everything that is found: the text, the paragraphs suggested as
    headings and credits, and title, byline, date and language.

    With --jsonl FILE, or standard input, is a batch: a text a line, as
    {"id": 1, "text": "…"}. The answer to each is {"id": 1, "text": "…"}.

    \b
    Examples:
      factbase text canonical draft.docx
      factbase text canonical page.html --json
      cat draft.md | factbase text canonical - --format md
    """
    if shape["as_jsonl"]:
        _answer_batch(file or "-", shape["out"])
        return
    if file is None:
        raise BadUsage("Name a FILE, or - for standard input; with --jsonl it may be left out.")
    document, _origin = read_document(file, format)
    if shape["as_json"]:
        print_record(document, DOCUMENT, schema="factbase/document@1", **shape)
        return
    with output(shape["out"]) as written:
        written.write(_shown(document.text, terminal=written.isatty()))


def _shown(text: str, *, terminal: bool) -> str:
    """Return a text as it is, for a file or a pipe, or with unsafe characters named, for a terminal."""
    from factbase.text.visible import visible

    lines = [visible(line) for line in text.split("\n")] if terminal else [text]
    return "\n".join(lines) + "\n"


def _answer_batch(file: str, out: str) -> None:
    from factbase.cli.text_batch import answer_each, text_of
    from factbase.text.canonical import canonical_text
    from factbase.text.folding import is_blank

    def answer(item: Item) -> dict[str, Any]:
        text = text_of(item, "text")
        if is_blank(text):
            raise ValueError("has an empty text: give one with words in it")
        return {"text": canonical_text(text)}

    answer_each(file, answer, out=out)
