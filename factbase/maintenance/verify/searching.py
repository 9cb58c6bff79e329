"""Whether searches look in what the claims say: the documents, the index over them, and the counts of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from factbase.changes.indexing import DOCUMENTS, stored, vectors
from factbase.database import Location, open_engine
from factbase.database.engines import sqlite_code
from factbase.maintenance.verify.naming import claim_name, claim_names
from factbase.maintenance.verify.reading import look_at, pages
from factbase.maintenance.verify.report import Finding, Findings
from factbase.records.documents import APART, Document, document, parts_of
from factbase.tables import claim, search_token
from factbase.tables.search import PARTS, key_column

_STREAMED = {"yield_per": 1000}
_CORRUPT = 11  # SQLite's primary result code, https://sqlite.org/rescode.html


def check(connection: Connection, findings: Findings, *, location: Location) -> None:
    """Compare each document with its claim, the index with the documents, the counts with the index."""
    if location.path:
        _check_index(location, findings)

    def look(keys: Sequence[int]) -> Iterator[Finding]:
        here = stored(connection, keys)
        wanted = {key: document(parts) for key, parts in parts_of(connection, keys).items()}
        names = claim_names(connection, [key for key in keys if here.get(key) != wanted.get(key)])
        for key, name in names.items():
            yield Finding(name, _told(here.get(key), wanted[key]))
        yield from _vectors(connection, here)

    for keys in pages(connection, claim):
        look_at(connection, keys, look, findings, lambda key: claim_name(connection, key))
        findings.looked(len(keys))
    if gone := _of_nothing(connection):
        findings.add("the search index", f"holds {gone:,} documents of claims that are not there")
    _check_counts(connection, findings)


def _told(here: Document | None, wanted: Document) -> str:
    if here is None:
        return "is not in the search index"
    parts = [part for part in PARTS if getattr(here, part) != getattr(wanted, part)]
    return f"the search index holds another {', '.join(parts)}"


def _vectors(connection: Connection, here: Mapping[int, Document]) -> Iterator[Finding]:
    """Yield the claims whose vectors, in which PostgreSQL searches, are not those of their documents."""
    if connection.dialect.name != "postgresql" or not here:
        return
    wanted = [(key, *vectors(each)) for key, each in here.items()]
    query = text(
        "SELECT s.claim_id FROM claim_search s JOIN unnest(CAST(:keys AS integer[]), CAST(:words AS text[]), "
        "CAST(:headings AS text[])) AS w(key, words, headings) ON w.key = s.claim_id "
        "WHERE s.words <> w.words::tsvector OR s.headings <> w.headings::tsvector ORDER BY s.claim_id"
    )
    given = dict(zip(("keys", "words", "headings"), map(list, zip(*wanted, strict=True)), strict=True))
    for key in connection.execute(query, given).scalars().all():
        yield Finding(claim_name(connection, key), "is found by other words than those of its document")


def _of_nothing(connection: Connection) -> int:
    query = f"SELECT count(*) FROM claim_search WHERE {key_column(connection)} NOT IN (SELECT id FROM claim)"
    return int(connection.exec_driver_sql(query).scalar_one())


def _check_counts(connection: Connection, findings: Findings) -> None:
    """Compare how many claims each token is said to stand in with the index; both come in the order of tokens."""
    claims = connection.scalar(select(func.count()).select_from(claim)) or 0
    kept = select(search_token.c.token, search_token.c.claims).order_by(search_token.c.token)
    there = chain([(DOCUMENTS, claims)] if claims else [], _indexed(connection))
    both = merge(
        ((token, True, count) for token, count in connection.execute(kept, execution_options=_STREAMED)),
        ((token, False, count) for token, count in there),
    )
    for token, rows in groupby(both, key=itemgetter(0)):
        counts = {is_kept: count for _token, is_kept, count in rows}
        if counts.get(True, 0) != counts.get(False, 0):
            name = f"the word “{token}”" if token else "all claims"
            findings.add(
                name, f"is counted in {counts.get(True, 0):,} claims and stands in {counts.get(False, 0):,}"
            )


def _indexed(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield each token of the index with the number of claims in which it stands, in order."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE temp.verified USING fts5vocab(main, claim_search, row)"
        )
        query = "SELECT term, doc FROM temp.verified"
    else:
        query = (
            "SELECT word, ndoc FROM ts_stat('SELECT words || headings FROM claim_search') "
            'ORDER BY word COLLATE "C"'
        )
    for token, claims in connection.execute(text(query), execution_options=_STREAMED):
        if token != APART:
            yield token, claims
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE temp.verified")


def _check_index(location: Location, findings: Findings) -> None:
    """Compare SQLite's index with the documents it is made of: that is a write, and is rolled back."""
    engine = open_engine(location).execution_options(writes=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "INSERT INTO claim_search (claim_search, rank) VALUES ('integrity-check', 1)"
            )
    except DBAPIError as error:
        if sqlite_code(error) == _CORRUPT:
            findings.add("the search index", "does not find what its documents hold")
        else:
            findings.unchecked.append(f"the index against its documents ({error.orig})")
