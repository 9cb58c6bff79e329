"""What is looked for at the desk: sources by a few letters, words in the article, earlier claims that say the same.

What is asked for rarely is loaded when it is: the desk should be there at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from factbase import lookup
from factbase.desk.acts.picking import matching
from factbase.desk.acts.seat import Seat
from factbase.errors import NotFound
from factbase.lookup import SourceKey
from factbase.queries import window
from factbase.queries.cited import Cited, cited_in, known_elsewhere
from factbase.queries.claims import claim_rows
from factbase.queries.filters import ClaimFilter
from factbase.references import ClaimRef, Place
from factbase.text.anchors import plain_signs
from factbase.text.canonical import Span
from factbase.text.quotations import quoted_in
from factbase.text.stops import words_in
from factbase.vocabulary import Confidence, LinkKind

if TYPE_CHECKING:
    from factbase.queries.claim_page import ClaimPage
    from factbase.text.differences import Difference

_MOST = 50
_AROUND = 30  # characters shown beside what was found
_ALIKE = 55  # of 100: what shares less is not worth a look while one is tagging


@dataclass(frozen=True)
class Found:
    """Something that was looked for: a sentence with the words around, or a claim with its statement."""

    place: Place | None
    ref: ClaimRef | None
    words: str


@dataclass(frozen=True)
class Alike:
    """A claim that may say the same, what differs, and how the two are linked if they are."""

    ref: ClaimRef
    statement: str
    confidence: Confidence
    differs: tuple[Difference, ...]
    link: LinkKind | None


class Finding(Seat):
    """Looks for things; nothing that it finds is taken by itself."""

    _cited: list[Cited] | None = None
    _used: tuple[int, ...] = ()  # the keys of sources in the order of their last use here

    def sources(self, letters: str = "", *, limit: int = 9) -> list[Cited]:
        """Return the sources that a few letters may mean, aliases included: this article's, then those known elsewhere.

        Of the article's the last used at this desk come first, then those cited most.
        """
        with self._reading() as (connection, _news):
            if self._cited is None:
                self._cited = cited_in(connection, self._article.id)
            used = {key: order for order, key in enumerate(self._used)}
            known = sorted(self._cited, key=lambda each: used.get(each.key.id, len(used)))
            found = matching(known, letters)[:limit]
            if letters.strip() and len(found) < limit:
                here = {each.key.id for each in self._cited}
                elsewhere = known_elsewhere(connection, letters, limit=limit)
                found += [each for each in elsewhere if each.key.id not in here][: limit - len(found)]
        return found

    def source_named(self, name: str) -> SourceKey | None:
        """Return the source that a full name or alias means here, or None where it is new and needs its kind.

        Raises InvalidInput where it may be several.
        """
        with self._reading() as (connection, _news):
            if not lookup.sources_named(connection, name, article_id=self._article.id):
                return None
            return lookup.source(connection, name, article_id=self._article.id)

    def words(self) -> list[str]:
        """Return the words of the chosen claim's passage, or of the mark, from which cue and quote are picked."""
        text = self.text
        return [] if text is None else [text[start:end] for start, end in self._stretches(text)]

    def picked(self, first: int, last: int) -> str:
        """Return the passage as printed from its word ``first`` to its word ``last``, both from 1. Raises NotFound."""
        text = self.text
        spans = [] if text is None else self._stretches(text)
        if text is None or not 1 <= first <= last <= len(spans):
            raise NotFound(f"The passage has no words {first} to {last}: it has {len(spans)}.")
        return text[spans[first - 1].start : spans[last - 1].end]

    def quotations(self) -> list[str]:
        """Return what stands in quotation marks in the chosen claim's passage, or in the mark."""
        text = self.text
        passage = self._passage_span()
        if text is None or passage is None:
            return []
        return [text[start:end] for start, end in quoted_in(text, passage)]

    def _stretches(self, text: str) -> list[Span]:
        passage = self._passage_span()
        return [] if passage is None else words_in(text, passage)

    def _passage_span(self) -> Span | None:
        card = self._seen.get(self._claim) if self._claim is not None else None
        if card is None or card.line["start"] is None or card.line["end"] is None:
            return self.mark
        return Span(card.line["start"], card.line["end"])

    def search(self, words: str) -> list[Found]:
        """Return where words stand in the article's text, and the claims of it that have them; the first 50 of each.

        Raises BadUsage for words that cannot be looked for.
        """
        from factbase.queries.search import search_claims
        from factbase.text.searching import wanted

        asked = wanted(words)
        with self._reading() as (connection, _news):
            found = []
            for start, end in [] if self.text is None else islice(_occurrences(self.text, words), _MOST):
                _before, card, _after = window.sentences_around(connection, self._revision.id, start, 0)
                found.append(Found(card and card.place, None, self._around(start, end)))
            only = ClaimFilter(article_id=self._article.id)
            hits = search_claims(connection, asked, only, limit=_MOST)
            for row in claim_rows(connection, hits.keys):
                found.append(Found(row.place and row.place.place, row.ref, row.statement))
        return found

    def _around(self, start: int, end: int) -> str:
        text = self.text or ""
        return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())

    def alike(self, statement: str | None = None, *, limit: int = 3) -> list[Alike]:
        """Return earlier claims that may say the same as the chosen one, or as ``statement``: offered, never taken."""
        from rapidfuzz import fuzz, utils

        from factbase.queries.similar import similar_to_claim, similar_to_text
        from factbase.text.differences import differences

        with self._reading() as (connection, _news):
            card = self._seen.get(self._claim) if self._claim is not None else None
            if statement is not None:
                said, found = statement, similar_to_text(connection, statement, limit=limit)
            elif card is not None:
                said, found = card.key.statement, similar_to_claim(connection, card.key, limit=limit)
            else:
                return []
            rows = claim_rows(connection, [each.key for each in found])
            return [
                Alike(
                    row.ref, row.statement, row.confidence, tuple(differences(said, row.statement)), each.link
                )
                for row, each in zip(rows, found, strict=True)
                if fuzz.token_set_ratio(said, row.statement, processor=utils.default_process) >= _ALIKE
            ]

    def page(self) -> ClaimPage | None:
        """Return all that is known of the chosen claim, such as why it is rated so and why it reopened."""
        from factbase.queries.claim_page import show_claim

        with self._reading() as (connection, _news):
            card = self._seen.get(self._claim) if self._claim is not None else None
            return None if card is None else show_claim(connection, card.key)


def _occurrences(text: str, words: str) -> Iterator[Span]:
    """Yield where words stand in a text, in any case and with any kind of quotes, dashes and blanks."""
    sought = r"\s+".join(map(re.escape, plain_signs(words).split()))
    for found in re.finditer(sought, plain_signs(text), re.IGNORECASE):
        yield Span(*found.span())
