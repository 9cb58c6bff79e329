"""What an import did, in one form for all formats: what was added, what is the same, changed or refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_MOST_DIFFERENCES = 1000


@dataclass(frozen=True)
class Difference:
    """A record that is here already with another value: ``field`` here (``old``) and in the file (``new``)."""

    name: str
    field: str
    old: str
    new: str


class Outcome(NamedTuple):
    """What became of a record: ``added``, ``same``, ``changed`` or ``differing`` (and left as it is here)."""

    word: str
    differences: Sequence[Difference] = ()


ADDED = Outcome("added")
SAME = Outcome("same")


def compared(name: str, here: Mapping[str, Any], given: Mapping[str, Any], *, update: bool) -> Outcome:
    """Return the outcome of a record that is here already."""
    differences = [
        Difference(name, field, shown(here[field]), shown(given[field]))
        for field in here
        if here[field] != given[field]
    ]
    if not differences:
        return SAME
    return Outcome("changed" if update else "differing", differences)


def shown(value: Any) -> str:  # noqa: ANN401
    """Return a value as a report shows it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Refusal:
    """A record that was not taken in: where it stands in the file, and why."""

    record: str
    reason: str


@dataclass
class Report:
    """Counts by sort of record, the differences that were taken or left (the first thousand), and what was refused.

    ``remarks`` are sentences on what was taken in otherwise than it stands in the file, or not at all.
    """

    added: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def count(self, kind: str, outcome: Outcome) -> None:
        """Count one record of a sort."""
        counts: Counter[str] = getattr(self, outcome.word)
        counts[kind] += 1
        if outcome.differences:
            self.differences.extend(outcome.differences[: _MOST_DIFFERENCES - len(self.differences)])
