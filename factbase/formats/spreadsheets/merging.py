"""Three states of a claim, at the export, here and in the file, become what is to be changed. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.cells import SAID, read_attributions
from factbase.formats.spreadsheets.columns import CLAIM, KNOWN
from factbase.formats.spreadsheets.rewriting import Likeness
from factbase.formats.spreadsheets.states import State, cell_likeness, value_of
from factbase.formats.spreadsheets.table import Computed, Row

_OF_CLAIM = [name for name in CLAIM if KNOWN[name].edited and name != "attributions"]
_DERIVED = [name for name in CLAIM if not KNOWN[name].edited and name not in ("ref", "version")]
_OF_SAID = [name for name in SAID if KNOWN[name].edited]
_BY = ("source", "via")


class Edit(NamedTuple):
    """A cell that was edited: what it held at the export, what it holds here, and what the file says.

    ``said`` is the index of the attribution here, None for a cell of the claim itself; ``here`` is None where that
    attribution is gone.
    """

    column: str
    of: str  # whose attribution, by name; empty for the claim itself
    said: int | None
    was: str
    here: str | None
    given: str

    @property
    def name(self) -> str:
        """What the cell is called in a report."""
        return f"{self.column} of {self.of}" if self.of else self.column


@dataclass
class Merged:
    """What a file says of a claim: its edits, and whether they meet changes made here; ``faults`` end in a point.

    ``rewritten`` are cells that a spreadsheet changed: column, what was written, and what came back.
    """

    edits: list[Edit] = field(default_factory=list)
    conflict: bool = False
    faults: list[str] = field(default_factory=list)
    rewritten: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """How the cells of a claim are read: with guards, in a narrow encoding.

    ``meant`` returns what a source is called by now. ``derived`` returns what else a column that is worked out may have
    held at the export, None for anything.
    """

    guarded: bool
    narrow: bool
    meant: Callable[[str], str]
    derived: Callable[[str], Collection[str] | None]


def merge(rows: Sequence[Row], base: State | None, here: State, reading: Reading) -> Merged:
    """Return what the rows of one claim say.

    ``base`` is the claim as it was exported, None where nobody knows any more: then every edit is a conflict.
    """
    return _Merging(rows, base, here, reading).merged()


class _Merging:
    def __init__(self, rows: Sequence[Row], base: State | None, here: State, reading: Reading) -> None:
        self._rows = rows
        self._base = here if base is None else base
        self._here = here
        self._unknown = base is None
        self._reading = reading
        self._edits: dict[tuple[str, int | None], tuple[int, Edit]] = {}
        self._found = Merged()

    def merged(self) -> Merged:
        for row in self._rows:
            self._take_row(row)
        edits = [edit for _row, edit in self._edits.values() if edit.given != edit.here]
        self._found.edits = edits
        self._found.conflict = bool(edits) and (self._unknown or self._moved())
        if not self._found.faults:
            where = f"row {self._rows[0].number}"
            self._found.faults += [f"{where}, {what}" for what in _together(edits, self._here)]
        return self._found

    def _take_row(self, row: Row) -> None:
        computed = [name for name, cell in row.cells.items() if isinstance(cell, Computed)]
        for name in computed:
            self._fault(row, name, "it is a formula: write the text or the number itself.")
        if computed:
            return
        for column in _OF_CLAIM:
            if column in row.cells:
                self._take(row, column, None, row.cells[column])
        self._check_derived(row)
        said = {name: row.cells[name] for name in SAID if name in row.cells}
        if "attributions" in row.cells:
            self._take_cell(row)
        elif said.get("source", "").strip() or (said and "source" not in said and self._base.said):
            self._take_said(row, said, "source", set())
        elif any(cell.strip() for cell in said.values()):
            self._fault(
                row, "source", "it is blank: `factbase claim attribute` puts a source behind a claim."
            )

    def _moved(self) -> bool:
        """Return whether anything that may be edited was changed here since the export."""
        fields = any(self._base.fields[column] != self._here.fields[column] for column in _OF_CLAIM)
        return fields or self._base.said != self._here.said

    def _fault(self, row: Row, column: str, what: str) -> None:
        self._found.faults.append(f"row {row.number}, {column}: {what}")

    def _likeness(self, column: str, written: str, found: str) -> Likeness:
        reading = self._reading
        return cell_likeness(column, written, found, guarded=reading.guarded, narrow=reading.narrow)

    def _take(self, row: Row, column: str, index: int | None, found: str, *, raw: bool = True) -> None:
        """Take one cell of a claim or of an attribution at the export; not ``raw``: without a guard of its own."""
        fields = self._base.fields if index is None else self._base.said[index]
        was = fields[column]
        like = self._likeness(column, was, found)
        if like is Likeness.REWRITTEN:
            self._found.rewritten.append((column, was, found))
        if like is not Likeness.OTHER:
            return
        try:
            given = value_of(column, found, guarded=raw and self._reading.guarded)
        except InvalidInput as error:
            self._fault(row, column, str(error))
            return
        if column == "labels" and not (self._base.labels_parted and self._here.labels_parted):
            self._fault(row, column, "a label here has a semicolon in it: use `factbase claim label`.")
            return
        self._keep(row, self._edit(column, index, was, given), index)

    def _edit(self, column: str, index: int | None, was: str, given: str) -> Edit:
        if index is None:
            return Edit(column, "", None, was, self._here.fields[column], given)
        said = self._base.said[index]
        now = self._now(index)
        here = None if now is None else self._here.said[now][column]
        return Edit(column, said["source"], now, was, here, given)

    def _keep(self, row: Row, edit: Edit, index: int | None) -> None:
        number, other = self._edits.setdefault((edit.column, index), (row.number, edit))
        if other.given != edit.given:
            self._fault(row, edit.column, f"row {number} says “{other.given}” of the same: make them one.")

    def _now(self, index: int) -> int | None:
        """Return which attribution here is the one at the export."""
        was = self._base.said[index]
        same = [
            number
            for number, each in enumerate(self._here.said)
            if all(each[part] in (was[part], self._reading.meant(was[part])) for part in _BY)
        ]
        exact = [number for number in same if self._here.said[number]["stance"] == was["stance"]]
        if exact:
            return exact[0]
        return same[0] if len(same) == 1 else None

    def _take_cell(self, row: Row) -> None:
        """Take the cell in which all attributions stand."""
        found, was = row.cells["attributions"], self._base.fields["attributions"]
        if self._likeness("attributions", was, found) is not Likeness.OTHER:
            return
        text = found.removeprefix("'") if self._reading.guarded else found
        try:
            lines = read_attributions(text.replace("\r\n", "\n").replace("\r", "\n"))
        except InvalidInput as error:
            self._fault(row, "attributions", str(error))
            return
        taken: set[int] = set()
        for line in lines:
            self._take_said(row, line, "attributions", taken, raw=False)
        if len(taken) == len(lines):
            for index in set(range(len(self._base.said))) - taken:
                gone = self._base.said[index]["source"]
                self._fault(
                    row,
                    "attributions",
                    f"“{gone}” was taken out: `factbase claim unattribute` takes a source away.",
                )

    def _take_said(
        self, row: Row, cells: Mapping[str, str], column: str, taken: set[int], *, raw: bool = True
    ) -> None:
        """Take the cells of one attribution; ``taken`` are those of the export that are spoken for."""
        index = self._whose(cells, taken)
        if index is None:
            self._fault(
                row,
                column,
                f"“{cells.get('source', '').strip()}” does not stand behind it so: source, via, and the stance of one "
                "who stands there twice are changed with `factbase claim attribute` and `unattribute`.",
            )
            return
        taken.add(index)
        for name in _OF_SAID:
            if name in cells:
                self._take(row, name, index, cells[name], raw=raw)
        kinds = {self._base.said[index]["kind"]}
        if (now := self._now(index)) is not None:
            kinds.add(self._here.said[now]["kind"])
        if "kind" in cells and all(
            self._likeness("kind", kind, cells["kind"]) is Likeness.OTHER for kind in kinds
        ):
            self._fault(row, "kind", "it is the source's: `factbase source edit` changes it.")

    def _whose(self, cells: Mapping[str, str], taken: set[int]) -> int | None:
        """Return which attribution of the export a row is about, None where that is not clear."""
        near = [
            index
            for index, said in enumerate(self._base.said)
            if index not in taken and all(self._names(part, said, cells) for part in _BY)
        ]
        if "stance" in cells:
            exact = [
                index
                for index in near
                if self._likeness("stance", self._base.said[index]["stance"], cells["stance"])
                is Likeness.SAME
            ]
            if len(exact) == 1:
                return exact[0]
        once = [
            index
            for index in near
            if sum(said["source"] == self._base.said[index]["source"] for said in self._base.said) == 1
        ]
        return once[0] if len(once) == 1 else None

    def _names(self, part: str, said: Mapping[str, str], cells: Mapping[str, str]) -> bool:
        """Return whether a cell, where the file has it, names the source of an attribution, by then or by now."""
        if part not in cells:
            return True
        if self._likeness(part, said[part], cells[part]) is not Likeness.OTHER:
            return True
        name = cells[part].removeprefix("'").strip()
        return bool(name) and said[part] == self._reading.meant(name)

    def _check_derived(self, row: Row) -> None:
        """Refuse what was edited in a column that is worked out."""
        for column in _DERIVED:
            if column not in row.cells:
                continue
            found, here = row.cells[column], self._here.fields[column]
            if self._likeness(column, here, found) is not Likeness.OTHER:
                continue
            known = self._reading.derived(column)
            if known is None or any(
                self._likeness(column, each, found) is not Likeness.OTHER
                for each in (*known, self._base.fields[column])
            ):
                continue
            remedy = (
                "override and override_reason put a person's word in its place."
                if column == "confidence"
                else f"put “{here}” back, or take the column out."
            )
            self._fault(row, column, f"it is worked out, and cannot be edited: {remedy}")


def _together(edits: Sequence[Edit], here: State) -> Iterator[str]:
    """Yield what is wrong with edits that are right one by one."""
    now = dict(here.fields) | {edit.column: edit.given for edit in edits if not edit.of}
    if bool(now["override"]) != bool(now["override_reason"]):
        missing = "override_reason" if now["override"] else "override"
        yield f"{missing}: a person's word and its reason stand together, or neither."
