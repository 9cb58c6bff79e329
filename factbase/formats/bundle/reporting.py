"""Faults of a bundle: which line and field, and what is wrong there."""

from __future__ import annotations

from factbase.errors import InvalidInput
from factbase.text.folding import is_blank

_MOST_FAULTS = 20


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
