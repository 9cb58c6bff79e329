"""Lays text out in lines of a width, and chooses the lines that are shown where there is no room for all."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

_CONSOLE = Console(file=StringIO(), width=80, color_system=None)


class Block(NamedTuple):
    """Lines, of which those from ``first`` to ``last`` must be seen."""

    lines: Sequence[Text]
    first: int = 0
    last: int = 0


def wrapped(text: Text, width: int, indent: int = 0) -> list[Text]:
    """Return the lines of a text that is ``width`` cells wide; all but the first begin with ``indent`` blanks."""
    if width <= 0:
        return []
    if indent <= 0 or indent >= width // 2:
        return list(text.wrap(_CONSOLE, width, overflow="fold", tab_size=1)) or [Text()]
    if text.cell_len <= width:
        return [text]
    first = text.wrap(_CONSOLE, width, overflow="fold", tab_size=1)[0]
    rest = text[len(first) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip(" ")) :]
    more = rest.wrap(_CONSOLE, width - indent, overflow="fold", tab_size=1)
    return [first, *(Text(" " * indent) + line for line in more)]


def fitted(text: Text, width: int) -> Text:
    """Return a text that is cut to one line of ``width`` cells."""
    line = text.copy()
    line.truncate(max(0, width), overflow="ellipsis")
    return line


def focused(block: Block, height: int) -> list[Text]:
    """Return ``height`` lines of a block at most, so that its focus is among them, its first line before all."""
    lines, first, last = block
    if len(lines) <= height:
        return list(lines)
    top = max(0, min(first - max(0, height - (last - first + 1)) // 2, len(lines) - height))
    return list(lines[top : top + height])
