"""One small commit in process, beside the driver's own three statements with the same safety."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from itertools import count
from pathlib import Path

from tests.benchmarks.changing import Change, attributed, edited, edited_anew, plain, plain_anew, queued
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row, compared, warm

_CLAIMS = 10_000
# who -> how, beside whom, at most how many times as long
_COMPARED: dict[str, tuple[Callable[[Path], AbstractContextManager[Change]], str, float | None]] = {
    "three statements through factbase's connection": (queued, "plain", None),
    "claim edit": (edited, "plain", 6.0),
    "claim attribute": (attributed, "plain", 6.0),
    "claim edit, new connection": (edited_anew, "plain", None),
    "claim edit, new connection / plain, new connection": (edited_anew, "plain anew", None),
}
_PLAIN = {"plain": plain, "plain anew": plain_anew}


def commits(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure a change to one claim of 10,000, each on a file of its own."""
    for name, (ours, beside, goal) in _COMPARED.items():
        with ExitStack() as stack:
            works = []
            for number, open_ in enumerate((ours, _PLAIN[beside])):
                path = Path(shutil.copy(files.imported(_CLAIMS), files.folder / f"commits-{number}.db"))
                stack.callback(path.unlink)
                works.append(partial(_next, stack.enter_context(open_(path)), count(1)))
            cost, limit = warm(works, 100 if quick else 500)
        yield compared(f"commit: {name}", cost, limit, goal)


def _next(change: Change, numbers: count[int]) -> None:
    change(next(numbers))
