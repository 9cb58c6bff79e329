"""By which index a page of claims is found, in SQLite's own words."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from factbase.queries.claims import claim_keys
from factbase.queries.filters import ClaimFilter, Span
from factbase.references import ClaimRef
from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance, Status
from tests.queries.conftest import MakeClaim


@pytest.fixture
def url(path: Path) -> str:
    """SQLite alone: PostgreSQL plans by the rows that it has seen."""
    return str(path)


# These walk the whole of an index: that of all claims, and one that holds the lost ones alone.
WHOLE = {"all": "SCAN c", "lost": "SCAN d USING INDEX ix_anchor_lost"}

SINGLE = {
    "all": ClaimFilter(),
    "unattributed": ClaimFilter(unattributed=True),
    "confidence": ClaimFilter(confidence=Confidence.RUMOUR),
    "problem": ClaimFilter(problem=Rule.HEARSAY),
    "source": ClaimFilter(source_id=1),
    "kind": ClaimFilter(kind=SourceKind.GROUP),
    "stance": ClaimFilter(stance=Stance.DENIES),
    "mode": ClaimFilter(mode=Mode.DIRECT),
    "label": ClaimFilter(label="figure"),
    "status": ClaimFilter(status=Status.CHECKED),
    "cut": ClaimFilter(status=Status.CUT),
    "lost": ClaimFilter(lost=True),
    "changed": ClaimFilter(changed_since="2000-01-01T00:00:00Z"),
    "article": ClaimFilter(article_id=1),
    "sentence": ClaimFilter(article_id=1, sentence=Span(1, 0, 10)),
}


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("deep", [False, True])
def test_the_first_and_any_other_page_walk_an_index_in_order(
    connection: Connection, make_claim: MakeClaim, name: str, deep: bool
) -> None:
    make_claim()
    after = ClaimRef("bridge", 1) if deep else None

    plan = query_plan(connection, SINGLE[name], after)

    assert not [step for step in plan if "TEMP B-TREE" in step]
    assert not [step for step in plan if step.startswith("SCAN") and step != WHOLE.get(name)]
    assert plan[0].startswith("SEARCH") or name in WHOLE


def query_plan(connection: Connection, wanted: ClaimFilter, after: ClaimRef | None) -> list[str]:
    """Return SQLite's plan for the query that finds a page's keys."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: Any) -> None:  # noqa: ANN401
        seen.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    claim_keys(connection, wanted, limit=50, after=after)
    event.remove(connection, "before_cursor_execute", note)
    statement, values = seen[-1]
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
