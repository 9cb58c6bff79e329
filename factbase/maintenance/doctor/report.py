"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is well, what was found, and the one command that mends it."""

    name: str
    well: bool
    found: str
    mend: str | None = None


def well(name: str, found: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name, True, found)


def wrong(name: str, found: str, mend: str) -> Check:
    """Return a check that found something wrong, which ``mend`` puts right."""
    return Check(name, False, found, mend)
