"""What an import did, or why it was refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from factbase.errors import InvalidInput
from factbase.text.folding import is_blank

_MOST_FAULTS = 20
_MOST_DIFFERENCES = 1000


@dataclass(frozen=True)
class Difference:
    """A record that is here already with another value: ``field`` here (``old``) and in the bundle (``new``)."""

    name: str
    field: str
    old: str
    new: str


class Outcome(NamedTuple):
    """What became of a line: ``added``, ``same``, ``updated`` or ``differing`` (and left as it is here)."""

    word: str
    differences: Sequence[Difference] = ()


ADDED = Outcome("added")
SAME = Outcome("same")


def compared(name: str, here: Mapping[str, Any], given: Mapping[str, Any], *, update: bool) -> Outcome:
    """Return the outcome of a line whose record is here already."""
    differences = [
        Difference(name, field, _shown(here[field]), _shown(given[field]))
        for field in here
        if here[field] != given[field]
    ]
    if not differences:
        return SAME
    return Outcome("updated" if update else "differing", differences)


def _shown(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass
class Report:
    """Counts by type of line, and the differences that were taken or left (the first thousand of them)."""

    added: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def count(self, kind: str, outcome: Outcome) -> None:
        """Count one line of type ``kind``."""
        counts: Counter[str] = getattr(self, outcome.word)
        counts[kind] += 1
        if outcome.differences:
            self.differences.extend(outcome.differences[: _MOST_DIFFERENCES - len(self.differences)])


class Faults:
    """The first faults of a bundle, by line and field; after twenty the import stops looking."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[str] = []

    def add(self, line: int, field: str, what: str) -> None:
        """Note a fault. Raises InvalidInput with all of them when there are twenty."""
        self._found.append(f"line {line}, {field}: {what}")
        if len(self._found) >= _MOST_FAULTS:
            self.refuse(more=True)

    def refuse(self, *, more: bool = False) -> None:
        """Raise InvalidInput if there are faults."""
        if self._found:
            count = f"the first {_MOST_FAULTS} faults" if more else f"{len(self._found)} faults"
            count = "one fault" if len(self._found) == 1 else count
            raise InvalidInput(
                f"{self._name} was refused for {count}, and nothing was changed: correct them and run this again.",
                details=self._found,
            )


class Fault(Exception):
    """What is wrong with one field of the line at hand, or of an earlier one (``line``)."""

    def __init__(self, field: str, what: str, line: int | None = None) -> None:
        super().__init__(field, what)
        self.field = field
        self.what = what
        self.line = line


def refuse_blank(text: str, field: str) -> None:
    """Raise Fault for a text of which nothing can be seen; the shapes know only that of plain blanks."""
    if is_blank(text):
        raise Fault(field, "is blank")
