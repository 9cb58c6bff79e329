"""What the readers of office documents share: a walk through XML that hears the elements it knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from factbase.text.documents.flow import Flow
from factbase.text.documents.package import Package

Attributes = dict[str, str]
Start = Callable[[Attributes], None]
End = Callable[[], None]
T = TypeVar("T")


def named(namespaces: Iterable[str], names: Mapping[str, T]) -> dict[str, T]:
    """Return ``names`` with each name as it stands in each of ``namespaces``."""
    return {f"{{{space}}}{name}": value for space in namespaces for name, value in names.items()}


class Walker:
    """Calls what is registered for an element's start and end, and passes by all that a handler skips."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.counts: Counter[str] = Counter()  # of what a warning is about
        self.starts: dict[str, Start] = {}
        self.ends: dict[str, End] = {}
        self._skipped = 0

    def skip(self, _attributes: Attributes | None = None) -> None:
        """Pass by the element that begins, with all in it; its end is not heard either."""
        self._skipped = 1

    def counted(self, what: str, *, skipped: bool = False) -> Start:
        """Return a handler that counts an element as ``what``, and skips it if asked to."""

        def count(_attributes: Attributes) -> None:
            self.counts[what] += 1
            if skipped:
                self.skip()

        return count

    def open_box(self, _attributes: Attributes) -> None:
        """Begin a text box."""
        self.counts["boxes"] += 1
        self.flow.open_box()

    def close_box(self) -> None:
        """End it: what it says follows the paragraph that it floats in."""
        self.flow.place(self.flow.close_box())

    def open_row(self, _attributes: Attributes) -> None:
        """Begin a row of a table."""
        self.counts["rows"] += 1
        self.flow.open_row()

    def open_cell(self, _attributes: Attributes) -> None:
        """Begin a cell of it."""
        self.flow.open_cell()

    def start(self, tag: str, attributes: Attributes) -> None:
        """Hear an element begin."""
        if self._skipped:
            self._skipped += 1
        elif handler := self.starts.get(tag):
            handler(attributes)

    def end(self, tag: str) -> None:
        """Hear an element end."""
        if self._skipped:
            self._skipped -= 1
        elif handler := self.ends.get(tag):
            handler()

    def data(self, text: str) -> None:
        """Hear text, which is dropped while something is skipped."""
        if not self._skipped:
            self.text(text)

    def text(self, text: str) -> None:
        """Take text that counts."""


class Fields:
    """The texts of some elements, first of each: what a file says of itself."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """``names`` gives an element's ``{namespace}name`` the field it fills."""
        self.values: dict[str, str] = {}
        self._names = names
        self._field: str | None = None

    def start(self, tag: str, _attributes: Attributes) -> None:
        """Hear an element begin."""
        field = self._names.get(tag)
        self._field = field if field not in self.values else None

    def end(self, _tag: str) -> None:
        """Hear an element end."""
        self._field = None

    def data(self, text: str) -> None:
        """Hear text."""
        if self._field:
            self.values[self._field] = self.values.get(self._field, "") + text


def fields_of(package: Package, part: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return what ``part`` says in the elements of ``names``, without blanks at its edges; nothing if blank."""
    fields = Fields(names)
    package.parse(part, fields)
    return {name: text.strip() for name, text in fields.values.items() if text.strip()}
