"""Takes an edited spreadsheet in: what was edited since the export is changed here, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.errors import BadUsage, InvalidInput, NotFound
from factbase.formats.reports import SAME, Difference, Outcome, Report
from factbase.formats.spreadsheets.applying import apply
from factbase.formats.spreadsheets.merging import Merged, Reading, merge
from factbase.formats.spreadsheets.settling import Settling, settling, unsettled
from factbase.formats.spreadsheets.states import State, state_of
from factbase.formats.spreadsheets.table import Row, Table
from factbase.lookup import ClaimKey
from factbase.queries.places import every_whereabouts
from factbase.queries.versions import at_version
from factbase.records import ClaimReader, claim_line
from factbase.references import ClaimRef, claim_ref
from factbase.tables import article, attribution, claim, claim_link, claim_problem, source
from factbase.vocabulary import Status

_PAGE = 500
_FAULTS = 20  # that are told
_REWRITTEN = 10


class _Known(NamedTuple):
    """A claim as it is here: its keys, its record and the rules that fire."""

    key: ClaimKey
    line: Mapping[str, Any]
    state: State


def take_in(
    operation: Operation, table: Table, options: Mapping[str, Any], progress: Callable[[int], None]
) -> Report:
    """Make the edits of a table. ``options`` settle conflicts: ours, theirs, ours_of, theirs_of.

    Raises InvalidInput naming row and column of the first faults, Conflict with both values of what is not settled.
    """
    return _Import(operation, table, settling(options)).run(progress)


class _Import:
    """One file: first all that it says, then, where nothing is wrong with that, all that it changes."""

    def __init__(self, operation: Operation, table: Table, settled: Settling) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._reader = ClaimReader(operation.connection)
        self._table = table
        self._settled = settled
        self._faults: list[str] = []
        self._rewritten: list[str] = []
        self._meant: dict[tuple[int, str], str] = {}

    def run(self, progress: Callable[[int], None]) -> Report:
        rows = self._by_claim(progress)
        found = list(self._merged(rows))
        self._refuse()
        conflicts = {
            known.key.ref: merged.edits
            for known, merged in found
            if merged.conflict and self._settled.of(known.key.ref) is None
        }
        if conflicts:
            raise unsettled(self._table.name, conflicts)
        report = Report(remarks=list(self._table.remarks))
        for known, merged in found:
            self._make(report, known, merged)
        self._refuse()
        self._tell_rewritten(report)
        return report

    def _by_claim(self, progress: Callable[[int], None]) -> dict[ClaimRef, list[Row]]:
        found: dict[ClaimRef, list[Row]] = {}
        for row in self._table.rows:
            if row.number % 100 == 0:
                progress(row.number)
            if not any(cell.strip() for cell in row.cells.values()):
                continue
            try:
                ref = claim_ref(row.cells["ref"].removeprefix("'"))
            except BadUsage as error:
                blank = "it is blank: `factbase claim add` adds a claim."
                self._faults.append(f"row {row.number}, ref: {error if row.cells['ref'].strip() else blank}")
                continue
            found.setdefault(ref, []).append(row)
        return found

    def _merged(self, rows: Mapping[ClaimRef, Sequence[Row]]) -> Iterator[tuple[_Known, Merged]]:
        """Yield each claim of the file, in its order, and what is said of it."""
        waiting = iter(rows)
        while page := list(islice(waiting, _PAGE)):
            known = self._known(page)
            for ref in page:
                if ref not in known:
                    self._say_unknown(ref, rows[ref][0])
                elif (version := self._version(known[ref].key, rows[ref])) is not None:
                    yield known[ref], self._merge(known[ref], rows[ref], version)

    def _known(self, refs: Sequence[ClaimRef]) -> dict[ClaimRef, _Known]:
        """Return those of some claims that are here."""
        keys = self._keys(refs)
        rules = claim_problem.c
        fires: dict[int, list[str]] = {}
        query = select(rules.claim_id, rules.rule).where(rules.claim_id.in_(keys)).order_by(rules.rule)
        for key, rule in self._connection.execute(query):
            fires.setdefault(key, []).append(rule)
        lines = self._reader.read(list(keys))
        return {
            key.ref: _Known(key, line, state_of(line, "; ".join(fires.get(key.id, []))))
            for key, line in zip(keys.values(), lines, strict=True)
        }

    def _keys(self, refs: Sequence[ClaimRef]) -> dict[int, ClaimKey]:
        columns = claim.c
        wanted = (
            columns.id,
            columns.article_id,
            columns.number,
            columns.statement,
            columns.status,
            columns.version,
        )
        slugs: dict[str, list[int]] = {}
        for ref in refs:
            slugs.setdefault(ref.slug, []).append(ref.number)
        found = {}
        for slug, numbers in slugs.items():
            query = select(*wanted).join_from(claim, article)
            here = query.where(article.c.slug == slug, columns.number.in_(numbers))
            for key, article_id, number, statement, status, version in self._connection.execute(here):
                found[key] = ClaimKey(key, article_id, ClaimRef(slug, number), statement, status, version)
        return found

    def _say_unknown(self, ref: ClaimRef, row: Row) -> None:
        try:
            lookup.claim(self._connection, ref)
        except NotFound as error:
            self._faults.append(f"row {row.number}, ref: {error}")

    def _version(self, key: ClaimKey, rows: Sequence[Row]) -> int | None:
        """Return the version at which a claim was exported, or note the fault."""
        given = {row.cells["version"].strip().removesuffix(".0") for row in rows}
        where = f"row {rows[0].number}, version"
        if len(given) > 1:
            self._faults.append(
                f"{where}: {key.ref} stands in {len(rows)} rows of several versions: make them one."
            )
            return None
        [version] = given
        if not (version.isascii() and version.isdecimal() and 0 < len(version) < 10 and int(version) > 0):
            self._faults.append(f"{where}: “{version}” is no version; put back what the export wrote.")
            return None
        if int(version) > key.version:
            self._faults.append(
                f"{where}: {key.ref} is at version {key.version} here, not at {version} yet: "
                "the file is of another database, or of a time after the backup that this one is."
            )
            return None
        return int(version)

    def _merge(self, known: _Known, rows: Sequence[Row], version: int) -> Merged:
        reading = Reading(
            self._table.guarded,
            self._table.narrow,
            partial(self._called, known.key.article_id),
            partial(self._derived, known, version == known.key.version),
        )
        merged = merge(rows, known.state, known.state, reading)
        if version != known.key.version and (merged.edits or merged.faults):
            was = at_version(self._connection, known.key, version, known.line)
            merged = merge(rows, None if was is None else state_of(was), known.state, reading)
        self._faults += merged.faults
        self._rewritten += [
            f"{known.key.ref} {column} (“{written}” → “{found}”)"
            for column, written, found in merged.rewritten
        ]
        return merged

    def _called(self, article_id: int, name: str) -> str:
        """Return what a source is called by now that was called so once, and has that for an alias."""
        if (article_id, name) not in self._meant:
            found = lookup.sources_named(self._connection, name, article_id=article_id) if name else []
            self._meant[article_id, name] = str(found[0].name) if len(found) == 1 else name
        return self._meant[article_id, name]

    def _derived(self, known: _Known, current: bool, column: str) -> Collection[str] | None:
        if column in ("paragraph", "sentence"):
            places = [each.place for each in every_whereabouts(self._connection, known.key.id)]
            return {
                "",
                "lost",
                *(str(getattr(place, column.replace("sentence", "position"), "")) for place in places),
            }
        return () if current and not self._may_have_drifted(known.key, column) else None

    def _may_have_drifted(self, key: ClaimKey, column: str) -> bool:
        """Return whether what is worked out may be another by now though the claim was not changed."""
        links, said = claim_link.c, attribution.c
        linked = select(links.kind).where((links.claim_id == key.id) | (links.other_id == key.id))
        edited = (
            select(source.c.id)
            .join_from(attribution, source, said.source_id == source.c.id)
            .where(said.claim_id == key.id, source.c.version > 1)
        )
        causes = [edited] if column == "confidence" else [edited, linked]
        return any(self._connection.execute(query.limit(1)).first() for query in causes)

    def _make(self, report: Report, known: _Known, merged: Merged) -> None:
        """Make the edits of one claim, unless what is here was kept."""
        ref = str(known.key.ref)
        if merged.conflict and not self._settled.of(known.key.ref):
            left = ", ".join(f"{edit.name} “{edit.given}”" for edit in merged.edits)
            report.remarks.append(f"{ref}: kept as it is here; left of the file: {left}.")
            report.count("claim", SAME)
            return
        if not merged.edits:
            report.count("claim", SAME)
            return
        try:
            apply(self._operation, known.key, known.state, merged.edits)
        except (InvalidInput, NotFound) as error:
            self._faults.append(f"{ref}: {error}")
            return
        changes = [Difference(ref, edit.name, edit.here or "", edit.given) for edit in merged.edits]
        report.count("claim", Outcome("changed", changes))
        status = claim_line(self._connection, known.key.id)["status"]
        if status == Status.REOPENED != known.key.status and "status" not in {
            edit.column for edit in merged.edits
        }:
            report.remarks.append(f"{ref} is reopened: what was checked is another claim now.")

    def _refuse(self) -> None:
        if not self._faults:
            return
        count = "one fault" if len(self._faults) == 1 else f"{len(self._faults)} faults"
        more = [f"and {len(self._faults) - _FAULTS} more"] if len(self._faults) > _FAULTS else []
        raise InvalidInput(
            f"{self._table.name} was refused for {count}, and nothing was changed: correct them and run this again.",
            details=[*self._faults[:_FAULTS], *more],
        )

    def _tell_rewritten(self, report: Report) -> None:
        if self._rewritten:
            listed = ", ".join(self._rewritten[:_REWRITTEN]) + (
                " …" if len(self._rewritten) > _REWRITTEN else ""
            )
            report.remarks.append(f"Left as here, being what a spreadsheet makes of it: {listed}.")
