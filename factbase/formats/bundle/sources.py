"""The sources of an import: those that are here, and those that the bundle brings."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from factbase.changes import sources as changes
from factbase.changes.bulk import BulkWriter
from factbase.errors import Conflict, InvalidInput
from factbase.formats.bundle.reporting import Fault, refuse_blank
from factbase.formats.reports import ADDED, Outcome, compared
from factbase.lookup.sources import source_by_key
from factbase.records import SourceLine, dump, source_line
from factbase.records.voices import roots_of
from factbase.references import SourceName, source_name
from factbase.tables import source, source_alias
from factbase.text.folding import fold
from factbase.vocabulary import ARTICLE_KINDS, SourceKind, Thing

_KEPT = 8000  # sources of all articles in memory at most, give or take one article's


class Known(NamedTuple):
    """What an attribution needs of a source."""

    key: int
    root: int
    kind: SourceKind


class Sources:
    """Finds sources by the names that lines use: those of the article at hand first, then those of all.

    Only the article at hand and the sources of all articles are kept in memory.
    """

    def __init__(self, writer: BulkWriter, *, update: bool) -> None:
        self._writer = writer
        self._update = update
        everywhere = select(source.c.id).where(source.c.article_id.is_(None)).limit(1)
        self._any_before = self._writer.connection.scalar(everywhere) is not None
        self._taken: dict[tuple[str, str], str] = {}
        self._taken_here: dict[tuple[str, str], str] = {}
        self._everywhere: dict[str, Known | None] = {}
        self._here: dict[str, Known] = {}
        self._said_here: set[str] = set()  # those of the article at hand that have had a line
        self._article: tuple[int, str] | None = None

    def enter(self, article_id: int, slug: str, *, is_new: bool = False) -> None:
        """Begin with another article: read the sources that exist only there, and let others go."""
        self._article = (article_id, slug)
        self._taken_here.clear()
        self._said_here.clear()
        if len(self._everywhere) > _KEPT:
            self._writer.flush()
            self._any_before = True
            self._everywhere.clear()
            self._taken.clear()
        self._here = {}
        if not is_new:
            self._read_own(article_id)

    def _read_own(self, article_id: int) -> None:
        columns = source.c
        query = select(columns.id, columns.name, columns.qualifier, columns.kind, columns.speaks_for_id)
        rows = self._writer.connection.execute(query.where(columns.article_id == article_id)).all()
        roots = roots_of(self._writer.connection, [row.id for row in rows])
        self._here = {
            str(SourceName(row.name, row.qualifier)): Known(row.id, roots[row.id], row.kind) for row in rows
        }

    def find(self, name: str) -> Known | None:
        """Return the source called exactly ``name`` in this article or everywhere, or None."""
        return self._here.get(name) or self._find_everywhere(name)

    def _find_everywhere(self, name: str) -> Known | None:
        if name not in self._everywhere:
            self._everywhere[name] = self._read(name)
        return self._everywhere[name]

    def _read(self, name: str) -> Known | None:
        if not self._any_before:
            return None
        asked = source_name(name)
        columns = source.c
        query = select(columns.id, columns.kind).where(
            columns.key == fold(asked.name),
            columns.name == asked.name,
            columns.qualifier == asked.qualifier,
            columns.article_id.is_(None),
        )
        row = self._writer.connection.execute(query).first()
        if row is None:
            return None
        return Known(row.id, roots_of(self._writer.connection, [row.id])[row.id], row.kind)

    def take(self, line: SourceLine, _canonical: str, _number: int) -> Outcome:
        """Take a source's line in. Raises Fault for what does not fit together."""
        kind = SourceKind(line["kind"])
        article_id = self._scope(line, kind)
        name = line["source"]
        refuse_blank(name, "source")
        if str(source_name(name)) != name:
            raise Fault("source", f"“{name}” is written “{source_name(name)}”")
        found = self._find_meant(name, article_id)
        if article_id is not None:
            self._said_here.add(name)
        if found is None:
            self._add(line, kind, article_id)
            return ADDED
        self._writer.flush()  # it, its body or what cites it may be new in this bundle
        here = source_line(self._writer.connection, found.key)
        line = SourceLine(**{**line, "aliases": sorted(set(line["aliases"]))})
        outcome = compared(name, here, line, update=self._update)
        if outcome.word == "changed":
            self._edit(found, here, line)
        return outcome

    def _find_meant(self, name: str, article_id: int | None) -> Known | None:
        """Return the source that a line is about: one of the article, or one of all.

        Raises Fault where only the other sort has the name here, unless the bundle knows both.
        """
        own, of_all = self._here.get(name), self._find_everywhere(name)
        found, other = (of_all, own) if article_id is None else (own, of_all)
        asked = source_name(name)
        known = name in self._said_here or (fold(asked.name), asked.qualifier) in self._taken
        if found is None and other is not None and not known:
            raise Fault("source", f"“{name}” is here already as {other.kind}: give one of them a qualifier")
        return found

    def _body(self, line: SourceLine, article_id: int | None) -> Known | None:
        """Return the source for which that of a line speaks, or None for nobody."""
        name = line["speaks_for"]
        if name is None:
            return None
        found = self._find_everywhere(name) if article_id is None else self.find(name)
        if found is None:
            known = name in self._here
            what = "exists only inside one article" if known else "has no line before this one"
            raise Fault("speaks_for", f"“{name}” {what}")
        return found

    def _edit(self, found: Known, here: SourceLine, line: SourceLine) -> None:
        """Make a source that is here what its line says; its claims are derived anew."""
        key = source_by_key(self._writer.connection, found.key)
        spoken_for = self._body(line, key.article_id)
        body = None if spoken_for is None else source_by_key(self._writer.connection, spoken_for.key)
        try:
            for alias in sorted(set(here["aliases"]) - set(line["aliases"])):
                changes.remove_alias(self._writer.operation, key, alias)
            for alias in sorted(set(line["aliases"]) - set(here["aliases"])):
                changes.add_alias(self._writer.operation, key, alias)
            kind = SourceKind(line["kind"])
            edit = changes.Edit(kind=kind, speaks_for=body, speaks_for_nobody=body is None)
            changes.edit_source(self._writer.operation, key, edit)
        except (InvalidInput, Conflict) as error:
            raise Fault("source", str(error)) from None
        self._any_before = True
        self._everywhere.clear()
        if self._article is not None:
            self._read_own(self._article[0])

    def _scope(self, line: SourceLine, kind: SourceKind) -> int | None:
        if kind not in ARTICLE_KINDS:
            if line["article"] is not None:
                raise Fault("article", f"must be null for kind {kind}")
            return None
        if self._article is None or line["article"] != self._article[1]:
            raise Fault("article", f"must be the article at hand for kind {kind}")
        return self._article[0]

    def _add(self, line: SourceLine, kind: SourceKind, article_id: int | None) -> None:
        asked = source_name(line["source"])
        body = self._body(line, article_id)
        self._refuse_taken(asked, article_id)
        key = self._writer.key(source)
        folded = fold(asked.name)
        body_key = None if body is None else body.key
        self._writer.rows(source).append(
            (key, asked.name, folded, asked.qualifier, kind.value, article_id, body_key, 1)
        )
        aliases = sorted(set(line["aliases"]))
        by_key = {fold(alias): alias for alias in reversed(aliases)}
        if len(by_key) < len(aliases):
            raise Fault("aliases", "two of them are spelt alike but for accents, capitals or signs")
        self._writer.rows(source_alias).extend((key, alias, fold(alias)) for alias in aliases)
        after = dump(SourceLine(**{**line, "aliases": aliases}))
        self._writer.log(Thing.SOURCE, key, article_id, after)
        known = Known(key, key if body is None else body.root, kind)
        if article_id is None:
            self._everywhere[line["source"]] = known
        else:
            self._here[line["source"]] = known

    def _refuse_taken(self, asked: SourceName, article_id: int | None) -> None:
        """Raise Fault for a name that folds to another's: it is a spelling of it, or needs a qualifier."""
        folded = fold(asked.name)
        known = self._taken if article_id is None else self._taken_here
        taken: str | None = known.get((folded, asked.qualifier))
        if taken is None and self._any_before:
            columns = source.c
            query = select(columns.name).where(
                columns.key == folded,
                columns.qualifier == asked.qualifier,
                columns.article_id.is_(None) if article_id is None else columns.article_id == article_id,
            )
            taken = self._writer.connection.scalar(query)
        if taken is not None:
            what = f"“{asked}” is there already, spelt “{taken}”: make it an alias or add a qualifier"
            raise Fault("source", what)
        known[folded, asked.qualifier] = asked.name
