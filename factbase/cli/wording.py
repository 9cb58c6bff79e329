"""How two wordings are shown as one: what was cut in ``[-…-]``, what was added in ``{+…+}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factbase.text.carrying import Piece

_MARKS = {"kept": "{}", "cut": "[-{}-]", "added": "{{+{}+}}"}


def shown(pieces: Sequence[Piece] | None) -> str | None:
    """Return the pieces as one text with marks."""
    return None if pieces is None else "".join(_MARKS[each.kind].format(each.text) for each in pieces)


def changed(pieces: Sequence[Piece]) -> str:
    """Return what was cut and added alone: ``[-3,000-] {+2,800+}``."""
    return " ".join(
        _MARKS[each.kind].format(each.text.strip())
        for each in pieces
        if each.kind != "kept" and each.text.strip()
    )


def listed(pieces: Sequence[Piece] | None) -> list[dict[str, str]] | None:
    """Return the pieces as JSON has them."""
    return None if pieces is None else [{"what": str(each.kind), "text": each.text} for each in pieces]
