"""What a verification says: check by check, how much was looked at and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from factbase.copies import Progress

_KEPT = 20  # findings of a check that are kept with their words; the others are counted


class Finding(NamedTuple):
    """One thing that is wrong: where (a ref, a slug, a source's name, an operation, a page), and what."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True)
class Check:
    """One check's outcome. ``wrong`` counts all findings; ``findings`` are the first of them.

    ``unchecked`` says what could not be looked at here, and why; ``mend`` is the command that puts it right.
    """

    name: str
    looked_at: int
    wrong: int
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]
    unchecked: tuple[str, ...]
    mend: str | None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with what could be looked at."""
        return self.wrong == 0


@dataclass(frozen=True)
class Report:
    """The checks, in the order in which they ran."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)


@dataclass
class Findings:
    """Collects what one check finds; memory does not grow with it."""

    name: str
    progress: Progress
    looked_at: int = 0
    wrong: int = 0
    first: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    def looked(self, things: int = 1) -> None:
        """Count things that were looked at."""
        self.looked_at += things
        self.progress(f"Checking: {self.name}", self.looked_at, None)

    def add(self, place: object, what: str) -> None:
        """Take one finding."""
        self.wrong += 1
        if len(self.first) < _KEPT:
            self.first.append(Finding(str(place), what))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take several findings."""
        for finding in findings:
            self.add(*finding)

    def check(self, mend: str) -> Check:
        """Return the outcome; ``mend`` is told only where something is wrong."""
        return Check(
            self.name,
            self.looked_at,
            self.wrong,
            tuple(self.first),
            tuple(self.remarks),
            tuple(self.unchecked),
            mend if self.wrong else None,
        )
