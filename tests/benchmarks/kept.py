"""The table of ratios that the repository keeps, and what has become slower since."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.measuring import Row

TABLE = Path(__file__).with_name("table.tsv")
_WORSE = 1.2  # times the kept ratio, and a regression is named
_FIELDS = ("measure", "ours", "theirs", "ratio", "cpu", "goal")


def read(path: Path = TABLE) -> list[Row]:
    """Return the rows that are kept, in their order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["measure"],
                line["ours"],
                line["theirs"],
                *(float(line[name]) if line[name] else None for name in ("ratio", "cpu", "goal")),
            )
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def write(rows: Iterable[Row], path: Path = TABLE) -> None:
    """Keep ``rows`` in place of those of the same measure; the others stay."""
    known = {row.measure: row for row in (read(path) if path.exists() else ())}
    known |= {row.measure: row for row in rows}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        writer.writerow(_FIELDS)
        for row in known.values():
            values = (row.ratio, row.cpu, row.goal)
            numbers = ["" if value is None else f"{value:.3g}" for value in values]
            writer.writerow([row.measure, row.ours, row.theirs, *numbers])


def worse(rows: Sequence[Row], kept: Iterable[Row]) -> Iterator[str]:
    """Yield a sentence for each measure whose ratio is more than a fifth above the kept one."""
    before = {row.measure: row.ratio for row in kept}
    for row in rows:
        known = before.get(row.measure)
        if known is not None and row.ratio is not None and row.ratio > known * _WORSE:
            yield f"{row.measure}: {row.ratio:.2f}, was {known:.2f} ({row.ratio / known - 1:+.0%})."
