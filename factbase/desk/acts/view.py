"""What a person at the desk sees: a sentence with its neighbours, the claims in it, and how far the article is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factbase.queries.passages import CLOSES, OPENS
from factbase.queries.window import ClaimCard, Only, Progress, SentenceCard
from factbase.text.canonical import Span
from factbase.vocabulary import Rule


@dataclass(frozen=True)
class Pane:
    """A sentence and its words, None where the text is not here."""

    card: SentenceCard
    words: str | None

    @property
    def start(self) -> int:
        """Where it starts, in code points."""
        return self.card.key.start

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return self.card.key.end


@dataclass(frozen=True)
class View:
    """All of it at one moment. ``here`` is None for an article without sentences.

    ``mark`` is where the next claim will stand; ``claim`` the number of the chosen one and ``voice`` the index of the
    chosen one of its attributions. ``speaker`` is who goes on speaking here, in a quotation from before. ``news`` tells
    what others changed since it was seen last.
    """

    slug: str
    title: str
    revision: int
    attached: bool
    progress: Progress
    only: Only | Rule | None
    before: tuple[Pane, ...]
    here: Pane | None
    after: tuple[Pane, ...]
    mark: Span | None
    claims: tuple[ClaimCard, ...]
    claim: int | None
    voice: int | None
    speaker: str | None
    news: tuple[str, ...]

    @property
    def chosen(self) -> ClaimCard | None:
        """The chosen claim."""
        return next((card for card in self.claims if card.key.ref.number == self.claim), None)

    def marked(self, text: str | None) -> str | None:
        """Return the words of all the sentences that the mark touches, the mark in 【】."""
        if text is None or self.mark is None or self.here is None:
            return None
        start, end = self.mark
        panes = (*self.before, self.here, *self.after)
        touched = [pane for pane in panes if pane.start < end and pane.end > start] or [self.here]
        first, last = min(touched[0].start, start), max(touched[-1].end, end)
        return f"{text[first:start]}{OPENS}{text[start:end]}{CLOSES}{text[end:last]}"


def panes(cards: Sequence[SentenceCard], text: str | None) -> tuple[Pane, ...]:
    """Return the sentences with their words."""
    return tuple(Pane(card, None if text is None else text[card.key.start : card.key.end]) for card in cards)
