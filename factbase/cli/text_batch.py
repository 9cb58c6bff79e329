"""JSON Lines in, JSON Lines out: what each ``factbase text`` command does with ``--jsonl``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from factbase.cli.output import json_text, output
from factbase.errors import InvalidInput

Item = dict[str, Any]


def answer_each(file: str, answer: Callable[[Item], Item], *, out: str) -> None:
    """Write ``{"id": …}`` and what ``answer`` returns for each line of ``file``, in their order.

    A line is an object whose ``id`` is a text or a whole number; ``answer`` takes what it needs of the rest
    with :func:`text_of`. Raises InvalidInput naming the line that is none, after the answers to those before.
    """
    from factbase.formats.bundle.strict import lines
    from factbase.text.files import open_binary

    with open_binary(file) as stream, output(out) as written:
        for number, line in lines(stream):
            try:
                item = _item(line)
                answered = {"id": item["id"], **answer(item)}
            except ValueError as error:
                raise InvalidInput(f"Line {number} {error}: correct it.") from None
            written.write(f"{json_text(answered)}\n")


def text_of(item: Item, key: str) -> str:
    """Return the text under ``key``. Raises ValueError in words for a person where there is none."""
    value = item.get(key)
    if isinstance(value, str):
        return value
    raise ValueError(f"has no text under “{key}”")


def _item(line: str) -> Item:
    from factbase.formats.bundle.strict import loads

    item = loads(line)
    if isinstance(item, dict) and type(item.get("id")) in (str, int):
        return item
    raise ValueError("is no JSON object with an “id” that is a text or a whole number")
