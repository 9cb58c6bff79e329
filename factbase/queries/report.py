"""What the claims of an article, or of the archive, rest on, in numbers.

A claim counts once for each word or source, however often that stands on it; cut ones do not count. Over the
archive each number is a walk along one index, from which those of the few cut claims are taken off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from factbase.records import SourceNames
from factbase.tables import article, source
from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance

_QUOTED = (Mode.DIRECT, Mode.MIXED)  # the text has words of theirs
_BATCH = 500


class Count(NamedTuple):
    """On how many claims a word or a source stands; ``article`` is set for a source that exists only inside one."""

    what: str
    claims: int
    article: str | None = None


@dataclass(frozen=True)
class Report:
    """How many live claims there are, and on how many of them each word or source stands, zeros left out.

    ``sources`` are those that stand on most, ``quoted`` those with words of their own in most, most first.
    ``one_source`` counts the claims whose identified sources come down to one.
    """

    claims: int
    one_source: int
    confidence: tuple[Count, ...]
    problems: tuple[Count, ...]
    kinds: tuple[Count, ...]
    stances: tuple[Count, ...]
    sources: tuple[Count, ...]
    quoted: tuple[Count, ...]

    def share(self, claims: int) -> float:
        """Return what part of all claims ``claims`` are, from 0 to 1."""
        return claims / self.claims if self.claims else 0.0


class _Tallies(NamedTuple):
    """Counts by word and by the keys of sources."""

    confidence: Counter[str]
    problems: Counter[str]
    kinds: Counter[str]
    stances: Counter[str]
    sources: Counter[int]
    quoted: Counter[int]


_CLAIMS = "SELECT id, number, confidence FROM claim WHERE article_id = {article} AND status <> 'cut'"
_SAID = """
SELECT b.claim_id, b.source_id, b.source_kind, b.stance, b.mode
FROM claim c JOIN attribution b ON b.claim_id = c.id WHERE c.article_id = {article}
"""
_FOUND = """
SELECT p.claim_id, p.rule FROM claim c JOIN claim_problem p ON p.claim_id = c.id WHERE c.article_id = {article}
"""


def report_of(
    connection: Connection, article_id: int, *, most: int = 10, numbers: Collection[int] | None = None
) -> Report:
    """Return the report on an article's claims, or on those with these ``numbers``, with ``most`` sources."""

    def read(query: str) -> Iterable[Any]:
        return connection.exec_driver_sql(query.format(article=article_id))

    chosen = None if numbers is None else frozenset(numbers)
    claims = {key: word for key, number, word in read(_CLAIMS) if chosen is None or number in chosen}
    said = [row for row in read(_SAID) if row[0] in claims]
    tallies = _Tallies(
        Counter(claims.values()),
        Counter(rule for key, rule in read(_FOUND) if key in claims),
        _once((key, kind) for key, _source, kind, _stance, _mode in said),
        _once((key, stance) for key, _source, _kind, stance, _mode in said),
        _once((key, source) for key, source, _kind, _stance, _mode in said),
        _once((key, source) for key, source, _kind, _stance, mode in said if mode in _QUOTED),
    )
    return _report(connection, tallies, most)


def _once(pairs: Iterable[tuple[int, Any]]) -> Counter[Any]:
    """Return on how many claims each value stands."""
    return Counter(value for _claim, value in set(pairs))


_CONFIDENCE = "SELECT confidence, count(*) FROM claim {where} GROUP BY confidence"
_PROBLEMS = "SELECT rule, count(*) FROM claim_problem GROUP BY rule"
_BY = "SELECT {column}, count(DISTINCT claim_id) FROM attribution {where} GROUP BY {column}"
_BY_OF_CUT = """
SELECT b.{column}, count(DISTINCT b.claim_id) FROM claim c JOIN attribution b ON b.claim_id = c.id
WHERE c.status = 'cut' {and_} GROUP BY b.{column}
"""
_WORDS_OF_THEIRS = "mode IN ('direct', 'mixed')"


def report_of_all(
    connection: Connection, *, most: int = 10, tell: Callable[[str], object] = lambda _what: None
) -> Report:
    """Return the report on all claims, with ``most`` sources; ``tell`` is told what is counted next."""

    def count(query: str) -> Counter[Any]:
        return Counter({word: claims for word, claims in connection.exec_driver_sql(query)})  # noqa: C416 - typed

    def by(what: str, column: str, condition: str = "") -> Counter[Any]:
        tell(what)
        where, and_ = (f"WHERE {condition}", f"AND b.{condition}") if condition else ("", "")
        counts = count(_BY.format(column=column, where=where))
        counts.subtract(count(_BY_OF_CUT.format(column=column, and_=and_)))
        return counts

    tell("confidence")
    confidence = count(_CONFIDENCE.format(where=""))
    confidence.subtract(count(_CONFIDENCE.format(where="WHERE status = 'cut'")))
    tell("problems")
    problems = count(_PROBLEMS)
    tallies = _Tallies(
        confidence,
        problems,
        by("kind", "source_kind"),
        by("stance", "stance"),
        by("source", "source_id"),
        by("quotation", "source_id", _WORDS_OF_THEIRS),
    )
    return _report(connection, tallies, most)


def _report(connection: Connection, tallies: _Tallies, most: int) -> Report:
    return Report(
        claims=tallies.confidence.total(),
        one_source=tallies.problems[Rule.SINGLE_SOURCE],
        confidence=_in_order(tallies.confidence, Confidence),
        problems=_in_order(tallies.problems, Rule),
        kinds=_in_order(tallies.kinds, SourceKind),
        stances=_in_order(tallies.stances, Stance),
        sources=_named(connection, tallies.sources, most),
        quoted=_named(connection, tallies.quoted, most),
    )


def _in_order(counts: Counter[str], words: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(str(word), counts[word]) for word in words if counts[word])


def _named(connection: Connection, counts: Counter[int], most: int) -> tuple[Count, ...]:
    """Return the sources that count most; of those that count alike the ones that came in first, by name."""
    keys = nsmallest(most, (key for key in counts if counts[key]), key=lambda key: (-counts[key], key))
    names: dict[int, tuple[str, str]] = {}
    for first in range(0, len(keys), _BATCH):
        page = keys[first : first + _BATCH]
        slugs = _slugs(connection, page)
        known = SourceNames(connection).load(page)
        names |= {key: (known[key], slugs.get(key, "")) for key in page}
    found = sorted((-counts[key], *names[key]) for key in keys)
    return tuple(Count(name, -negative, slug or None) for negative, name, slug in found)


def _slugs(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    """Return the articles of those sources that exist only inside one."""
    query = select(source.c.id, article.c.slug).join_from(
        source, article, source.c.article_id == article.c.id
    )
    return {key: slug for key, slug in connection.execute(query.where(source.c.id.in_(keys)))}  # noqa: C416 - typed
