"""What the problem rules need of a claim: its voices, and those of the claims that it repeats.

The rows come as the driver gives them (``exec_driver_sql``), and only integers are written into the SQL; see
``records.claims``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from factbase.sourcing import Voice, channel, is_identified, is_supporter
from factbase.vocabulary import SourceKind, Stance, Terms

_REPEATED = """
SELECT l.claim_id, l.other_id FROM claim_link l JOIN claim c ON c.id = l.other_id
WHERE l.claim_id IN ({keys}) AND l.kind = 'repeats' AND c.status <> 'cut'
"""
_VOICES = """
SELECT b.claim_id, b.source_id, b.source_kind, b.stance, b.terms, b.own_act, b.via_id, v.kind
FROM attribution b LEFT JOIN source v ON v.id = b.via_id
WHERE b.claim_id IN ({keys}) ORDER BY b.claim_id, b.id
"""
_BODIES = "SELECT id, speaks_for_id FROM source WHERE id IN ({keys})"


@dataclass
class Standing:
    """A claim's own voices in order, and (root, channel) of the identified supporters of those it repeats."""

    voices: tuple[Voice, ...] = ()
    elsewhere: tuple[tuple[int, int], ...] = field(default=())


def voices_of(connection: Connection, claim_ids: Sequence[int]) -> dict[int, Standing]:
    """Return the standing of each of ``claim_ids``, in a handful of queries however many there are."""
    repeated: dict[int, list[int]] = defaultdict(list)
    for key, other in _rows(connection, _REPEATED, claim_ids):
        repeated[key].append(other)
    voices = _voices(connection, {*claim_ids, *(other for others in repeated.values() for other in others)})
    return {
        key: Standing(
            tuple(voices[key]),
            tuple(
                (voice.root, channel(voice))
                for other in repeated[key]
                for voice in voices[other]
                if is_supporter(voice) and is_identified(voice)
            ),
        )
        for key in claim_ids
    }


def _voices(connection: Connection, claim_ids: Iterable[int]) -> dict[int, list[Voice]]:
    rows = _rows(connection, _VOICES, claim_ids)
    roots = roots_of(connection, {row[1] for row in rows})
    voices: dict[int, list[Voice]] = defaultdict(list)
    for claim_id, source_id, kind, stance, terms, own_act, via_id, via_kind in rows:
        voices[claim_id].append(
            Voice(
                source=source_id,
                root=roots[source_id],
                kind=SourceKind(kind),
                stance=Stance(stance),
                terms=Terms(terms),
                own_act=bool(own_act),
                via=via_id,
                via_kind=None if via_kind is None else SourceKind(via_kind),
            )
        )
    return voices


def roots_of(connection: Connection, source_ids: Iterable[int]) -> dict[int, int]:
    """Return for each source the body at the end of its ``speaks_for`` chain: itself where it speaks for nobody."""
    speaks_for: dict[int, int | None] = {}
    asked = set(source_ids)
    pending = set(asked)
    while pending:
        found = dict(_rows(connection, _BODIES, pending))
        speaks_for |= found
        pending = {body for body in found.values() if body is not None} - speaks_for.keys()
    return {key: _end(key, speaks_for) for key in asked}


def _end(key: int, speaks_for: dict[int, int | None]) -> int:
    body = speaks_for[key]
    for _step in speaks_for:  # no chain is longer, but one that a damaged file has made a circle
        if body is None:
            break
        key, body = body, speaks_for[body]
    return key


def _rows(connection: Connection, query: str, keys: Iterable[int]) -> Sequence[Any]:
    listed = ",".join(map(str, keys))
    return connection.exec_driver_sql(query.format(keys=listed)).all() if listed else ()
