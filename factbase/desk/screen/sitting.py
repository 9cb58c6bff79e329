"""Somebody at the desk: which key does what, until they leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from rich.text import Text

from factbase.desk.acts import Alike, Desk, View
from factbase.desk.guide import GUIDE, lines
from factbase.desk.keys import BY_KEY, KEYS, Needs, works_now
from factbase.desk.screen.acting import Acting
from factbase.desk.screen.claims import claim_line, voice_line
from factbase.desk.screen.terminal import Terminal, Typed
from factbase.errors import FactbaseError
from factbase.queries.window import Only
from factbase.text.visible import visible
from factbase.vocabulary import Rule

Does = dict[str, Callable[[], Awaitable[object]]]
_QUIET = 0.3  # seconds without a key after which there is time for what nobody asked for
_EVERYTHING = "everything"
_OTHER_KEYS = {" ": "j", "ctrl+c": "q", "ctrl+q": "q"}
_MISSING = {
    Needs.SENTENCE: "This article has no sentences.",
    Needs.TEXT: "The text is not here, so claims stand on whole sentences: factbase article attach brings it.",
    Needs.CLAIM: "No claim is in hand: n makes one, arrows choose one, g 137 goes to one.",
    Needs.VOICE: "Nobody stands behind this claim yet: s puts a source there.",
}


class Sitting(Acting):
    """One sitting, from the first screen to the last key."""

    def __init__(self, desk: Desk, terminal: Terminal) -> None:
        super().__init__(desk, terminal)
        self._offers = False  # whether something was stated that an earlier claim may say too
        self._does = {**self._goes(), **self._changes()}

    def _goes(self) -> Does:
        """Return the keys that go somewhere or show something."""
        desk = self.desk
        return {
            "j": partial(self._go, desk.next, "That was the last"),
            "k": partial(self._go, desk.back, "That was the first"),
            "[": partial(self._mark, desk.mark_start, -1),
            "]": partial(self._mark, desk.mark_start, 1),
            "{": partial(self._mark, desk.mark_end, -1),
            "}": partial(self._mark, desk.mark_end, 1),
            "g": self._jump,
            "/": self._search,
            "f": self._filter,
            "z": self._lost,
            "a": self._alike,
            "i": self._page,
            "?": self._help,
        }

    def _changes(self) -> Does:
        """Return the keys that change something."""
        desk = self.desk
        return {
            "n": partial(self._stated, self.new),
            "C": partial(self._stated, self.copy),
            "t": partial(self._stated, self.state),
            "r": self.role,
            "c": self.rate,
            "s": self.put_source,
            "S": self.instead,
            "v": self.via,
            ".": partial(self.act, desk.same),
            "-": partial(self.act, desk.drop),
            "d": self.stance,
            "m": self.mode,
            "e": self.terms,
            "o": partial(self.act, desk.own_act),
            "w": self.cue,
            '"': self.quote,
            "M": self.remark,
            "A": self.alias,
            "R": self.reason,
            "p": partial(self.act, desk.place_claim),
            "l": self.label,
            "N": self.note,
            "b": self.note_beside,
            "L": self.link,
            "y": self.status,
            "x": self.cut,
            "u": partial(self.act, desk.undo),
            "U": partial(self.act, desk.redo),
            "!": partial(self.act, desk.again),
        }

    async def sit(self) -> None:
        """Talk until somebody leaves. Raises FactbaseError where there is nothing to be seen any more."""
        if not await self.see(self.desk.view):
            raise FactbaseError(self.said.plain)
        if self.view and self.view.progress.lost:
            await self._lost()
        while True:
            typed = await self.key(quiet=_QUIET if self._offers or self.is_stale else None)
            if typed is None:
                await self._use_quiet()
                continue
            sign = _OTHER_KEYS.get(typed.sign, typed.sign)
            if sign == "q":
                return
            if typed.key == "paste":
                self.say("Nothing asks for a text now: n makes a claim.")
                continue
            self.said = Text()
            await self._do(sign)

    async def _do(self, sign: str) -> None:
        if sign in ("up", "down"):
            await self._choose(-1 if sign == "up" else 1)
        elif sign in ("left", "right"):
            await self._choose_voice(-1 if sign == "left" else 1)
        elif sign in BY_KEY and self.view is not None:
            if works_now(BY_KEY[sign], self.view):
                await self._does[sign]()
            else:
                self.say(_MISSING[BY_KEY[sign].needs])
        elif sign not in ("escape", "enter"):
            self.say(f"{visible(sign)} is no key here: ? shows all.")

    async def _use_quiet(self) -> None:
        """Look for what nobody asked for, while nobody presses a key."""
        if self.is_stale:
            await self.see_sources()
        elif self._offers:
            await self._offer_alike()

    # Going

    async def _go(self, step: Callable[[], View | None], end: str) -> None:
        if not await self.see(step) and not self.said.plain:
            only = self.view.only if self.view else None
            self.say(f"{end} that is {only}: f walks through others." if only else f"{end} sentence.")

    async def _jump(self) -> None:
        where = await self.text("Go to a sentence, 5/2, or to a claim, 137")
        if where:
            await self.see(lambda: self.desk.jump(where))

    async def _choose(self, step: int) -> None:
        view = self.view
        numbers = [card.key.ref.number for card in view.claims] if view else []
        if view is None or not numbers:
            self.say("There is no claim here yet: n makes one.")
            return
        at = numbers.index(view.claim) + step if view.claim in numbers else 0
        await self.see(lambda: self.desk.choose(numbers[at % len(numbers)]))

    async def _choose_voice(self, step: int) -> None:
        chosen = self.view.chosen if self.view else None
        if self.view is None or chosen is None or not chosen.voices:
            self.say(_MISSING[Needs.VOICE])
            return
        index = ((self.view.voice or 0) + step) % len(chosen.voices)
        await self.see(lambda: self.desk.choose_voice(index))

    async def _mark(self, move: Callable[[int], object], words: int) -> None:
        self.mark(lambda: move(words))

    async def _filter(self) -> None:
        words = [*Only, *(rule for rule in Rule if rule != Rule.UNATTRIBUTED), _EVERYTHING]
        word = await self.choose("Walk through sentences only that are", list(map(str, words)))
        if word is None:
            return
        only = None if word == _EVERYTHING else Only(word) if word in set(Only) else Rule(word)
        if not await self.see(lambda: self.desk.filter(only)) and not self.said.plain:
            self.say(f"No sentence is {word}.")

    # Looking

    async def _search(self) -> None:
        words = await self.text("Look for")
        if not words:
            return
        try:
            found = await self.off(lambda: self.desk.search(words))
        except FactbaseError as error:
            self.say(str(error))
            return
        if not found:
            self.say("Found nothing.")
            return
        rows = [Text(visible(f"{each.ref or each.place}: {each.words}")) for each in found]
        picked = await self.pick(f"{len(found)} places", rows, "go there")
        if picked is not None:
            where = str(found[picked].ref or found[picked].place)
            await self.see(lambda: self.desk.jump(where))

    async def _lost(self) -> None:
        """List the claims that have lost their place; the one that is taken stays in hand while one walks on."""
        try:
            cards = await self.off(self.desk.lost)
        except FactbaseError as error:
            self.say(str(error))
            return
        if not cards:
            self.say("No claim is lost.")
            return
        title = f"{len(cards)} lost their place in this draft: take one, go to its new place, p"
        picked = await self.pick(title, [claim_line(card) for card in cards], "take it in hand")
        if picked is not None:
            number = cards[picked].key.ref.number
            if await self.see(lambda: self.desk.choose(number)):
                self.say(
                    f"Claim {number} is in hand: go where it belongs now, and p places it there. x cuts it."
                )

    async def _stated(self, ask: Callable[[], Awaitable[bool]]) -> None:
        self._offers = await ask()

    async def _offer_alike(self) -> None:
        """Name the earlier claim that may say the same as the one just stated; it is never taken by itself."""
        self._offers = False
        try:
            found = await self.off(lambda: self.desk.alike(limit=1))
        except FactbaseError:  # it was not asked for
            return
        for each in found:
            if each.link is None:
                self.said = self.said + Text(f"\nLike it: {_alike(each)} (a shows more)", "not bold")

    async def _alike(self) -> None:
        try:
            found = await self.off(self.desk.alike)
        except FactbaseError as error:
            self.say(str(error))
            return
        if not found:
            self.say("Nothing like it is known.")
            return
        rows = [Text(_alike(each)) for each in found]
        picked = await self.pick("Earlier claims that may say the same", rows, "link with it")
        if picked is not None:
            await self.link_with(str(found[picked].ref))

    async def _page(self) -> None:
        from factbase.desk.plain.lines import (
            page_lines,
        )  # with what it needs, which the first screen does not

        try:
            page = await self.off(self.desk.page)
        except FactbaseError as error:
            self.say(str(error))
            return
        chosen = self.view.chosen if self.view else None
        if page is None or chosen is None:
            return
        rows = [claim_line(chosen), *map(voice_line, page.line["attributions"])]
        rows += [Text(visible(line)) for line in page_lines(page)]
        await self.read(f"All that is known of {chosen.key.ref}", rows)

    async def _help(self) -> None:
        """Show all keys, then the rule for the one that is pressed."""
        rows = [Text(f"{key.key}  {key.does}", "" if self._works(key.key) else "dim") for key in KEYS]
        rows += [Text("↑ ↓  choose a claim"), Text("← →  choose one of its sources"), Text("Space  as j")]
        typed = await self.read("All keys; one of them shows its rule", rows)
        await self._rule_for(typed)

    async def _rule_for(self, typed: Typed) -> None:
        key = BY_KEY.get(typed.sign)
        if key is not None and key.topic in GUIDE:
            first, *rest = lines(GUIDE[key.topic])
            await self.read(first, [Text(line) for line in rest])

    def _works(self, key: str) -> bool:
        return self.view is not None and works_now(BY_KEY[key], self.view)


def _alike(each: Alike) -> str:
    linked = f", {each.link}" if each.link else ""
    differs = f" [{'; '.join(map(str, each.differs))}]" if each.differs else ""
    return visible(f"{each.ref} ({each.confidence}{linked}) {each.statement}{differs}")
