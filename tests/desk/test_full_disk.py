"""A disk that is full when an act is saved: it is said, what was typed stays, and it is saved once there is room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factbase.database import Location
from factbase.desk.acts import Desk
from tests.desk.conftest import claims_of
from tests.desk.inside import inside
from tests.desk.live import ENTER
from tests.desk.sitting import has_begun, place, state
from tests.limits import small_disk

__all__ = ["place"]


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no room on the disk of a folder meanwhile."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    yield
    filler.unlink()


def test_a_full_disk_keeps_what_was_typed(place: Location) -> None:
    with small_disk(8) as folder:
        there = Location.of(str(shutil.copy(place.path or "", folder / "desk.db")))
        with Desk(there, "Ana", "bridge") as acts, inside(acts) as desk:
            desk.see(has_begun)
            state(desk, "It was built in May.")
            with filled(folder):
                desk.press("n")
                desk.see("New claim")
                desk.paste("It fell in June.")
                desk.press(ENTER)
                desk.see("could not be written, the disk or quota is full")
                desk.see("Enter does it again.")
                assert "> It fell in June." in desk.shown
                assert [each["statement"] for each in claims_of(there).values()] == ["It was built in May."]
            desk.press(ENTER)
            desk.see("Saved: bridge/2")

        assert [each["statement"] for each in claims_of(there).values()][1:] == ["It fell in June."]
