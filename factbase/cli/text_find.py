"""``factbase text find``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.documents import format_option, read_document
from factbase.cli.output import Column, Shape, output_options, print_rows, remark
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factbase.cli.text_batch import Item

FOUND = [
    Column("sentence", never_cut=True),
    Column("start", right=True, never_cut=True),
    Column("end", right=True, never_cut=True),
    Column("prefix"),
    Column("exact", "Words"),
    Column("suffix"),
]
SELECTORS = [
    Column("sentence"),
    Column("selector"),
]


@click.command()
@click.argument("file", required=False)
@click.argument("words", required=False)
@format_option
@output_options
def find(file: str | None, words: str | None, format: str | None, **shape: Unpack[Shape]) -> None:
    """Print where WORDS stand in FILE, each place with its selectors.

    Where they stand nowhere as given, kinds of quotes and dashes, the length of
    blanks, and then capitals do not count. Offsets count characters of the
    canonical text from 0; the end is the first that does not belong to it.
    Selectors are those of the Web Annotation Data Model: by position, and by the
    words with what stands before and after them. FILE may be - for standard input.

    With --jsonl FILE, or standard input, is a batch: a text and a selector a
    line, as {"id": 1, "text": "…", "selector": {"type": "TextQuoteSelector",
    "exact": "…"}}. The answer to each is {"id": 1, "spans": [[start, end], …]}.

    \b
    Examples:
      factbase text find draft.txt "3,000 members"
      factbase text find draft.txt "3,000 members" --json
      factbase text find --jsonl < selectors.jsonl
    """
    if shape["as_jsonl"]:
        if words is not None:
            raise BadUsage("--jsonl takes its words from the batch: leave WORDS out.")
        _answer_batch(file or "-", shape["out"])
        return
    if file is None or words is None:
        raise BadUsage("Name a FILE and the WORDS to find in it; with --jsonl both may be left out.")
    rows = list(_rows(file, words, format))
    columns = SELECTORS if shape["as_json"] else FOUND
    print_rows(rows, columns, schema="factbase/text-selectors@1", **shape)
    if not rows:
        remark("These words stand nowhere in the text.")


def _rows(file: str, words: str, format: str | None) -> Iterator[dict[str, Any]]:
    from bisect import bisect_right

    from factbase.text import anchors
    from factbase.text.selectors import quote_at
    from factbase.text.sentences import split

    document, _origin = read_document(file, format)
    text = document.text
    sentences = split(text, document.language)
    starts = [each.start for each in sentences]
    for span in anchors.find(text, words):
        sentence = sentences[bisect_right(starts, span.start) - 1]
        quote = quote_at(text, span)
        yield {
            "sentence": f"{sentence.paragraph}/{sentence.position}",
            **span._asdict(),
            **quote._asdict(),
            "selector": [
                {"type": "TextPositionSelector", **span._asdict()},
                {"type": "TextQuoteSelector", **quote._asdict()},
            ],
        }


def _answer_batch(file: str, out: str) -> None:
    from factbase.cli.text_batch import answer_each, text_of
    from factbase.text.selectors import selected

    def spans(item: Item) -> Item:
        selector = item.get("selector")
        if not isinstance(selector, dict):
            raise ValueError("has no selector: give an object as its “selector”")  # noqa: TRY004 - what is wrong with the line
        return {"spans": [[start, end] for start, end in selected(text_of(item, "text"), selector)]}

    answer_each(file, spans, out=out)
