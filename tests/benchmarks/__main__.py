"""Prints how factbase does beside its peers and limits: ``python -m tests.benchmarks [--quick] [PART …]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from compileall import compile_dir
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import factbase
from tests.benchmarks import kept
from tests.benchmarks.carrying import carrying
from tests.benchmarks.commits import commits
from tests.benchmarks.databases import Files
from tests.benchmarks.documents import documents
from tests.benchmarks.exporting import export
from tests.benchmarks.importing import import_
from tests.benchmarks.measuring import Row
from tests.benchmarks.pages import pages
from tests.benchmarks.revising import revise
from tests.benchmarks.searching import search
from tests.benchmarks.similar import similar
from tests.benchmarks.splitting import sentences
from tests.benchmarks.starting import list_, start
from tests.benchmarks.tagging import tag
from tests.benchmarks.writers import writers

PARTS: dict[str, Callable[..., Iterator[Row]]] = {
    "start": start,
    "list": list_,
    "import": import_,
    "export": export,
    "pages": pages,
    "search": search,
    "similar": similar,
    "carry": carrying,
    "documents": documents,
    "sentences": sentences,
    "revise": revise,
    "tag": tag,
    "writers": writers,
    "commits": commits,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Fewer rounds, and 100,000 claims at most.")
@click.option("--keep", type=click.Path(path_type=Path), help="Make the databases here, or find them here.")
@click.option("--save", is_flag=True, help="Keep the ratios in the repository's table.")
def main(parts: Sequence[str], quick: bool, keep: Path | None, save: bool) -> None:
    """Measure all, or the PARTS named, and name what is slower than in the repository's table.

    Exits with 1 if a goal was missed, or something has become slower by more than a fifth.
    """
    # As pip does with what it installs, and has done with the peers; a checkout may have no compiled files.
    compile_dir(Path(factbase.__file__).parent, quiet=1)
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
    slower = list(kept.worse(rows, kept.read() if kept.TABLE.exists() else ()))
    for sentence in slower:
        click.echo(f"Slower: {sentence}", err=True)
    if save:
        kept.write(rows)
    sys.exit(bool(slower) or any(row.missed for row in rows))


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
