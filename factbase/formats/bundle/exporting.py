"""Writes a bundle: articles by slug, each with all that belongs to it. The same data gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TextIO

from sqlalchemy import Connection, bindparam, select

from factbase.formats.bundle.shapes import NAME
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
from factbase.tables import article, revision, source

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
    progress: Callable[[str], None] = lambda _slug: None,
) -> int:
    """Write the articles ``slugs``, or all of them, to ``out``; each as it was at its revision ``up_to``, if given.

    Return how many links led to articles that are not written, and were left out. With all articles,
    the sources that nobody cites follow at the end. ``progress`` is told each slug.
    """
    out.write(json.dumps({"type": "bundle", "schema": NAME}, separators=(",", ":")) + "\n")
    query = select(article.c.id, article.c.slug).order_by(article.c.slug)
    if slugs:
        query = query.where(article.c.slug.in_(slugs))
    writer = _Writer(connection, with_text=with_text, up_to=up_to)
    for article_id, slug in connection.execute(query).all():
        progress(slug)
        _write(out, writer.article(article_id, slug))
    if not slugs:
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
        self._articles: set[str] = set()
        self._sources: set[int] = set()
        self.links_left: set[tuple[str, str, str]] = set()

    def article(self, article_id: int, slug: str) -> Iterator[Line]:
        """Yield an article's lines in the order in which an import wants them."""
        connection = self._connection
        self._articles.add(slug)
        yield article_line(connection, article_id)
        of = {"article": article_id, "up_to": self._up_to}
        for revision_id in connection.execute(_REVISIONS, of).scalars().all():
            yield revision_line(connection, revision_id, with_text=self._with_text)
            yield from sentence_lines(connection, revision_id)
        yield from self._new_sources(self._cited(article_id))
        pages = list(_pages([number for (number,) in rows(connection, _NUMBERS, article_id)]))
        for numbers in pages:
            yield from self._reader.page(article_id, numbers[0], numbers[-1])
        yield from self._links(article_id, pages)
        yield from note_lines(connection, article_id, up_to=self._up_to)

    def _cited(self, article_id: int) -> set[int]:
        """Return the keys of the sources of an article: its own, and all that its claims cite."""
        found = rows(self._connection, _CITED, article_id, article_id)
        return {key for pair in found for key in pair if key is not None}

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
        """Yield the links between these claims and what is written already; the others wait for their article."""
        seen: set[tuple[str, str, str]] = set()
        for numbers in pages:
            for line in links_of_page(self._connection, article_id, numbers[0], numbers[-1]):
                name = (line["claim"], line["kind"], line["other"])
                if name in seen:
                    continue
                seen.add(name)
                if {claim_ref(line["claim"]).slug, claim_ref(line["other"]).slug} <= self._articles:
                    self.links_left.discard(name)
                    yield line
                else:
                    self.links_left.add(name)


def _pages(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[first : first + _PAGE] for first in range(0, len(keys), _PAGE))


def _depth(key: int, bodies: dict[int, int | None]) -> int:
    depth = 0
    body = bodies.get(key)
    while body is not None and depth < len(bodies):  # no chain is longer, but one that is a circle
        depth += 1
        body = bodies.get(body)
    return depth
