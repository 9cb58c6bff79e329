"""Writes a bundle: articles by slug, each with all that belongs to it. The same data gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from sqlalchemy import Connection, select

from factbase.formats.bundle.shapes import NAME
from factbase.records import (
    ClaimReader,
    SourceLine,
    article_line,
    dump,
    link_lines,
    note_lines,
    revision_line,
    sentence_lines,
    source_line,
)
from factbase.records.lines import Line
from factbase.references import claim_ref
from factbase.tables import article, attribution, claim, revision, source

_PAGE = 500


def write_bundle(
    connection: Connection,
    out: TextIO,
    slugs: Sequence[str] = (),
    *,
    with_text: bool = True,
    progress: Callable[[str], None] = lambda _slug: None,
) -> int:
    """Write the articles ``slugs``, or all of them, to ``out``.

    Return how many links led to articles that are not written, and were left out. With all articles,
    the sources that nobody cites follow at the end. ``progress`` is told each slug.
    """
    out.write(json.dumps({"type": "bundle", "schema": NAME}, separators=(",", ":")) + "\n")
    query = select(article.c.id, article.c.slug).order_by(article.c.slug)
    if slugs:
        query = query.where(article.c.slug.in_(slugs))
    writer = _Writer(connection, with_text=with_text)
    for article_id, slug in connection.execute(query).all():
        progress(slug)
        out.writelines(dump(line) + "\n" for line in writer.article(article_id, slug))
    if not slugs:
        out.writelines(dump(line) + "\n" for line in writer.uncited_sources())
    return len(writer.links_left)


class _Writer:
    def __init__(self, connection: Connection, *, with_text: bool) -> None:
        self._connection = connection
        self._with_text = with_text
        self._reader = ClaimReader(connection)
        self._articles: set[str] = set()
        self._sources: set[int] = set()
        self.links_left: set[tuple[str, str, str]] = set()

    def article(self, article_id: int, slug: str) -> Iterator[Line]:
        """Yield an article's lines in the order in which an import wants them."""
        connection = self._connection
        self._articles.add(slug)
        yield article_line(connection, article_id)
        revisions = (
            select(revision.c.id).where(revision.c.article_id == article_id).order_by(revision.c.number)
        )
        for revision_id in connection.execute(revisions).scalars().all():
            yield revision_line(connection, revision_id, with_text=self._with_text)
            yield from sentence_lines(connection, revision_id)
        yield from self._new_sources(self._cited(article_id))
        claims = select(claim.c.id).where(claim.c.article_id == article_id).order_by(claim.c.number)
        keys = connection.execute(claims).scalars().all()
        for page in _pages(keys):
            yield from self._reader.read(page)
        yield from self._links(keys)
        yield from note_lines(connection, article_id)

    def _cited(self, article_id: int) -> set[int]:
        """Return the keys of the sources of an article: its own, and all that its claims cite."""
        own = select(source.c.id).where(source.c.article_id == article_id)
        columns = attribution.c
        cited = (
            select(columns.source_id, columns.via_id)
            .join_from(attribution, claim)
            .where(claim.c.article_id == article_id)
            .distinct()
        )
        found = set(self._connection.execute(own).scalars())
        for source_id, via_id in self._connection.execute(cited):
            found |= {source_id} if via_id is None else {source_id, via_id}
        return found

    def _new_sources(self, keys: set[int]) -> Iterator[SourceLine]:
        """Yield the sources not written yet, each after the body it speaks for."""
        bodies: dict[int, int | None] = {}
        pending = keys - self._sources
        while pending:
            query = select(source.c.id, source.c.speaks_for_id).where(source.c.id.in_(pending))
            bodies.update((row.id, row.speaks_for_id) for row in self._connection.execute(query))
            pending = {body for body in bodies.values() if body is not None} - bodies.keys() - self._sources
        lines = {key: source_line(self._connection, key) for key in bodies}
        ordered = sorted(
            lines, key=lambda key: (_depth(key, bodies), lines[key]["source"], lines[key]["kind"])
        )
        self._sources.update(ordered)
        yield from (lines[key] for key in ordered)

    def uncited_sources(self) -> Iterator[SourceLine]:
        """Yield the sources of no article that nothing written so far has cited."""
        query = select(source.c.id).where(source.c.article_id.is_(None))
        yield from self._new_sources(set(self._connection.execute(query).scalars()))

    def _links(self, keys: Sequence[int]) -> Iterator[Line]:
        """Yield the links between these claims and what is written already; the others wait for their article."""
        seen: set[tuple[str, str, str]] = set()
        for page in _pages(keys):
            for _key, line in link_lines(self._connection, page):
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
