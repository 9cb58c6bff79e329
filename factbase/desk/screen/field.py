"""One line of text that is being written. Every key that stands for a character is one, whatever it does elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.text import Text

from factbase.desk.screen.laying import Block, focused, wrapped
from factbase.text.visible import unsafe, visible

_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_WORD_BEFORE = re.compile(r"\w*\W*\Z")
_WORD_AFTER = re.compile(r"\W*\w*")
CURSOR = "reverse"


class Field:
    """A text and where the cursor stands in it. ``kept`` is what Ctrl-Y brings back."""

    def __init__(self, text: str = "", kept: str = "") -> None:
        self.text = ""
        self.at = 0
        self.kept = kept
        self.insert(text)

    def insert(self, text: str) -> str:
        """Put text in at the cursor, and return what there is to say of that.

        Line breaks become blanks. Signs that nobody could see are left out, since nobody could take them out again.
        """
        plain = _BREAKS.sub(" ", text)
        left_out = unsafe(plain)
        if left_out:
            plain = "".join(sign for sign in plain if visible(sign) == sign)
        self.text = self.text[: self.at] + plain + self.text[self.at :]
        self.at += len(plain)
        if not left_out:
            return ""
        named = ", ".join(f"{name} × {times:,}" for name, times in left_out.items())
        return f"Left out, since it cannot be seen: {named}."

    def press(self, key: str, text: str) -> str:
        """Do what a key means in a text, and return what there is to say of that."""
        if key in _MOVES:
            self.at = _MOVES[key](self)
        elif key in _CUTS:
            self._cut(_CUTS[key](self), key in _KEEPING)
        elif key == "ctrl+y":
            return self.insert(self.kept)
        elif text and (key == "paste" or text.isprintable()):
            return self.insert(text)
        return ""

    def _cut(self, to: int, keeping: bool) -> None:
        first, last = sorted((self.at, to))
        if keeping and first < last:
            self.kept = self.text[first:last]
        self.text = self.text[:first] + self.text[last:]
        self.at = first

    @property
    def back(self) -> int:
        """Where the cursor is after a step back."""
        return max(0, self.at - 1)

    @property
    def on(self) -> int:
        """Where the cursor is after a step on."""
        return min(len(self.text), self.at + 1)

    @property
    def word_back(self) -> int:
        """Where the word begins that the cursor is in or behind."""
        first = max(0, self.at - _FAR)
        found = _WORD_BEFORE.search(self.text[first : self.at])
        return first + found.start() if found else first

    @property
    def word_on(self) -> int:
        """Where the word ends that the cursor is in or before."""
        found = _WORD_AFTER.match(self.text, self.at, self.at + _FAR)
        return found.end() if found else self.on

    def shown(self, width: int, most: int) -> list[Text]:
        """Return the lines around the cursor, at most ``most``, the cursor in inverse."""
        first = max(0, self.at - width * most)
        last = self.at + width * most
        body = Text("> " if first == 0 else "… ", style="bold")
        body.append(self.text[first : self.at], "not bold")
        body.append(self.text[self.at : self.at + 1] or " ", f"not bold {CURSOR}")
        body.append(self.text[self.at + 1 : last], "not bold")
        lines = wrapped(body, width)
        cursor = next((at for at, line in enumerate(lines) if _has_cursor(line)), len(lines) - 1)
        return focused(Block(lines, cursor, cursor), most)


def _has_cursor(line: Text) -> bool:
    return any(CURSOR in str(span.style) for span in line.spans)


_FAR = 1000  # characters that are looked through for the end of a word
_MOVES: dict[str, Callable[[Field], int]] = {
    "left": lambda field: field.back,
    "right": lambda field: field.on,
    "home": lambda _field: 0,
    "ctrl+a": lambda _field: 0,
    "end": lambda field: len(field.text),
    "ctrl+e": lambda field: len(field.text),
    "ctrl+left": lambda field: field.word_back,
    "ctrl+right": lambda field: field.word_on,
}
_CUTS: dict[str, Callable[[Field], int]] = {
    "backspace": lambda field: field.back,
    "delete": lambda field: field.on,
    "ctrl+d": lambda field: field.on,
    "ctrl+w": lambda field: field.word_back,
    "alt+backspace": lambda field: field.word_back,
    "ctrl+u": lambda _field: 0,
    "ctrl+k": lambda field: len(field.text),
}
_KEEPING = {"ctrl+w", "alt+backspace", "ctrl+u", "ctrl+k"}
