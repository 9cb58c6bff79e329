"""What the next draft of an article must find again: each claim's passage, who speaks in it, and its sentences.

The rows come as the driver gives them (``exec_driver_sql``), and only integers are written into the SQL; see
``records.claims``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from factbase.changes.drafts import Told
from factbase.records.drafts import speakers_of
from factbase.tables import revision, sentence
from factbase.text.carrying import Draft, Passage, Sentence
from factbase.text.carrying.reopening import substance
from factbase.text.carrying.wording import plain
from factbase.vocabulary import Status

_ANCHORED = """
SELECT c.id, c.number, c.statement, c.status, n.revision_id, n.start, n."end", n.sha256
FROM anchor n JOIN claim c ON c.id = n.claim_id WHERE n.revision_id = {key} ORDER BY c.id
"""
_STOOD = """
SELECT n.claim_id, n.revision_id, n.start, n."end", n.sha256
FROM anchor n JOIN revision r ON r.id = n.revision_id
WHERE n.start IS NOT NULL AND n.claim_id IN (SELECT claim_id FROM anchor WHERE revision_id = {key} AND start IS NULL)
ORDER BY n.claim_id, r.number
"""


class Standing(NamedTuple):
    """A claim, and its passage in the revision in which it stood last; both are None where it never stood in one."""

    key: int
    number: int
    statement: str
    status: Status
    revision_id: int | None
    passage: Passage | None


@dataclass(frozen=True)
class Earlier:
    """A revision that a new draft is compared with: its number, its text and sentences, and the roles of these."""

    number: int
    draft: Draft
    roles: Sequence[Told]


def read_earlier(connection: Connection, revision_id: int) -> Earlier:
    """Return a revision to be compared."""
    number, text = connection.execute(
        select(revision.c.number, revision.c.text).where(revision.c.id == revision_id)
    ).one()
    columns = sentence.c
    query = select(
        columns.paragraph,
        columns.position,
        columns.start,
        columns.end,
        columns.sha256,
        columns.role,
        columns.reason,
    ).where(columns.revision_id == revision_id)
    sentences, roles = [], []
    for row in connection.execute(query.order_by(columns.start)):
        sentences.append(Sentence(row.paragraph, row.position, row.start, row.end, row.sha256))
        roles.append(Told(row.role, row.reason))
    return Earlier(number, Draft(text, sentences), roles)


def claims_standing(connection: Connection, newest_id: int) -> list[Standing]:
    """Return the claims that have an anchor in an article's newest revision, cut ones too.

    One that is lost there comes with the passage of the last revision in which it stood.
    """
    stood = {row[0]: row[1:] for row in _rows(connection, _STOOD, newest_id)}
    anchored = _rows(connection, _ANCHORED, newest_id)
    speakers = speakers_of(connection, [row[0] for row in anchored])
    found = []
    for key, number, statement, status, *place in anchored:
        revision_id, start, end, digest = place if place[1] is not None else stood.get(key, (None,) * 4)
        passage = None if start is None else Passage(start, end, digest, speakers.get(key, ()))
        found.append(Standing(key, number, statement, Status(status), revision_id, passage))
    return found


def alike(old: Draft, new: Draft, unchanged: Mapping[int, int]) -> dict[int, int]:
    """Return ``unchanged`` and what else is the same but for typography: new sentences, and the old one of each.

    Of several old ones with the same words the first that is left is taken.
    """
    found = dict(unchanged)
    if old.text is None or new.text is None:
        return found
    left: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in sorted(set(range(len(old.sentences))).difference(unchanged.values()), reverse=True):
        left[plain(_words(old, at))].append(at)
    for other in range(len(new.sentences)):
        same = left.get(plain(_words(new, other))) if other not in found else None
        if same and substance(_words(old, same[-1]), _words(new, other)) is None:
            found[other] = same.pop()
    return found


def _words(draft: Draft, at: int) -> str:
    sentence = draft.sentences[at]
    return (draft.text or "")[sentence.start : sentence.end]


def _rows(connection: Connection, query: str, key: int) -> Sequence[Any]:
    return connection.exec_driver_sql(query.format(key=key)).all()
