"""What stands in a cell: the guard against formulas, and several attributions in one."""

from __future__ import annotations

import re

from factbase.errors import InvalidInput

FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠'")
SAID = ("source", "kind", "stance", "mode", "terms", "own_act", "cue", "quote", "via", "note")
OWN_ACT = "own act"
_PIECES = re.compile(r"\\(.)|([^\\])", re.DOTALL)


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS and text else text


def unguarded(text: str) -> str:
    """Return what :func:`guarded` was given: exactly one apostrophe is taken off."""
    return text.removeprefix("'")


def attribution_cell(
    source: str, kind: str, stance: str, mode: str, terms: str, own_act: bool, cue: str | None,
    quote: str | None, via: str | None, note: str | None,
) -> str:  # fmt: skip
    """Return one attribution as a line of its cell; values that are missing at its end are left out."""
    own = OWN_ACT if own_act else ""
    cell = f"{source}|{kind}|{stance}|{mode}|{terms}|{own}|{cue or ''}|{quote or ''}|{via or ''}|{note or ''}"
    if "\\" in cell or "\n" in cell or cell.count("|") != 9:
        values = [source, kind, stance, mode, terms, own, cue, quote, via, note]
        while not values[-1]:
            values.pop()
        return "|".join(_escaped(value or "") for value in values)
    return cell.rstrip("|")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def read_attributions(cell: str) -> list[dict[str, str]]:
    """Return the attributions in a cell by the names in ``SAID``; ``own_act`` is yes or no.

    Raises InvalidInput for a line of more values than an attribution has.
    """
    return [_attribution(line) for line in cell.split("\n") if line.strip()]


def _attribution(line: str) -> dict[str, str]:
    values = [""]
    for escaped, plain in _PIECES.findall(line):
        if plain == "|":
            values.append("")
        else:
            values[-1] += plain or ("\n" if escaped == "n" else escaped)
    if len(values) > len(SAID):
        raise InvalidInput(
            f"“{line}” has {len(values)} values, an attribution has {len(SAID)}: write \\| for a | inside of one."
        )
    values += [""] * (len(SAID) - len(values))
    found = dict(zip(SAID, values, strict=True))
    return found | {"own_act": "yes" if found["own_act"].strip() else "no"}
