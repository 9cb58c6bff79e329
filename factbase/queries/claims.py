"""Lists of claims: the keys of one page first, then what is shown of them in a handful of queries.

The details are read as the driver gives them (``exec_driver_sql``), and only integers are written into
that SQL; see ``records.claims``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from factbase.queries.filters import LOST_NOW, ClaimFilter, Drive, conditions, drives, parameters
from factbase.queries.places import Whereabouts, whereabouts
from factbase.references import ClaimRef, SourceName
from factbase.vocabulary import Confidence, Rule, Stance, Status

MANY = 1000  # what is counted at most, over the archive
_BATCH = 500
_RULES = {rule.value: number for number, rule in enumerate(Rule)}


class Sort(StrEnum):
    """The order of a list of claims."""

    REF = "ref"
    ADDED = "added"


@dataclass(frozen=True)
class ClaimRow:
    """A claim as a list shows it; ``place`` is where it stands in the newest revision, None without an anchor there."""

    id: int
    ref: ClaimRef
    place: Whereabouts | None
    confidence: Confidence
    status: Status
    statement: str
    sources: str
    problems: tuple[Rule, ...]


def list_claims(
    connection: Connection,
    wanted: ClaimFilter,
    *,
    sort: Sort | None = None,
    limit: int | None = None,
    after: ClaimRef | None = None,
) -> list[ClaimRow]:
    """Return one page of claims: inside an article by number, else as they were added.

    ``changed_since`` alone gives the newest change first. Raises NotFound for an unknown ``after``.
    """
    return list(claim_rows(connection, claim_keys(connection, wanted, sort=sort, limit=limit, after=after)))


def claim_keys(
    connection: Connection,
    wanted: ClaimFilter,
    *,
    sort: Sort | None = None,
    limit: int | None = None,
    after: ClaimRef | None = None,
) -> list[int]:
    """Return the keys of the claims of one page, in the order of the list."""
    since = None
    if wanted.changed_since is not None:
        since = first_operation(connection, wanted.changed_since)
        if since is None:
            return []
    values = parameters(wanted, since)
    if after is not None:
        values |= _mark(connection, after)
    plus = "+" if connection.dialect.name == "sqlite" else ""
    query = _query(connection, wanted, values, sort, after=after is not None, plus=plus)
    if limit is not None:
        query += " LIMIT :limit"
        values["limit"] = limit
    used = {name: value for name, value in values.items() if f":{name}" in query}
    return list(connection.execute(text(query), used).scalars())


def keys_of_few(connection: Connection, wanted: ClaimFilter) -> list[int] | None:
    """Return the keys of all claims that fit, where an index of the archive leads to at most MANY; else None."""
    since = None
    if wanted.changed_since is not None:
        since = first_operation(connection, wanted.changed_since)
        if since is None:
            return []
    values = parameters(wanted, since)
    counts = {drive: _entries(connection, drive, values) for drive in drives(wanted)}
    drive = min(counts, key=counts.__getitem__, default=None)
    if drive is None or counts[drive] > MANY or wanted.article_id is not None:
        return None
    plus = "+" if connection.dialect.name == "sqlite" else ""
    query = _driven(wanted, drive, conditions(wanted, drive, plus=plus), after=False, plus=plus)
    used = {name: value for name, value in values.items() if f":{name}" in query}
    return list(connection.execute(text(query), used).scalars())


def article_id(connection: Connection, slug: str) -> int:
    """Return the key of an article. Raises NotFound with suggestions.

    ``lookup`` brings in every table, which a list that is known by its SQL has no use for.
    """
    found: int | None = connection.execute(
        text("SELECT id FROM article WHERE slug = :slug"), {"slug": slug}
    ).scalar()
    if found is None:
        from factbase import lookup

        return lookup.article(connection, slug).id
    return found


def _query(
    connection: Connection,
    wanted: ClaimFilter,
    values: dict[str, object],
    sort: Sort | None,
    *,
    after: bool,
    plus: str,
) -> str:
    if wanted.article_id is not None:
        order, beyond = ("id", "after_id") if sort == Sort.ADDED else ("number", "after_number")
        where = ["c.article_id = :article", *conditions(wanted, None, plus=plus)]
        where += [f"c.{order} > :{beyond}"] if after else []
        return f"SELECT c.id FROM claim c WHERE {' AND '.join(where)} ORDER BY c.{order}"
    if sort == Sort.REF:
        return _by_ref(conditions(wanted, None, plus=plus), after=after)
    if sort is None and wanted == ClaimFilter(changed_since=wanted.changed_since) and wanted.changed_since:
        where = ["c.operation_id >= :since", f"{plus}c.status <> 'cut'"]
        where += ["(c.operation_id, c.id) < (:after_operation, :after_id)"] if after else []
        return f"SELECT c.id FROM claim c WHERE {' AND '.join(where)} ORDER BY c.operation_id DESC, c.id DESC"
    drive = _most_selective(connection, drives(wanted), values)
    return _driven(wanted, drive, conditions(wanted, drive, plus=plus), after=after, plus=plus)


def _by_ref(where: list[str], *, after: bool) -> str:
    """Return the query that walks the articles by slug, and the claims of each by number."""
    where = [
        *where,
        *(["a.slug >= :after_slug", "(a.slug, c.number) > (:after_slug, :after_number)"] * after),
    ]
    return (
        "SELECT c.id FROM article a CROSS JOIN claim c WHERE c.article_id = a.id"
        f" AND {' AND '.join(where)} ORDER BY a.slug, c.number"
    )


def _driven(wanted: ClaimFilter, drive: Drive | None, where: list[str], *, after: bool, plus: str) -> str:
    if drive is None or drive.table == "claim":
        key = f"{plus}c.id" if drive and drive.sorts else "c.id"
        where = [*([f"c.{drive.condition}"] if drive else []), *where]
        where += [f"{key} > :after_id"] if after else []
        return f"SELECT c.id FROM claim c WHERE {' AND '.join(where)} ORDER BY {key}"
    own = [f"d.{drive.condition}"]
    own += ["d.claim_id > :after_id"] if after else []
    if drive.table == "attribution":
        own += [f"{plus}d.{column} = :{column}" for column in wanted.attribution() if column != drive.column]
    own.append(f"EXISTS (SELECT 1 FROM claim c WHERE {' AND '.join(['c.id = d.claim_id', *where])})")
    if drive.parameter == "lost":
        own.append(LOST_NOW)
    # A claim may have several attributions that fit; the index has them side by side.
    several = "DISTINCT " if drive.table == "attribution" else ""
    return f"SELECT {several}d.claim_id FROM {drive.table} d WHERE {' AND '.join(own)} ORDER BY d.claim_id"


def _most_selective(
    connection: Connection, candidates: list[Drive], values: dict[str, object]
) -> Drive | None:
    """Return the index with the fewest entries, counted up to a cap; of those beyond it the first.

    One whose claims must be sorted is taken only below the cap.
    """
    if len(candidates) == 1 and not candidates[0].sorts:
        return candidates[0]
    counts = {drive: _entries(connection, drive, values) for drive in candidates}
    fit = [drive for drive in candidates if counts[drive] <= MANY or not drive.sorts]
    return min(fit, key=counts.__getitem__, default=None)


def _entries(connection: Connection, drive: Drive, values: dict[str, object]) -> int:
    entries = f"SELECT 1 FROM {drive.table} WHERE {drive.condition} LIMIT {MANY + 1}"
    query = text(f"SELECT count(*) FROM ({entries}) AS entries")
    used = {name: values[name] for name in values.keys() & {drive.parameter}}
    count: int = connection.execute(query, used).scalar_one()
    return count


def first_operation(connection: Connection, since: str) -> int | None:
    """Return the smallest key of an operation at or after ``since``: times may repeat, keys do not."""
    query = text("SELECT id FROM operation WHERE at >= :since ORDER BY at, id LIMIT 1")
    return connection.execute(query, {"since": since}).scalar()


def _mark(connection: Connection, after: ClaimRef) -> dict[str, object]:
    from factbase import lookup

    key = lookup.claim(connection, after).id
    operation = connection.exec_driver_sql(f"SELECT operation_id FROM claim WHERE id = {key}").scalar_one()
    return {
        "after_id": key,
        "after_slug": after.slug,
        "after_number": after.number,
        "after_operation": operation,
    }


_CLAIMS = """
SELECT c.id, a.slug, c.number, c.confidence, c.status, c.statement
FROM claim c JOIN article a ON a.id = c.article_id WHERE c.id IN ({keys})
"""
_SOURCES = """
SELECT b.claim_id, s.name, s.qualifier, b.stance FROM attribution b JOIN source s ON s.id = b.source_id
WHERE b.claim_id IN ({keys}) ORDER BY b.claim_id, b.id
"""
_PROBLEMS = "SELECT claim_id, rule FROM claim_problem WHERE claim_id IN ({keys})"


def claim_rows(connection: Connection, keys: Sequence[int]) -> Iterator[ClaimRow]:
    """Yield the claims with these keys, in that order."""
    for first in range(0, len(keys), _BATCH):
        yield from _batch(connection, keys[first : first + _BATCH])


def _batch(connection: Connection, keys: Sequence[int]) -> Iterator[ClaimRow]:
    def read(query: str) -> Iterable[Any]:
        return connection.exec_driver_sql(query.format(keys=",".join(map(str, keys)))).all()

    places = whereabouts(connection, keys)
    sources: dict[int, list[str]] = defaultdict(list)
    for key, name, qualifier, stance in read(_SOURCES):
        shown = str(SourceName(name, qualifier))
        sources[key].append(shown if stance == Stance.ASSERTS else f"{shown} ({stance})")
    problems = problems_of(connection, keys)
    claims = {row[0]: row for row in read(_CLAIMS)}
    for key in keys:
        _key, slug, number, confidence, status, statement = claims[key]
        yield ClaimRow(
            key,
            ClaimRef(slug, number),
            places.get(key),
            Confidence(confidence),
            Status(status),
            statement,
            "; ".join(sources[key]),
            problems.get(key, ()),
        )


def problems_of(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[Rule, ...]]:
    """Return the rules that fire on each of the claims, those that block first; at most some hundreds."""
    found: dict[int, list[str]] = defaultdict(list)
    if keys:
        for key, rule in connection.exec_driver_sql(_PROBLEMS.format(keys=",".join(map(str, keys)))):
            found[key].append(rule)
    return {key: tuple(map(Rule, sorted(rules, key=_RULES.__getitem__))) for key, rules in found.items()}


def claim_items(connection: Connection, keys: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield the claims as records with their ``problems``, as ``--json`` gives them."""
    from factbase.records import ClaimReader

    reader = ClaimReader(connection)
    for first in range(0, len(keys), _BATCH):
        page = keys[first : first + _BATCH]
        problems = problems_of(connection, page)
        for key, line in zip(page, reader.read(page), strict=True):
            yield {**line, "problems": list(problems.get(key, ()))}
