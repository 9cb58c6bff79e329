"""The one widget: lines that are painted anew only where they have changed, which a slow line is glad of."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Canvas(Widget):
    """Shows lines in the terminal's own colours."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; background: ansi_default; color: ansi_default; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Text] = []
        self._strips: list[Strip] = []

    def paint(self, lines: Sequence[Text], console: Console) -> None:
        """Show these lines instead of those that are there."""
        known = self._lines
        strips = []
        changed = []
        for row, line in enumerate(lines):
            if row < len(known) and line == known[row] and line.style == known[row].style:
                strips.append(self._strips[row])
            else:
                base = console.get_style(line.style)  # which a line without spans would not be rendered with
                strips.append(Strip(Segment.apply_style(line.render(console), base)))
                changed.append(Region(0, row, max(1, self.size.width), 1))
        gone = range(len(lines), len(known))
        self._lines, self._strips = list(lines), strips
        changed += [Region(0, row, max(1, self.size.width), 1) for row in gone]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen, as wide as that is."""
        strip = self._strips[y] if y < len(self._strips) else Strip.blank(0)
        return strip.adjust_cell_length(self.size.width)
