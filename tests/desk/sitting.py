"""A way to sit down at the screen, for the tests of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from factbase.database import Location
from tests.desk.live import (
    ENTER,
    FACTBASE,
    Live,
    live,
)

Sit = Callable[..., AbstractContextManager[Live]]


@pytest.fixture
def place(path: Path) -> Location:
    return Location.of(str(path))


@pytest.fixture
def sit(place: Location) -> Sit:
    """Return a way to sit down: ``with sit(columns=40, rows=10) as desk``."""

    @contextmanager
    def down(slug: str = "bridge", actor: str = "Ana", **how: Any) -> Iterator[Live]:  # noqa: ANN401
        with live([FACTBASE, "--db", place.path or "", "--actor", actor, "tag", slug], **how) as desk:
            desk.see(lambda shown: " of " in shown or "lost" in shown)
            yield desk

    return down


def state(desk: Live, statement: str) -> None:
    desk.press("n")
    desk.see("New claim")
    desk.paste(statement)
    desk.press(ENTER)
    desk.see(lambda shown: "New claim" not in shown and "Saved: bridge/" in shown)
