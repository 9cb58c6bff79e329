"""An article's revisions: what each one is, and what became of the claims in it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from factbase.lookup import ArticleKey
from factbase.tables import anchor, change, claim, note, revision, sentence
from factbase.vocabulary import AnchorState, Status, Thing


@dataclass(frozen=True)
class RevisionRow:
    """A revision, and how many live claims are in each state in it; ``characters`` are code points.

    ``notes`` is how many stand on its sentences.
    ``reopened`` is how many checked claims it reopened, None where the log does not know: it came with the article.
    """

    revision: int
    characters: int
    sentences: int
    sha256: str
    text: bool
    states: dict[AnchorState, int]
    reopened: int | None
    notes: int
    file_name: str | None
    note: str | None


def list_revisions(connection: Connection, article: ArticleKey) -> list[RevisionRow]:
    """Return the revisions of an article, the first one first."""
    columns = revision.c
    query = select(
        columns.id,
        columns.number,
        columns.characters,
        columns.sha256,
        columns.text.is_not(None).label("has_text"),
        columns.file_name,
        columns.note,
    ).where(columns.article_id == article.id)
    rows = connection.execute(query.order_by(columns.number)).all()
    keys = [row.id for row in rows]
    of = sentence.c.revision_id
    counted = select(of, func.count()).where(of.in_(keys)).group_by(of)
    sentences = {row[0]: row[1] for row in connection.execute(counted)}
    noted = select(of, func.count()).join_from(sentence, note).where(of.in_(keys)).group_by(of)
    notes = {row[0]: row[1] for row in connection.execute(noted)}
    states = _states(connection, keys)
    reopened = _reopened(connection, article.id)
    return [
        RevisionRow(
            revision=row.number,
            characters=row.characters,
            sentences=sentences.get(row.id, 0),
            sha256=row.sha256,
            text=row.has_text,
            states={state: states[row.id][state] for state in AnchorState},
            reopened=reopened.get(row.id),
            notes=notes.get(row.id, 0),
            file_name=row.file_name,
            note=row.note,
        )
        for row in rows
    ]


def _states(connection: Connection, revision_ids: list[int]) -> dict[int, Counter[AnchorState]]:
    columns = anchor.c
    query = (
        select(columns.revision_id, columns.state, func.count())
        .join_from(anchor, claim)
        .where(columns.revision_id.in_(revision_ids), claim.c.status != Status.CUT)
        .group_by(columns.revision_id, columns.state)
    )
    found: dict[int, Counter[AnchorState]] = defaultdict(Counter)
    for key, state, count in connection.execute(query):
        found[key][state] = count
    return found


def _reopened(connection: Connection, article_id: int) -> dict[int, int]:
    """Return how many claims were reopened by the operation that each revision was made by last."""
    made = made_by(connection, article_id)
    counts: Counter[int] = Counter()
    columns = change.c
    query = select(columns.operation_id, columns.before, columns.after).where(
        columns.operation_id.in_(made.values()),
        columns.thing == Thing.CLAIM,
        columns.before.is_not(None),
        columns.after.is_not(None),
    )
    for operation, before, after in connection.execute(query):
        counts[operation] += becomes_reopened(before, after)
    return {key: counts[operation] for key, operation in made.items()}


def made_by(connection: Connection, article_id: int) -> dict[int, int]:
    """Return by which operation each revision was made last, by its key, but for those that came with the article."""
    columns = change.c
    query = (
        select(columns.thing, columns.thing_id, columns.operation_id)
        .where(
            columns.article_id == article_id,
            columns.thing.in_([Thing.ARTICLE, Thing.REVISION]),
            columns.before.is_(None),
        )
        .order_by(columns.id)
    )
    rows = connection.execute(query).all()
    with_article = {operation for thing, _key, operation in rows if thing == Thing.ARTICLE}
    made = {key: operation for thing, key, operation in rows if thing == Thing.REVISION}
    return {key: operation for key, operation in made.items() if operation not in with_article}


def becomes_reopened(before: str | None, after: str | None) -> bool:
    """Return whether a change to a claim, as the log keeps it, made one reopened that was not."""
    if before is None or after is None or f'"{Status.REOPENED}"' not in after:
        return False
    was, became = (Status(json.loads(record)["status"]) for record in (before, after))
    return was != Status.REOPENED == became
