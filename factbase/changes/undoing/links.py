"""Gives the links between claims back, or takes them away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import json
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from factbase.changes.marks import is_linked
from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import PAGE, Fate, undone
from factbase.changes.undoing.undo import Undo
from factbase.records import LinkLine
from factbase.references import ClaimRef
from factbase.tables import article, change, claim, claim_link
from factbase.vocabulary import LinkKind, Thing

_COLUMNS = ("claim_id", "other_id", "kind")

End = tuple[int | None, int]  # a claim's article and its number
LinkRow = tuple[int, int, str]  # in the order of the columns


@dataclass
class Link:
    """A link that the operation made (it ``goes``) or took away; ``keys`` are its claims, once both are here."""

    first_id: int
    article_id: int | None
    goes: bool
    record: dict[str, Any]
    ends: tuple[End, End]
    keys: tuple[int, int] | None = None
    line: LinkLine | None = None  # its record, before it went or since it is back

    @property
    def row(self) -> LinkRow | None:
        """The link's own row: its claims and its kind."""
        return None if self.keys is None else (*self.keys, self.record["kind"])


def links_of(undo: Undo) -> list[Link]:
    """Return the links that the operation made or took away."""
    columns = change.c
    query = (
        select(columns.thing_id, columns.article_id, columns.before, columns.after)
        .where(columns.operation_id == undo.past.id, columns.thing == Thing.LINK)
        .order_by(columns.id)
    )
    links = []
    for first_id, article_id, before, after in undo.connection.execute(query).all():
        as_of = undo.past.id if before is None else undo.past.id - 1
        record = json.decode(after or before or "")
        ends = (undo.history.claim(record["claim"], as_of), undo.history.claim(record["other"], as_of))
        links.append(Link(first_id, article_id, before is None, record, ends))
    return links


def find_claims(connection: Connection, links: Collection[Link]) -> None:
    """Set the keys of links whose claims are both here."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for link in links:
        for article_id, number in link.ends:
            numbers[article_id or 0].add(number)
    found: dict[End, int] = {}
    columns = claim.c
    for article_id, wanted in numbers.items():
        for page in _pages(sorted(wanted)):
            query = select(columns.number, columns.id).where(
                columns.article_id == article_id, columns.number.in_(page)
            )
            found.update(((article_id, number), key) for number, key in connection.execute(query))
    for link in links:
        first_key, other_key = (found.get(end) for end in link.ends)
        if first_key is not None and other_key is not None:
            swapped = other_key == link.first_id and link.record["kind"] != LinkKind.REPEATS
            link.keys = (other_key, first_key) if swapped else (first_key, other_key)


def check_links(undo: Undo, links: Collection[Link]) -> None:
    """Refuse a link that is not as the operation left it, and one of others on a claim that would go."""
    find_claims(undo.connection, links)
    here = _here(undo.connection, [link.row for link in links if link.row is not None])
    for link in links:
        if (link.row in here) != link.goes:
            what = f"{called(link.record)} {'was removed since' if link.goes else 'is there again'}"
            undo.refusals.add(what, (Thing.LINK, link.first_id))
    _check_nothing_hangs(undo, {link.row for link in links if link.goes})


def _here(connection: Connection, rows: Sequence[LinkRow]) -> set[LinkRow]:
    columns = claim_link.c
    found: set[LinkRow] = set()
    for page in _pages(rows):
        query = select(columns.claim_id, columns.other_id, columns.kind)
        query = query.where(columns.claim_id.in_([row[0] for row in page]))
        found.update((key, other, str(kind)) for key, other, kind in connection.execute(query))
    return found & set(rows)


def _check_nothing_hangs(undo: Undo, made: set[LinkRow | None]) -> None:
    columns = claim_link.c
    query = (
        select(columns.claim_id, columns.other_id, columns.kind)
        .select_from(undone)
        .join(claim_link, or_(columns.claim_id == undone.c.thing_id, columns.other_id == undone.c.thing_id))
        .where(undone.c.thing == Thing.CLAIM.value, undone.c.fate == Fate.GOES.value)
    )
    for key, other, kind in undo.connection.execute(query, execution_options={"yield_per": PAGE}):
        if (key, other, str(kind)) not in made and not undo.refusals.enough:
            refs = _refs(undo.connection, [key, other])
            told = f"{refs[key]} {kind} {refs[other]}"
            undo.refusals.add(told, (Thing.LINK, key))


def change_links(undo: Undo, links: Collection[Link], *, goes: bool) -> None:
    """Take the links away that the operation made, or put back those that it took.

    The claims at both ends get another version, as by any change to a link.
    """
    connection = undo.connection
    meant = [link for link in links if link.goes == goes]
    find_claims(connection, meant)
    for page in _pages(meant):
        rows = [_row(undo, link) for link in page]
        undo.refusals.refuse()
        refs = _refs(connection, [key for row in rows for key in row[:2]])
        values = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        if goes:
            same = (claim_link.c[name] == bindparam(f"its_{name}") for name in _COLUMNS)
            named = [{f"its_{name}": value for name, value in each.items()} for each in values]
            connection.execute(delete(claim_link).where(*same), named)
        else:
            for link, row in zip(page, rows, strict=True):
                _refuse_again(undo, link, row, refs)
            connection.execute(insert(claim_link), values)
        for link, (first, other, kind) in zip(page, rows, strict=True):
            link.line = LinkLine(type="link", claim=refs[first], kind=LinkKind(kind), other=refs[other])
        _touch(undo, Counter(key for row in rows for key in row[:2]))


def record_links(undo: Undo, links: Collection[Link]) -> None:
    """Log the links that were taken away or put back."""
    for link in links:
        if link.keys is not None:
            undo.operation.record(
                Thing.LINK,
                link.keys[0],
                article_id=link.article_id,
                claim_id=link.keys[0],
                before=link.line if link.goes else None,
                after=None if link.goes else link.line,
            )


def _row(undo: Undo, link: Link) -> LinkRow:
    if link.row is None:
        articles = [
            (Thing.ARTICLE, article_id) for article_id, _number in link.ends if article_id is not None
        ]
        what = f"a claim of {called(link.record)} was removed since"
        undo.refusals.add(what, (Thing.CLAIM, link.first_id), *articles)
        return (0, 0, "")
    return link.row


def _refuse_again(undo: Undo, link: Link, row: LinkRow, refs: dict[int, str]) -> None:
    first, other, kind = row
    if is_linked(undo.connection, first, other, LinkKind(kind), refs=(refs[first], refs[other])):
        undo.refusals.add(f"{called(link.record)} is there again", (Thing.LINK, first))
        undo.refusals.refuse()


def _touch(undo: Undo, links: Counter[int]) -> None:
    """Raise the versions of claims, each as often as it has links that come or go."""
    columns = claim.c
    for times in set(links.values()):
        keys = [key for key, count in links.items() if count == times]
        undo.connection.execute(
            update(claim)
            .where(columns.id.in_(keys))
            .values(version=columns.version + times, operation_id=undo.operation.id)
        )
    undo.to_derive.update(links)


def _refs(connection: Connection, keys: Collection[int]) -> dict[int, str]:
    query = (
        select(claim.c.id, article.c.slug, claim.c.number)
        .join_from(claim, article)
        .where(claim.c.id.in_(set(keys)))
    )
    return {key: str(ClaimRef(slug, number)) for key, slug, number in connection.execute(query)}


L = TypeVar("L")


def _pages(rows: Sequence[L]) -> Iterator[Sequence[L]]:
    return (rows[first : first + PAGE] for first in range(0, len(rows), PAGE))
