"""A claim as a spreadsheet shows it: texts by column, and the attributions as such texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factbase.errors import InvalidInput
from factbase.formats.spreadsheets.cells import attribution_cell
from factbase.formats.spreadsheets.columns import KNOWN
from factbase.formats.spreadsheets.rewriting import Likeness, likeness, truth
from factbase.lookup.suggestions import did_you_mean
from factbase.vocabulary import AnchorState, Status

_EVERY_WORD = {"status": tuple(Status)}
# These may stand empty.
_OPTIONAL = {"override", "override_reason", "labels", "cue", "quote", "note"}


@dataclass(frozen=True)
class State:
    """What the columns of a claim hold, at one version; ``said`` are its attributions in order.

    ``labels_parted`` says that its labels can be told apart in their cell.
    """

    fields: Mapping[str, str]
    said: tuple[Mapping[str, str], ...]
    labels_parted: bool = True


def state_of(line: Mapping[str, Any], problems: str = "") -> State:
    """Return a claim's record as its columns show it; the places are those of the newest anchor."""
    override = line["confidence_override"] or {"word": "", "reason": ""}
    lost = bool(line["anchors"]) and line["anchors"][-1]["state"] == AnchorState.LOST
    fields = {
        "statement": line["statement"],
        "confidence": line["confidence"],
        "override": override["word"],
        "override_reason": override["reason"],
        "status": line["status"],
        "paragraph": "lost" if lost else str(line["paragraph"] or ""),
        "sentence": str(line["sentence"] or ""),
        "attributions": "\n".join(attribution_cell(**each) for each in line["attributions"]),
        "labels": "; ".join(line["labels"]),
        "problems": problems,
    }
    parted = not any(";" in label for label in line["labels"])
    return State(fields, tuple(_said(each) for each in line["attributions"]), parted)


def _said(line: Mapping[str, Any]) -> dict[str, str]:
    own = "yes" if line["own_act"] else "no"
    return {name: value or "" for name, value in line.items() if name != "own_act"} | {"own_act": own}


def cell_likeness(column: str, written: str, found: str, *, guarded: bool, narrow: bool) -> Likeness:
    """Return how a cell relates to what was written in it; a guard may have been taken off or not."""
    if column == "own_act":
        known = truth(found)
        return Likeness.SAME if known is not None and known == (written == "yes") else Likeness.OTHER
    if KNOWN[column].words:
        return Likeness.SAME if _folded(written) == _folded(found) else Likeness.OTHER
    if column == "labels" and _labels(written) == _labels(found):
        return Likeness.SAME
    texts = [found.removeprefix("'"), found] if guarded else [found, found.removeprefix("'")]
    each = [likeness(written, text, narrow=narrow) for text in texts]
    return min(each, key=lambda like: like.value)


def value_of(column: str, found: str, *, guarded: bool) -> str:
    """Return what an edited cell says, as :class:`State` has it.

    Raises InvalidInput for what the column does not take, as the end of a sentence that names the cell.
    """
    if column == "own_act":
        known = truth(found)
        if known is None:
            raise InvalidInput(f"“{found}” is neither yes nor no.")
        return "yes" if known else "no"
    if words := _EVERY_WORD.get(column, KNOWN[column].words):
        known_word = next((word for word in words if _folded(word) == _folded(found)), None)
        if known_word is None and (column not in _OPTIONAL or found.strip()):
            listed = ", ".join(words)
            raise InvalidInput(f"“{found}” is not one of {listed}.{did_you_mean(found, words)}")
        return str(known_word or "")
    text = found.removeprefix("'") if guarded else found
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text and column not in _OPTIONAL:
        raise InvalidInput("it is blank: write something.")
    return "; ".join(sorted(_labels(text))) if column == "labels" else text


def _folded(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


def _labels(text: str) -> set[str]:
    return {word for each in text.removeprefix("'").split(";") if (word := each.strip())}
