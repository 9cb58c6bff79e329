"""Shows on a terminal how far long work is."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SOON = 1.0  # seconds


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function that is told what is being done, how much of it is done, and of how much if that is known.

    On a terminal that is shown on stderr, after a second and until the block ends; not elsewhere, nor where a
    line cannot be drawn over.
    """
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("Working", total=None)
    soon = threading.Timer(_SOON, bar.start)
    soon.start()
    try:
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
    finally:
        soon.cancel()
        soon.join()
        bar.stop()
