"""Makes the edits of a spreadsheet, by the same changes as the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from factbase.changes import claims, marks
from factbase.changes.attributions import Saying, attribute, unattribute
from factbase.changes.operation import Operation
from factbase.errors import Collision, InvalidInput
from factbase.formats.spreadsheets.merging import Edit
from factbase.formats.spreadsheets.states import State
from factbase.lookup import ClaimKey
from factbase.lookup.sources import source_by_key
from factbase.tables import attribution
from factbase.tables import claim as claim_table
from factbase.vocabulary import Confidence, Mode, Stance, Status, Terms


def apply(operation: Operation, claim: ClaimKey, here: State, edits: Sequence[Edit]) -> None:
    """Make the edits of one claim, its status last, so that it is what the file says.

    Raises InvalidInput for what cannot be, Collision where the claim was changed since it was read.
    """
    columns = claim_table.c
    lock = select(columns.version).where(columns.id == claim.id).with_for_update()
    if operation.connection.scalar(lock) != claim.version:
        raise Collision(f"{claim.ref} was changed meanwhile: run this again.")
    own = {edit.column: edit.given for edit in edits if not edit.of}
    if "statement" in own:
        claims.edit_statement(operation, claim, own["statement"])
    said: dict[int, dict[str, str]] = {}
    for edit in edits:
        if edit.of and edit.said is None:
            raise InvalidInput(f"{edit.of} does not stand behind it any more: settle it with --ours-of.")
        if edit.said is not None:
            said.setdefault(edit.said, {})[edit.column] = edit.given
    for index, given in sorted(said.items(), reverse=True):  # one with another stance goes to the end
        _say(operation, claim, here.said[index], index, given)
    if own.keys() & {"override", "override_reason"}:
        now = dict(here.fields) | own
        word = Confidence(now["override"]) if now["override"] else None
        claims.rate(operation, claim, word, now["override_reason"] or None)
    if "labels" in own:
        _label(operation, claim, here.fields["labels"], own["labels"])
    if "status" in own:
        _set_status(operation, claim, here.fields["status"], Status(own["status"]))


def _say(
    operation: Operation, claim: ClaimKey, here: Mapping[str, str], index: int, given: Mapping[str, str]
) -> None:
    """Edit one attribution; one with another stance is a new one in its place."""
    columns = attribution.c
    rows = select(columns.source_id, columns.via_id).where(columns.claim_id == claim.id).order_by(columns.id)
    row = operation.connection.execute(rows).all()[index]
    source = source_by_key(operation.connection, row.source_id)
    via = None if row.via_id is None else source_by_key(operation.connection, row.via_id)
    now = {**here, **given}
    if "stance" in given:
        unattribute(operation, claim, source, Stance(here["stance"]))
    else:
        now = {name: value for name, value in now.items() if name in given}
    own_act = now.get("own_act")
    saying = Saying(
        Stance(given.get("stance", here["stance"])),
        Mode(now["mode"]) if "mode" in now else None,
        Terms(now["terms"]) if "terms" in now else None,
        None if own_act is None else own_act == "yes",
        cue=now.get("cue"),
        quote=now.get("quote"),
        via=via,
        note=now.get("note"),
    )
    attribute(operation, claim, source, saying)


def _label(operation: Operation, claim: ClaimKey, here: str, given: str) -> None:
    old, new = ({word for word in labels.split("; ") if word} for labels in (here, given))
    for word in sorted(old - new):
        marks.unlabel(operation, claim, word)
    for word in sorted(new - old):
        marks.label(operation, claim, word)


def _set_status(operation: Operation, claim: ClaimKey, here: str, given: Status) -> None:
    if here == Status.CUT:
        claims.restore(operation, claim)
        if given == Status.OPEN:
            return
    claims.set_status(operation, claim, given)
