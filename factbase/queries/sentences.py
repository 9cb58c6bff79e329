"""The sentences of an article's revision."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.lookup import ArticleKey
from factbase.references import Place
from factbase.tables import anchor, claim, note, sentence
from factbase.vocabulary import Role, Status


@dataclass(frozen=True)
class SentenceRow:
    """A sentence; ``claims`` are the numbers of the live claims that start in it, ``words`` its text if there.

    ``suggested`` is what the document's own marks say that it is, whoever looked at it since.
    """

    place: Place
    role: Role | None
    claims: tuple[int, ...]
    reason: str | None
    suggested: Role | None
    notes: tuple[str, ...]
    words: str | None
    start: int
    end: int


def list_sentences(
    connection: Connection,
    article: ArticleKey,
    *,
    revision: int | None = None,
    role: Role | None = None,
    untriaged: bool = False,
) -> list[SentenceRow]:
    """Return the sentences in reading order: all, those of one role, or those without one.

    They are those of the revision with this number, or of the newest. Raises NotFound where there is none.
    """
    of = lookup.revision(connection, article, revision)
    columns = sentence.c
    query = (
        select(
            columns.id,
            columns.paragraph,
            columns.position,
            columns.role,
            columns.reason,
            columns.suggested,
            columns.start,
            columns.end,
        )
        .where(columns.revision_id == of.id)
        .order_by(columns.start)
    )
    if role is not None:
        query = query.where(columns.role == role)
    if untriaged:
        query = query.where(columns.role.is_(None))
    notes = _notes(connection, of.id)
    starts = starts_of(connection, of.id)
    return [
        SentenceRow(
            place=Place(row.paragraph, row.position),
            role=row.role,
            claims=tuple(sorted(number for start, number in starts if row.start <= start < row.end)),
            reason=row.reason,
            suggested=row.suggested,
            notes=notes.get(row.id, ()),
            words=None if of.text is None else of.text[row.start : row.end],
            start=row.start,
            end=row.end,
        )
        for row in connection.execute(query)
    ]


def _notes(connection: Connection, revision_id: int) -> dict[int, tuple[str, ...]]:
    """Return the notes on each sentence of a revision, as ``1: text``."""
    query = (
        select(note.c.sentence_id, note.c.number, note.c.text)
        .join_from(note, sentence)
        .where(sentence.c.revision_id == revision_id)
        .order_by(note.c.sentence_id, note.c.number)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.sentence_id] = (*found.get(row.sentence_id, ()), f"{row.number}: {row.text}")
    return found


def starts_of(connection: Connection, revision_id: int) -> list[tuple[int, int]]:
    """Return where each live claim starts in a revision, and its number."""
    query = (
        select(anchor.c.start, claim.c.number)
        .join_from(anchor, claim)
        .where(anchor.c.revision_id == revision_id, claim.c.status != Status.CUT)
        .order_by(anchor.c.start, claim.c.number)
    )
    return [(start, number) for start, number in connection.execute(query) if start is not None]
