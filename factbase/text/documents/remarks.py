"""Words for what a reader left out or decided."""

from __future__ import annotations

from collections.abc import Mapping

# what is counted -> one of it, several of it
_LEFT_OUT = {
    "comments": ("comment", "comments"),
    "hidden": ("stretch of hidden text", "stretches of hidden text"),
    "images": ("image", "images"),
    "symbols": ("sign of a picture font", "signs of a picture font"),
    "objects": ("embedded object", "embedded objects"),
    "diagrams": ("chart or diagram", "charts and diagrams"),
    "parts": ("inserted or linked document", "inserted or linked documents"),
}


def counted(count: int, one: str, several: str = "") -> str:
    """Return ``1 image`` or ``3 images``; the plural is given where it takes more than an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def left_out(counts: Mapping[str, int]) -> list[str]:
    """Return a sentence on what was left out, if anything was."""
    found = [counted(counts[what], *words) for what, words in _LEFT_OUT.items() if counts.get(what)]
    return [f"Left out: {', '.join(found)}."] if found else []
