"""Finds the passage that a person named, for a claim that is to stand there."""

from __future__ import annotations

from bisect import bisect_right

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.changes.claims import Passage
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ArticleKey
from factbase.references import ClaimRef, Place
from factbase.tables import anchor, claim, sentence
from factbase.text.anchors import find, sha256
from factbase.text.canonical import Span
from factbase.vocabulary import Role, Status

_AROUND = 25  # characters shown on each side of a candidate
_SHOWN = 10


def passage_of_sentence(connection: Connection, article: ArticleKey, place: Place) -> Passage:
    """Return a whole sentence as a passage; works without the text."""
    found = lookup.sentence(connection, article, place)
    return Passage(found.revision_id, found.start, found.end, found.sha256)


def passage_at(
    connection: Connection, article: ArticleKey, words: str, place: Place | None = None
) -> Passage:
    """Return where ``words`` stand in the newest text, or in its sentence at ``place``.

    Raises InvalidInput without a text and, listing the candidates, where there are several; NotFound where
    the words do not stand there.
    """
    newest = lookup.latest_revision(connection, article.id)
    if newest.text is None:
        raise InvalidInput(
            f"The text of {article.slug} is not here: say --sentence 5/2 without --at, or attach the text first."
        )
    within = None
    if place is not None:
        inside = lookup.sentence(connection, article, place)
        within = Span(inside.start, inside.end)
    spans = find(newest.text, words, within=within)
    if not spans:
        where = f"sentence {place} of {article.slug}" if place else article.slug
        raise NotFound(f"“{words}” does not stand in {where}: copy the words from the text.")
    if len(spans) > 1:
        raise InvalidInput(_ambiguous(connection, newest.id, newest.text, words, spans))
    start, end = spans[0]
    return Passage(newest.id, start, end, sha256(newest.text[start:end]))


def sentence_of(connection: Connection, passage: Passage) -> tuple[Place, Role | None] | None:
    """Return the place and the role of the sentence in which a passage starts, None where it is in none."""
    columns = sentence.c
    query = select(columns.paragraph, columns.position, columns.role).where(
        columns.revision_id == passage.revision_id,
        columns.start <= passage.start,
        columns.end > passage.start,
    )
    row = connection.execute(query).first()
    return None if row is None else (Place(row.paragraph, row.position), row.role)


def same_claim(
    connection: Connection, article: ArticleKey, statement: str, passage: Passage
) -> ClaimRef | None:
    """Return the first claim that is not cut and says the same of the same passage, or None."""
    query = (
        select(claim.c.number)
        .join_from(anchor, claim)
        .where(
            anchor.c.revision_id == passage.revision_id,
            anchor.c.start == passage.start,
            anchor.c.end == passage.end,
            claim.c.statement == statement.strip(),
            claim.c.status != Status.CUT,
        )
        .order_by(claim.c.number)
        .limit(1)
    )
    number = connection.scalar(query)
    return None if number is None else ClaimRef(article.slug, number)


def _ambiguous(connection: Connection, revision_id: int, text: str, words: str, spans: list[Span]) -> str:
    columns = sentence.c
    query = select(columns.start, columns.paragraph, columns.position).where(
        columns.revision_id == revision_id
    )
    sentences = connection.execute(query.order_by(columns.start)).all()
    starts = [row.start for row in sentences]
    candidates = []
    for start, end in spans[:_SHOWN]:
        row = sentences[bisect_right(starts, start) - 1]
        around = " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())
        candidates.append(f"{Place(row.paragraph, row.position)} “…{around}…”")
    more = f" and {len(spans) - _SHOWN} more" if len(spans) > _SHOWN else ""
    return (
        f"“{words}” stands in {len(spans)} places: {', '.join(candidates)}{more}; "
        "give more of its words, or --sentence."
    )
