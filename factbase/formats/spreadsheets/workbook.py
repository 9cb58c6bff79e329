"""Writes rows to an XLSX workbook: every text stays a text, every cell is as wide and as free as its column says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.cells import FORMULA_SIGNS
from factbase.formats.spreadsheets.columns import Column

ROWS = 1_048_576  # that a sheet holds, its header included
LONGEST = 32_767  # UTF-16 units that a cell holds
EXPLAINED = "Columns"  # the sheet that explains the columns
# The same data gives the same bytes: the parts of the zip have this time too.
_MADE = datetime(1980, 1, 1, tzinfo=UTC)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}


class Workbook:
    """A workbook with one sheet of rows, which come in order, and one that explains its columns.

    ``shortened`` names the cells, by the first field of their row and the column, whose text no cell holds whole.
    """

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:  # noqa: ANN401
        self.shortened: list[str] = []
        self._columns = columns
        self._sheet = book.add_worksheet(title)
        self._text = book.add_format(_TEXT)
        self._quoted = book.add_format(_TEXT | {"quote_prefix": True})
        self._plain = book.add_format()
        self._last = 0
        headed = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "valign": "top"})
        fixed = book.add_format(
            {"bold": True, "bottom": 1, "num_format": "@", "valign": "top", "italic": True}
        )
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, column.width, self._text if column.edited else None)
        for index, column in enumerate(columns):
            self._sheet.write_string(0, index, column.name, headed if column.edited else fixed)
        self._sheet.freeze_panes(1, 1)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows below those that are there. Raises InvalidInput for more than a sheet holds."""
        write_text, write_number = self._sheet.write_string, self._sheet.write_number
        numbers = [column.number for column in self._columns]
        styles = [self._text if column.edited else None for column in self._columns]
        for row in rows:
            self._last += 1
            if self._last == ROWS:
                raise InvalidInput(
                    f"A sheet holds {ROWS:,} rows, these are more: write one article at a time, or csv."
                )
            for index, field in enumerate(row):
                if not field:
                    continue
                if numbers[index] and field.isdecimal():
                    write_number(self._last, index, int(field))
                elif field[0] in FORMULA_SIGNS or len(field) * 2 > LONGEST or field[0] == "<":
                    self._write_odd(index, row, field)
                else:
                    write_text(self._last, index, field, styles[index])

    def _write_odd(self, index: int, row: Sequence[str], field: str) -> None:
        """Write a text that a spreadsheet, or its writer, would take for something else, or that is too long."""
        short = fitting(field)
        if short != field:
            self.shortened.append(f"{row[0]} {self._columns[index].name}")
        if short.startswith("<r>") and short.endswith("</r>"):  # the writer would take it for its own
            pieces = short[0], self._plain, short[1:], self._text
            self._sheet.write_rich_string(self._last, index, *pieces)
            return
        style = self._quoted if short[0] in FORMULA_SIGNS else self._text
        self._sheet.write_string(self._last, index, short, style)

    def close(self) -> None:
        """Set what spans all rows: the filter, and the words among which a cell's may be chosen."""
        self._sheet.autofilter(0, 0, self._last, len(self._columns) - 1)
        for index, column in enumerate(self._columns):
            if column.words and column.edited and self._last:
                self._sheet.data_validation(
                    1,
                    index,
                    self._last,
                    index,
                    {
                        "validate": "list",
                        "source": list(column.words),
                        "error_title": column.name,
                        "error_message": "One of: " + ", ".join(column.words),
                    },
                )


@contextmanager
def workbook(out: BinaryIO, title: str, columns: Sequence[Column]) -> Iterator[Workbook]:
    """Give a workbook, which is written to ``out`` at the end. Raises OSError where there is no room for it."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with TemporaryDirectory(prefix="factbase-") as folder:
        kept = _Kept(out)
        book = xlsxwriter.Workbook(kept, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"created": _MADE})
        made = Workbook(book, title, columns)
        yield made
        made.close()
        _explain(book, columns)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else error from None
        if kept.error is not None:
            raise kept.error


class _Kept:
    """A file that keeps its first error for the end and takes all that follows: a zip cannot be let go otherwise.

    What cannot tell or seek says so before anything is written.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = False
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._begun = True
        self._do(self._file.write, data)
        return len(data)

    def flush(self) -> None:
        """Hand on what is held."""
        self._do(self._file.flush)

    def seek(self, to: int) -> None:
        """Go to a place."""
        self._do(self._file.seek, to)

    def tell(self) -> int:
        """Return where it stands, 0 after an error."""
        return self._do(self._file.tell) or 0

    def _do(self, work: Callable[..., int | None], *given: bytes | int) -> int | None:
        if self.error is not None:
            return None
        try:
            return work(*given)
        except OSError as error:
            if not self._begun:
                raise
            self.error = error
            return None


def _explain(book: Any, columns: Sequence[Column]) -> None:  # noqa: ANN401
    """Add the sheet that says what stands in each column."""
    sheet = book.add_worksheet(EXPLAINED)
    text, bold = book.add_format(_TEXT), book.add_format(_TEXT | {"bold": True})
    for index, (head, width) in enumerate({"column": 18, "what it says": 70, "edit": 8, "words": 60}.items()):
        sheet.set_column(index, index, width, text)
        sheet.write_string(0, index, head, bold)
    for row, column in enumerate(columns, start=1):
        edited = "yes" if column.edited else "no"
        for index, field in enumerate((column.name, column.says, edited, ", ".join(column.words))):
            sheet.write_string(row, index, field, text)
    sheet.freeze_panes(1, 0)


def fitting(text: str) -> str:
    """Return a text as a cell holds it: one that is too long ends with ``…``."""
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST:
        return text
    room = text.encode("utf-16-le", "surrogatepass")[: (LONGEST - 1) * 2]
    return room.decode("utf-16-le", "ignore") + "…"
