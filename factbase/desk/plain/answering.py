"""What each key that changes something asks for, and the act that it then is."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from factbase.desk.acts import Desk, Outcome, View
from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.plain.talk import Talk
from factbase.errors import BadUsage
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms

W = TypeVar("W", bound=StrEnum)

_SPAN = re.compile(r"([1-9][0-9]*)(?:-([1-9][0-9]*))?")
_TAKE_AWAY = "-"


class Answering:
    """Turns a key and what follows it into an act; None where the person leaves things as they are."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self._desk = desk
        self._talk = talk
        self._acts: dict[str, Callable[[str], Outcome | None]] = {
            "n": lambda rest: self._with_text("Statement", rest, "statement", desk.add),
            "C": self._copy,
            "t": lambda rest: self._with_text("Statement", rest, "statement", desk.state),
            "r": self._role,
            "c": self._rate,
            "s": lambda rest: self._source("Source", rest, desk.source),
            "S": lambda rest: self._source("Instead", rest, desk.instead),
            "v": self._via,
            ".": lambda _rest: desk.same(),
            "-": lambda _rest: desk.drop(),
            "d": lambda rest: self._word("Stance", Stance, rest, "stance", desk.stance),
            "m": lambda rest: self._word("Mode", Mode, rest, "mode", desk.mode),
            "e": lambda rest: self._word("Terms", Terms, rest, "terms", desk.terms),
            "o": self._own_act,
            "w": lambda rest: self._words("Cue", rest, "cue", desk.cue),
            '"': lambda rest: self._words("Quote", rest, "quote", desk.quote),
            "M": lambda rest: self._with_text("Remark", rest, "note", desk.remark),
            "A": lambda rest: self._with_text("Another name", rest, "source", desk.alias),
            "p": lambda _rest: desk.place_claim(),
            "l": self._label,
            "N": lambda rest: self._with_text("Note", rest, "note", desk.note),
            "b": lambda rest: self._with_text("Note on the sentence", rest, "note", desk.note_sentence),
            "R": lambda rest: self._with_text("Because", rest, "role", self._reason),
            "L": self._link,
            "y": self._status,
            "u": lambda _rest: desk.undo(),
            "U": lambda _rest: desk.redo(),
            "!": lambda _rest: desk.again(),
        }

    def act(self, key: str, rest: str, view: View) -> Outcome | None:
        """Ask for what is missing, do the act, and return how it ended."""
        if key == "x":
            return self._cut(rest, view)
        return self._acts[key](rest)

    def _with_text(
        self, question: str, rest: str, topic: str, act: Callable[[str], Outcome]
    ) -> Outcome | None:
        given = self._talk.text(question, rest, topic)
        return act(given) if given else None

    def _word(
        self, question: str, words: type[W], rest: str, topic: str, act: Callable[[W], Outcome]
    ) -> Outcome | None:
        word = self._talk.choose(question, list(words), rest, topic)
        return None if word is None else act(words(word))

    def _copy(self, rest: str) -> Outcome | None:
        return self._with_text("Statement of the copy", rest, "claim", self._desk.copy)

    def _role(self, rest: str) -> Outcome | None:
        given, _blank, because = rest.partition(" ")
        words = [*Role, UNTRIAGED, *(["as_suggested"] if self._suggests() else [])]
        word = self._talk.choose("Role", words, given, "role")
        if word is None:
            return None
        if word == "as_suggested":
            return self._desk.as_suggested()
        return self._desk.role(None if word == UNTRIAGED else Role(word), because.strip() or None)

    def _reason(self, because: str) -> Outcome:
        here = self._desk.view().here
        return self._desk.role(None if here is None else here.card.key.role, because)

    def _suggests(self) -> bool:
        here = self._desk.view().here
        return here is not None and here.card.key.suggested is not None

    def _rate(self, rest: str) -> Outcome | None:
        given, _blank, because = rest.partition(" ")
        word = self._talk.choose("Confidence", [*Confidence, "default"], given, "confidence")
        if word is None:
            return None
        if word == "default":
            return self._desk.rate(None)
        reason = self._talk.text("Because", because.strip(), "confidence")
        return self._desk.rate(Confidence(word), reason) if reason else None

    def _own_act(self, rest: str) -> Outcome | None:
        word = self._talk.choose("Its own act", ["yes", "no"], rest, "own act")
        return None if word is None else self._desk.own_act(word == "yes")

    def _label(self, rest: str) -> Outcome | None:
        word = self._talk.text("Label, or - and the one to take off", rest, "label")
        if not word:
            return None
        if word.startswith(_TAKE_AWAY) and word != _TAKE_AWAY:
            return self._desk.unlabel(word.removeprefix(_TAKE_AWAY).strip())
        return self._desk.label(word)

    def _link(self, rest: str) -> Outcome | None:
        given, _blank, kind = rest.partition(" ")
        other = self._talk.text("With which claim, 12 or mek-albania/12", given, "link")
        if not other:
            return None
        words = [*LinkKind, "no_longer"]
        word = self._talk.choose(f"This claim and {other}", words, kind.strip(), "link")
        if word is None:
            return None
        return self._desk.unlink(other) if word == "no_longer" else self._desk.link(other, LinkKind(word))

    def _status(self, rest: str) -> Outcome | None:
        words = [word for word in Status if word != Status.CUT]
        word = self._talk.choose("Status", words, rest, "status")
        return None if word is None else self._desk.status(Status(word))

    def _cut(self, rest: str, view: View) -> Outcome | None:
        if view.chosen is not None and view.chosen.key.status == Status.CUT:
            return self._desk.restore()
        if not rest and not self._talk.typed:  # else a script's next line would be taken for the reason
            raise BadUsage("Cutting needs its reason in the same line: x and why it goes.")
        return self._with_text("Cut because", rest, "status", self._desk.cut)

    # Sources

    def _source(
        self, question: str, rest: str, act: Callable[[str, SourceKind | None], Outcome]
    ) -> Outcome | None:
        picked = self._pick(question, rest)
        return None if picked is None else act(*picked)

    def _via(self, rest: str) -> Outcome | None:
        if rest == _TAKE_AWAY:
            return self._desk.via(None)
        return self._source("Via, or - for nobody", rest, self._desk.via)

    def _pick(self, question: str, letters: str) -> tuple[str, SourceKind | None] | None:
        """Return the name of a source, and the kind of a new one: by its full name, or from those that fit."""
        if not letters:
            for number, each in enumerate(self._desk.sources(), start=1):
                self._talk.say(f"{number} {each.name} ({each.kind})")
            letters = self._talk.text(f"{question}: a few letters, a new name, or a number", "", "source")
            if not letters:
                return None
            first = self._desk.sources()
            if letters.isdecimal() and 1 <= int(letters) <= len(first):
                return first[int(letters) - 1].name, None
        if self._desk.source_named(letters) is not None:
            return letters, None
        found = self._desk.sources(letters)
        for number, each in enumerate(found, start=1):
            others = f", also {', '.join(each.aliases)}" if each.aliases else ""
            self._talk.say(f"{number} {each.name} ({each.kind}{others})")
        if found:
            answer = self._talk.ask(
                f"Which, or 0 for “{letters}” as a new source (Enter takes 1, - leaves it)"
            )
            if answer == _TAKE_AWAY:
                return None
            if answer != "0":
                number = int(answer) if answer.isdecimal() else 1 if not answer else 0
                if not 1 <= number <= len(found):
                    self._talk.refuse(f"“{answer}” is none of these.")
                    return None
                return found[number - 1].name, None
        kind = self._talk.choose(f"“{letters}” is new. Its kind", list(SourceKind), "", "source")
        return None if kind is None else (letters, SourceKind(kind))

    def _words(
        self, question: str, rest: str, topic: str, act: Callable[[str | None], Outcome]
    ) -> Outcome | None:
        """Take words as they are written, or by their numbers in the passage, 3 or 3-5; - takes them away."""
        if not rest:
            numbered = " ".join(f"{number} {word}" for number, word in enumerate(self._desk.words(), start=1))
            if numbered:
                self._talk.say(numbered)
            for index, quotation in enumerate(self._desk.quotations() if topic == "quote" else ()):
                self._talk.say(f"{'abcdefghij'[index % 10]} “{quotation}”")
            rest = self._talk.text(f"{question}: words, or their numbers, 3-5 (- takes it away)", "", topic)
        if not rest:
            return None
        if rest == _TAKE_AWAY:
            return act(None)
        if span := _SPAN.fullmatch(rest):
            return act(self._desk.picked(int(span[1]), int(span[2] or span[1])))
        quotations = self._desk.quotations() if topic == "quote" else []
        if len(rest) == 1 and rest in "abcdefghij"[: len(quotations)]:
            return act(quotations["abcdefghij".index(rest)])
        return act(rest)
