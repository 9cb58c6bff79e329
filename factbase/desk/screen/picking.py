"""Picking what is there already: a source by a few letters, words from the passage."""

from __future__ import annotations

from rich.text import Text

from factbase.desk.guide import GUIDE
from factbase.desk.screen.asking import LEAVING, RULE_KEYS, Asking, moved, words_of
from factbase.desk.screen.field import Field
from factbase.desk.screen.prompt import Hint, Prompt
from factbase.desk.screen.terminal import Typed
from factbase.errors import FactbaseError
from factbase.queries.cited import Cited
from factbase.text.folding import fold
from factbase.text.visible import visible
from factbase.vocabulary import SourceKind

_SOURCE_HINTS: list[Hint] = [
    ("Enter", "take it"),
    ("Esc", "leave it"),
    ("↑↓", "another, a new one is last"),
    ("F1", "the rule"),
]
_WORD_HINTS: list[Hint] = [
    ("Enter", "take it"),
    ("Esc", "leave it"),
    ("←→", "move"),
    ("[ ]", "start"),
    ("{ }", "end"),
    ("a…z", "to a word"),
    ("1…9", "a quotation"),
    ("Del", "none"),
    ("Tab", "write it"),
    ("?", "the rule"),
]
Picked = tuple[str, SourceKind | None]
_AROUND = 200  # words of a long passage that are shown on each side of those picked


class Picking(Asking):
    """Offers what the article has, and takes it at one key."""

    async def source(self, title: str, nobody: str = "") -> Picked | None:
        """Return the name of a source, and the kind of a new one. ``nobody`` is a row whose name is empty."""
        field = Field()
        asks = f"{title}: {GUIDE['source'].asks}"
        prompt = self.prompt = Prompt(asks, field=field, hints=_SOURCE_HINTS)
        found = await self._offer(prompt, field, nobody)
        try:
            while (typed := await self.key()) is None or typed.key not in LEAVING:
                if typed is None:
                    continue
                if typed.key == "enter" and prompt.rows:
                    return await self._taken(found, prompt.chosen or 0, field.text.strip(), nobody)
                if typed.key in RULE_KEYS:
                    await self.explain("source")
                elif typed.key in ("up", "down"):
                    prompt.chosen = moved(prompt.chosen or 0, typed.key, len(prompt.rows))
                else:
                    prompt.remark = field.press(typed.key, typed.text)
                    found = await self._offer(prompt, field, nobody)
        finally:
            self.prompt = None
        return None

    async def _offer(self, prompt: Prompt, field: Field, nobody: str) -> list[Cited]:
        """Show the sources that the letters may mean; a new one of that name comes last."""
        letters = field.text.strip()
        try:
            found = await self.off(lambda: self.desk.sources(letters))
        except FactbaseError as error:
            prompt.remark, found = visible(str(error)), []
        rows = [_source_row(each) for each in found]
        rows += [Text(nobody)] * bool(nobody)
        names = {fold(name) for each in found for name in (each.name, *each.aliases)}
        if letters and fold(letters) not in names:
            rows.append(Text(f"new: {visible(letters)}"))
        prompt.rows, prompt.chosen = rows, 0
        return found

    async def _taken(self, found: list[Cited], chosen: int, letters: str, nobody: str) -> Picked | None:
        if chosen < len(found):
            return found[chosen].name, None
        if nobody and chosen == len(found):
            return "", None
        kind = await self.choose(f"{visible(letters)} is new", words_of(SourceKind), "source")
        return None if kind is None else (letters, SourceKind(kind))

    async def words(self, topic: str) -> str | None:
        """Return words of the passage as printed, or as written by hand; an empty text takes them away."""
        words = self.desk.words()
        quotations = self.desk.quotations()[:9]
        first, last = _span_of(quotations[0], words) if topic == "quote" and quotations else (0, 0)
        letters = ""
        while words:
            typed = await self._shown_words(topic, words, quotations, first, last, letters)
            if typed.key == "enter":
                return self.desk.picked(first + 1, last + 1)
            if typed.key in LEAVING:
                return None
            if typed.key in ("delete", "backspace"):
                return ""
            if typed.key == "tab":
                break
            if typed.sign == "?":
                await self.explain(topic)
            elif typed.text.isdecimal() and 1 <= int(typed.text) <= len(quotations):
                return quotations[int(typed.text) - 1]
            elif typed.text.isalpha():
                letters += typed.text
                first = last = _begins_so(words, letters, first)
                continue
            else:
                first, last = _ends(typed.sign, first, last, len(words))
            letters = ""
        return await self.text(topic, topic, " ".join(words[first : last + 1]))

    async def _shown_words(
        self, topic: str, words: list[str], quotations: list[str], first: int, last: int, letters: str
    ) -> Typed:
        begin, end = max(0, first - _AROUND), min(len(words), last + _AROUND)
        shown = Text("… " if begin else "")
        for index in range(begin, end):
            picked = first <= index <= last
            shown.append("【" if index == first else "", "bold")
            shown.append(visible(words[index]), "reverse" if picked else "")
            shown.append("】" if index == last else "", "bold")
            shown.append(" ")
        rows = [shown, *(Text(f"{number} “{visible(each)}”") for number, each in enumerate(quotations, 1))]
        title = f"{topic}: {GUIDE[topic].asks}{f' {letters}…' if letters else ''}"
        self.prompt = Prompt(title, rows, hints=_WORD_HINTS, tall=True)
        try:
            while (typed := await self.key()) is None:
                pass
            return typed
        finally:
            self.prompt = None


def _source_row(each: Cited) -> Text:
    others = f", also {', '.join(each.aliases)}" if each.aliases else ""
    times = f", {each.times} here" if each.times else ""
    return Text(visible(f"{each.name} ({each.kind}{others}{times})"))


def _span_of(quotation: str, words: list[str]) -> tuple[int, int]:
    """Return the first and the last of the words that a quotation is made of, as far as that is seen."""
    parts = quotation.split()
    for first in range(len(words) - len(parts) + 1):
        stretch = words[first : first + len(parts)]
        if all(part.strip("“”\"'.,") in word for part, word in zip(parts, stretch, strict=True)):
            return first, first + len(parts) - 1
    return 0, 0


def _begins_so(words: list[str], letters: str, first: int) -> int:
    """Return the next word from ``first`` on that begins with the letters, around the end too."""
    asked = fold(letters)
    order = [*range(first, len(words)), *range(first)]
    return next((index for index in order if fold(words[index]).lstrip("“\"'(").startswith(asked)), first)


def _ends(sign: str, first: int, last: int, count: int) -> tuple[int, int]:
    """Return what is picked after a key has moved one of its ends, or both."""
    start = {"[": -1, "]": 1, "left": -1, "right": 1}.get(sign, 0)
    end = {"{": -1, "}": 1, "left": -1, "right": 1}.get(sign, 0)
    first, last = first + start, last + end
    return (first, last) if 0 <= first <= last < count else (first - start, last - end)
