"""Notes and links as records."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from factbase.records.lines import LinkLine, NoteLine
from factbase.records.rows import rows
from factbase.references import ClaimRef, Place
from factbase.tables import article, claim, note, revision, sentence
from factbase.vocabulary import LinkKind

_PAGE = 500
_MOST = 2_147_483_647  # revisions
_ON_SENTENCES = (
    select(note.c.id)
    .join_from(note, sentence)
    .join(revision)
    .where(revision.c.article_id == bindparam("article"), revision.c.number <= bindparam("up_to"))
    .order_by(revision.c.number, sentence.c.start, note.c.number)
)
_ON_CLAIMS = (
    select(note.c.id)
    .join_from(note, claim)
    .where(claim.c.article_id == bindparam("article"))
    .order_by(claim.c.number, note.c.number)
)
_LINKS = "SELECT claim_id, other_id, kind FROM claim_link WHERE claim_id IN ({keys}) OR other_id IN ({keys})"
_OF_PAGE = """
SELECT l.claim_id, l.other_id, l.kind FROM claim c JOIN claim_link l ON l.{end} = c.id
WHERE c.article_id = ? AND c.number BETWEEN ? AND ?
"""
_LINKS_OF_PAGE = " UNION ".join(_OF_PAGE.format(end=end) for end in ("claim_id", "other_id"))


def note_line(connection: Connection, note_id: int) -> NoteLine:
    """Return the record of a note."""
    return note_records(connection, [note_id])[note_id]


def note_records(connection: Connection, keys: Sequence[int]) -> dict[int, NoteLine]:
    """Return the records of those of ``keys`` that exist, by key."""
    rows = connection.execute(select(note).where(note.c.id.in_(keys))).all()
    refs = _claim_refs(connection, [row.claim_id for row in rows if row.claim_id is not None])
    names = _sentence_names(connection, [row.sentence_id for row in rows if row.sentence_id is not None])
    records = {}
    for row in rows:
        on, number = names[row.sentence_id] if row.claim_id is None else (str(refs[row.claim_id]), None)
        records[row.id] = NoteLine(
            type="note",
            on=on,
            revision=number,
            number=row.number,
            actor=row.actor,
            at=row.at,
            text=row.text,
        )
    return records


def _sentence_names(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Return what sentences are called, and the number of the revision of each."""
    query = (
        select(sentence.c.id, article.c.slug, revision.c.number, sentence.c.paragraph, sentence.c.position)
        .join_from(sentence, revision)
        .join(article)
        .where(sentence.c.id.in_(keys))
    )
    rows = connection.execute(query)
    return {
        key: (f"{slug}:{Place(paragraph, position)}", number)
        for key, slug, number, paragraph, position in rows
    }


def note_lines(connection: Connection, article_id: int, *, up_to: int = _MOST) -> Iterator[NoteLine]:
    """Yield the records of an article's notes: those on sentences in reading order, then those on claims.

    ``up_to`` is the number of the last revision whose sentences count.
    """
    for query, of in (
        (_ON_SENTENCES, {"article": article_id, "up_to": up_to}),
        (_ON_CLAIMS, {"article": article_id}),
    ):
        keys = connection.execute(query, of).scalars().all()
        for first in range(0, len(keys), _PAGE):
            page = keys[first : first + _PAGE]
            records = note_records(connection, page)
            yield from (records[key] for key in page)


def link_lines(connection: Connection, claim_ids: Sequence[int]) -> list[tuple[int, LinkLine]]:
    """Return the links from or to any of the claims, each with the key of the claim that it starts from.

    ``repeats`` has a direction; of the other kinds the later ref stands first, however they were made.
    """
    keys = ",".join(map(str, claim_ids))
    return _links(connection, rows(connection, _LINKS.format(keys=keys)) if keys else [])


def links_of_page(connection: Connection, article_id: int, first: int, last: int) -> list[LinkLine]:
    """Return the links of an article's claims from number ``first`` to ``last``, as `link_lines` does."""
    page = (article_id, first, last)
    return [line for _key, line in _links(connection, rows(connection, _LINKS_OF_PAGE, *page, *page))]


def _links(connection: Connection, links: Sequence[tuple[Any, ...]]) -> list[tuple[int, LinkLine]]:
    if not links:
        return []
    refs = _claim_refs(connection, [key for link in links for key in link[:2]])
    found = []
    for claim_id, other_id, kind in links:
        first, second = refs[claim_id], refs[other_id]
        if kind != LinkKind.REPEATS and first < second:
            first, second = second, first
        found.append((first, second, kind, claim_id))
    return [
        (key, LinkLine(type="link", claim=str(first), kind=kind, other=str(second)))
        for first, second, kind, key in sorted(found)
    ]


def _claim_refs(connection: Connection, claim_ids: Sequence[int]) -> dict[int, ClaimRef]:
    query = (
        select(claim.c.id, article.c.slug, claim.c.number)
        .join_from(claim, article)
        .where(claim.c.id.in_(set(claim_ids)))
    )
    return {key: ClaimRef(slug, number) for key, slug, number in connection.execute(query)}
