"""Questions and answers, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import BinaryIO, TextIO, TypeVar

from factbase.desk.guide import GUIDE, lines
from factbase.text.visible import visible

W = TypeVar("W", bound=StrEnum)

# A terminal hands over a line of so many bytes at most, and drops what is longer without a word.
_LONGEST = 4_095
_LONG = 300  # characters of a refusal that somebody still reads
_PASTED = ("\x1b[200~", "\x1b[201~")


class Left(Exception):
    """There is nobody to answer any more: the input has ended."""


class Talk:
    """Writes lines and reads answers; where nobody types them they are written too, so that all can be read."""

    def __init__(self, source: BinaryIO, out: TextIO, *, typed: bool) -> None:
        self._source = source
        self._out = out
        self._typed = typed

    @property
    def typed(self) -> bool:
        """Whether a person types the answers."""
        return self._typed

    def say(self, line: str) -> None:
        """Write a line; control characters in it are named."""
        self._out.write(f"{visible(line)}\n")
        self._out.flush()

    def refuse(self, why: str) -> None:
        """Write why something cannot be done; of a long line that it quotes, the beginning and the end."""
        self.say(why if len(why) <= _LONG else f"{why[: _LONG // 2]} … {why[-_LONG // 2 :]}")

    def ask(self, question: str) -> str:
        """Write a question and return the answer, without blanks around it. Raises Left at the end of the input."""
        while True:
            self._out.write(f"{visible(question)} > ")
            self._out.flush()
            given = self._source.readline()
            if not given:
                self._out.write("\n")
                raise Left
            if self._typed and len(given) >= _LONGEST:
                self.say("Not taken: a terminal passes on no longer line. Write it shorter, or use a sheet.")
                continue
            try:
                answer = given.decode().strip()
            except UnicodeDecodeError:
                self.say("Not taken: this line is no UTF-8.")
                continue
            for mark in _PASTED:
                answer = answer.replace(mark, "")
            if not self._typed:
                self.say(answer)
            return answer

    def text(self, question: str, given: str, topic: str) -> str:
        """Return ``given``, or the answer to a question; an empty one leaves things as they are."""
        question = f"{question} (? the rule, Enter leaves it)"
        given = given or self.ask(question)
        while given == "?":
            self.explain(topic)
            given = self.ask(question)
        return given

    def choose(self, question: str, words: Sequence[W | str], given: str, topic: str = "") -> W | str | None:
        """Return one of ``words`` by its number, itself or how it begins; None for an empty answer."""
        numbered = ", ".join(f"{number} {word}" for number, word in enumerate(words, start=1))
        while True:
            answer = given or self.ask(f"{question}: {numbered}{' (? the rule)' if topic else ''}")
            given = ""
            if not answer:
                return None
            if answer == "?" and topic:
                self.explain(topic)
                continue
            found = _meant(words, answer)
            if found is not None:
                return found
            self.refuse(f"“{answer}” is none of these.")

    def explain(self, topic: str) -> None:
        """Write the rule for a field."""
        for line in lines(GUIDE[topic]):
            self.say(line)


def _meant(words: Sequence[W | str], answer: str) -> W | str | None:
    if answer.isdecimal():
        return words[int(answer) - 1] if 1 <= int(answer) <= len(words) else None
    begun = answer.lower().replace("-", "_").replace(" ", "_")
    same = [word for word in words if word.replace("-", "_") == begun]
    like = same or [word for word in words if word.replace("-", "_").startswith(begun)]
    return like[0] if len(like) == 1 else None
