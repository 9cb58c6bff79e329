"""Whether keys, numbers and folded names are what the program would have given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Select, Table, func, select

from factbase.maintenance.verify.naming import source_name
from factbase.maintenance.verify.reading import look_at, pages
from factbase.maintenance.verify.report import Finding, Findings
from factbase.references import SourceName
from factbase.tables import actor, article, claim, metadata, saved_list, source, source_alias
from factbase.tables.keys import last_key, logged_keys
from factbase.text.folding import fold

_KEYED = tuple(table for table in metadata.sorted_tables if "id" in table.c)


def check(connection: Connection, findings: Findings) -> None:
    """Look at the next number of each article, the next key of each table, folded names and bodies."""
    _check_numbers(connection, findings)
    _check_sequences(connection, findings)
    for table in (actor, source, source_alias, saved_list):
        _check_folded(connection, table, findings)
    _check_bodies(connection, findings)


def _check_numbers(connection: Connection, findings: Findings) -> None:
    highest = func.max(claim.c.number)
    query = (
        select(article.c.slug, article.c.next_number, highest)
        .join_from(article, claim)
        .group_by(article.c.id, article.c.slug, article.c.next_number)
        .having(article.c.next_number <= highest)
    )
    for slug, next_number, number in connection.execute(query):
        findings.add(slug, f"its next claim would be {next_number}, but there is a claim {number} already")
    findings.looked(connection.scalar(select(func.count()).select_from(article)) or 0)


def _check_sequences(connection: Connection, findings: Findings) -> None:
    logged = logged_keys(connection)
    for table in _KEYED:
        highest = max(connection.scalar(select(func.max(table.c["id"]))) or 0, logged.get(table, 0))
        if last_key(connection, table) < highest:
            findings.add(f"table {table.name}", "would give a key again that was given before")
        findings.looked()


def _check_folded(connection: Connection, table: Table, findings: Findings) -> None:
    columns = table.c

    def look(keys: Sequence[int]) -> Iterator[Finding]:
        query = select(columns["name"], columns["key"]).where(columns["id"].in_(keys))
        for name, key in connection.execute(query):
            if fold(name) != key:
                yield Finding(name, f"is found as “{key}”, but its name gives “{fold(name)}”")

    for keys in pages(connection, table):
        look_at(connection, keys, look, findings, lambda _key: f"a row of table {table.name}")
        findings.looked(len(keys))


def _check_bodies(connection: Connection, findings: Findings) -> None:
    """See that nobody speaks for himself through others: what follows a chain of bodies would never end."""
    columns = source.c
    bodies = {
        row.id: row.speaks_for_id
        for row in connection.execute(
            select(columns.id, columns.speaks_for_id).where(columns.speaks_for_id.is_not(None))
        )
    }
    ends: set[int] = set()  # of these the chain is known to end
    for key in bodies:
        chain: list[int] = []
        body: int | None = key
        while body is not None and body not in ends and body not in chain:
            chain.append(body)
            body = bodies.get(body)
        if body in chain:
            findings.add(source_name(connection, key), "speaks for itself through others")
        ends.update(chain)
    for name, qualifier in connection.execute(_strangers()):
        findings.add(SourceName(name, qualifier), "speaks for one that exists only inside another article")


def _strangers() -> Select[str, str]:
    body = source.alias("body")
    return (
        select(source.c.name, source.c.qualifier)
        .join_from(source, body, source.c.speaks_for_id == body.c.id)
        .where(body.c.article_id.is_not(None), body.c.article_id.is_distinct_from(source.c.article_id))
        .order_by(source.c.name)
    )
