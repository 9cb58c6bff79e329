"""Prints how factbase does beside its peers and limits: ``python -m tests.benchmarks [--quick] [PART …]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.benchmarks.databases import Files
from tests.benchmarks.importing import import_
from tests.benchmarks.measuring import Row
from tests.benchmarks.pages import pages
from tests.benchmarks.starting import list_, start

PARTS: dict[str, Callable[..., Iterator[Row]]] = {
    "start": start,
    "list": list_,
    "import": import_,
    "pages": pages,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Fewer rounds, and 100,000 claims at most.")
@click.option("--keep", type=click.Path(path_type=Path), help="Make the databases here, or find them here.")
def main(parts: Sequence[str], quick: bool, keep: Path | None) -> None:
    """Measure all, or the PARTS named. Exits with 1 if a goal was missed."""
    with TemporaryDirectory(prefix="factbase-benchmarks-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for part in parts or PARTS:
            for row in PARTS[part](Files(folder), quick=quick):
                rows.append(row)
                click.echo("  ".join(_cells(row)), err=True)
    for line in _table(rows):
        click.echo(line)
    sys.exit(any(row.missed for row in rows))


def _table(rows: Sequence[Row]) -> Iterator[str]:
    head = ("measure", "factbase", "peer or limit", "ratio", "by cpu", "goal", "")
    cells = [head, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    for line in cells:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  ".join([first, *others]).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    ratio, cpu = ("" if value is None else f"{value:.2f}" for value in (row.ratio, row.cpu))
    goal = "" if row.goal is None else f"≤ {row.goal:g}"
    verdict = "" if row.goal is None else "missed" if row.missed else "ok"
    return row.measure, row.ours, row.theirs, ratio, cpu, goal, verdict


if __name__ == "__main__":
    main()
