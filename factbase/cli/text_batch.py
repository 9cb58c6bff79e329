"""JSON Lines in, JSON Lines out: a program asks of many texts what a person asks of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from factbase.cli.output import json_text, output
from factbase.errors import InvalidInput

Item = dict[str, Any]


def answer_each(file: str, answer: Callable[[Item], Item], *, out: str) -> None:
    """Write ``{"id": …}`` and what ``answer`` returns for each line of ``file``, at once and in their order.

    A line is an object with an ``id``, a text or a whole number; ``answer`` takes what it needs of the others with
    :func:`text_of`. Raises InvalidInput naming a line that is none, after the answers to those before it.
    """
    from factbase.formats.bundle.strict import lines
    from factbase.text.files import open_binary

    with open_binary(file) as stream, output(out) as written:
        for number, line in lines(stream):
            try:
                item = _item(line)
                answered = {"id": item["id"], **answer(item)}
            except ValueError as error:
                raise InvalidInput(f"Line {number} {error}.") from None
            written.write(f"{json_text(answered)}\n")
            written.flush()


def text_of(item: Item, name: str) -> str:
    """Return the text that ``item`` has as its ``name``. Raises ValueError in words for a person without one."""
    value = item.get(name)
    if isinstance(value, str):
        return value
    raise ValueError(f"has no {name}: give a text as its “{name}”")


def _item(line: str) -> Item:
    from factbase.formats.bundle.strict import loads

    try:
        item = loads(line)
    except ValueError as error:
        raise ValueError(f"{error}: correct it, and send it again") from None
    if not isinstance(item, dict):
        raise ValueError('is no JSON object: write {"id": …, "text": …}')  # noqa: TRY004 - told to a person
    if type(item.get("id")) in (str, int):
        return item
    raise ValueError("has no id: give a text or a whole number as its “id”")
