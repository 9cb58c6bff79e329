"""The files that the benchmarks work on, each made when it is first asked for and kept in one folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from factbase.database import Location, open_engine
from tests.benchmarks.generate import write_bundle
from tests.benchmarks.measuring import run
from tests.benchmarks.programs import FACTBASE

LATE = 100  # claims at the end; in the smallest database the last hundredth
ROW_TABLES = ("claim", "anchor", "attribution")


class Files:
    """Bundles and databases of any number of claims."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bundle(self, claims: int) -> Path:
        """Return a bundle."""
        return self._made(f"bundle-{claims}.jsonl", lambda path: write_bundle(path, claims))

    def empty(self) -> Path:
        """Return a database without claims, to be copied."""
        return self._made("empty.db", lambda path: run(FACTBASE, "--db", path, "init") and None)

    def imported(self, claims: int) -> Path:
        """Return a database as an import leaves it."""

        def fill(path: Path) -> None:
            shutil.copy(self.empty(), path)
            run(FACTBASE, "--db", path, "import", "jsonl", self.bundle(claims))

        return self._made(f"imported-{claims}.db", fill)

    def varied(self, claims: int) -> Path:
        """Return a database in which each filter has hits everywhere."""
        return self._altered("varied", claims, VARY)

    def late(self, claims: int) -> Path:
        """Return a database in which each filter has hits among the last hundred claims only."""
        return self._altered("late", claims, MAKE_LATE)

    def rows(self, claims: int) -> dict[str, Path]:
        """Return NDJSON files with the rows of claims, anchors and attributions, by table."""
        return {
            table: self._made(
                f"{table}-{claims}.ndjson", lambda path, table=table: self._dump(path, claims, table)
            )
            for table in ROW_TABLES
        }

    def _dump(self, path: Path, claims: int, table: str) -> None:
        connection = sqlite3.connect(self.imported(claims))
        connection.row_factory = sqlite3.Row
        with path.open("w", encoding="utf-8") as file:
            for row in connection.execute(f"SELECT * FROM {table}"):
                file.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
        connection.close()

    def _altered(self, name: str, claims: int, statements: tuple[str, ...]) -> Path:
        def fill(path: Path) -> None:
            shutil.copy(self.imported(claims), path)
            alter(Location.of(str(path)), statements)

        return self._made(f"{name}-{claims}.db", fill)

    def _made(self, name: str, make: Callable[[Path], None]) -> Path:
        path = self.folder / name
        if not path.exists():
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            make(part)
            part.rename(path)
        return path


def alter(location: Location, statements: tuple[str, ...]) -> None:
    """Change a database behind the program's back."""
    engine = open_engine(location, foreign_keys=False)
    with engine.connect() as connection:
        if location.path is None:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
        if location.path is None:
            connection.exec_driver_sql("ANALYZE")  # PostgreSQL would by itself, a minute later
            connection.commit()


_ONE_SOURCE = "(SELECT claim_id FROM claim_problem WHERE rule = 'single-source')"
_LAST = f"(SELECT max(id) - {LATE} FROM claim)"
_NEW_OPERATION = """
INSERT INTO operation (actor_id, command, at) SELECT actor_id, command, '2100-01-01T00:00:00Z' FROM operation LIMIT 1
"""

VARY = (
    """UPDATE claim SET status = CASE id % 10
       WHEN 1 THEN 'in_check' WHEN 2 THEN 'checked' WHEN 3 THEN 'reopened' WHEN 4 THEN 'cut' ELSE 'open' END""",
    "DELETE FROM claim_problem WHERE claim_id % 10 = 4",
    "INSERT INTO label (claim_id, word) SELECT id, 'figure' FROM claim WHERE id % 20 = 0",
    "UPDATE attribution SET mode = 'observation' WHERE id % 10 = 0",
    f"""UPDATE attribution SET via_id = CASE source_id WHEN 1 THEN 2 ELSE 1 END
        WHERE claim_id % 20 = 0 AND claim_id IN {_ONE_SOURCE}""",
    f"""INSERT INTO claim_problem (rule, claim_id)
        SELECT 'hearsay', id FROM claim WHERE id % 20 = 0 AND id IN {_ONE_SOURCE}""",
    f"""INSERT INTO claim_problem (rule, claim_id)
        SELECT 'own-word-only', id FROM claim WHERE id % 20 = 1 AND id IN {_ONE_SOURCE}""",
    _NEW_OPERATION,
    "UPDATE claim SET operation_id = (SELECT max(id) FROM operation) WHERE id % 20 = 2",
)

# The last hundred claims have every kind, mode, problem and label; all the others what nobody asks for.
_KINDS = ("person", "publication", "document", "anonymous", "group", "author", "rumour")
_STANCES = ("speculates", "speculates", "denies", "questions", "speculates", "denies", "questions")
_MODES = ("direct", "mixed", "observation", "direct", "mixed", "observation", "direct")
MAKE_LATE = (
    f"""UPDATE claim SET confidence = CASE WHEN id <= {_LAST} THEN 'medium' ELSE 'rumour' END,
        status = CASE WHEN id <= {_LAST} THEN 'open' ELSE 'checked' END""",
    "DELETE FROM claim_problem",
    *(
        f"INSERT INTO claim_problem (rule, claim_id) SELECT '{rule}', id FROM claim WHERE id > {_LAST}"
        for rule in (
            "rumour", "anonymous-only", "vague-source", "unattributed", "unsupported", "contested", "hearsay",
            "own-word-only", "single-source",
        )
    ),
    f"INSERT INTO label (claim_id, word) SELECT id, CASE WHEN id <= {_LAST} THEN 'other' ELSE 'figure' END FROM claim",
    f"""DELETE FROM attribution
        WHERE claim_id > {_LAST} OR id NOT IN (SELECT min(id) FROM attribution GROUP BY claim_id)""",
    "UPDATE attribution SET source_id = 1, source_kind = 'organisation', stance = 'asserts', mode = 'indirect'",
    *(
        f"""INSERT INTO attribution
            (claim_id, source_id, source_kind, stance, mode, terms, own_act, via_id)
            SELECT id, {number}, '{kind}', '{stance}', '{mode}', 'not_stated', id < 0, 1
            FROM claim WHERE id > {_LAST}"""
        for number, (kind, stance, mode) in enumerate(zip(_KINDS, _STANCES, _MODES, strict=True), start=2)
    ),
    _NEW_OPERATION,
    f"UPDATE claim SET operation_id = (SELECT max(id) FROM operation) WHERE id > {_LAST}",
)  # fmt: skip
