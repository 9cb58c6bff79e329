"""Which claims have a word in their statement, passage or title, asked of each engine's index as the driver has it.

Tokens hold nothing but small letters and digits, so that they can stand in any query as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from factbase.tables.search import COMPARED, WEIGHTS
from factbase.text.likeness import Compared

_BATCH = 500
_LETTERS = "".join(WEIGHTS[part] for part in COMPARED if part in WEIGHTS)


class SharedWords:
    """The index, asked for single words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._mark = "?" if self._is_sqlite else "%s"
        self._key = "rowid" if self._is_sqlite else "claim_id"

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

    def having(self, word: str) -> Sequence[int]:
        """Return the keys of all claims that have ``word``."""
        return self._connection.exec_driver_sql(*self._query([word])).scalars().all()

    def newest_having(self, words: Collection[str], limit: int) -> Sequence[int]:
        """Return the keys of the newest claims that have all of ``words``."""
        query, values = self._query(words)
        query += f" ORDER BY {self._key} DESC LIMIT {limit}"
        return self._connection.exec_driver_sql(query, values).scalars().all()

    def _query(self, words: Collection[str]) -> tuple[str, tuple[str, ...]]:
        if self._is_sqlite:
            sought = " AND ".join(f'"{word}"' for word in words)
            query = "SELECT rowid FROM claim_search WHERE claim_search MATCH ?"
            return query, (f"{{{' '.join(COMPARED)}}} : ({sought})",)
        one = "(words @@ CAST(%s AS tsquery) OR headings @@ CAST(%s AS tsquery))"
        values = [value for word in words for value in (f"'{word}':{_LETTERS}", f"'{word}'")]
        return f"SELECT claim_id FROM claim_search WHERE {' AND '.join([one] * len(words))}", tuple(values)

    def documents(self, keys: Sequence[int]) -> dict[int, Compared]:
        """Return what is compared of those of ``keys`` that are not cut."""
        parts = ", ".join(f"s.{part}" for part in COMPARED)
        query = (
            f"SELECT c.id, {parts} FROM claim c CROSS JOIN claim_search s "
            f"WHERE c.id IN ({','.join(map(str, keys))}) AND c.status <> 'cut' AND s.{self._key} = c.id"
        )
        return {row[0]: Compared(*row[1:]) for row in self._connection.exec_driver_sql(query)} if keys else {}
