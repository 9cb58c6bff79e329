"""The desk on a terminal, in an article of 10,000 sentences with 30,000 claims: from a key to what is seen of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from factbase.database import Location
from factbase.desk.acts import Desk
from factbase.vocabulary import SourceKind, Stance
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Cost, Row, compared, in_turn, seconds
from tests.benchmarks.programs import FACTBASE
from tests.benchmarks.revising import prepared
from tests.desk.live import CTRL_C, ENTER, ESCAPE, Live, live

_SENTENCES = 10_000
_MIDDLE = "1250/2"
_REPAINT, _SAVED = 0.050, 0.030  # seconds
_EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("empty")
Empty().run()
"""
# Each of them changes something on the screen.
_KEYS = ["j", "}", "{", "]", "[", "k", "n", "A", " ", "b", CTRL_C, "r", CTRL_C, "?", CTRL_C]


def tag(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure the start, the way from a key to the screen, and that to what is saved."""
    long, _draft = prepared(files, _SENTENCES)
    with TemporaryDirectory(dir=files.folder) as folder:
        yield from _measured(Path(shutil.copy(long, folder)), quick=quick)


def _measured(database: Path, *, quick: bool) -> Iterator[Row]:
    acts = list(_acts(database, 50 if quick else 200))[10:]
    yield _limited("tag: key to saved, in this process, 95 of 100", _late(acts), _SAVED)
    desk = [FACTBASE, "--db", database, "--actor", "Ana", "tag", "long"]
    empty = [sys.executable, "-c", _EMPTY]
    started, bare = in_turn(
        [partial(_started, desk, b"sentences"), partial(_started, empty, b"empty")], 3 if quick else 11
    )
    yield compared("tag: start / empty Textual app, to the first screen", started, bare, 2)
    with live(desk, looks=False) as terminal:
        terminal.hear(b"sentences")
        _settle(terminal)
        rounds = 4 if quick else 20
        repaints = [_until(terminal, key, b"") for _round in range(rounds) for key in _KEYS]
        yield _limited("tag: key to repaint, 95 of 100", _late(repaints), _REPAINT)
        escapes = [_escaped(terminal) for _round in range(rounds)]
        yield _limited("tag: Esc to repaint, 95 of 100", _late(escapes), None)
        saves = sorted(_saves(terminal, rounds * 5))
        yield _limited("tag: key to saved and shown, half of all", saves[len(saves) // 2], None)
        yield _limited("tag: key to saved and shown, 95 of 100", _late(saves), None)


def _acts(database: Path, rounds: int) -> Iterator[float]:
    """Yield the seconds that an act takes in this process until it is committed."""
    with Desk(Location.of(str(database)), "Ana", "long") as desk:
        desk.jump(_MIDDLE)
        desk.add("Said in this process.")
        desk.source("Clerk of the process", SourceKind.ANONYMOUS)
        for number in range(rounds):
            began = perf_counter()
            desk.stance(Stance.DENIES if number % 2 else Stance.QUESTIONS)
            yield perf_counter() - began


def _started(command: list[str | Path], shown: bytes) -> Cost:
    began = perf_counter()
    with live(command, looks=False) as terminal:
        terminal.hear(shown)
        return Cost(perf_counter() - began, 1)


def _settle(terminal: Live) -> None:
    """Go to the middle of the article and wait until the screen is still."""
    terminal.press("g", *_MIDDLE, ENTER)
    terminal.hear(b"1250/2 ")
    terminal.rest(2)


def _until(terminal: Live, key: str, shown: bytes) -> float:
    """Return the seconds from a key to what it shows."""
    began = perf_counter()
    terminal.press(key)
    terminal.hear(shown)
    took = perf_counter() - began
    terminal.rest(
        0.4
    )  # Esc is a key of its own after a tenth of a second, and what is looked for in quiet is over
    return took


def _escaped(terminal: Live) -> float:
    """Return the seconds from Esc to what it closes: it may be the beginning of an arrow, which takes waiting for."""
    terminal.press("r")
    terminal.rest(0.4)
    return _until(terminal, ESCAPE, b"")


def _saves(terminal: Live, rounds: int) -> Iterator[float]:
    """Yield the seconds from a key that ends an act to the screen that says that it is saved."""
    terminal.press("n")
    terminal.hear(b"New claim")
    terminal.press(*"Said here.")
    _until(terminal, ENTER, b"Saved")
    terminal.press("s", *"Clerk of the desk")
    terminal.rest(0.4)
    _until(terminal, ENTER, b"vouches")
    _until(terminal, "p", b"Saved")
    for number in range(rounds):
        terminal.press("d")
        terminal.rest(0.4)
        yield _until(terminal, "d" if number % 2 else "q", b"Saved")


def _late(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


def _limited(measure: str, took: float, limit: float | None) -> Row:
    ratio = None if limit is None else took / limit
    return Row(measure, seconds(took), "" if limit is None else seconds(limit), ratio, goal=limit and 1.0)
