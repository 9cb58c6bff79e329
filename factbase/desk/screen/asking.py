"""Questions: for a text, for one word of a list, for one row of many. None is an answer too: it was left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from rich.text import Text

from factbase.desk.acts import Outcome
from factbase.desk.guide import GUIDE, lines
from factbase.desk.screen.field import Field
from factbase.desk.screen.prompt import Hint, Prompt
from factbase.desk.screen.seeing import Seeing
from factbase.desk.screen.terminal import Typed
from factbase.text.visible import visible

LEAVING = ("escape", "ctrl+c")
RULE_KEYS = ("f1", "ctrl+g")  # in a field, where ? is a sign like others
_FIELD_HINTS: list[Hint] = [("Enter", "save"), ("Esc", "leave it"), ("F1", "the rule"), ("Ctrl-U", "clear")]
_READ_HINTS: list[Hint] = [("↑↓", "line"), ("Space", "page"), ("Esc", "back")]


class Asking(Seeing):
    """Asks, and reads the answer key by key."""

    async def read(self, title: str, rows: Sequence[Text], hints: Sequence[Hint] = ()) -> Typed:
        """Show rows to read, as far as there is room, and return the key that ended it."""
        before = self.prompt
        self.prompt = Prompt(title, rows, hints=[*hints, *_READ_HINTS], tall=True)
        try:
            while True:
                typed = await self.key()
                step = _STEPS.get(typed.sign) if typed else None
                if typed is not None and step is None:
                    return typed
                _width, height = self.terminal.extent
                self.prompt.top = max(0, self.prompt.top + (step(height) if step else 0))
        finally:
            self.prompt = before

    async def explain(self, topic: str) -> None:
        """Show the rule for a field."""
        first, *rest = lines(GUIDE[topic])
        await self.read(first, [Text(line) for line in rest])

    async def text(self, title: str, topic: str = "", start: str = "") -> str | None:
        """Return what is written in a field. What is left is kept for Ctrl-Y."""
        field = Field(start, self.kept)
        asks = f"{title}: {GUIDE[topic].asks}" if topic else title
        self.prompt = Prompt(asks, field=field, hints=_FIELD_HINTS)
        try:
            while True:
                typed = await self.key()
                if typed is None:
                    continue
                self.said = Text()
                if typed.key in LEAVING:
                    self._leave(field, start)
                    return None
                if typed.key == "enter":
                    return field.text
                if typed.key in RULE_KEYS and topic:
                    await self.explain(topic)
                else:
                    self.prompt.remark = field.press(typed.key, typed.text)
        finally:
            self.prompt = None

    def _leave(self, field: Field, start: str) -> None:
        self.kept = field.kept
        if field.text.strip() and field.text != start:
            self.kept = field.text
            self.say("Left. Ctrl-Y brings what you wrote back into the next field.")

    async def write(self, title: str, topic: str, act: Callable[[str], Outcome], start: str = "") -> bool:
        """Ask for a text and do the act with it; what was not saved stands in the field again, and nothing is lost."""
        written: str | None = start
        while (written := await self.text(title, topic, written or "")) is not None:
            if not written.strip():
                return False
            if await self.act(partial(act, written), repeat="Enter"):
                return True
            self.kept = written
        return False

    async def choose(
        self, title: str, words: Sequence[str], topic: str = "", meanings: Sequence[str] = ()
    ) -> str | None:
        """Return one of the words by its letter; arrows and Enter do it too."""
        letters = letters_of(words)
        rows = _rows(words, letters, meanings or _meanings(words, topic))
        hints: list[Hint] = [("Esc", "leave it"), *letters.items()]
        hints += [("?", "the rule")] * bool(topic)
        asks = f"{title}: {GUIDE[topic].asks}" if topic else title
        prompt = self.prompt = Prompt(asks, rows, 0, hints=hints)
        try:
            while (typed := await self.key()) is None or typed.key not in LEAVING:
                if typed is None:
                    continue
                if typed.sign in letters:
                    return letters[typed.sign]
                if typed.key == "enter":
                    return words[prompt.chosen or 0]
                if typed.sign == "?" and topic:
                    await self.explain(topic)
                    self.prompt = prompt
                prompt.chosen = moved(prompt.chosen or 0, typed.key, len(rows))
        finally:
            self.prompt = None
        return None

    async def pick(self, title: str, rows: Sequence[Text], does: str) -> int | None:
        """Return the number of the row that was taken; ``does`` says what Enter does with it."""
        hints = [("Enter", does), ("Esc", "back"), ("↑↓", "choose")]
        prompt = self.prompt = Prompt(title, rows, 0, hints=hints)
        try:
            while (typed := await self.key()) is None or typed.key not in LEAVING:
                if typed is not None and typed.key == "enter":
                    return prompt.chosen or 0
                prompt.chosen = moved(prompt.chosen or 0, typed.key if typed else "", len(rows))
        finally:
            self.prompt = None
        return None


def letters_of(words: Sequence[str]) -> dict[str, str]:
    """Return a letter for each word: the first of its own that none before it has."""
    letters: dict[str, str] = {}
    for word in words:
        letter = next((sign for sign in word.lower() if sign.isalnum() and sign not in letters), None)
        letters[letter or str(len(letters))] = word
    return letters


def moved(chosen: int, key: str, count: int) -> int:
    """Return the number of the row after an arrow; from the last it goes on to the first."""
    step = {"down": 1, "tab": 1, "up": -1, "shift+tab": -1}.get(key, 0)
    return (chosen + step) % count if count else 0


def _meanings(words: Sequence[str], topic: str) -> list[str]:
    known = {str(word): meaning for word, meaning in GUIDE[topic].words} if topic else {}
    return [known.get(str(word), "") for word in words]


def _rows(words: Sequence[str], letters: dict[str, str], meanings: Sequence[str]) -> list[Text]:
    width = max(map(len, words), default=0)
    rows = []
    for (letter, word), meaning in zip(letters.items(), meanings, strict=True):
        row = Text()
        row.append(letter, "bold underline")
        row.append(f" {word:<{width}}  {visible(meaning)}")
        rows.append(row)
    return rows


_STEPS: dict[str, Callable[[int], int]] = {
    "up": lambda _height: -1,
    "down": lambda _height: 1,
    "k": lambda _height: -1,
    "j": lambda _height: 1,
    "pageup": lambda height: 2 - height,
    "pagedown": lambda height: height - 2,
    " ": lambda height: height - 2,
}


def words_of(*lists: type[StrEnum]) -> list[str]:
    """Return the words of closed lists, one after the other."""
    return [str(word) for each in lists for word in each]
