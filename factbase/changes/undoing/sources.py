"""Gives sources back what they were, or makes them anew; for whom they speak follows once all are here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from factbase.changes.sources import claims_of
from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, Row
from factbase.changes.undoing.undo import Undo
from factbase.records.history import Normal
from factbase.references import source_name
from factbase.tables import article, source, source_alias
from factbase.text.folding import fold
from factbase.vocabulary import Thing


def restore_sources(undo: Undo) -> None:
    """Restore sources with their aliases, then their bodies. Refuses a name that is another source's now."""
    connection = undo.connection
    for page in undo.things.pages(Thing.SOURCE, Fate.COMES, Fate.CHANGES):
        normals = {row.key: undo.was(row.before or "", row.article_id) for row in page}
        values = {row.key: _values(undo, row, normals[row.key]) for row in page}
        undo.refusals.refuse()
        new = [
            {"id": row.key, "version": undo.version, **values[row.key]}
            for row in page
            if row.fate == Fate.COMES
        ]
        if new:
            connection.execute(insert(source), new)
        for row in page:
            if row.fate == Fate.CHANGES:
                raised = {**values[row.key], "version": source.c.version + 1}
                connection.execute(update(source).where(source.c.id == row.key).values(raised))
        _restore_aliases(undo, page, normals)
    for page in undo.things.pages(Thing.SOURCE, Fate.COMES, Fate.CHANGES):
        _restore_bodies(undo, page)
        undo.refusals.refuse()
        undo.advance(len(page))


def _values(undo: Undo, row: Row, was: Normal) -> dict[str, Any]:
    """Return the row of a source as it was, without its body. Refuses another's name, and an article that is gone."""
    asked = source_name(was["source"])
    article_id = was["article"]
    columns = source.c
    taken = select(columns.id).where(
        columns.key == fold(asked.name),
        columns.qualifier == asked.qualifier,
        columns.article_id.is_(None) if article_id is None else columns.article_id == article_id,
        columns.id != row.key,
    )
    if (other := undo.connection.scalar(taken)) is not None:
        undo.refusals.add(f"“{asked}” is another source now", (Thing.SOURCE, other))
    of_its = select(article.c.id).where(article.c.id == article_id)
    if article_id is not None and undo.connection.scalar(of_its) is None:
        undo.refusals.add(f"the article of “{asked}” was removed since", (Thing.ARTICLE, article_id))
    return {
        "name": asked.name,
        "key": fold(asked.name),
        "qualifier": asked.qualifier,
        "kind": was["kind"],
        "article_id": article_id,
    }


def _restore_aliases(undo: Undo, page: Sequence[Row], normals: dict[int, Normal]) -> None:
    connection = undo.connection
    columns = source_alias.c
    connection.execute(delete(source_alias).where(columns.source_id.in_([row.key for row in page])))
    aliases = [
        {"source_id": row.key, "name": alias, "key": fold(alias)}
        for row in page
        for alias in normals[row.key]["aliases"]
    ]
    if aliases:
        connection.execute(insert(source_alias), aliases)


def _restore_bodies(undo: Undo, page: Sequence[Row]) -> None:
    connection = undo.connection
    columns = source.c
    bodies: dict[int, int] = {}
    for row in page:
        was = undo.was(row.before or "", row.article_id)
        if row.fate == Fate.CHANGES:
            if was["speaks_for"] is None:
                connection.execute(update(source).where(columns.id == row.key).values(speaks_for_id=None))
            became = undo.became(row.after or "", row.article_id)
            if {**was, "aliases": None} != {**became, "aliases": None}:
                undo.to_derive.update(claims_of(connection, row.key))
        if was["speaks_for"] is not None:
            bodies[row.key] = was["speaks_for"]
    here = set(connection.execute(select(columns.id).where(columns.id.in_(bodies.values()))).scalars())
    for row in page:
        body = bodies.get(row.key)
        if body in here:
            connection.execute(update(source).where(columns.id == row.key).values(speaks_for_id=body))
        elif body is not None:
            what = f"{called(row.before or '')} would speak for a source that is gone"
            undo.refusals.add(what, (Thing.SOURCE, body))
