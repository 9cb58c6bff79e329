"""``factbase text sentences``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.documents import format_option, read_document
from factbase.cli.output import Column, Shape, output_options, print_rows
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factbase.cli.text_batch import Item

SENTENCES = [
    Column("sentence", never_cut=True),
    Column("start", right=True, never_cut=True),
    Column("end", right=True, never_cut=True),
    Column("text"),
]


@click.command()
@click.argument("file", required=False)
@click.option("--language", metavar="CODE", help="Its language, such as sq; else guessed from its words.")
@format_option
@output_options
def sentences(file: str | None, language: str | None, format: str | None, **shape: Unpack[Shape]) -> None:
    """Print the sentences of FILE, each with its place and offsets.

    Offsets count characters of the canonical text from 0; the end is the first
    that does not belong to it. FILE may be - for standard input.

    With --jsonl FILE, or standard input, is a batch: a paragraph a line, as
    {"id": 1, "text": "…"}; a "language" in it goes before --language. The answer
    to each is {"id": 1, "sentences": [[start, end], …]}.

    \b
    Examples:
      factbase text sentences draft.txt
      factbase text sentences draft.txt --language de --json
      factbase text sentences --jsonl < paragraphs.jsonl
    """
    if shape["as_jsonl"]:
        _answer_batch(file or "-", language, shape["out"])
    elif file is None:
        raise BadUsage("Name a FILE, or - for standard input; with --jsonl it may be left out.")
    else:
        print_rows(_rows(file, language, format), SENTENCES, schema="factbase/text-sentences@1", **shape)


def _rows(file: str, language: str | None, format: str | None) -> Iterator[dict[str, object]]:
    from factbase.text.sentences import split

    document, _origin = read_document(file, format)
    text = document.text
    for paragraph, position, start, end in split(text, language or document.language):
        yield {"sentence": f"{paragraph}/{position}", "start": start, "end": end, "text": text[start:end]}


def _answer_batch(file: str, language: str | None, out: str) -> None:
    from factbase.cli.text_batch import answer_each, text_of
    from factbase.text.sentences import split

    def spans(item: Item) -> Item:
        said = text_of(item, "language") if "language" in item else language
        return {"sentences": [[start, end] for *_, start, end in split(text_of(item, "text"), said)]}

    answer_each(file, spans, out=out)
