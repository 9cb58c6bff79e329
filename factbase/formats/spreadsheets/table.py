"""A table that comes in: its header, wherever the columns stand in it, and its rows by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.columns import KNOWN

COLUMNS = 16_384  # that a sheet has
_HEADS = 10  # rows in which the header may stand
_NAMED = 10

Cells = Sequence[str]


class Computed(str):
    """What a formula came to, or the error that it ended in: nobody wrote that."""

    __slots__ = ()


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it, and its cells by column; those that are missing are empty."""

    number: int
    cells: dict[str, str]


@dataclass
class Table:
    """The rows of a file. ``guarded`` says that one apostrophe at the start of a cell is no part of its text.

    ``narrow`` says that the file's encoding has no place for most letters. ``remarks`` are sentences on the file.
    """

    name: str
    columns: frozenset[str]
    rows: Iterator[Row]
    guarded: bool = True
    narrow: bool = False
    remarks: list[str] = field(default_factory=list)


def column_name(cell: str) -> str:
    """Return a heading as the columns are called: ``Override reason`` is ``override_reason``."""
    return "_".join(cell.strip().casefold().replace("-", " ").replace("_", " ").split())


def is_header(cells: Cells) -> bool:
    """Return whether a row is our header: ``ref`` stands in it, and another column of ours."""
    names = {column_name(cell) for cell in cells}
    return "ref" in names and len(names & KNOWN.keys()) > 1


def find_header(rows: Iterable[tuple[int, Cells]]) -> tuple[int, Cells] | None:
    """Return number and cells of the header, which is one of the first rows, or None."""
    return next((row for row in islice(rows, _HEADS) if is_header(row[1])), None)


def table(name: str, rows: Iterable[tuple[int, Cells]], header: tuple[int, Cells]) -> Table:
    """Return the table below a header; ``rows`` are all of the file, in order.

    Raises InvalidInput for a header that cannot be understood, and while rows are read for one that is too wide.
    """
    at, heads = header
    names = [column_name(cell) for cell in heads]
    if len(names) > COLUMNS:
        raise InvalidInput(
            f"{name} has {len(names):,} columns, a sheet has {COLUMNS:,}: give an exported file."
        )
    twice = [each for each in KNOWN if names.count(each) > 1]
    if twice:
        raise InvalidInput(f"{name} has the column {twice[0]} twice: take one of them out.")
    if "version" not in names:
        raise InvalidInput(
            f"{name} has no column version, by which it is seen what was changed since the export: put it back."
        )
    found = Table(name, frozenset(KNOWN.keys() & set(names)), _below(name, rows, at, names))
    if foreign := [each for each, called in zip(heads, names, strict=True) if called and called not in KNOWN]:
        listed = ", ".join(f"“{each.strip()}”" for each in foreign[:_NAMED])
        more = " …" if len(foreign) > _NAMED else ""
        found.remarks.append(f"Left out, being no columns of ours: {listed}{more}.")
    return found


def _below(name: str, rows: Iterable[tuple[int, Cells]], at: int, names: Sequence[str]) -> Iterator[Row]:
    ours = [(index, called) for index, called in enumerate(names) if called in KNOWN]
    for number, cells in rows:
        if number <= at or not any(cells):
            continue
        if any(cells[len(names) :]):
            raise InvalidInput(
                f"{name}, row {number}: it has more cells than the header has columns; see to its quotation marks."
            )
        width = len(cells)
        yield Row(number, {called: cells[index] if index < width else "" for index, called in ours})
