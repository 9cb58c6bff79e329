"""Which claims have a word in their statement, passage or title, asked of each engine's index as the driver has it.

Tokens hold nothing but small letters and digits, so that they can stand in any query as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from factbase.tables.search import COMPARED, WEIGHTS, key_column
from factbase.text.likeness import Compared

_BATCH = 500
_LETTERS = "".join(WEIGHTS[part] for part in COMPARED if part in WEIGHTS)


class SharedWords:
    """The index, asked for single words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._mark = "?" if self._is_sqlite else "%s"
        self._key = key_column(connection)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return how many claims have each of ``words``, where any has; the empty one counts all claims."""
        listed = sorted(set(words))
        found: dict[str, int] = {}
        for first in range(0, len(listed), _BATCH):
            batch = tuple(listed[first : first + _BATCH])
            marks = ", ".join([self._mark] * len(batch))
            query = f"SELECT token, claims FROM search_token WHERE token IN ({marks})"
            found.update((row[0], row[1]) for row in self._connection.exec_driver_sql(query, batch))
        return found

    def having(self, *groups: Collection[str], newest: int | None = None) -> Sequence[int]:
        """Return the keys of the claims that have a word of each of ``groups``: all, or the ``newest`` so many."""
        query, values = self._fts5(groups) if self._is_sqlite else self._tsquery(groups)
        if newest is not None:
            query += f" ORDER BY {self._key} DESC LIMIT {newest}"
        # All in one text: thousands of rows would take twice as long.
        listed = "group_concat(key)" if self._is_sqlite else "string_agg(CAST(key AS TEXT), ',')"
        keys = self._connection.exec_driver_sql(f"SELECT {listed} FROM ({query}) AS found", values).scalar()
        return list(map(int, keys.split(","))) if keys else []

    def _fts5(self, groups: Sequence[Collection[str]]) -> tuple[str, tuple[str, ...]]:
        sought = " AND ".join("(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in groups)
        query = "SELECT rowid AS key FROM claim_search WHERE claim_search MATCH ?"
        return query, (f"{{{' '.join(COMPARED)}}} : ({sought})",)

    def _tsquery(self, groups: Sequence[Collection[str]]) -> tuple[str, tuple[str, ...]]:
        one = "(words @@ CAST(%s AS tsquery) OR headings @@ CAST(%s AS tsquery))"
        query = f"SELECT claim_id AS key FROM claim_search WHERE {' AND '.join([one] * len(groups))}"
        values = []
        for group in groups:
            values.append(" | ".join(f"'{word}':{_LETTERS}" for word in group))
            values.append(" | ".join(f"'{word}'" for word in group))
        return query, tuple(values)

    def documents(self, keys: Sequence[int]) -> dict[int, Compared]:
        """Return what is compared of those of ``keys`` that are not cut."""
        parts = ", ".join(f"s.{part}" for part in COMPARED)
        query = (
            f"SELECT c.id, {parts} FROM claim c CROSS JOIN claim_search s "
            f"WHERE c.id IN ({','.join(map(str, keys))}) AND c.status <> 'cut' AND s.{self._key} = c.id"
        )
        return {row[0]: Compared(*row[1:]) for row in self._connection.exec_driver_sql(query)} if keys else {}
