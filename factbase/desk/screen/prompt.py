"""What stands between the claims and the keys while something is asked: a title, rows to choose from, a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from factbase.desk.screen.field import Field
from factbase.desk.screen.laying import Block, fitted, focused, wrapped

Hint = tuple[str, str]  # a key and what it does
FIELD_LINES = 4


@dataclass
class Prompt:
    """A question. Of its rows the one with the number ``chosen`` is marked; rows wrap where ``wraps``.

    A ``tall`` one may take all the room there is, ``top`` is then the first of its lines that is shown.
    """

    title: str
    rows: Sequence[Text] = ()
    chosen: int | None = None
    field: Field | None = None
    hints: Sequence[Hint] = ()
    tall: bool = False
    top: int = 0
    remark: str = ""

    def lines(self, width: int, height: int) -> list[Text]:
        """Return it in ``height`` lines at most: the field first of all, then the title, then the rows."""
        written = self.field.shown(width, min(FIELD_LINES, max(1, height - 1))) if self.field else []
        remarks = [fitted(Text(self.remark, "bold"), width)] if self.remark else []
        room = height - len(written) - len(remarks)
        head = [fitted(Text(self.title, "bold"), width)] if room > 0 else []
        return [*head, *self._body(width, room - len(head)), *remarks, *written][-height:]

    def _body(self, width: int, room: int) -> list[Text]:
        if room <= 0:
            return []
        block = self._block(width)
        if self.tall:
            self.top = max(0, min(self.top, len(block.lines) - room))
            return list(block.lines[self.top : self.top + room])
        return focused(block, room)

    def _block(self, width: int) -> Block:
        lines: list[Text] = []
        first = last = 0
        for number, row in enumerate(self.rows):
            sign = "▸ " if number == self.chosen else "  "
            laid = (
                wrapped(Text(sign if self.chosen is not None else "") + row, width, 4) if self.tall else None
            )
            laid = laid or [fitted(Text(sign if self.chosen is not None else "") + row, width)]
            if number == self.chosen:
                first, last = len(lines), len(lines) + len(laid) - 1
                for line in laid:
                    line.stylize("reverse")
            lines += laid
        return Block(lines, first, last)
