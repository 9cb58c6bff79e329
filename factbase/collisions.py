"""Doing work again that met somebody else's: the one place where that happens."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from factbase.errors import Collision

T = TypeVar("T")

TRIES = 5
_LONGEST_PAUSE = 0.2


def again(work: Callable[[], T], *, tries: int = TRIES) -> T:
    """Return what ``work`` returns; where it raises Collision all of it is done anew, ``tries`` times in all.

    The work opens its own `database.writing` and says what it did only after that has ended: until then
    nothing of it has happened. The pauses are random, so that two who met do not meet again.
    """
    for _try in range(tries - 1):
        try:
            return work()
        except Collision:
            from random import uniform  # not for every start of the program

            sleep(uniform(0, _LONGEST_PAUSE))
    return work()
