"""One claim with everything that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factbase.lookup import ClaimKey
from factbase.queries.claim_history import Reopening, reopenings
from factbase.queries.passages import PassageRow, passage_of
from factbase.queries.problems import ProblemRow, problems_on
from factbase.records import ClaimLine, LinkLine, NoteLine, claim_line, link_lines, note_line
from factbase.tables import note


@dataclass(frozen=True)
class ClaimPage:
    """A claim's record and what hangs on it; ``why`` says how its attributions come to a confidence.

    ``reopened`` says why its status is that, None where it is another.
    """

    line: ClaimLine
    version: int
    why: str
    passage: PassageRow | None
    reopened: Reopening | None
    problems: tuple[ProblemRow, ...]
    links: tuple[LinkLine, ...]
    notes: tuple[NoteLine, ...]


def show_claim(connection: Connection, key: ClaimKey) -> ClaimPage:
    """Return all that is known of a claim."""
    why, problems = problems_on(connection, key.id)
    notes = select(note.c.id).where(note.c.claim_id == key.id).order_by(note.c.number)
    return ClaimPage(
        line=claim_line(connection, key.id),
        version=key.version,
        why=why,
        passage=passage_of(connection, key.id),
        reopened=reopenings(connection, [key.id]).get(key.id),
        problems=tuple(problems),
        links=tuple(line for _key, line in link_lines(connection, [key.id])),
        notes=tuple(note_line(connection, each) for each in connection.execute(notes).scalars().all()),
    )
