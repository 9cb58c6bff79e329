"""Whether versions, next numbers and the last operation of each claim are what the log comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from msgspec import json
from sqlalchemy import Connection, Table, select

from factbase.maintenance.verify.chains import Change
from factbase.maintenance.verify.reading import DAMAGE
from factbase.maintenance.verify.report import Finding
from factbase.records.history import History
from factbase.records.naming import name_of
from factbase.references import ClaimRef
from factbase.tables import article, change, claim, sentence, source
from factbase.vocabulary import Thing

_VERSIONED: dict[Thing, Table] = {
    Thing.ARTICLE: article,
    Thing.SENTENCE: sentence,
    Thing.SOURCE: source,
}


class _Event(NamedTuple):
    """What raised a version: a change of the thing itself, or of a link from or to it."""

    change_id: int
    operation_id: int


class Versions:
    """Counts what raises versions and numbers, and compares.

    A claim's version counts its own changes and those of its links. Kept in memory are two keys a change of a
    link, and one number an article.
    """

    def __init__(self, connection: Connection, history: History) -> None:
        self._connection = connection
        self._history = history
        self._links: dict[tuple[int | None, int], list[_Event]] = defaultdict(list)
        self._gone: dict[int, int] = defaultdict(int)  # article -> its highest number that is not here

    def read_links(self) -> None:
        """Read the changes of all links: they are logged under one of their two claims only."""
        columns = change.c
        query = select(columns.id, columns.operation_id, columns.before, columns.after)
        links = query.where(columns.thing == Thing.LINK).order_by(columns.id)
        for key, operation_id, before, after in self._connection.execute(
            links, execution_options={"yield_per": 1000}
        ):
            with suppress(*DAMAGE):  # its chain tells what is wrong with it
                line = json.decode(after or before or "")
                as_of = operation_id - 1 if after is None else operation_id
                for end in ("claim", "other"):
                    self._links[self._history.claim(line[end], as_of)].append(_Event(key, operation_id))

    def of_claims(self, keys: Sequence[int], rows: Iterable[Change]) -> Iterator[Finding]:
        """Yield the claims that are at another version, or say another last operation, than the log."""
        changes = by_thing(rows)
        columns = claim.c
        query = select(
            columns.id,
            columns.article_id,
            article.c.slug,
            columns.number,
            columns.version,
            columns.operation_id,
        ).join_from(claim, article)
        here = {row.id: row for row in self._connection.execute(query.where(columns.id.in_(keys)))}
        for key, (_, article_id, slug, number, version, operation_id) in here.items():
            name = str(ClaimRef(slug, number))
            if not (own := _since_made(changes[key])):
                continue
            if any((row.claim_id, row.article_id) != (key, article_id) for row in own):
                yield Finding(name, "its changes are filed under another article or claim")
            events = [_Event(row.id, row.operation_id) for row in own]
            events += [each for each in self._links.get((article_id, number), ()) if each > events[0]]
            yield from _apart(name, version, _wanted(changes[key], len(events)))
            if operation_id != (last := max(events).operation_id):
                yield Finding(name, f"names operation {operation_id} as its last, and the log {last}")
        for key in changes.keys() - here.keys():
            self._give_gone(changes[key][-1])

    def _give_gone(self, last: Change) -> None:
        if last.article_id is not None:
            number = json.decode(last.before or last.after or "")["number"]
            self._gone[last.article_id] = max(self._gone[last.article_id], number)

    def of_things(self, thing: Thing, keys: Sequence[int], rows: Iterable[Change]) -> Iterator[Finding]:
        """Yield the articles, sentences or sources ``keys`` that are at another version than the log."""
        if thing not in _VERSIONED:
            return
        changes = by_thing(rows)
        table = _VERSIONED[thing]
        query = select(table.c["id"], table.c["version"]).where(table.c["id"].in_(keys))
        for key, version in self._connection.execute(query).all():
            own = _since_made(changes[key])
            if own:
                name = name_of(json.decode(own[-1].after or own[-1].before or ""))
                yield from _apart(name, version, _wanted(changes[key], len(own)))

    def of_numbers(self, keys: Sequence[int], rows: Iterable[Change]) -> Iterator[Finding]:
        """Yield the articles ``keys`` that would give a number again which the log knows.

        It may be higher than the log tells: an import raises it to that of its bundle.
        """
        changes = by_thing(rows)
        columns = article.c
        query = select(columns.id, columns.slug, columns.next_number).where(columns.id.in_(keys))
        for key, slug, next_number in self._connection.execute(query).all():
            said = [json.decode(row.after)["next_number"] for row in changes[key] if row.after is not None]
            if next_number < (given := max([self._gone.get(key, 0) + 1, *said])):
                yield Finding(
                    slug, f"its next claim would be {next_number}, but {given - 1} was given before"
                )


def by_thing(rows: Iterable[Change]) -> dict[int, list[Change]]:
    """Return rows of one kind of thing by its key, in their order; nothing for a key without any."""
    found: dict[int, list[Change]] = defaultdict(list)
    for row in rows:
        found[row.thing_id].append(row)
    return found


def _since_made(rows: Sequence[Change]) -> Sequence[Change]:
    """Return the changes of a thing since it was last made: what is put back begins anew."""
    made = [index for index, row in enumerate(rows) if row.before is None]
    return rows[made[-1] :] if made else ()


def _wanted(rows: Sequence[Change], events: int) -> range:
    """Return the versions at which a thing may be that changed so often since it was last made.

    That is one, unless an undo put it back: then it began with a version higher than any that somebody had seen.
    """
    first = max(index for index, row in enumerate(rows) if row.before is None)
    return range(first + events, rows[first].id + events) if first else range(events, events + 1)


def _apart(name: str, version: int, wanted: range) -> Iterator[Finding]:
    if version not in wanted:
        yield Finding(name, f"is at version {version}, and by the log at {wanted.start}")
