"""What is heard when the parts of a workbook are read: sheets, shared texts, styles and cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.table import COLUMNS, Computed
from factbase.formats.spreadsheets.workbook import ROWS

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# The number formats of dates that every workbook has, and what makes one of a format of its own.
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
_DAY = re.compile(r"[ymdhs]", re.IGNORECASE)


def unescaped(text: str) -> str:
    """Return a text of a workbook, in which what XML cannot hold stands as ``_x000B_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Hears:
    """Hears nothing, unless it is told to."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""

    def end(self, tag: str, /) -> None:
        """Hear it end."""

    def data(self, text: str, /) -> None:
        """Hear a piece of text."""


class Sheets(_Hears):
    """Hears the titles of the sheets, each with the key of its part."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""
        if _local(tag) == "sheet":
            key = next((value for name, value in attributes.items() if _local(name) == "id"), "")
            self.sheets.append((attributes.get("name", ""), key))
        elif _local(tag) == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in ("1", "true")


class Targets(_Hears):
    """Hears where the parts are."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.strings = self.styles = ""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""
        if _local(tag) == "Relationship":
            key, kind = attributes.get("Id", ""), attributes.get("Type", "")
            self.parts[key] = attributes.get("Target", "")
            if kind.endswith("/sharedStrings"):
                self.strings = key
            elif kind.endswith("/styles"):
                self.styles = key


class _Written(_Hears):
    """Hears a text that may stand in pieces; how it is to be pronounced is no part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] | None = None
        self._spoken = False
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""
        if (local := _local(tag)) == "rPh":
            self._spoken = True
        elif local == "t" and not self._spoken:
            self._pieces = []

    def data(self, text: str, /) -> None:
        """Hear a piece of text."""
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, tag: str, /) -> None:
        """Hear it end."""
        if (local := _local(tag)) == "rPh":
            self._spoken = False
        elif local == "t" and self._pieces is not None:
            self._text += "".join(self._pieces)
            self._pieces = None


class Texts(_Written):
    """Hears the texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, tag: str, /) -> None:
        """Hear it end."""
        super().end(tag)
        if _local(tag) == "si":
            self.found.append(unescaped(self._text))
            self._text = ""


@dataclass
class Styles(_Hears):
    """Hears which styles show a number as a date."""

    formats: dict[str, str] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    _cells: bool = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""
        match _local(tag):
            case "numFmt":
                self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs":
                self._cells = True
            case "xf" if self._cells:
                self.styles.append(attributes.get("numFmtId", ""))

    def end(self, tag: str, /) -> None:
        """Hear it end."""
        self._cells = self._cells and _local(tag) != "cellXfs"

    def dates(self) -> set[str]:
        """Return the numbers of these styles, as cells give them."""
        return {str(index) for index, key in enumerate(self.styles) if self._is_date(key)}

    def _is_date(self, key: str) -> bool:
        if key in self.formats:
            return _DAY.search(_NO_DATE.sub("", self.formats[key])) is not None
        return key.isdecimal() and int(key) in _DATES


class Cells(_Written):
    """Hears the cells of a sheet: ``rows`` has their texts by row, from 1, and column, from 0.

    ``value`` is given type, style and text of each, and returns what a person sees in it.
    """

    def __init__(self, name: str, value: Callable[[str, str, str], str]) -> None:
        super().__init__()
        self.rows: dict[int, dict[int, str]] = {}
        self._name = name
        self._value = value
        self._row, self._column = 0, -1
        self._kind = self._style = ""
        self._computed = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""
        match _local(tag):
            case "row":
                given = attributes.get("r", "")
                self._row = int(given) if given.isdecimal() and len(given) < 10 else self._row + 1
                self._column = -1
            case "c":
                self._place(attributes.get("r"))
                self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
                self._text, self._computed = "", False
            case "f":
                self._computed = True
            case "v":
                self._pieces = []
            case _:
                super().start(tag, attributes)

    def _place(self, given: str | None) -> None:
        """Go to the cell of this name, or to the next one."""
        self._column += 1
        if given is not None:
            found = _CELL.fullmatch(given)
            if found is None:
                raise InvalidInput(
                    f"{self._name} is damaged (a cell is called {given[:20]!r}): save it anew."
                )
            self._column = 0
            for letter in found[1]:
                self._column = self._column * 26 + ord(letter) - 64
            self._column -= 1
            self._row = int(found[2])
        if self._column >= COLUMNS or self._row > ROWS:
            raise InvalidInput(
                f"{self._name} has cells beyond the {COLUMNS:,} columns and {ROWS:,} rows of a sheet: save it anew."
            )

    def end(self, tag: str, /) -> None:
        """Hear it end."""
        local = _local(tag)
        if local == "v" and self._pieces is not None:
            self._text = "".join(self._pieces)
            self._pieces = None
        elif local == "c":
            text = self._value(self._kind, self._style, self._text) if self._text else ""
            if self._computed or text:
                self.rows.setdefault(self._row, {})[self._column] = Computed(text) if self._computed else text
        else:
            super().end(tag)
