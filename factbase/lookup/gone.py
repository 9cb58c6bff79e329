"""Articles and claims that are not here any more, by what they were called: the log knows them."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from factbase.lookup.articles import find_article
from factbase.references import ClaimRef
from factbase.tables import change
from factbase.tables.log import NAMED
from factbase.vocabulary import Thing

_COLUMNS = change.c


def gone_article(connection: Connection, slug: str) -> int | None:
    """Return the key of the last article that was called ``slug`` when it was changed or removed, or None."""
    return next(iter(_articles(connection, slug)), None)


def gone_claim(connection: Connection, ref: ClaimRef) -> int | None:
    """Return the key of the last claim that was called ``ref``, or None."""
    here = find_article(connection, ref.slug)
    for article_id in ([] if here is None else [here.id]) + _articles(connection, ref.slug):
        query = select(_COLUMNS.claim_id, _COLUMNS.before).where(
            _COLUMNS.article_id == article_id,
            _COLUMNS.thing == Thing.CLAIM,
            _COLUMNS.before.contains(f'/{ref.number}"'),
        )
        for claim_id, before in connection.execute(query.order_by(_COLUMNS.id.desc())):
            if before is not None and json.loads(before)["number"] == ref.number:
                return claim_id
    return None


def _articles(connection: Connection, slug: str) -> list[int]:
    query = select(_COLUMNS.thing_id, _COLUMNS.before).where(
        NAMED, _COLUMNS.thing == Thing.ARTICLE, _COLUMNS.before.contains(f'"{slug}"', autoescape=True)
    )
    rows = connection.execute(query.order_by(_COLUMNS.id.desc())).all()
    return list(dict.fromkeys(key for key, line in rows if line and json.loads(line)["article"] == slug))
