"""An edited file comes back: only what was edited is a change, and what both sides changed is shown."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from factbase import lookup
from factbase.changes import attributions, claims, marks, sources, undoing
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.errors import BadUsage, Conflict, InvalidInput
from factbase.lookup import ClaimKey
from factbase.queries.versions import at_version
from factbase.records import claim_line
from factbase.references import claim_ref
from factbase.vocabulary import LinkKind, Mode, Stance
from tests.formats.conftest import export
from tests.formats.spreadsheets.conftest import edited, exported, rows_of, take_back, told, written

SAMPLED_ON_POSTGRESQL = 12


def _here(location: Location, change: Callable[[Operation, ClaimKey], object], ref: str = "bridge/1") -> None:
    """Let somebody else change a claim."""
    with writing(location) as connection:
        operation = Operation(connection, actor="Ben", command="claim edit")
        change(operation, lookup.claim(connection, claim_ref(ref)))


def _reword(operation: Operation, claim: ClaimKey) -> None:
    claims.edit_statement(operation, claim, "The bridge is shut.")


def _line(location: Location, ref: str) -> dict[str, Any]:
    with reading(location) as connection:
        return dict(claim_line(connection, lookup.claim(connection, claim_ref(ref)).id))


@pytest.mark.parametrize("per", ["claim", "attribution"])
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_file_that_nobody_edited_changes_nothing(filled: Location, name: str, per: str) -> None:
    before = export(filled)

    report = take_back(filled, exported(filled, name, per), name)

    assert (report.same, report.changed, report.remarks) == ({"claim": 8}, {}, [])
    assert export(filled) == before


def test_edited_cells_are_the_only_changes(filled: Location) -> None:
    data = edited(
        exported(filled),
        {
            ("bridge/1", "statement"): "The bridge is shut.",
            ("bridge/2", "override_reason"): "Somebody measured.",
            ("bridge/3", "labels"): "figure; cost",
            ("bridge/4", "status"): "open",
            ("bridge/5", "override"): "Medium",
            ("bridge/5", "override_reason"): "Two papers.",
            ("a-ferry/2", "status"): "in check",
        },
    )

    report = take_back(filled, data)

    assert sorted(told(report)) == sorted([
        ("bridge/1", "statement", "The bridge is closed.", "The bridge is shut."),
        ("bridge/2", "override_reason", "Nobody measured.", "Somebody measured."),
        ("bridge/3", "labels", "figure; zebra; Ämter", "cost; figure"),
        ("bridge/4", "status", "cut", "open"),
        ("bridge/5", "override", "", "medium"),
        ("bridge/5", "override_reason", "", "Two papers."),
        ("a-ferry/2", "status", "open", "in_check"),
    ])  # fmt: skip
    assert report.remarks == ["bridge/1 is reopened: what was checked is another claim now."]
    assert report.changed == {"claim": 6}
    assert take_back(filled, exported(filled)).changed == {}


def test_an_import_is_one_operation_that_can_be_undone(filled: Location) -> None:
    before = export(filled)
    take_back(
        filled, edited(exported(filled), {("bridge/1", "statement"): "Shut.", ("a-ferry/2", "labels"): "x"})
    )

    with writing(filled) as connection:
        operation = Operation(connection, actor="Ana", command="undo")
        undoing.undo(operation)

    assert export(filled) == before


@pytest.mark.parametrize("per", ["claim", "attribution"])
def test_an_attribution_is_edited_where_it_is_clear_which(filled: Location, per: str) -> None:
    data = exported(filled, per=per)
    if per == "claim":
        rows = rows_of(data)
        for row in rows:
            row["attributions"] = row["attributions"].replace(
                "|denies|indirect|not_stated||denied", "|questions|direct|background|own act|said|“so”"
            )
        data = written(rows).encode()
    else:
        rows = rows_of(data)
        [row] = [each for each in rows if each["ref"] == "bridge/2" and each["source"] == "Ana Leka (mayor)"]
        row |= {"stance": "questions", "mode": "direct", "terms": "Background", "own_act": "WAHR", "cue": "said",
                "quote": "“so”"}  # fmt: skip
        data = written(rows).encode()

    report = take_back(filled, data)

    names = {field: new for _ref, field, _old, new in told(report)}
    assert names == {
        f"{name} of Ana Leka (mayor)": value
        for name, value in {
            "stance": "questions", "mode": "direct", "terms": "background", "own_act": "yes", "cue": "said",
            "quote": "“so”",
        }.items()
    }  # fmt: skip
    said = _line(filled, "bridge/2")["attributions"]
    assert [each for each in said if each["source"] == "Ana Leka (mayor)"] == [
        {"source": "Ana Leka (mayor)", "kind": "person", "stance": "questions", "mode": "direct",
         "terms": "background", "own_act": True, "cue": "said", "quote": "“so”", "via": None, "note": None}
    ]  # fmt: skip
    assert len(said) == 2


def test_an_emptied_cell_takes_the_words_away(filled: Location) -> None:
    rows = rows_of(exported(filled, per="attribution"))
    for row in rows:
        if row["ref"] == "bridge/2":
            row |= {"cue": "", "override": "", "override_reason": "", "labels": ""}

    take_back(filled, written(rows).encode())

    line = _line(filled, "bridge/2")
    assert (line["confidence_override"], [each["cue"] for each in line["attributions"]]) == (
        None,
        [None, None],
    )


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_rows_and_columns_may_be_moved_left_out_and_saved_anew(filled: Location, name: str) -> None:
    rows = rows_of(exported(filled))
    shuffle = random.Random(7)
    shuffle.shuffle(rows)
    rows = rows[:-2]
    columns = [each for each in rows[0] if each not in ("problems", "confidence")]
    shuffle.shuffle(columns)
    edits = {"ref": "bridge/1", "statement": "Shut."}
    if not any(row["ref"] == "bridge/1" for row in rows):
        rows.append({**rows_of(exported(filled))[2]})
    table = [[("Mine" if each == "" else each) for each in columns]]
    table += [
        [edits[c] if row["ref"] == "bridge/1" and c == "statement" else row[c] for c in columns]
        for row in rows
    ]
    if name == "csv":
        text = "\r\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in table)
        data = ("sep=;\r\n" + text).encode("utf-16")
    else:
        book = load_workbook(io.BytesIO(exported(filled, "xlsx")))
        sheet = book["Claims"]
        sheet.delete_rows(1, sheet.max_row)
        for line in table:
            sheet.append([int(cell) if cell.isdecimal() else cell.removeprefix("'") for cell in line])
        for each in sheet.iter_rows():
            for cell in each:
                if cell.data_type == "f":
                    cell.data_type = "s"
        book.save(out := io.BytesIO())
        data = out.getvalue()

    assert told(take_back(filled, data, name)) == [
        ("bridge/1", "statement", "The bridge is closed.", "Shut.")
    ]


def test_what_an_encoding_lacks_is_no_edit(filled: Location) -> None:
    data = exported(filled).decode("utf-8-sig").encode("cp1252", "replace")

    report = take_back(filled, data)

    assert report.changed == {}
    assert "Windows-1252" in report.remarks[0]


def test_a_guard_is_taken_off_once(filled: Location) -> None:
    statement = '\'="so" it begins'
    data = edited(exported(filled), {("bridge/1", "statement"): "'" + statement})

    take_back(filled, data)

    assert _line(filled, "bridge/1")["statement"] == statement
    assert take_back(filled, exported(filled)).changed == {}
    assert take_back(filled, exported(filled, "xlsx"), "xlsx").changed == {}


def test_what_a_spreadsheet_rewrote_is_told_and_left(filled: Location) -> None:
    _here(filled, lambda operation, claim: marks.label(operation, claim, "5.10"))
    data = edited(exported(filled), {("bridge/1", "labels"): "5.1"})

    report = take_back(filled, data)

    assert report.changed == {}
    assert report.remarks == [
        "Left as here, being what a spreadsheet makes of it: bridge/1 labels (“5.10” → “5.1”)."
    ]


def test_a_claim_that_both_sides_changed_is_a_conflict_with_both_values(filled: Location) -> None:
    data = edited(exported(filled), {("bridge/1", "statement"): "It is shut.", ("bridge/2", "labels"): "x"})
    _here(filled, _reword)
    before = export(filled)

    with pytest.raises(Conflict, match="1 claim was changed here too") as raised:
        take_back(filled, data)

    assert raised.value.details == [
        "bridge/1 statement: here “The bridge is shut.”, in the file “It is shut.”; it was “The bridge is closed.”"
    ]
    assert export(filled) == before


@pytest.mark.parametrize(
    ("decided", "statement"),
    [
        ({"ours": True}, "The bridge is shut."),
        ({"theirs": True}, "It is shut."),
        ({"ours_of": ("bridge/1",)}, "The bridge is shut."),
        ({"theirs_of": ("bridge/1",)}, "It is shut."),
        ({"ours": True, "theirs_of": ("bridge/1",)}, "It is shut."),
        ({"theirs": True, "ours_of": ("bridge/1",)}, "The bridge is shut."),
    ],
)
def test_a_conflict_is_settled_for_all_or_for_each(
    sqlite_desk: Location, decided: dict[str, Any], statement: str
) -> None:
    data = edited(
        exported(sqlite_desk), {("bridge/1", "statement"): "It is shut.", ("bridge/2", "labels"): "x"}
    )
    _here(sqlite_desk, _reword)

    report = take_back(sqlite_desk, data, **decided)

    assert _line(sqlite_desk, "bridge/1")["statement"] == statement
    assert _line(sqlite_desk, "bridge/2")["labels"] == ["x"]
    assert any("kept as it is here" in each for each in report.remarks) == (
        statement == "The bridge is shut."
    )


@pytest.mark.parametrize(
    "decided",
    [
        {"ours": True, "theirs": True},
        {"ours_of": ("bridge/1",), "theirs_of": ("bridge/1",)},
        {"ours_of": ("bridge",)},
    ],
)
def test_a_conflict_is_not_settled_both_ways(sqlite_desk: Location, decided: dict[str, Any]) -> None:
    with pytest.raises(BadUsage):
        take_back(sqlite_desk, exported(sqlite_desk), **decided)


def test_the_same_edit_on_both_sides_is_no_conflict(filled: Location) -> None:
    data = edited(exported(filled), {("bridge/1", "statement"): "The bridge is shut."})
    _here(filled, _reword)

    assert take_back(filled, data).changed == {}


def test_a_claim_that_was_changed_here_alone_stays_so(filled: Location) -> None:
    data = exported(filled)
    _here(filled, _reword)
    _here(filled, lambda operation, claim: claims.rate(operation, claim, None, None), "bridge/2")

    assert take_back(filled, data).changed == {}
    assert _line(filled, "bridge/1")["statement"] == "The bridge is shut."


def test_a_link_made_meanwhile_is_no_conflict(filled: Location) -> None:
    data = edited(exported(filled), {("bridge/3", "statement"): "It cost four million."})
    with writing(filled) as connection:
        operation = Operation(connection, actor="Ben", command="claim link")
        ends = [lookup.claim(connection, claim_ref(ref)) for ref in ("a-ferry/2", "bridge/3")]
        marks.link(operation, ends[0], ends[1], LinkKind.CONTRADICTS)

    assert [each[0] for each in told(take_back(filled, data))] == ["bridge/3"]


def test_a_source_that_got_another_name_is_known_by_its_alias(filled: Location) -> None:
    rows = rows_of(exported(filled, per="attribution"))
    [row] = [each for each in rows if each["source"] == "City Council"]
    row["cue"] = "said"
    with writing(filled) as connection:
        operation = Operation(connection, actor="Ben", command="source edit")
        council = lookup.source(connection, "City Council")
        sources.edit_source(operation, council, sources.Edit(name="Town Council"))
        sources.add_alias(operation, lookup.source(connection, "Town Council"), "City Council")

    report = take_back(filled, written(rows).encode())

    assert told(report) == [("bridge/1", "cue of Town Council", "", "said")]


def test_an_attribution_that_is_gone_is_a_conflict(filled: Location) -> None:
    rows = rows_of(exported(filled, per="attribution"))
    [row] = [each for each in rows if each["source"] == "City Council"]
    row["cue"] = "said"
    data = written(rows).encode()

    def leave(operation: Operation, claim: ClaimKey) -> None:
        council = lookup.source(operation.connection, "City Council")
        attributions.unattribute(operation, claim, council)

    _here(filled, leave)

    with pytest.raises(Conflict) as raised:
        take_back(filled, data)
    assert raised.value.details == ["bridge/1 cue of City Council: here gone, in the file “said”; it was “”"]
    with pytest.raises(InvalidInput) as refused:
        take_back(filled, data, theirs=True)
    assert "does not stand behind it any more" in refused.value.details[0]
    assert take_back(filled, data, ours=True).changed == {}


def test_the_log_goes_back_to_every_version(filled: Location) -> None:
    def changes(operation: Operation, claim: ClaimKey) -> None:
        mayor = lookup.source(operation.connection, "Ana Leka (mayor)")
        other = lookup.claim(operation.connection, claim_ref("a-ferry/3"))
        steps: list[Callable[[ClaimKey], object]] = [
            lambda now: claims.edit_statement(operation, now, "One."),
            lambda now: marks.label(operation, now, "x"),
            lambda now: marks.link(operation, now, other, LinkKind.CONTRADICTS),
            lambda now: attributions.attribute(
                operation, now, mayor, attributions.Saying(Stance.DENIES, Mode.DIRECT)
            ),
            lambda now: marks.unlink(operation, now, other),
            lambda now: claims.edit_statement(operation, now, "Two."),
        ]
        seen = {}
        for step in steps:
            now = lookup.claim(operation.connection, claim.ref)
            seen[now.version] = claim_line(operation.connection, now.id)
            step(now)
        last = lookup.claim(operation.connection, claim.ref)
        line = claim_line(operation.connection, last.id)
        found = {version: at_version(operation.connection, last, version, line) for version in seen}
        assert found == seen
        assert at_version(operation.connection, last, -90, line) is None

    _here(filled, changes, "bridge/3")


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({("bridge/1", "ref"): "bridge/99"}, "row 4, ref: No claim 99 in bridge"),
        ({("bridge/1", "ref"): "brigde/1"}, "row 4, ref: No article brigde. Did you mean bridge"),
        ({("bridge/1", "ref"): "Jan 01"}, "row 4, ref: “Jan 01” is no claim ref"),
        ({("bridge/1", "ref"): ""}, "row 4, ref: it is blank"),
        ({("bridge/1", "version"): "99"}, "row 4, version: bridge/1 is at version"),
        ({("bridge/1", "version"): "x"}, "row 4, version: “x” is no version"),
        ({("bridge/1", "version"): "0"}, "row 4, version: “0” is no version"),
        ({("bridge/1", "statement"): " "}, "row 4, statement: it is blank"),
        ({("bridge/1", "confidence"): "medium"}, "row 4, confidence: it is worked out"),
        ({("bridge/1", "paragraph"): "9"}, "row 4, paragraph: it is worked out"),
        ({("bridge/5", "problems"): "none"}, "row 8, problems: it is worked out, and cannot be edited: put “rumour”"),
        ({("bridge/1", "override"): "certain"}, "row 4, override: “certain” is not one of high, medium"),
        ({("bridge/1", "override"): "low"}, "row 4, override_reason: a person's word and its reason"),
        ({("bridge/1", "override_reason"): "why"}, "row 4, override: a person's word and its reason"),
        ({("bridge/1", "status"): "chekced"}, "Did you mean checked"),
        ({("bridge/1", "status"): "cut"}, "factbase claim cut bridge/1"),
        ({("bridge/1", "attributions"): "Nobody|person|asserts|direct"}, "“Nobody” does not stand behind it so"),
        ({("bridge/2", "attributions"): "critics|group|speculates|indirect|not_stated"}, "was taken out"),
        ({("bridge/1", "attributions"): "a|" * 12}, "has 13 values"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_row_and_column(
    sqlite_desk: Location, cells: dict[tuple[str, str], str], what: str
) -> None:
    before = export(sqlite_desk)

    with pytest.raises(InvalidInput, match=r"refused for (one|2) faults?") as raised:
        take_back(sqlite_desk, edited(exported(sqlite_desk), cells | {("a-ferry/2", "labels"): "x"}))

    assert any(what in each for each in raised.value.details), raised.value.details
    assert export(sqlite_desk) == before
