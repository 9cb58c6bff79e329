"""The index that a search asks: FTS5 on SQLite, tsvectors on PostgreSQL. Both hold the same tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, text

from factbase.tables.search import SEARCHED, WEIGHTS, key_column
from factbase.text.searching import Phrase, Wanted


class Index:
    """How this engine's index is asked: the name of its key, and its condition on ``:words``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self.key = key_column(connection)
        self.condition = (
            "s.claim_search MATCH :words" if self._is_sqlite else "s.words @@ CAST(:words AS tsquery)"
        )

    def words(self, asked: Wanted, parts: Sequence[str]) -> str:
        """Return the value of ``:words``: all phrases that must stand in ``parts``, and none that must not."""
        return _fts5(asked, parts) if self._is_sqlite else _tsquery(asked, parts)

    def keys(self, asked: Wanted, parts: Sequence[str]) -> list[int]:
        """Return the keys of the claims that fit, the newest first."""
        query = f"SELECT s.{self.key} FROM claim_search s WHERE {self.condition}"
        found = self._connection.execute(text(query), {"words": self.words(asked, parts)}).all()
        return sorted((row[0] for row in found), reverse=True)

    @contextmanager
    def walked(self) -> Iterator[None]:
        """Have the index walked from the newest claim on: PostgreSQL would gather all that fit, and sort them."""
        if self._is_sqlite:
            yield
            return
        self._connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        yield
        self._connection.exec_driver_sql("SET LOCAL enable_bitmapscan = on")


def _fts5(asked: Wanted, parts: Sequence[str]) -> str:
    present = " AND ".join(f'"{" ".join(phrase)}"' for phrase in asked.present)
    absent = " OR ".join(f'"{" ".join(phrase)}"' for phrase in asked.absent)
    return f"{{{' '.join(parts)}}} : ({f'({present}) NOT ({absent})' if absent else present})"


def _tsquery(asked: Wanted, parts: Sequence[str]) -> str:
    weights = "" if set(parts) == set(SEARCHED) else ":" + "".join(WEIGHTS[part] for part in parts)

    def phrase(words: Phrase) -> str:
        return "(" + " <-> ".join(f"'{word}'{weights}" for word in words) + ")"

    return " & ".join([*map(phrase, asked.present), *(f"!{phrase(each)}" for each in asked.absent)])
