"""Where somebody sits at the desk: in which article, at which sentence, with which claim in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.voices import Voice, voices_behind
from factbase.database import Location, kept_open, reading
from factbase.desk.acts.view import View, panes
from factbase.errors import BadUsage, NotFound
from factbase.lookup import ArticleKey, RevisionKey
from factbase.queries import window
from factbase.queries.actors import actor_id
from factbase.queries.differences import difference
from factbase.queries.window import ClaimCard, Only, SentenceCard
from factbase.references import Place, place
from factbase.text.canonical import Span
from factbase.text.quotations import goes_on_at
from factbase.text.stops import last_end, last_start, next_end, next_start
from factbase.vocabulary import Mode, Rule

AROUND = 2  # sentences shown on each side
_NUMBER = re.compile(r"(?:[a-z0-9-]+/|#)?([1-9][0-9]{0,8})")


class Seat:
    """Reads what is to be seen, and moves; it changes nothing. Whatever reads raises FactbaseError."""

    def __init__(self, location: Location, actor: str, slug: str, *, around: int = AROUND) -> None:
        self.location = location
        self.actor = actor
        self.around = around
        self.only: Only | Rule | None = None
        self._seen: dict[int, ClaimCard] = {}
        self._here: SentenceCard | None = None
        self._at = 0
        self._claim: int | None = None  # the key of the chosen claim
        self._voice: int | None = None  # the key of the chosen attribution
        self._mark: Span | None = None  # None is the whole sentence
        with reading(location) as connection:
            self._open = ExitStack()
            self._open.enter_context(kept_open(location))
            self._article: ArticleKey = lookup.article(connection, slug)
            self._sit(connection, lookup.latest_revision(connection, self._article.id))
            self._look(connection, ())

    def close(self) -> None:
        """Leave the desk; nothing waits to be saved."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _sit(self, connection: Connection, revision: RevisionKey) -> None:
        """Begin with a revision: at its first sentence that nobody has looked at."""
        self._revision = revision
        found = window.sentence_beyond(connection, revision.id, -1, Only.UNTRIAGED)
        self._go(found or 0)

    @property
    def slug(self) -> str:
        """The article's slug."""
        return self._article.slug

    @property
    def text(self) -> str | None:
        """The canonical text of the newest revision, or None where it is not here."""
        return self._revision.text

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, tuple[str, ...]]]:
        """Give a connection on which the article is the one that is sat at, and what there is to say of that."""
        with reading(self.location) as connection:
            yield connection, self._catch_up(connection)

    def _catch_up(self, connection: Connection) -> tuple[str, ...]:
        """Go on with the newest revision, where that has come in meanwhile or has got its text."""
        if lookup.find_article(connection, self.slug) is None:
            raise NotFound(f"{self.slug} was removed meanwhile: `factbase article list` shows what is left.")
        newest = window.newest_draft(connection, self._article.id)
        if newest == (self._revision.id, self._revision.text is not None):
            return ()
        before, self._revision = self._revision, lookup.latest_revision(connection, self._article.id)
        if before.id == self._revision.id:
            return (f"The text of {self.slug} was attached.",)
        stood = None if self._here is None else self._here.key.sha256
        self._sit(connection, self._revision)
        if (
            stood is not None
            and (start := window.same_sentence(connection, self._revision.id, stood)) is not None
        ):
            self._go(start)
        return (f"Revision {self._revision.number} of {self.slug} came in meanwhile.",)

    # What is seen

    def view(self) -> View:
        """Return what is to be seen now; from then on it counts as seen."""
        with self._reading() as (connection, news):
            return self._look(connection, news)

    def lost(self) -> list[ClaimCard]:
        """Return the claims that the newest revision has lost, by number."""
        with self._reading() as (connection, _news):
            return window.claim_cards(connection, window.lost_claims(connection, self._revision.id))

    def _around_here(
        self, connection: Connection
    ) -> tuple[list[SentenceCard], SentenceCard | None, list[SentenceCard]]:
        before, here, after = window.sentences_around(connection, self._revision.id, self._at, self.around)
        if here is None and after:
            here, after = after[0], after[1:]
            self._at = here.key.start
        return before, here, after

    def _look(self, connection: Connection, news: tuple[str, ...]) -> View:
        revision = self._revision
        before, here, after = self._around_here(connection)
        cards = window.claim_cards(connection, self._keys(connection, before, here))
        told = tuple(self._told(card) for card in cards if self._is_news(card))
        self._seen = {card.key.id: card for card in cards}
        self._here = here
        self._choose(cards, here)
        chosen = self._seen.get(self._claim) if self._claim is not None else None
        keeper = self._keeper(connection, before, here)
        return View(
            slug=self.slug,
            title=self._article.title,
            revision=revision.number,
            attached=revision.text is not None,
            progress=window.progress_of(connection, revision.id),
            only=self.only,
            before=panes(before, revision.text),
            here=None if here is None else panes([here], revision.text)[0],
            after=panes(after, revision.text),
            mark=self.mark,
            claims=tuple(cards),
            claim=None if chosen is None else chosen.key.ref.number,
            voice=None if chosen is None or self._voice is None else chosen.voices.index(self._voice),
            speaker=None if keeper is None else str(keeper.source.name),
            news=(*news, *told),
        )

    def _keys(
        self, connection: Connection, before: list[SentenceCard], here: SentenceCard | None
    ) -> list[int]:
        keys = []
        if here is not None:
            first = before[0].key.start if before else here.key.start
            keys = window.claims_standing(connection, self._revision.id, first, here.key.start, here.key.end)
        held = self._claim if self._claim is not None and self._claim not in keys else None
        return keys if held is None else [held, *keys]

    def _choose(self, cards: list[ClaimCard], here: SentenceCard | None) -> None:
        """Keep the chosen claim and attribution if they are there, else take the last."""
        if self._claim not in self._seen:
            inside = [card for card in cards if here and (card.line["start"] or 0) >= here.key.start]
            self._claim = inside[-1].key.id if inside else None
            self._voice = None
        voices = self._seen[self._claim].voices if self._claim is not None else ()
        if self._voice not in voices:
            self._voice = voices[-1] if voices else None

    def _is_news(self, card: ClaimCard) -> bool:
        known = self._seen.get(card.key.id)
        return known is not None and known.key.version != card.key.version

    def _told(self, card: ClaimCard) -> str:
        told = difference(dict(self._seen[card.key.id].line), dict(card.line))
        return f"{card.key.ref} was changed meanwhile: {told}."

    def _keeper(
        self, connection: Connection, before: list[SentenceCard], here: SentenceCard | None
    ) -> Voice | None:
        """Return who goes on speaking in a sentence: a quotation from before is open and one spoke alone."""
        text = self._revision.text
        following = here
        for card in reversed(before):
            if text is None or following is None or not goes_on_at(text, following.key.start):
                return None
            following = card
            start, end = card.key.start, card.key.end
            keys = window.claims_standing(connection, self._revision.id, start, start, end)
            voices = [voice for key in keys for voice in voices_behind(connection, key).values()]
            spoken = [voice for voice in voices if voice.mode in (Mode.DIRECT, Mode.MIXED)]
            if spoken:
                return spoken[0] if len({voice.source.id for voice in spoken}) == 1 else None
        return None

    # Where to go

    def _go(self, start: int) -> None:
        """Go to the sentence that starts there; a lost claim stays in hand on the way to its new place."""
        self._at = start
        self._mark = None
        held = self._seen.get(self._claim) if self._claim is not None else None
        if held is None or held.line["start"] is not None:
            self._claim = self._voice = None

    def next(self) -> View | None:
        """Go to the next sentence that the filter lets through, and return what is seen there; None at the end."""
        return self._step(back=False)

    def back(self) -> View | None:
        """Go to the sentence before; see :meth:`next`."""
        return self._step(back=True)

    def _step(self, *, back: bool) -> View | None:
        with self._reading() as (connection, news):
            mine = self._actor_id(connection) if self.only == Only.MINE else None
            found = window.sentence_beyond(
                connection, self._revision.id, self._at, self.only, back=back, actor_id=mine
            )
            if found is None:
                return None
            self._go(found)
            return self._look(connection, news)

    def _actor_id(self, connection: Connection) -> int | None:
        try:
            return actor_id(connection, self.actor)
        except NotFound:  # nothing of this name is in the log yet
            return None

    def filter(self, only: Only | Rule | None) -> View | None:
        """Walk through sentences that are ``only`` so from now on; go to the first from here, or None if there is none.

        The filter is kept only where there is a sentence for it.
        """
        with self._reading() as (connection, news):
            mine = self._actor_id(connection) if only == Only.MINE else None
            found: int | None = self._at
            if only is not None:
                for at in (self._at - 1, -1):
                    found = window.sentence_beyond(connection, self._revision.id, at, only, actor_id=mine)
                    if found is not None:
                        break
            if found is None:
                return None
            self.only = only
            if found != self._at:
                self._go(found)
            return self._look(connection, news)

    def jump(self, where: str) -> View:
        """Go to a sentence, ``5/2``, or to a claim by its number, ``137``, ``#137`` or ``mek-albania/137``.

        Raises NotFound and BadUsage.
        """
        with self._reading() as (connection, news):
            number = _NUMBER.fullmatch(where.strip())
            own = where.strip().startswith((f"{self.slug}/", "#")) or "/" not in where
            if number and own:
                self._to_claim(connection, int(number[1]))
            elif "/" in where:
                self._go(lookup.sentence(connection, self._article, place(where)).start)
            else:
                raise BadUsage(f"“{where}” is neither a sentence, like 5/2, nor a claim, like 137.")
            return self._look(connection, news)

    def _to_claim(self, connection: Connection, number: int) -> None:
        key = window.claim_numbered(connection, self._article.id, number)
        if key is None:
            raise NotFound(f"No claim {number} in {self.slug}.")
        [card] = window.claim_cards(connection, [key])
        start = card.line["start"]
        self._go(self._at if start is None else start)
        self._claim = key

    def choose(self, number: int) -> View:
        """Take a claim in hand by its number, wherever it stands; a lost one too. Raises NotFound."""
        with self._reading() as (connection, news):
            seen = {card.key.ref.number: key for key, card in self._seen.items()}
            if number in seen:
                self._claim, self._voice = seen[number], None
            else:
                self._to_claim(connection, number)
            return self._look(connection, news)

    def choose_voice(self, index: int) -> View:
        """Take one of the chosen claim's attributions in hand, by its index from 0. Raises NotFound."""
        with self._reading() as (connection, news):
            card = self._seen.get(self._claim) if self._claim is not None else None
            if card is None or not 0 <= index < len(card.voices):
                raise NotFound(f"There is no source {index + 1} behind the chosen claim.")
            self._voice = card.voices[index]
            return self._look(connection, news)

    # Where the next claim will stand

    @property
    def mark(self) -> Span | None:
        """Where the next claim will stand: the sentence, until its ends are moved. None without a sentence."""
        if self._mark is not None:
            return self._mark
        return None if self._here is None else Span(self._here.key.start, self._here.key.end)

    def mark_start(self, words: int) -> Span:
        """Move the start of the mark by words, back if negative, across sentences too. Raises BadUsage."""
        text, (start, end) = self._markable()
        for _word in range(abs(words)):
            beyond = next_start(text, start) if words > 0 else last_start(text, start)
            start = beyond if beyond is not None and beyond < end else start
        self._mark = Span(start, end)
        return self._mark

    def mark_end(self, words: int) -> Span:
        """Move the end of the mark by words; see :meth:`mark_start`."""
        text, (start, end) = self._markable()
        for _word in range(abs(words)):
            beyond = next_end(text, end) if words > 0 else last_end(text, end)
            end = beyond if beyond is not None and beyond > start else end
        self._mark = Span(start, end)
        return self._mark

    def mark_span(self, span: Span | None) -> None:
        """Mark a stretch of the text, or with None the whole sentence again. Raises BadUsage."""
        if span is not None:
            text, _mark = self._markable()
            if not 0 <= span.start < span.end <= len(text):
                raise BadUsage("There is no such stretch of text.")
        self._mark = span

    def _markable(self) -> tuple[str, Span]:
        mark = self.mark
        if self.text is None:
            raise BadUsage(
                f"The text is not here, so claims stand on whole sentences: `factbase article attach {self.slug} FILE`."
            )
        if mark is None:
            raise BadUsage(f"{self.slug} has no sentences.")
        return self.text, mark

    @property
    def place(self) -> Place | None:
        """The place of the sentence that is sat at."""
        return None if self._here is None else self._here.place
