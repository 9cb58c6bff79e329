"""Writes a bundle: articles by slug, each with all that belongs to it. The same data gives the same bytes."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from sqlalchemy import Connection, bindparam, select

from factbase.formats.bundle.shapes import NAME
from factbase.formats.exchange import Selection
from factbase.records import (
    ClaimReader,
    SourceLine,
    article_line,
    dump_lines,
    note_lines,
    revision_line,
    sentence_lines,
)
from factbase.records.lines import Line
from factbase.records.marks import links_of_page
from factbase.records.rows import rows
from factbase.records.sources import source_records
from factbase.references import claim_ref
from factbase.tables import revision, source

if TYPE_CHECKING:
    from factbase.queries.filters import ClaimFilter

_PAGE = 500
# Made once: putting a query together takes longer than running it.
_REVISIONS = (
    select(revision.c.id)
    .where(revision.c.article_id == bindparam("article"), revision.c.number <= bindparam("up_to"))
    .order_by(revision.c.number)
)
_MOST = 2_147_483_647  # revisions
# As the driver gives the rows, like those of claims.
_NUMBERS = "SELECT number FROM claim WHERE article_id = ? ORDER BY number"
_CITED = """
SELECT id, NULL FROM source WHERE article_id = ?
UNION SELECT b.source_id, b.via_id FROM claim c JOIN attribution b ON b.claim_id = c.id WHERE c.article_id = ?
"""
_CITED_BY = """
SELECT c.number, b.source_id, b.via_id FROM claim c JOIN attribution b ON b.claim_id = c.id
WHERE c.article_id = ? AND c.number BETWEEN ? AND ?
"""
_BODIES = select(source.c.id, source.c.speaks_for_id).where(
    source.c.id.in_(bindparam("keys", expanding=True))
)


def write_bundle(
    connection: Connection,
    out: TextIO,
    slugs: Sequence[str] = (),
    *,
    with_text: bool = True,
    up_to: int | None = None,
    wanted: ClaimFilter | None = None,
    progress: Callable[[str], None] = lambda _slug: None,
) -> int:
    """Write the articles ``slugs``, or all of them, to ``out``; each as it was at its revision ``up_to``, if given.

    Of their claims those that are ``wanted``, with their sources alone. Return how many links led to claims that
    are not written, and were left out. With all of everything, the sources that nobody cites follow at the end.
    ``progress`` is told each slug.
    """
    out.write(json.dumps({"type": "bundle", "schema": NAME}, separators=(",", ":")) + "\n")
    writer = _Writer(connection, with_text=with_text, up_to=up_to)
    for article_id, slug, chosen in Selection(slugs, wanted).articles(connection):
        progress(slug)
        _write(out, writer.article(article_id, slug, chosen))
    if not slugs and wanted is None:
        _write(out, writer.uncited_sources())
    return len(writer.links_left)


def _write(out: TextIO, lines: Iterator[Line]) -> None:
    """Write the lines, some hundreds at a time."""
    while page := list(islice(lines, _PAGE)):
        out.write(dump_lines(page))


class _Writer:
    def __init__(self, connection: Connection, *, with_text: bool, up_to: int | None) -> None:
        self._connection = connection
        self._with_text = with_text
        self._up_to = _MOST if up_to is None else up_to
        self._reader = ClaimReader(connection, up_to=up_to)
        self._articles: dict[
            str, Collection[int] | None
        ] = {}  # slug → the numbers that are written, None for all
        self._sources: set[int] = set()
        self.links_left: set[tuple[str, str, str]] = set()

    def article(self, article_id: int, slug: str, chosen: Sequence[int] | None) -> Iterator[Line]:
        """Yield an article's lines in the order in which an import wants them, of its claims the ``chosen`` ones."""
        connection = self._connection
        self._articles[slug] = None if chosen is None else frozenset(chosen)
        yield article_line(connection, article_id)
        of = {"article": article_id, "up_to": self._up_to}
        for revision_id in connection.execute(_REVISIONS, of).scalars().all():
            yield revision_line(connection, revision_id, with_text=self._with_text)
            yield from sentence_lines(connection, revision_id)
        if chosen is None:
            yield from self._new_sources(self._cited(article_id))
            pages = list(_pages([number for (number,) in rows(connection, _NUMBERS, article_id)]))
            for numbers in pages:
                yield from self._reader.page(article_id, numbers[0], numbers[-1])
        else:
            pages = list(_near(chosen))
            yield from self._new_sources(self._cited_by(article_id, pages))
            for numbers in pages:
                lines = self._reader.page(article_id, numbers[0], numbers[-1])
                yield from (line for line in lines if line["number"] in numbers)
        yield from self._links(article_id, pages)
        for note in note_lines(connection, article_id, up_to=self._up_to):
            if chosen is None or ":" in note["on"] or self._is_written(note["on"]):
                yield note

    def _cited(self, article_id: int) -> set[int]:
        """Return the keys of the sources of an article: its own, and all that its claims cite."""
        found = rows(self._connection, _CITED, article_id, article_id)
        return {key for pair in found for key in pair if key is not None}

    def _cited_by(self, article_id: int, pages: Sequence[Sequence[int]]) -> set[int]:
        """Return the keys of the sources that some claims of an article cite."""
        found: set[int] = set()
        for numbers in pages:
            for number, *keys in rows(self._connection, _CITED_BY, article_id, numbers[0], numbers[-1]):
                if number in numbers:
                    found.update(key for key in keys if key is not None)
        return found

    def _new_sources(self, keys: set[int]) -> Iterator[SourceLine]:
        """Yield the sources not written yet, each after the body it speaks for."""
        bodies: dict[int, int | None] = {}
        pending = keys - self._sources
        while pending:
            rows = self._connection.execute(_BODIES, {"keys": list(pending)}).all()
            found = {row.id: row.speaks_for_id for row in rows}
            bodies |= found
            pending = {body for body in found.values() if body is not None} - bodies.keys() - self._sources
        lines: dict[int, SourceLine] = {}
        for page in _pages(list(bodies)):
            lines |= source_records(self._connection, page)
        ordered = sorted(
            lines, key=lambda key: (_depth(key, bodies), lines[key]["source"], lines[key]["kind"])
        )
        self._sources.update(ordered)
        yield from (lines[key] for key in ordered)

    def uncited_sources(self) -> Iterator[SourceLine]:
        """Yield the sources of no article that nothing written so far has cited."""
        query = select(source.c.id).where(source.c.article_id.is_(None))
        yield from self._new_sources(set(self._connection.execute(query).scalars()))

    def _links(self, article_id: int, pages: Sequence[Sequence[int]]) -> Iterator[Line]:
        """Yield the links between these claims and what is written; the others wait for their article."""
        seen: set[tuple[str, str, str]] = set()
        for numbers in pages:
            for line in links_of_page(self._connection, article_id, numbers[0], numbers[-1]):
                name = (line["claim"], line["kind"], line["other"])
                if name in seen:
                    continue
                seen.add(name)
                if self._is_written(line["claim"]) and self._is_written(line["other"]):
                    self.links_left.discard(name)
                    yield line
                else:
                    self.links_left.add(name)

    def _is_written(self, ref: str) -> bool:
        """Return whether a claim is one of those that are written by now."""
        slug, number = claim_ref(ref)
        if slug not in self._articles:
            return False
        numbers = self._articles[slug]
        return numbers is None or number in numbers


def _near(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ``numbers``, which ascend, in pages that no other hundreds of claims lie between."""
    first = 0
    while first < len(numbers):
        end = bisect_left(numbers, numbers[first] + _PAGE)
        yield numbers[first:end]
        first = end


def _pages(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[first : first + _PAGE] for first in range(0, len(keys), _PAGE))


def _depth(key: int, bodies: dict[int, int | None]) -> int:
    depth = 0
    body = bodies.get(key)
    while body is not None and depth < len(bodies):  # no chain is longer, but one that is a circle
        depth += 1
        body = bodies.get(body)
    return depth
