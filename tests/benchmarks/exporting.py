"""Exports: time beside sqlite-utils, which runs one query with the attributions as JSON in a field, and memory.

A bundle holds more than the peer's rows: articles, sentences, sources, anchors, labels, links and notes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Cost, Row, compared, in_turn, run
from tests.benchmarks.programs import FACTBASE, SQLITE_UTILS

_COMPARED = 100_000
_MEGABYTES = 60
_QUERY = """
SELECT a.slug || '/' || c.number AS ref, c.statement, c.confidence, c.confidence_override, c.override_reason, c.status,
       (SELECT json_group_array(json_object(
            'source', s.name, 'kind', s.kind, 'stance', b.stance, 'mode', b.mode, 'terms', b.terms,
            'own_act', b.own_act, 'cue', b.cue, 'quote', b.quote, 'via', v.name, 'note', b.note))
        FROM attribution b JOIN source s ON s.id = b.source_id LEFT JOIN source v ON v.id = b.via_id
        WHERE b.claim_id = c.id) AS attributions
FROM claim c JOIN article a ON a.id = c.article_id ORDER BY a.slug, c.number
"""


def export(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure exports of everything."""
    rounds = 1 if quick else 5
    for name, wanted, goal in (("jsonl", "--nl", 0.6), ("csv", "--csv", 1.0)):
        ours, theirs = in_turn(
            [partial(_export, files, _COMPARED, name), partial(_query, files, _COMPARED, wanted)], rounds
        )
        yield compared(f"export: {name}, 100,000 claims / sqlite-utils query {wanted}", ours, theirs, goal)
        largest = ours if quick else _export(files, 1_000_000, name)
        size = f"{_COMPARED:,}" if quick else "1,000,000"
        yield Row(
            f"export: {name}, peak memory, {size} claims / {_MEGABYTES} MB", f"{largest.peak:.1f} MB",
            f"{_MEGABYTES} MB", largest.peak / _MEGABYTES, goal=1.0,
        )  # fmt: skip
    ours, theirs = in_turn([partial(_workbook, files), partial(_bare_workbook, files)], rounds)
    yield compared("export: xlsx, 100,000 claims / bare xlsxwriter", ours, theirs, 1.2)
    yield Row(
        f"export: xlsx, peak memory, {_COMPARED:,} claims / {_MEGABYTES} MB", f"{ours.peak:.1f} MB",
        f"{_MEGABYTES} MB", ours.peak / _MEGABYTES, goal=1.0,
    )  # fmt: skip


def _workbook(files: Files) -> Cost:
    return run(
        FACTBASE, "--db", files.imported(_COMPARED), "export", "xlsx", "-o", files.folder / "ours.xlsx"
    )


def _bare_workbook(files: Files) -> Cost:
    script = Path(__file__).with_name("bare_xlsx.py")
    return run(sys.executable, script, files.imported(_COMPARED), files.folder / "bare.xlsx")


def _export(files: Files, claims: int, name: str) -> Cost:
    return run(FACTBASE, "--db", files.imported(claims), "export", name)


def _query(files: Files, claims: int, wanted: str) -> Cost:
    return run(SQLITE_UTILS, "query", files.imported(claims), _QUERY, wanted)
