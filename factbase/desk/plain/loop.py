"""The loop: a line names a key and may say the rest at once; each act tells how it ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from factbase.desk.acts import Alike, Clash, Desk, Outcome, Refused, Saved, View
from factbase.desk.keys import BY_KEY, KEYS, Needs, works_now
from factbase.desk.plain.answering import Answering
from factbase.desk.plain.lines import claim_lines, page_lines, prompt, shown
from factbase.desk.plain.talk import Left, Talk
from factbase.errors import FactbaseError
from factbase.queries.window import Only
from factbase.vocabulary import Rule

_CLAIM = re.compile(r"([1-9][0-9]{0,3})([a-z]{0,2})")
_ENDS = re.compile(r"([\[\]{}])\1*")
_STATING = frozenset("nCt")  # keys after which a statement may be like an earlier one
_TIGHT = frozenset('/?"')  # keys that need no blank before what follows


@dataclass
class Count:
    """How many acts ended how."""

    saved: int = 0
    refused: int = 0
    met: int = 0  # somebody else's work, or a lock


class Plain:
    """A person or a script at the desk, in lines."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self._desk = desk
        self._talk = talk
        self._answering = Answering(desk, talk)
        self._view: View = desk.view()
        self.count = Count()
        self._does: dict[str, Callable[[str], object]] = {
            "j": lambda _rest: self._go(desk.next, "That was the last."),
            "k": lambda _rest: self._go(desk.back, "That was the first."),
            "g": self._jump,
            "/": self._search,
            "f": self._filter,
            "z": lambda _rest: self._lost(),
            "a": lambda _rest: self._alike(),
            "i": lambda _rest: self._page(),
            "?": self._help,
            "[": lambda rest: self._mark(lambda: desk.mark_start(-len(rest) - 1)),
            "]": lambda rest: self._mark(lambda: desk.mark_start(len(rest) + 1)),
            "{": lambda rest: self._mark(lambda: desk.mark_end(-len(rest) - 1)),
            "}": lambda rest: self._mark(lambda: desk.mark_end(len(rest) + 1)),
        }

    def run(self) -> Count:
        """Work until somebody leaves or the input ends; return how the acts ended."""
        if self._view.progress.lost:
            self._lost()
        self._show()
        while True:
            try:
                line = self._talk.ask(prompt(self._view))
                if line == "q":
                    break
                self._do(line)
            except Left:
                break
            except FactbaseError as error:
                self.count.refused += 1
                self._talk.refuse(str(error))
        self._talk.say(f"Left at {self._view.progress}; all that was saved is kept.")
        return self.count

    def _do(self, line: str) -> None:
        if not line:
            self._look()
            return
        if held := _CLAIM.fullmatch(line):
            self._choose(int(held[1]), held[2])
            return
        if _ENDS.fullmatch(line):
            self._does[line[0]](line[1:])
            return
        key, rest = line[0], line[1:]
        if key not in BY_KEY or (rest and not rest[0].isspace() and key not in _TIGHT):
            self.count.refused += 1
            self._talk.say(f"“{line[:40]}” begins with no key: ? lists them.")
            return
        if not works_now(BY_KEY[key], self._view):
            self.count.refused += 1
            self._talk.say(_MISSING[BY_KEY[key].needs])
            return
        if key in self._does:
            self._does[key](rest.strip())
        else:
            self._act(self._answering.act(key, rest.strip(), self._view))
            if key in _STATING:
                self._offer()

    # Acts

    def _act(self, outcome: Outcome | None) -> None:
        match outcome:
            case None:
                self._talk.say("Left as it is.")
            case Saved():
                self.count.saved += 1
                word = "Saved" if outcome.operation is not None else "Nothing to save"
                self._talk.say(f"{word}: {outcome.said}")
                for remark in outcome.remarks:
                    self._talk.say(remark)
                self._tell(outcome)
            case Refused():
                self.count.refused += not outcome.again
                self.count.met += outcome.again
                self._talk.say(f"Not saved: {outcome.why}{' ! tries again.' if outcome.again else ''}")
            case Clash():
                self._clash(outcome)

    def _clash(self, clash: Clash) -> None:
        self._talk.say(
            f"Not saved: {clash.what} was changed meanwhile by {clash.by} ({clash.at}): {clash.news}."
        )
        self._talk.say(f"1 theirs: {clash.theirs}")
        self._talk.say(f"2 yours: {clash.yours}")
        if self._talk.choose("Which is it to be", ["theirs", "yours"], "") == "yours":
            self._act(self._desk.again())
        else:
            self.count.met += 1
            self._look()

    def _tell(self, saved: Saved) -> None:
        """Show what an act has changed, without saying the sentences again."""
        self._view = self._desk.view()
        for news in self._view.news:
            self._talk.say(news)
        if saved.claim is not None:
            for number, card in enumerate(self._view.claims, start=1):
                if card.key.ref == saved.claim:
                    for line in claim_lines(number, card, self._view):
                        self._talk.say(line)

    # Looking

    def _show(self) -> None:
        for news in self._view.news:
            self._talk.say(news)
        for line in shown(self._view, self._desk.text):
            self._talk.say(line)

    def _look(self) -> None:
        self._view = self._desk.view()
        self._show()

    def _go(self, step: Callable[[], View | None], otherwise: str) -> None:
        view = step()
        if view is None:
            self._talk.say(f"{otherwise}{' g or f goes elsewhere.' if self._view.only else ''}")
            return
        self._view = view
        self._show()

    def _jump(self, where: str) -> None:
        where = where or self._talk.ask("Where to: a sentence, 5/2, or a claim, 137 (Enter stays)")
        if where:
            self._view = self._desk.jump(where)
            self._show()

    def _choose(self, number: int, letters: str) -> None:
        if number > len(self._view.claims):
            self.count.refused += 1
            self._talk.say(f"There is no claim {number} in the list: g 137 goes to claim 137.")
            return
        view = self._desk.choose(self._view.claims[number - 1].key.ref.number)
        if letters:
            index = (
                ord(letters[-1]) - ord("a") + 26 * (ord(letters[0]) - ord("a") + 1 if len(letters) > 1 else 0)
            )
            view = self._desk.choose_voice(index)
        self._view = view
        for index, card in enumerate(view.claims, start=1):
            if card.key.ref.number == view.claim:
                for line in claim_lines(index, card, view):
                    self._talk.say(line)

    def _search(self, words: str) -> None:
        words = words or self._talk.ask("Look for (Enter leaves it)")
        if not words:
            return
        found = self._desk.search(words)
        for number, each in enumerate(found, start=1):
            at = each.ref or each.place
            self._talk.say(f"{number} {at}: {each.words}")
        if not found:
            self._talk.say("Found nothing.")
            return
        picked = self._talk.ask("Go to which number (Enter stays)")
        if picked.isdecimal() and 1 <= int(picked) <= len(found):
            each = found[int(picked) - 1]
            self._jump(str(each.ref or each.place))
        elif picked:
            self._talk.refuse(f"“{picked}” is none of these.")

    def _filter(self, given: str) -> None:
        words = ["everything", *Only, *(rule for rule in Rule if rule != Rule.UNATTRIBUTED)]
        word = self._talk.choose("Walk through", words, given)
        if word is None:
            return
        only = None if word == "everything" else Only(word) if word in set(Only) else Rule(word)
        view = self._desk.filter(only)
        if view is None:
            self._talk.say(f"No sentence is {word}.")
            return
        self._view = view
        self._show()

    def _lost(self) -> None:
        lost = self._desk.lost()
        for card in lost:
            self._talk.say(f"Lost: {card.key.ref}: {card.line['statement']}")
        self._talk.say(
            "g NUMBER takes one in hand, p has it stand at the mark." if lost else "No claim is lost."
        )

    def _offer(self) -> None:
        """Say which earlier claim is the likest, where it is not linked yet."""
        for each in self._desk.alike(limit=1):
            if each.link is None:
                self._talk.say(f"Like it: {_alike(each)} (a shows more)")

    def _alike(self) -> None:
        found = self._desk.alike()
        for each in found:
            self._talk.say(_alike(each))
        self._talk.say(
            "L REF repeats, or L REF not_same, links one." if found else "Nothing like it is known."
        )

    def _page(self) -> None:
        page = self._desk.page()
        for line in page_lines(page) if page else ():
            self._talk.say(line)

    def _help(self, about: str) -> None:
        named = {key.name: key for key in KEYS} | BY_KEY
        if about in named and named[about].topic:
            self._talk.explain(named[about].topic)
            return
        for key in KEYS:
            rest = "" if works_now(key, self._view) else " (not now)"
            self._talk.say(f"{key.key}  {key.does}{rest}")
        for line in _MORE:
            self._talk.say(line)

    def _mark(self, move: Callable[[], object]) -> None:
        move()
        self._view = self._desk.view()
        self._talk.say(f"Mark: {self._view.marked(self._desk.text)}")


def _alike(each: Alike) -> str:
    linked = f", linked: {each.link}" if each.link else ""
    differs = f" [{'; '.join(map(str, each.differs))}]" if each.differs else ""
    return f"{each.ref} ({each.confidence}{linked}): {each.statement}{differs}"


_MORE = (
    "A number takes a claim of the list in hand, a letter after it one of its sources: 2, 2b.",
    "What a key asks for may follow it: n The bridge is closed. s MEK. r heading.",
    "]]] moves by three words. Enter shows the sentence again. ? s shows the rule for a field.",
)
_MISSING = {
    Needs.SENTENCE: "This article has no sentences.",
    Needs.TEXT: "The text is not here, so claims stand on whole sentences: factbase article attach gives it.",
    Needs.CLAIM: "No claim is in hand: n makes one, a number takes one of the list.",
    Needs.VOICE: "Nobody stands behind this claim yet: s puts a source there.",
}
