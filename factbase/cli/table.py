"""Draws rows on a terminal of any width: refs and words whole, free text wrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from factbase.cli.output import Column

GAP = 2
# Narrower than this, wrapped text can no longer be read: the fields then stand below each other.
NARROWEST = 14
# Blanks that fill a line's last column, inside its style too.
_TRAILING = re.compile(r"[ ]+(\x1b\[0m)?$", re.MULTILINE)

_CUT, _ADDED = re.compile(r"\[-.*?-\]"), re.compile(r"\{\+.*?\+\}")


def draw(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, headed: bool = True) -> str:
    """Return the rows, already safe to show, as lines for this terminal."""
    width = get_terminal_size().columns
    widths = fit(columns, rows, width, headed=headed)
    if widths is None:
        return "".join(_printed(_stacked(columns, row, width), width) for row in rows)
    table = Table(box=None, padding=(0, GAP // 2), pad_edge=False, show_header=headed, header_style="bold")
    for column, column_width in zip(columns, widths, strict=True):
        table.add_column(
            Text(column.title),
            width=column_width,
            no_wrap=column.never_cut,
            overflow="fold",
            justify="right" if column.right else "left",
        )
    for row in rows:
        table.add_row(*(_text(column, value) for column, value in zip(columns, row, strict=True)))
    return _printed([table], width)


def fit(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int, *, headed: bool = True
) -> list[int] | None:
    """Return each column's width in ``width`` columns of a terminal, or None where they do not fit."""
    titles = [cell_len(column.title) if headed else 0 for column in columns]
    full = [max([titles[at], 1, *(cell_len(row[at]) for row in rows)]) for at in range(len(columns))]
    least = [
        full[at] if column.never_cut else max(titles[at], min(full[at], NARROWEST))
        for at, column in enumerate(columns)
    ]
    spare = width - GAP * (len(columns) - 1) - sum(least)
    if spare < 0:
        return None
    # The narrowest wishes first: what they do not need goes to the wider ones.
    widths = list(least)
    waiting = sorted((at for at in range(len(columns)) if full[at] > least[at]), key=lambda at: full[at])
    while waiting:
        at = waiting.pop(0)
        more = min(full[at] - least[at], spare // (len(waiting) + 1))
        widths[at] += more
        spare -= more
    return widths


def _stacked(columns: Sequence[Column], row: Sequence[str], width: int) -> list[RenderableType]:
    lines: list[str] = []
    for column, value in zip(columns, row, strict=True):
        if not (column.never_cut and value):
            continue
        if column.right:  # a bare number says nothing
            value = f"{column.title} {value}"
        if lines and cell_len(lines[-1]) + GAP + cell_len(value) <= width:
            lines[-1] += " " * GAP + value
        else:
            lines.append(value)
    whole: list[RenderableType] = [
        Text(line, style="" if number else "bold", no_wrap=True, overflow="ignore")
        for number, line in enumerate(lines)
    ]
    free = [
        Padding(_text(column, f"{column.title}: {value}"), (0, 0, 0, GAP))
        for column, value in zip(columns, row, strict=True)
        if not column.never_cut and value
    ]
    return [*whole, *free]


def _text(column: Column, value: str) -> Text:
    """Return a cell, with what was cut and added in colours where its column has such."""
    text = Text(value, overflow="fold")
    if column.marked:
        text.highlight_regex(_CUT, "red")
        text.highlight_regex(_ADDED, "green")
    return text


def _printed(drawn: Sequence[RenderableType], width: int) -> str:
    """Return what rich prints; NO_COLOR and TERM=dumb are its to respect."""
    console = Console(
        file=StringIO(),
        force_terminal=True,
        width=width,
        height=25,
        markup=False,
        highlight=False,
        emoji=False,
    )
    with console.capture() as captured:
        for thing in drawn:
            console.print(thing, crop=False)
    return _TRAILING.sub(r"\1", captured.get())
