"""What each key that changes something asks for, and the act that it then is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from factbase.desk.acts import Outcome
from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.screen.asking import words_of
from factbase.desk.screen.picking import Picking
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms

W = TypeVar("W", bound=StrEnum)
_SUGGESTED = "suggested"
_DEFAULT = "default"
_NO_LONGER = "no longer"
_TAKE_OFF = "-"


class Acting(Picking):
    """The keys that change something, each a method that may be left half-way."""

    async def new(self) -> bool:
        """Make a claim where the mark is."""
        keeps = f" ({self.view.speaker} goes on speaking)" if self.view and self.view.speaker else ""
        return await self.write(f"New claim{keeps}", "statement", self.desk.add)

    async def copy(self) -> bool:
        """Make a claim with other words and the same sources."""
        return await self.write("Copy, with its sources", "statement", self.desk.copy, self._statement())

    async def state(self) -> bool:
        """Give the claim other words."""
        return await self.write("Statement", "statement", self.desk.state, self._statement())

    def _statement(self) -> str:
        chosen = self.view.chosen if self.view else None
        return chosen.key.statement if chosen else ""

    async def role(self) -> None:
        """Say what the sentence is; one in which nothing is claimed is done with then, so it goes on."""
        here = self.view.here if self.view else None
        suggested = here.card.key.suggested if here else None
        words = [*words_of(Role), UNTRIAGED, *([_SUGGESTED] if suggested else [])]
        word = await self.choose("Role", words, "role")
        if word is None:
            return
        role = suggested if word == _SUGGESTED else None if word == UNTRIAGED else Role(word)
        saved = await self.act(lambda: self.desk.role(role))
        if saved and role not in (None, Role.CLAIM):
            said = self.said
            await self.see(self.desk.next)
            self.said = said

    async def reason(self) -> None:
        """Say why the sentence is what it is."""
        here = self.view.here if self.view else None
        role = here.card.key.role if here else None
        await self.write(f"{role or UNTRIAGED}, because", "role", lambda why: self.desk.role(role, why))

    async def rate(self) -> None:
        """Put a person's word in place of the default confidence, with the reason."""
        word = await self.choose("Confidence", [*words_of(Confidence), _DEFAULT], "confidence")
        if word == _DEFAULT:
            await self.act(lambda: self.desk.rate(None))
        elif word is not None:
            await self.write(
                f"{word}, because", "confidence", lambda why: self.desk.rate(Confidence(word), why)
            )

    # Who stands behind it

    async def put_source(self) -> None:
        """Put a source behind the claim."""
        await self._with_source("Source", self.desk.source)

    async def instead(self) -> None:
        """Put another source in the place of the chosen one."""
        await self._with_source("Instead", self.desk.instead)

    async def via(self) -> None:
        """Say through whom the source is heard."""
        await self._with_source("Via", lambda name, kind: self.desk.via(name or None, kind), "nobody between")

    async def _with_source(
        self, title: str, act: Callable[[str, SourceKind | None], Outcome], nobody: str = ""
    ) -> None:
        picked = await self.source(title, nobody)
        if picked is not None:
            await self.act(lambda: act(*picked))

    async def stance(self) -> None:
        """Say what the source does with the claim."""
        await self._word("Stance", Stance, "stance", self.desk.stance)

    async def mode(self) -> None:
        """Say how the text gives it."""
        await self._word("Mode", Mode, "mode", self.desk.mode)

    async def terms(self) -> None:
        """Say on what terms the source spoke."""
        await self._word("Terms", Terms, "terms", self.desk.terms)

    async def _word(self, title: str, words: type[W], topic: str, act: Callable[[W], Outcome]) -> None:
        word = await self.choose(title, words_of(words), topic)
        if word is not None:
            await self.act(lambda: act(words(word)))

    async def cue(self) -> None:
        """Keep the words that cite the source."""
        words = await self.words("cue")
        if words is not None:
            await self.act(lambda: self.desk.cue(words or None))

    async def quote(self) -> None:
        """Keep what the source says as printed."""
        words = await self.words("quote")
        if words is not None:
            await self.act(lambda: self.desk.quote(words or None))

    async def remark(self) -> None:
        """Write a remark on what the source says."""
        await self.write("Remark on this source", "note", self.desk.remark)

    async def alias(self) -> None:
        """Give the source another name."""
        await self.write("Another name", "source", self.desk.alias)

    # What hangs on it

    async def label(self) -> None:
        """Put a word on the claim, or take it off."""

        def act(word: str) -> Outcome:
            plain = word.strip()
            taken = plain.startswith(_TAKE_OFF) and plain != _TAKE_OFF
            return (
                self.desk.unlabel(plain.removeprefix(_TAKE_OFF).strip()) if taken else self.desk.label(plain)
            )

        await self.write("Label, or - and the one to take off", "label", act)

    async def note(self) -> None:
        """Write a note on the claim."""
        await self.write("Note on the claim", "note", self.desk.note)

    async def note_beside(self) -> None:
        """Write a note on the sentence."""
        await self.write("Note on the sentence", "note", self.desk.note_sentence)

    async def link(self) -> None:
        """Link the claim with another."""
        other = await self.text("With which claim, 12 or mek-albania/12", "link")
        if other:
            await self.link_with(other)

    async def link_with(self, other: str) -> None:
        """Say how the claim relates to another one."""
        kinds = [*words_of(LinkKind), _NO_LONGER]
        kind = await self.choose(f"This claim and {other}", kinds, "link")
        if kind == _NO_LONGER:
            await self.act(lambda: self.desk.unlink(other))
        elif kind is not None:
            await self.act(lambda: self.desk.link(other, LinkKind(kind)))

    async def status(self) -> None:
        """Say where the work on the claim is."""
        words = [word for word in words_of(Status) if word != Status.CUT]
        word = await self.choose("Status", words, "status")
        if word is not None:
            await self.act(lambda: self.desk.status(Status(word)))

    async def cut(self) -> None:
        """Take the claim out, with the reason, or bring it back."""
        chosen = self.view.chosen if self.view else None
        if chosen is not None and chosen.key.status == Status.CUT:
            await self.act(self.desk.restore)
        else:
            await self.write("Cut because", "status", self.desk.cut)
