"""Ways to sit down at the screen, for the tests of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from factbase.database import Location
from factbase.desk.acts import Desk
from tests.desk.inside import Inside, inside
from tests.desk.live import ENTER, FACTBASE, Live, Terminal, live

Sit = Callable[..., AbstractContextManager[Inside]]
SitApart = Callable[..., AbstractContextManager[Live]]


@pytest.fixture
def place(path: Path) -> Location:
    return Location.of(str(path))


@pytest.fixture
def sit(place: Location) -> Sit:
    """Return a way to sit down in this process: ``with sit(columns=40, rows=10) as desk``."""

    @contextmanager
    def down(slug: str = "bridge", actor: str = "Ana", **how: Any) -> Iterator[Inside]:  # noqa: ANN401
        with Desk(place, actor, slug) as acts, inside(acts, **how) as desk:
            desk.see(has_begun)
            yield desk

    return down


@pytest.fixture
def sit_apart(place: Location) -> SitApart:
    """Return a way to sit down at the command, in a real terminal."""

    @contextmanager
    def down(**how: Any) -> Iterator[Live]:  # noqa: ANN401
        with live([FACTBASE, "--db", place.path or "", "--actor", "Ana", "tag", "bridge"], **how) as desk:
            desk.see(has_begun)
            yield desk

    return down


def has_begun(shown: str) -> bool:
    return " of " in shown or "lost" in shown


def state(desk: Terminal, statement: str) -> None:
    desk.press("n")
    desk.see("New claim")
    desk.paste(statement)
    desk.press(ENTER)
    desk.see(lambda shown: "New claim" not in shown and "Saved: bridge/" in shown)
