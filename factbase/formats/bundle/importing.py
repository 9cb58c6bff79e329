"""Takes a bundle in: one pass, one transaction, nothing kept in memory but the article at hand.

What is new is written in batches. What is here already is compared, and changed only if that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, BinaryIO

from factbase.changes.bulk import BulkWriter
from factbase.changes.operation import Operation
from factbase.errors import InvalidInput
from factbase.formats.bundle.articles import Articles
from factbase.formats.bundle.claims import Claims
from factbase.formats.bundle.marks import Marks
from factbase.formats.bundle.reporting import Fault, Faults
from factbase.formats.bundle.shapes import check_first, no_bundle, parse
from factbase.formats.bundle.sources import Sources
from factbase.formats.bundle.strict import lines
from factbase.formats.reports import Outcome, Report

_ARTICLE = re.compile(r'\{\s*"type"\s*:\s*"article"')

Progress = Callable[[int], None]


def import_bundle(
    operation: Operation,
    file: BinaryIO,
    name: str,
    *,
    update: bool = False,
    progress: Progress = lambda _line: None,
) -> Report:
    """Take in the bundle in ``file``; ``progress`` is told the number of each hundredth line.

    Raises InvalidInput naming line and field of the first twenty faults.
    """
    with BulkWriter(operation) as writer:
        importer = _Importer(writer, name, update=update)
        for number, raw in lines(file):
            importer.take(number, raw)
            if number % 100 == 0:
                progress(number)
        return importer.finish()


class _Importer:
    """Hands each line to the part that knows its type."""

    def __init__(self, writer: BulkWriter, name: str, *, update: bool) -> None:
        self.report = Report()
        self._faults = Faults(name)
        self._name = name
        self._writer = writer
        sources = Sources(writer, update=update)
        self._articles = Articles(writer, sources, update=update)
        self._claims = Claims(writer, sources, self._articles, self.report, update=update)
        self._marks = Marks(writer, self._articles, self._claims, update=update)
        self._begun = False
        self._lost = False  # whether the article at hand is one whose own line is at fault
        self._take: dict[str, Callable[[Any, str, int], Outcome | None]] = {
            "article": self._articles.take_article,
            "revision": self._articles.take_revision,
            "sentence": self._articles.take_sentence,
            "source": sources.take,
            "claim": self._claims.take,
            "link": self._marks.take_link,
            "note": self._marks.take_note,
        }

    def take(self, number: int, raw: str) -> None:
        """Take one line in, or note its faults."""
        try:
            line, canonical = parse(raw)
            kind = line["type"]
            if not self._begun:
                self._begun = True
                check_first(line, self._name)
                return
            if kind == "bundle":
                raise Fault("type", "the line of type bundle stands only at the start")
            if kind in ("article", "link", "note"):
                self._claims.settle()
            if self._lost and kind != "article" and line.get("article", "") is not None:
                return  # it would be blamed for the article's fault; a source of no article is none of its lines
            outcome = self._take[kind](line, canonical, number)
            self._lost = self._lost and kind != "article"
            if outcome is not None:
                self.report.count(kind, outcome)
        except Fault as fault:
            if not self._begun:
                raise no_bundle(self._name, f" (line {number}, {fault.field}: {fault.what})") from None
            self._lost = self._lost or _ARTICLE.match(raw) is not None
            self._faults.add(fault.line or number, fault.field, fault.what)

    def finish(self) -> Report:
        """Write what waits, derive what hangs on links, and return the report."""
        if not self._begun:
            raise InvalidInput(f"{self._name} is empty: a bundle has at least its first line.")
        try:
            self._claims.settle()
            self._articles.finish()
        except Fault as fault:
            self._faults.add(fault.line or 0, fault.field, fault.what)
        self._faults.refuse()
        self._writer.close()
        return self.report
