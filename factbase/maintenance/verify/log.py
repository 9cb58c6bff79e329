"""Whether the log tells how everything came to be what it is: no change left out, none made beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec import json
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    TextClause,
    and_,
    func,
    literal,
    select,
)

from factbase.maintenance.verify import operations
from factbase.maintenance.verify.chains import Chains, Change
from factbase.maintenance.verify.naming import article_name, claim_name, source_name
from factbase.maintenance.verify.reading import LOWEST, PAGE, look_at
from factbase.maintenance.verify.report import Finding, Findings
from factbase.maintenance.verify.versions import Versions, by_thing
from factbase.records import link_lines
from factbase.records.current import records_of
from factbase.records.lines import Line, LinkLine
from factbase.records.naming import name_of
from factbase.tables import article, change, claim, note, revision, sentence, source
from factbase.tables.log import NAMED
from factbase.vocabulary import Thing

Where = ColumnElement[bool] | TextClause
Look = Callable[[Sequence[int]], Iterator[Finding]]

_CHANGES = select(
    change.c.id, change.c.operation_id, change.c.article_id, change.c.claim_id, change.c.thing,
    change.c.thing_id, change.c.before, change.c.after,
).order_by(change.c.id)  # fmt: skip

# What exists inside one article, and is found in the log by that.
_INSIDE: dict[Thing, Select[int]] = {
    Thing.REVISION: select(revision.c.id).join_from(revision, article),
    Thing.SENTENCE: select(sentence.c.id).join_from(sentence, revision).join(article),
    Thing.NOTE: select(note.c.id)
    .join_from(note, claim, note.c.claim_id == claim.c.id, isouter=True)
    .join(sentence, note.c.sentence_id == sentence.c.id, isouter=True)
    .join(revision, sentence.c.revision_id == revision.c.id, isouter=True)
    .join(article, article.c.id == func.coalesce(claim.c.article_id, revision.c.article_id)),
}


def check(connection: Connection, findings: Findings, *, deep: bool = False) -> None:
    """Follow every chain of changes, and compare its end with what is here."""
    _Log(connection, findings, deep=deep).check()


class _Log:
    def __init__(self, connection: Connection, findings: Findings, *, deep: bool) -> None:
        self._connection = connection
        self._findings = findings
        self._chains = Chains(connection, deep=deep)
        self._versions = Versions(connection, self._chains.history)
        self._seen = 0

    def check(self) -> None:
        operations.check(self._connection, self._findings)
        self._versions.read_links()
        of_claim, of_article = change.c.claim_id, change.c.article_id
        for keys in self._keys(claim, of_claim, of_claim.is_not(None)):
            self._look(keys, self._claims, claim_name)
            self._look(keys, self._links, claim_name)
        for thing, table, name in (
            (Thing.SOURCE, source, source_name),
            (Thing.ARTICLE, article, article_name),
        ):
            for keys in self._keys(table, change.c.thing_id, and_(NAMED, change.c.thing == thing)):
                self._look(keys, partial(self._named, thing), name)
        for keys in self._keys(article, of_article, of_article.is_not(None)):
            for key in keys:
                self._look([key], self._inside, article_name)
        rows = self._connection.scalar(select(func.count()).select_from(change)) or 0
        if self._seen < rows and not self._findings.wrong:
            self._findings.add("the log", f"holds {rows - self._seen:,} changes of nothing")

    def _keys(self, table: Table, logged: Column[Any], where: Where) -> Iterator[Sequence[int]]:
        """Yield the keys of a table, and those of its things in the log, in order: a few hundred at a time."""
        last, key = LOWEST, table.c["id"]
        while True:
            after = literal(last, BigInteger)
            here = select(key).where(key > after).order_by(key).limit(PAGE)
            there = select(logged).where(where, logged > after).distinct().order_by(logged).limit(PAGE)
            both = {found for query in (here, there) for found in self._connection.execute(query).scalars()}
            if not both:
                return
            page = sorted(both)[:PAGE]
            yield page
            last = page[-1]

    def _look(self, keys: Sequence[int], look: Look, name: Callable[[Connection, int], str]) -> None:
        look_at(self._connection, keys, look, self._findings, lambda key: name(self._connection, key))

    def _rows(self, *where: Where) -> Sequence[Change]:
        rows = [Change(*row) for row in self._connection.execute(_CHANGES.where(*where))]
        self._seen += len(rows)
        self._findings.looked(len(rows))
        return rows

    def _claims(self, keys: Sequence[int]) -> Iterator[Finding]:
        rows = self._rows(change.c.claim_id.in_(keys), change.c.thing == Thing.CLAIM)
        yield from self._things(Thing.CLAIM, keys, rows)
        yield from self._versions.of_claims(keys, rows)

    def _named(self, thing: Thing, keys: Sequence[int]) -> Iterator[Finding]:
        rows = self._rows(NAMED, change.c.thing == thing, change.c.thing_id.in_(keys))
        yield from self._things(thing, keys, rows)
        yield from self._versions.of_things(thing, keys, rows)
        if thing == Thing.ARTICLE:
            yield from self._versions.of_numbers(keys, rows)

    def _inside(self, keys: Sequence[int]) -> Iterator[Finding]:
        """Look at what exists inside one article, and is in the log by its key."""
        rows = self._rows(change.c.article_id.in_(keys), change.c.thing.in_(_INSIDE))
        for thing, query in _INSIDE.items():
            own = [row for row in rows if row.thing == thing]
            here = self._connection.execute(query.where(article.c.id.in_(keys))).scalars()
            things = sorted({*here, *(row.thing_id for row in own)})
            for first in range(0, len(things), PAGE):
                page = things[first : first + PAGE]
                yield from self._things(thing, page, own)
                yield from self._versions.of_things(thing, page, own)

    def _things(self, thing: Thing, keys: Sequence[int], rows: Iterable[Change]) -> Iterator[Finding]:
        """Yield what is wrong with the chains of the things ``keys``."""
        now = records_of(self._connection, thing, keys)
        chains = by_thing(rows)
        for key in keys:
            for fault in self._chains.faults(thing, chains[key], now.get(key)):
                yield Finding(_name(chains[key], now.get(key)), fault)

    def _links(self, keys: Sequence[int]) -> Iterator[Finding]:
        """Yield what is wrong with the links that start from the claims ``keys``: they are known by their ends."""
        rows = self._rows(change.c.claim_id.in_(keys), change.c.thing == Thing.LINK)
        chains: dict[tuple[object, ...], list[Change]] = defaultdict(list)
        for row in rows:
            before = row.after is None
            ends = self._ends(row.before if before else row.after, row.operation_id - before)
            chains[row.thing_id, *ends].append(row)
        own = set(keys)
        now = {
            (key, *self._ends(line, None)): line
            for key, line in link_lines(self._connection, keys)
            if key in own
        }
        for link in sorted({*chains, *now}, key=str):
            for fault in self._chains.faults(Thing.LINK, chains[link], now.get(link)):
                yield Finding(_name(chains[link], now.get(link)), fault)

    def _ends(self, line: LinkLine | str | None, as_of: int | None) -> tuple[object, ...]:
        """Return how a link is known whatever its claims are called: its kind and ends."""
        assert line is not None
        meant = self._chains.history.normal(line, None, as_of)
        return meant["kind"], *meant["ends"]


def _name(rows: Sequence[Change], now: Line | None) -> str:
    """Return what a thing is called, or was last."""
    if now is not None or not rows:
        return name_of(now or {})
    return name_of(json.decode(rows[-1].after or rows[-1].before or ""))
