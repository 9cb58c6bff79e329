"""What the problem rules need of a claim: its voices, and those of the claims that it repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from factbase.sourcing import Voice, channel, is_identified, is_supporter
from factbase.tables import attribution, claim, claim_link, source
from factbase.vocabulary import LinkKind, SourceKind, Status


@dataclass
class Standing:
    """A claim's own voices in order, and (root, channel) of the identified supporters of those it repeats."""

    voices: tuple[Voice, ...] = ()
    elsewhere: tuple[tuple[int, int], ...] = field(default=())


def voices_of(connection: Connection, claim_ids: Sequence[int]) -> dict[int, Standing]:
    """Return the standing of each of ``claim_ids``, in a handful of queries however many there are."""
    links = claim_link.c
    repeats = (
        select(links.claim_id, links.other_id)
        .join_from(claim_link, claim, links.other_id == claim.c.id)
        .where(links.claim_id.in_(claim_ids), links.kind == LinkKind.REPEATS, claim.c.status != Status.CUT)
    )
    repeated: dict[int, list[int]] = defaultdict(list)
    for key, other in connection.execute(repeats):
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
    columns = attribution.c
    via = source.alias("via")
    query = (
        select(
            columns.claim_id,
            columns.source_id,
            columns.source_kind,
            columns.stance,
            columns.terms,
            columns.own_act,
            columns.via_id,
            via.c.kind,
        )
        .join_from(attribution, via, columns.via_id == via.c.id, isouter=True)
        .where(columns.claim_id.in_(claim_ids))
        .order_by(columns.claim_id, columns.id)
    )
    rows = connection.execute(query).all()
    roots = roots_of(connection, {row.source_id for row in rows})
    voices: dict[int, list[Voice]] = defaultdict(list)
    for claim_id, source_id, kind, stance, terms, own_act, via_id, via_kind in rows:
        voices[claim_id].append(
            Voice(
                source=source_id,
                root=roots[source_id],
                kind=SourceKind(kind),
                stance=stance,
                terms=terms,
                own_act=own_act,
                via=via_id,
                via_kind=via_kind,
            )
        )
    return voices


def roots_of(connection: Connection, source_ids: Iterable[int]) -> dict[int, int]:
    """Return for each source the body at the end of its ``speaks_for`` chain: itself where it speaks for nobody."""
    speaks_for: dict[int, int | None] = {}
    asked = set(source_ids)
    pending = set(asked)
    while pending:
        query = select(source.c.id, source.c.speaks_for_id).where(source.c.id.in_(pending))
        speaks_for.update((key, body) for key, body in connection.execute(query))
        pending = {body for body in speaks_for.values() if body is not None} - speaks_for.keys()
    return {key: _end(key, speaks_for) for key in asked}


def _end(key: int, speaks_for: dict[int, int | None]) -> int:
    body = speaks_for[key]
    while body is not None:
        key, body = body, speaks_for[body]
    return key
