"""Words for what a reader left out or decided."""

from __future__ import annotations

from collections.abc import Mapping

from factbase.text.counting import counted

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


def left_out(counts: Mapping[str, int]) -> list[str]:
    """Return a sentence on what was left out, if anything was."""
    found = [counted(counts[what], *words) for what, words in _LEFT_OUT.items() if counts.get(what)]
    return [f"Left out: {', '.join(found)}."] if found else []


def remarks(counts: Mapping[str, int], *, running: bool) -> list[str]:
    """Return sentences on what was decided and left out in an office document.

    ``running`` says that a header or footer has words.
    """
    found = []
    inserted, deleted = counts.get("inserted", 0), counts.get("deleted", 0)
    if inserted or deleted:
        found.append(
            f"Tracked changes are taken as accepted: {counted(inserted, 'insertion')}, {counted(deleted, 'deletion')}."
        )
    if notes := counts.get("notes", 0):
        found.append(f"Kept at the end: {counted(notes, 'footnote or endnote', 'footnotes and endnotes')}.")
    if boxes := counts.get("boxes", 0):
        found.append(
            f"Kept, each after the paragraph that it floats in: {counted(boxes, 'text box', 'text boxes')}."
        )
    if counts.get("rows"):
        found.append("Tables are read row by row.")
    if running:
        found.append("Headers and footers are left out.")
    return found + left_out(counts)
