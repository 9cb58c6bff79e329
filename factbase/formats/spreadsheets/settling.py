"""Which side counts where both changed a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from factbase.errors import BadUsage, Conflict
from factbase.formats.spreadsheets.merging import Edit
from factbase.references import ClaimRef, claim_ref

_SHOWN = 50  # cells in conflict that are told


@dataclass(frozen=True)
class Settling:
    """What was decided for all conflicts, None for nothing, and for single claims: True takes what the file says."""

    all: bool | None
    single: Mapping[ClaimRef, bool]

    def of(self, ref: ClaimRef) -> bool | None:
        """Return whether the file counts for a claim, None where that is not decided."""
        return self.single.get(ref, self.all)


def settling(options: Mapping[str, Any]) -> Settling:
    """Return what the options decide. Raises BadUsage where they decide both."""
    if options["ours"] and options["theirs"]:
        raise BadUsage(
            "Choose one of --ours and --theirs: single claims are named with --ours-of and --theirs-of."
        )
    ours, theirs = ({claim_ref(each) for each in options[key]} for key in ("ours_of", "theirs_of"))
    if both := sorted(ours & theirs):
        raise BadUsage(f"{both[0]} stands behind --ours-of and --theirs-of: name it once.")
    decided = True if options["theirs"] else False if options["ours"] else None
    return Settling(decided, dict.fromkeys(ours, False) | dict.fromkeys(theirs, True))


def unsettled(name: str, conflicts: Mapping[ClaimRef, Sequence[Edit]]) -> Conflict:
    """Return the error that shows what both sides say."""
    details = [_told(ref, edit) for ref, edits in conflicts.items() for edit in edits]
    if len(details) > _SHOWN:
        details = [*details[:_SHOWN], f"and {len(details) - _SHOWN} more"]
    claims = "1 claim was" if len(conflicts) == 1 else f"{len(conflicts)} claims were"
    return Conflict(
        f"{name}: {claims} changed here too since the export, and nothing was changed: keep what is here with --ours, "
        "take the file's with --theirs, or decide each with --ours-of and --theirs-of REF.",
        details=details,
    )


def _told(ref: ClaimRef, edit: Edit) -> str:
    here = "gone" if edit.here is None else f"“{edit.here}”"
    return f"{ref} {edit.name}: here {here}, in the file “{edit.given}”; it was “{edit.was}”"
