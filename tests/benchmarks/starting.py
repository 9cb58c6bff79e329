"""How fast the command line answers: help, version, a usage error, and a list of fifty claims in a pipe."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row, compared, in_turn, run
from tests.benchmarks.programs import FACTBASE, SQLITE_UTILS

_START = {
    "--help": (["--help"], 0),
    "--version": (["--version"], 0),
    "a usage error": (["claim", "list", "--nonsense"], 2),
}
# Runs the command line in this Python and says afterwards whether SQLAlchemy came in.
_IMPORTS = """
import atexit, sys
from factbase.__main__ import main
atexit.register(lambda: sys.stderr.write("\\nloaded" if "sqlalchemy" in sys.modules else "\\nclean"))
main()
"""
_BARE = Path(__file__).with_name("bare_list.py")


def start(_files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure what needs no database."""
    ours = [partial(run, FACTBASE, *words, ends=ends) for words, ends in _START.values()]
    *costs, theirs = in_turn([*ours, partial(run, SQLITE_UTILS, "--help")], 5 if quick else 21)
    for (name, (words, _ends)), cost in zip(_START.items(), costs, strict=True):
        yield compared(f"start: factbase {name} / sqlite-utils --help", cost, theirs, 0.45)
        loaded = _loads_sqlalchemy(words)
        yield Row(
            f"start: factbase {name} imports SQLAlchemy",
            "yes" if loaded else "no",
            "no",
            float(loaded),
            goal=0,
        )


def _loads_sqlalchemy(words: list[str]) -> bool:
    done = subprocess.run([sys.executable, "-c", _IMPORTS, *words], capture_output=True, text=True)
    return done.stderr.splitlines()[-1] == "loaded"


def list_(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure a page of claims as a whole command."""
    path = files.imported(10_000)
    ours = (FACTBASE, "--db", path, "claim", "list", "--limit", 50)
    bare = (sys.executable, _BARE, path)
    if _said(*ours) != _said(*bare):
        raise RuntimeError("the bare script shows other rows than factbase")
    rows = (SQLITE_UTILS, "rows", path, "claim", "--limit", 50)
    mine, core, peer = in_turn([partial(run, *words) for words in (ours, bare, rows)], 5 if quick else 21)
    yield compared("list: claim list / bare Click and Core", mine, core, 1.25)
    yield compared("list: claim list / sqlite-utils rows", mine, peer, 2.1)


def _said(*words: object) -> str:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=True)
    return done.stdout
