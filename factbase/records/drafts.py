"""Drafts as they are carried: a revision's text and sentences, and by which names the text may call a claim's sources.

The rows come as the driver gives them (``exec_driver_sql``), and only integers are written into the SQL; see
``records.claims``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from factbase.text.carrying import Draft, Sentence
from factbase.vocabulary import SourceKind

_TEXT = "SELECT text FROM revision WHERE id = {keys}"
_SENTENCES = """
SELECT paragraph, position, start, "end", sha256 FROM sentence WHERE revision_id = {keys} ORDER BY start
"""
_SPEAKERS = """
SELECT DISTINCT b.claim_id, b.source_id, s.kind, s.name FROM attribution b JOIN source s ON s.id = b.source_id
WHERE b.claim_id IN ({keys}) ORDER BY b.claim_id, b.source_id
"""
_ALIASES = "SELECT source_id, name FROM source_alias WHERE source_id IN ({keys}) ORDER BY source_id, name"
_BATCH = 500


def draft_of(connection: Connection, revision_id: int) -> Draft:
    """Return a revision as it is carried from and to."""
    text = connection.exec_driver_sql(_TEXT.format(keys=revision_id)).scalar_one()
    return Draft(text, [Sentence(*row) for row in _rows(connection, _SENTENCES, [revision_id])])


def speakers_of(connection: Connection, claim_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return for each claim the names by which the text may call those whom it is attributed to.

    Who is printed in full once is printed by the last name from then on.
    """
    found: dict[int, tuple[str, ...]] = {}
    for first in range(0, len(claim_ids), _BATCH):
        found |= _speakers(connection, claim_ids[first : first + _BATCH])
    return found


def _speakers(connection: Connection, claim_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = _rows(connection, _SPEAKERS, claim_ids)
    names: dict[int, list[str]] = {source: [name] for _claim, source, _kind, name in rows}
    for source, alias in _rows(connection, _ALIASES, names):
        names[source].append(alias)
    for source in {source for _claim, source, kind, _name in rows if kind == SourceKind.PERSON}:
        names[source] += [name.split()[-1] for name in names[source]]
    found: dict[int, list[str]] = defaultdict(list)
    for claim_id, source, _kind, _name in rows:
        found[claim_id] += dict.fromkeys(names[source])
    return {key: tuple(each) for key, each in found.items()}


def _rows(connection: Connection, query: str, keys: Iterable[int]) -> Sequence[Any]:
    listed = ",".join(map(str, keys))
    return connection.exec_driver_sql(query.format(keys=listed)).all() if listed else ()
