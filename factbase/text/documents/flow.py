"""Collects paragraphs while a reader walks through a file, whatever is nested in what."""

from __future__ import annotations

from dataclasses import dataclass, field

from factbase.text.documents.document import Block
from factbase.vocabulary import Role


@dataclass
class _Open:
    """A paragraph that has not ended, and the boxes that float in it."""

    role: Role | None
    pieces: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


class Flow:
    """The blocks so far. Open and close in pairs; text outside a paragraph is dropped."""

    def __init__(self) -> None:
        self._flows: list[list[Block]] = [[]]
        self._rows: list[list[list[Block]]] = []
        self._paragraphs: list[_Open] = []
        self._begun = ""  # the words of a paragraph whose end was deleted

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the whole file, when all that was opened is closed."""
        return self._flows[0]

    @property
    def in_paragraph(self) -> bool:
        """Whether text has a place to go."""
        return bool(self._paragraphs)

    def open_paragraph(self, role: Role | None = None) -> None:
        """Begin a paragraph; another may be open, if this one floats in it."""
        self._paragraphs.append(_Open(role, [self._begun]))
        self._begun = ""

    def write(self, text: str) -> None:
        """Add text to the innermost paragraph."""
        if self._paragraphs:
            self._paragraphs[-1].pieces.append(text)

    def words(self) -> str:
        """Return the text so far of the innermost paragraph."""
        return "".join(self._paragraphs[-1].pieces)

    def suggest(self, role: Role) -> None:
        """Say what the innermost paragraph is."""
        if self._paragraphs:
            self._paragraphs[-1].role = role

    def close_paragraph(self, *, joins_next: bool = False) -> None:
        """End the innermost paragraph; its boxes follow it. One that joins the next gives it its words."""
        done = self._paragraphs.pop()
        text = "".join(done.pieces)
        if joins_next:
            self._begun = text
        elif text and not text.isspace():
            self._flows[-1].append(Block(text, done.role))
        self._flows[-1] += done.boxes

    def open_box(self) -> None:
        """Begin something apart, such as a text box or a note."""
        self._flows.append([])

    def close_box(self) -> list[Block]:
        """End it and return its blocks."""
        return self._flows.pop()

    def place(self, blocks: list[Block]) -> None:
        """Put blocks after the innermost paragraph, or here where none is open."""
        if self._paragraphs:
            self._paragraphs[-1].boxes += blocks
        else:
            self._flows[-1] += blocks

    def open_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell of the row."""
        self.open_box()

    def close_cell(self) -> None:
        """End the cell."""
        self._rows[-1].append(self.close_box())

    def close_row(self) -> None:
        """End the row: a paragraph with a tab between cells, or one for each of theirs where a cell has several."""
        cells = [cell for cell in self._rows.pop() if cell]
        if all(len(cell) == 1 and "\n" not in cell[0].text for cell in cells):
            roles = {cell[0].role for cell in cells}
            text = "\t".join(cell[0].text.strip() for cell in cells)
            cells = [[Block(text, roles.pop() if len(roles) == 1 else None)]] if cells else []
        self._flows[-1] += [block for cell in cells for block in cell]
