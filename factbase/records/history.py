"""What logged records meant: they cite sources and articles by name, and names change, go and come again.

The names of now are looked up; those of earlier are found by going back through the log, once and no further
than somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from msgspec import DecodeError, Struct, json
from sqlalchemy import Connection, select

from factbase.references import SourceName, claim_ref, source_name
from factbase.tables import article, change, source
from factbase.text.folding import fold
from factbase.vocabulary import LinkKind, Thing

# A record without what is derived and with keys in place of names: two are equal if they mean the same.
Normal = dict[str, Any]

S = TypeVar("S", bound=Struct)

_DERIVED = ("article", "ref", "confidence", "paragraph", "sentence", "start", "end")
_KEPT = 20_000  # names of now in memory at most, or articles whose own sources are


class Named(NamedTuple):
    """A name, and the article inside which it holds: None for everywhere."""

    name: str
    article_id: int | None


class _Names:
    """What the articles, or the sources, were called after each of the operations that are loaded."""

    def __init__(self) -> None:
        # key -> what it was called before the first operation here, then after each; None while it was not.
        self._first: dict[int, Named | None] = {}
        self._later: dict[int, list[tuple[int, Named | None]]] = defaultdict(list)
        self._bearers: dict[Named, set[int]] = defaultdict(set)

    def put_before(self, events: Iterable[tuple[int, int, Named | None, Named | None]]) -> None:
        """Take changes (operation, key, before, after) in order, all of them older than those that are here."""
        older: dict[int, list[tuple[int, Named | None]]] = defaultdict(list)
        first: dict[int, Named | None] = {}
        for operation, key, before, after in events:
            first.setdefault(key, before)
            if older[key] and older[key][-1][0] == operation:
                older[key].pop()
            older[key].append((operation, after))
            for named in (before, after):
                if named is not None:
                    self._bearers[named].add(key)
        self._first |= first
        for key, states in older.items():
            self._later[key][:0] = states

    def bearer(self, named: Named, as_of: int, now: int | None) -> int | None:
        """Return the key that bore a name once ``as_of`` was done; ``now`` is the key that bears it today."""
        for key in self._bearers.get(named, ()):
            if self._at(key, as_of) == named:
                return key
        return now if now is not None and now not in self._first else None

    def _at(self, key: int, as_of: int) -> Named | None:
        states = self._later[key]
        index = bisect_right(states, as_of, key=lambda state: state[0])
        return states[index - 1][1] if index else self._first[key]

    def nearest(self, named: Named, as_of: int) -> int | None:
        """Return the key that bore a name nearest to ``as_of``, or None where none ever did."""
        found = [
            (abs(operation - as_of), key)
            for key in self._bearers.get(named, ())
            for operation, state in [(0, self._first[key]), *self._later[key]]
            if state == named
        ]
        return min(found)[1] if found else None


class History:
    """Tells which source and which article a name meant, and puts records into their normal form.

    ``as_of`` is the operation after which the name was read; None is now. A logged change's ``after`` is as of
    its operation, its ``before`` as of the one before: ``operation_id - 1``.
    """

    def __init__(self, connection: Connection, *, damaged: bool = False) -> None:
        """Read from ``connection``; in a ``damaged`` log what cannot be read names nobody."""
        self._connection = connection
        self._damaged = damaged
        self._articles = _Names()
        self._sources = _Names()
        self._from: int | None = None  # the log is loaded from this operation on; None: nothing of it
        self._slugs: dict[str, int | None] = {}
        self._everywhere: dict[str, int | None] = {}
        self._own: dict[int, dict[str, int]] = {}

    def article(self, slug: str, as_of: int | None = None) -> int | None:
        """Return the key of the article that ``slug`` named, or None where no article ever bore it."""
        return self._key(Thing.ARTICLE, self._articles, [Named(slug, None)], as_of)

    def source(self, name: str, article_id: int | None, as_of: int | None = None) -> int | None:
        """Return the key of the source that ``name`` meant in an article's records, or None.

        The article's own sources come before those of all; without an article only these are meant.
        """
        scopes = [Named(name, article_id), Named(name, None)][article_id is None :]
        return self._key(Thing.SOURCE, self._sources, scopes, as_of)

    def claim(self, ref: str, as_of: int | None = None) -> tuple[int | None, int]:
        """Return the key of a claim's article, None if it never was, and its number: that pair never changes."""
        asked = claim_ref(ref)
        return self.article(asked.slug, as_of), asked.number

    def normal(
        self, record: str | Mapping[str, Any], article_id: int | None, as_of: int | None = None
    ) -> Normal:
        """Return the normal form of a record, logged or of now; ``article_id`` is that of its change.

        Dropped are what is derived, slugs but an article's own, an attribution's ``kind``, an article's
        ``next_number``, and what a document suggests of a sentence, since an older schema does not keep it.
        Sources are their keys, or their names where nobody ever bore them; a link's ends are
        (article, number), sorted unless it has a direction. Compare them with :func:`same`.
        """
        line: dict[str, Any] = json.decode(record) if isinstance(record, str) else dict(record)
        match line["type"]:
            case "article":
                return _without(line, "next_number")
            case "source":
                return self._normal_source(line, as_of)
            case "claim":
                said = [self._attribution(each, article_id, as_of) for each in line["attributions"]]
                return {**_without(line, *_DERIVED), "attributions": said}
            case "link":
                ends = [self.claim(line["claim"], as_of), self.claim(line["other"], as_of)]
                if line["kind"] != LinkKind.REPEATS:
                    ends.sort(key=lambda end: (end[0] or 0, end[1]))
                return {"type": "link", "kind": line["kind"], "ends": ends}
            case "note":
                on = line["on"]
                return {**line, "on": on.partition(":")[2] if ":" in on else on.partition("/")[2]}
            case "sentence":
                return _without(line, "article", "suggested")
            case _:
                return _without(line, "article")

    def _normal_source(self, line: dict[str, Any], as_of: int | None) -> Normal:
        slug, body = line["article"], line["speaks_for"]
        article_id = None if slug is None else self.article(slug, as_of)
        key = None if body is None else self.source(body, article_id, as_of)
        return {**line, "article": article_id, "speaks_for": body if key is None else key}

    def _attribution(self, line: dict[str, Any], article_id: int | None, as_of: int | None) -> Normal:
        normal = _without(line, "kind")
        for part in ("source", "via"):
            if (name := line[part]) is not None:
                key = self.source(name, article_id, as_of)
                normal[part] = name if key is None else key
        return normal

    def _key(self, thing: Thing, names: _Names, scopes: list[Named], as_of: int | None) -> int | None:
        if as_of is None:
            return next((key for named in scopes if (key := self._bears(thing, named)) is not None), None)
        self._load(as_of + 1)
        for named in scopes:
            if (key := names.bearer(named, as_of, self._bears(thing, named))) is not None:
                return key
        # Read in the midst of its own operation, or while another one was at work.
        self._load(0)
        for named in scopes:
            if (key := names.nearest(named, as_of)) is not None:
                return key
        return None

    def _bears(self, thing: Thing, named: Named) -> int | None:
        """Return the key that bears a name now."""
        name, article_id = named
        if thing == Thing.ARTICLE:
            return _remembered(self._slugs, name, self._read_slug)
        if article_id is None:
            return _remembered(self._everywhere, name, self._read_everywhere)
        return _remembered(self._own, article_id, self._read_own).get(name)

    def _read_slug(self, slug: str) -> int | None:
        return self._connection.scalar(select(article.c.id).where(article.c.slug == slug))

    def _read_everywhere(self, name: str) -> int | None:
        asked, columns = source_name(name), source.c
        query = select(columns.id).where(
            columns.key == fold(asked.name),
            columns.name == asked.name,
            columns.qualifier == asked.qualifier,
            columns.article_id.is_(None),
        )
        return self._connection.scalar(query)

    def _read_own(self, article_id: int) -> dict[str, int]:
        columns = source.c
        query = select(columns.id, columns.name, columns.qualifier).where(columns.article_id == article_id)
        rows = self._connection.execute(query)
        return {str(SourceName(name, qualifier)): key for key, name, qualifier in rows}

    def _load(self, first: int) -> None:
        """Load the log's names from the operation ``first`` on, as far as they are not here."""
        until = self._from
        if until is not None and until <= first:
            return
        self._from = first
        self._articles.put_before(
            (operation, key, self._article_name(before), self._article_name(after))
            for operation, key, before, after in self._changes(Thing.ARTICLE, first, until)
        )
        self._sources.put_before(
            (operation, key, self._source_name(before, operation - 1), self._source_name(after, operation))
            for operation, key, before, after in self._changes(Thing.SOURCE, first, until)
        )

    def _changes(
        self, thing: Thing, first: int, until: int | None
    ) -> Iterator[tuple[int, int, str | None, str | None]]:
        columns = change.c
        query = (
            select(columns.operation_id, columns.thing_id, columns.before, columns.after)
            .where(columns.thing == thing, columns.operation_id >= first)
            .order_by(columns.operation_id, columns.id)
        )
        if until is not None:
            query = query.where(columns.operation_id < until)
        for row in self._connection.execute(query, execution_options={"yield_per": 1000}):
            yield row.operation_id, row.thing_id, row.before, row.after

    def _source_name(self, record: str | None, as_of: int) -> Named | None:
        """Return what a source's record calls it; the articles of that time are loaded already."""
        if record is None:
            return None
        line = self._decoded(record, _Source)
        if line is None:
            return None
        if line.article is None:
            return Named(line.source, None)
        slug = Named(line.article, None)
        key = self._articles.bearer(slug, as_of, self._bears(Thing.ARTICLE, slug))
        return Named(line.source, self._articles.nearest(slug, as_of) if key is None else key)

    def _article_name(self, record: str | None) -> Named | None:
        line = None if record is None else self._decoded(record, _Article)
        return None if line is None else Named(line.article, None)

    def _decoded(self, record: str, shape: type[S]) -> S | None:
        try:
            return json.decode(record, type=shape)
        except DecodeError:
            if self._damaged:
                return None
            raise


class _Source(Struct):
    """What says where a source's name holds."""

    source: str
    article: str | None


class _Article(Struct):
    """What an article is called."""

    article: str


def same(first: Normal, second: Normal) -> bool:
    """Return whether two normal forms mean the same; a note's older ones do not say whose revision its sentence is."""
    if first["type"] == second["type"] == "note" and not ("revision" in first and "revision" in second):
        return _without(first, "revision") == _without(second, "revision")
    return first == second


K = TypeVar("K")
V = TypeVar("V")


def _remembered(known: dict[K, V], key: K, read: Callable[[K], V]) -> V:
    """Return what ``known`` holds for ``key``, read now if need be; all is forgotten once it is too much."""
    if key not in known:
        if len(known) >= _KEPT:
            known.clear()
        known[key] = read(key)
    return known[key]


def _without(line: dict[str, Any], *names: str) -> Normal:
    return {name: value for name, value in line.items() if name not in names}
