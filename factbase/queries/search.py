"""Finds claims by words: the best first while there are few, the newest first where there are many.

Both engines give the same claims in the same order: their indexes hold the same tokens, and how well a claim fits is
worked out here, by BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with what stands in
the statement counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log
from typing import Any

from sqlalchemy import Connection, text

from factbase import lookup
from factbase.errors import BadUsage
from factbase.queries.claims import first_operation, keys_of_few
from factbase.queries.filters import ClaimFilter, conditions, parameters
from factbase.queries.passages import CLOSES, OPENS
from factbase.queries.search_index import Index
from factbase.queries.shared_words import SharedWords
from factbase.records.documents import APART, Parts, parts_of
from factbase.references import ClaimRef
from factbase.tables.search import SEARCHED
from factbase.text.canonical import Span
from factbase.text.searching import Phrase, Wanted, occurrences

FEW = 5_000  # claims that may fit at most, for the best of them to be shown first
SCORED = 300  # of these at most the words are counted
_AROUND = 80  # characters shown before a match; twice as many after it
_SATURATION, _SHORTNESS, _USUAL_LENGTH = (
    1.2,
    0.75,
    40,
)  # k1, b and, for the mean length, a fixed number of tokens


@dataclass(frozen=True)
class Hits:
    """A page of claims that fit, by key. ``best_first`` is false where they are too many to compare."""

    keys: list[int]
    best_first: bool
    more: bool


def search_claims(
    connection: Connection,
    asked: Wanted,
    wanted: ClaimFilter,
    *,
    limit: int | None = None,
    after: ClaimRef | None = None,
) -> Hits:
    """Return a page of the claims in whose statement, passage, sources or notes the words stand.

    ``after`` is the claim with which the page before ended. Raises BadUsage where it is no hit.
    """
    mark = None if after is None else lookup.claim(connection, after).id
    if not asked.present:
        return Hits([], best_first=True, more=False)
    frequencies = SharedWords(connection).counts(
        {"", *(token for phrase in asked.present for token in phrase)}
    )
    most = _most(connection, asked, frequencies, wanted)
    beyond = None if limit is None else limit + 1
    few = None if most <= FEW else keys_of_few(connection, wanted)
    best_first = most <= FEW or few is not None
    if best_first:
        ranked = (
            _ranked(connection, asked, frequencies, wanted)
            if few is None
            else iter(_best_that_fit(connection, f"c.id IN ({_listed(few)})", {}, asked, frequencies))
        )
        if mark is not None and mark not in ranked:  # looking for it leaves what comes after it
            raise BadUsage(f"{after} is not among what was found: give --after the claim a page ended with.")
        keys = list(islice(ranked, beyond))
    else:
        keys = _newest(connection, asked, wanted, limit=beyond, before=mark)
    return Hits(keys[:limit], best_first=best_first, more=limit is not None and len(keys) > limit)


def _most(connection: Connection, asked: Wanted, frequencies: dict[str, int], wanted: ClaimFilter) -> int:
    """Return how many claims can fit at most: those with the rarest word, or the article's."""
    most = min(frequencies.get(token, 0) for phrase in asked.present for token in phrase)
    return most if wanted.article_id is None else min(most, _size(connection, wanted.article_id))


def _size(connection: Connection, article_id: int) -> int:
    query = text("SELECT count(*) FROM claim WHERE article_id = :article")
    size: int = connection.execute(query, {"article": article_id}).scalar_one()
    return size


def _ranked(
    connection: Connection, asked: Wanted, frequencies: dict[str, int], wanted: ClaimFilter
) -> Iterator[int]:
    """Yield all that fit, the best first: of the likeliest each is scored, the others follow as they are."""
    if wanted.article_id is not None and _size(connection, wanted.article_id) <= FEW:
        yield from _best_that_fit(connection, *_narrowed(connection, wanted), asked, frequencies)
        return
    keys = _likeliest(connection, asked, wanted)
    where, values = _narrowed(connection, wanted)
    documents = _documents(connection, f"c.id IN ({_listed(keys[:SCORED])}) AND {where}", values)
    yield from _best(documents, asked, frequencies)
    for first in range(SCORED, len(keys), SCORED):
        page = keys[first : first + SCORED]
        kept = _kept(connection, page, where, values)
        yield from (key for key in page if key in kept)


def _best_that_fit(
    connection: Connection, where: str, values: dict[str, Any], asked: Wanted, frequencies: dict[str, int]
) -> list[int]:
    """Return those of the claims that ``where`` holds for that fit, the best first."""
    documents = _documents(connection, where, values)
    fit = {key: each for key, each in documents.items() if _fits(each, asked)}
    return _best(fit, asked, frequencies)


def _kept(connection: Connection, keys: Sequence[int], where: str, values: dict[str, Any]) -> set[int]:
    query = f"SELECT c.id FROM claim c WHERE c.id IN ({_listed(keys)}) AND {where}"
    return {row[0] for row in _all(connection, query, values)}


def _likeliest(connection: Connection, asked: Wanted, wanted: ClaimFilter) -> list[int]:
    """Return the keys of all that fit: those whose statement says it first, and the newest of each first."""
    index = Index(connection)
    keys = index.keys(asked, SEARCHED)
    if keys and wanted != ClaimFilter():  # what is cut is seldom, and is left out later
        kept = _kept(connection, keys, *_narrowed(connection, wanted))
        keys = [key for key in keys if key in kept]
    if len(keys) > SCORED:
        said = set(index.keys(asked, ("statement",)))
        keys = [*(key for key in keys if key in said), *(key for key in keys if key not in said)]
    return keys


def _listed(keys: Sequence[int]) -> str:
    return ",".join(map(str, keys)) or "NULL"


def _documents(connection: Connection, where: str, values: dict[str, Any]) -> dict[int, str]:
    """Return the tokens of the claims that ``where`` holds for: part by part, APART between each two."""
    parts = f" || ' {APART} ' || ".join(f"s.{part}" for part in SEARCHED)
    query = (
        f"SELECT c.id, {parts} FROM claim c CROSS JOIN claim_search s "
        f"WHERE s.{Index(connection).key} = c.id AND {where}"
    )
    return {row[0]: _padded(row[1]) for row in _all(connection, query, values)}


def _all(connection: Connection, query: str, values: dict[str, Any]) -> Sequence[Any]:
    """Return all rows; looking for values in a query with thousands of keys takes longer than the query."""
    if not values:
        return connection.exec_driver_sql(query).all()
    return connection.execute(text(query), values).all()


def _padded(document: str) -> str:
    """Return a document with two blanks between its tokens, so that each occurrence has blanks of its own."""
    return f" {document} ".replace(" ", "  ")


def _sought(phrase: Phrase) -> str:
    return f" {'  '.join(phrase)} "


def _fits(document: str, asked: Wanted) -> bool:
    return all(_sought(phrase) in document for phrase in asked.present) and not any(
        _sought(phrase) in document for phrase in asked.absent
    )


def _best(documents: dict[int, str], asked: Wanted, frequencies: dict[str, int]) -> list[int]:
    weights = {phrase: _weight(phrase, frequencies) for phrase in asked.present}
    scores = {key: _score(document, weights) for key, document in documents.items()}
    return sorted(scores, key=lambda key: (-scores[key], -key))


def _weight(phrase: Phrase, frequencies: dict[str, int]) -> float:
    """Return how much a phrase tells: the rarer its rarest token, the more."""
    claims = min(frequencies.get(token, 0) for token in phrase)
    return log(1 + (frequencies.get("", 0) - claims + 0.5) / (claims + 0.5))


def _score(document: str, weights: dict[Phrase, float]) -> float:
    statement = document.index(APART)
    length = document.count("  ") - len(SEARCHED)
    shortness = _SATURATION * (1 - _SHORTNESS + _SHORTNESS * length / _USUAL_LENGTH)
    score = 0.0
    for phrase, weight in weights.items():
        sought = _sought(phrase)
        often = document.count(sought) + document.count(sought, 0, statement)
        score += weight * often * (_SATURATION + 1) / (often + shortness)
    return score


def _newest(
    connection: Connection, asked: Wanted, wanted: ClaimFilter, *, limit: int | None, before: int | None
) -> list[int]:
    """Return the newest claims that fit: the index is walked backwards until there are enough."""
    index = Index(connection)
    where, values = _narrowed(connection, wanted)
    key = f"s.{index.key}"
    query = f"SELECT {key} FROM claim_search s WHERE {index.condition}"
    query += f" AND {key} < {before}" if before is not None else ""
    query += f" AND EXISTS (SELECT 1 FROM claim c WHERE c.id = {key} AND {where}) ORDER BY {key} DESC"
    query += f" LIMIT {limit}" if limit is not None else ""
    with index.walked():
        return list(
            connection.execute(text(query), values | {"words": index.words(asked, SEARCHED)}).scalars()
        )


def _narrowed(connection: Connection, wanted: ClaimFilter) -> tuple[str, dict[str, Any]]:
    """Return the condition on claim ``c`` that a filter is, and its values."""
    plus = "+" if connection.dialect.name == "sqlite" else ""
    since = None
    if wanted.changed_since is not None:
        since = first_operation(connection, wanted.changed_since)
        if since is None:
            return "1 = 0", {}
    where = conditions(wanted, None, plus=plus)
    where += [f"{plus}c.article_id = :article"] if wanted.article_id is not None else []
    condition = " AND ".join(where) or "1 = 1"
    values = parameters(wanted, since)
    return condition, {name: value for name, value in values.items() if f":{name}" in condition}


@dataclass(frozen=True)
class Match:
    """What was looked for, in 【】, in the printed words around it; ``part`` is one of ``SEARCHED``."""

    part: str
    text: str


def matches_in(connection: Connection, keys: Sequence[int], asked: Wanted) -> dict[int, Match]:
    """Return for each claim the match to show: in its passage, else where the statement does not say all of it."""
    return {
        key: match
        for key, parts in parts_of(connection, keys).items()
        if (match := _match(parts, asked)) is not None
    }


def _match(parts: Parts, asked: Wanted) -> Match | None:
    missing = tuple(phrase for phrase in asked.present if not occurrences(parts.statement, (phrase,)))
    looked_in = [("passage", parts.passage, asked.present)]
    looked_in += [("sources", name, missing) for name in parts.sources]
    looked_in += [("notes", note, missing) for note in parts.notes]
    looked_in.append(("statement", parts.statement, asked.present))
    for part, printed, phrases in looked_in:
        if spans := occurrences(printed, phrases):
            return Match(part, _marked(printed, spans))
    return None


def _marked(printed: str, spans: Sequence[Span]) -> str:
    """Return the text around the first match, each match in brackets."""
    first = max(0, spans[0].start - _AROUND)
    last = min(len(printed), spans[0].end + 2 * _AROUND)
    parts = ["…" if first else ""]
    at = first
    for start, end in spans:
        if end > last:
            break
        parts += [printed[at:start], OPENS, printed[start:end], CLOSES]
        at = end
    return "".join([*parts, printed[at:last], "…" if last < len(printed) else ""])
