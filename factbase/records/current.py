"""Things of any sort as the records that they are now, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, select

from factbase.records.articles import article_records, revision_records, sentence_records
from factbase.records.claims import ClaimReader
from factbase.records.lines import ClaimLine, Line
from factbase.records.marks import note_records
from factbase.records.sources import source_records
from factbase.tables import claim
from factbase.vocabulary import Thing

_FEW = 20  # claims for which not all the sentences of their revisions are read


def claim_records(connection: Connection, keys: Sequence[int]) -> dict[int, ClaimLine]:
    """Return the records of those of ``keys`` that exist, by key."""
    query = select(claim.c.id).where(claim.c.id.in_(keys)).order_by(claim.c.id)
    there = connection.execute(query).scalars().all()
    reader = ClaimReader(connection, many=len(there) > _FEW)
    return dict(zip(there, reader.read(there), strict=True))


_READERS: dict[Thing, Callable[[Connection, Sequence[int]], Mapping[int, Line]]] = {
    Thing.ARTICLE: article_records,
    Thing.REVISION: revision_records,
    Thing.SENTENCE: sentence_records,
    Thing.SOURCE: source_records,
    Thing.CLAIM: claim_records,
    Thing.NOTE: note_records,
}


def records_of(connection: Connection, thing: Thing, keys: Sequence[int]) -> Mapping[int, Line]:
    """Return the records of those of ``keys`` that exist, by key: a few hundred at a time at most.

    A link has no key of its own; ask `link_lines` for those of its claims.
    """
    return _READERS[thing](connection, keys)
