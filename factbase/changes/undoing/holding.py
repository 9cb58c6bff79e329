"""After everything is put back: what the tables cannot say must still hold, with what came since."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, select

from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, undone
from factbase.changes.undoing.undo import Undo
from factbase.records.current import claim_records
from factbase.records.sources import source_records
from factbase.tables import attribution, claim, source
from factbase.vocabulary import Thing

_CITED = (attribution.c.source_id, attribution.c.via_id)
_NAMESAKE = "and its article would have another source of that name"
_BACK = (Fate.COMES.value, Fate.CHANGES.value)


def check_holds(undo: Undo) -> None:
    """Refuse where a source would be cited or spoken for out of its article, by a name of two, or in a circle."""
    sources = undo.things.has(Thing.SOURCE, Fate.COMES, Fate.CHANGES)
    for cited in _CITED:
        by_claims, *by_sources = _namesakes(cited)
        _refuse_citing(undo, by_claims, _NAMESAKE)
        if not sources:
            continue
        of_source = (
            _back(Thing.SOURCE, source.c.id, claim.c.id)
            .join(attribution, cited == source.c.id)
            .join(claim, claim.c.id == attribution.c.claim_id)
        )
        elsewhere = of_source.where(
            source.c.article_id.is_not(None), claim.c.article_id != source.c.article_id
        )
        _refuse_citing(undo, elsewhere, "which would exist only in another article")
        for query in by_sources:
            _refuse_citing(undo, query, _NAMESAKE)
    if sources:
        _check_bodies(undo)
    undo.refusals.refuse()


def _back(thing: Thing, *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns of any type
    """Return a query that begins with the things that are put back, as they are in their table."""
    table = columns[0].table
    return (
        select(*columns)
        .select_from(undone)
        .join(table, table.c.id == undone.c.thing_id)
        .where(undone.c.thing == thing.value, undone.c.fate.in_(_BACK))
    )


@cache
def _namesakes(cited: Any) -> list[Select[*tuple[Any, ...]]]:  # noqa: ANN401 - either column
    """Return the queries for sources of all that are cited in an article with its own source of that name.

    Records cite by name. The first looks at the claims that are put back, the others at the sources.
    """
    own = source.alias("own")
    same = (
        (own.c.key == source.c.key) & (own.c.name == source.c.name) & (own.c.qualifier == source.c.qualifier)
    )
    here = same & (own.c.article_id == claim.c.article_id)
    by_claims = (
        _back(Thing.CLAIM, claim.c.id, source.c.id)
        .join(attribution, attribution.c.claim_id == claim.c.id)
        .join(source, cited == source.c.id)
        .join(own, here)
    )
    by_sources = (
        _back(Thing.SOURCE, source.c.id, claim.c.id)
        .join(attribution, cited == source.c.id)
        .join(claim, claim.c.id == attribution.c.claim_id)
        .join(own, here)
    )
    by_own = (
        _back(Thing.SOURCE, own.c.id, source.c.id, claim.c.id)
        .join(source, same)
        .join(attribution, cited == source.c.id)
        .join(claim, (claim.c.id == attribution.c.claim_id) & (claim.c.article_id == own.c.article_id))
    )
    everywhere = source.c.article_id.is_(None)
    return [
        query.with_only_columns(source.c.id, claim.c.id, own.c.id).where(everywhere)
        for query in (by_claims, by_sources, by_own)
    ]


def _refuse_citing(undo: Undo, query: Select[*tuple[Any, ...]], fault: str) -> None:
    rows = undo.connection.execute(query.limit(1)).all()
    for source_id, claim_id, *other_id in rows:
        name = called(source_records(undo.connection, [source_id])[source_id])
        ref = called(claim_records(undo.connection, [claim_id])[claim_id])
        sources = [(Thing.SOURCE, key) for key in (source_id, *other_id)]
        undo.refusals.add(f"{ref} cites {name}, {fault}", (Thing.CLAIM, claim_id), *sources)


def _check_bodies(undo: Undo) -> None:
    body = source.alias("body")
    apart = body.c.article_id.is_not(None) & body.c.article_id.is_distinct_from(source.c.article_id)
    by_voice = _back(Thing.SOURCE, source.c.id, body.c.id).join(body, body.c.id == source.c.speaks_for_id)
    by_body = _back(Thing.SOURCE, body.c.id, source.c.id).join(source, body.c.id == source.c.speaks_for_id)
    for query in (by_voice, by_body):
        of_both = query.with_only_columns(source.c.id, body.c.id).where(apart).limit(1)
        for voice_id, body_id in undo.connection.execute(of_both).all():
            names = source_records(undo.connection, [voice_id, body_id])
            told = f"{called(names[voice_id])} speaks for {called(names[body_id])}"
            undo.refusals.add(
                f"{told}, which would exist only in one article",
                (Thing.SOURCE, voice_id),
                (Thing.SOURCE, body_id),
            )
    for page in undo.things.pages(Thing.SOURCE, Fate.CHANGES):
        for row in page:
            _check_circle(undo, row.key)


def _check_circle(undo: Undo, source_id: int) -> None:
    columns = source.c
    passed: set[int] = set()
    key: int | None = source_id
    while key is not None and key not in passed:
        passed.add(key)
        body = undo.connection.scalar(select(columns.speaks_for_id).where(columns.id == key))
        if body == source_id:
            name = called(source_records(undo.connection, [key])[key])
            undo.refusals.add(f"{name} would speak for itself in the end", (Thing.SOURCE, key))
        key = body
