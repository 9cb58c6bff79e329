"""How the sentence at hand and its neighbours are shown, and where the next claim will stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from rich.text import Text

from factbase.desk.acts.view import Pane, View
from factbase.desk.screen.laying import Block, wrapped
from factbase.queries.passages import CLOSES, OPENS
from factbase.text.canonical import Span
from factbase.text.visible import visible

UNTRIAGED = "untriaged"
_MOST = 4000  # characters of one sentence that are shown; it goes on with …
_AROUND = 1500  # of them before what is marked


def text_block(view: View, width: int) -> Block:
    """Return the sentence and its neighbours in lines; the sentence itself is to be seen."""
    lines: list[Text] = []
    first = last = 0
    claim = _claim_span(view)
    for pane in (*view.before, *([view.here] if view.here else []), *view.after):
        is_here = pane is view.here
        laid = wrapped(_shown(pane, view, claim, is_here=is_here), width, 6)
        if is_here:
            first, last = len(lines), len(lines) + len(laid) - 1
            marked = [
                first + at for at, line in enumerate(laid) if OPENS in line.plain or CLOSES in line.plain
            ]
            first, last = (marked[0], marked[-1]) if marked else (first, last)
        lines += laid
    return Block(lines, first, last)


def _claim_span(view: View) -> Span | None:
    chosen = view.chosen
    if chosen is None or chosen.line["start"] is None or chosen.line["end"] is None:
        return None
    return Span(chosen.line["start"], chosen.line["end"])


def _shown(pane: Pane, view: View, claim: Span | None, *, is_here: bool) -> Text:
    role = pane.card.key.role or (f"{pane.card.key.suggested}?" if pane.card.key.suggested else UNTRIAGED)
    shown = Text(f"{'▸' if is_here else ' '}{pane.card.place!s:<5}", "bold" if is_here else "")
    if pane.words is None:
        shown.append(f"{pane.end - pane.start:,} characters", "italic not bold")
    else:
        for words, style in _pieces(pane, pane.words, view.mark, claim if is_here else None):
            shown.append(words, style if is_here else f"dim {style}")
    count = pane.card.claims
    told = f"  [{role}{f', {count} claim' if count else ''}{'s' if count > 1 else ''}]"
    shown.append(told, "not bold" if is_here else "dim")
    for note in pane.card.notes if is_here else ():
        shown.append(f" note {visible(note)}", "italic not bold")
    return shown


def _pieces(pane: Pane, words: str, mark: Span | None, claim: Span | None) -> Iterator[tuple[str, str]]:
    """Yield the words of a sentence in pieces with their styles: the mark in brackets and inverse."""
    first, last = _window(pane, mark)
    if first > pane.start:
        yield "… ", ""
    cuts = {first, last}
    for span in (mark, claim):
        cuts |= {at for at in span or () if first < at < last}
    ends = sorted(cuts)
    for start, end in itertools.pairwise(ends):
        in_mark = mark is not None and mark.start <= start and end <= mark.end
        if in_mark and mark is not None and start == mark.start:
            yield OPENS, "bold"
        under = claim is not None and claim != mark and claim.start <= start and end <= claim.end
        style = "reverse" if in_mark else "underline" if under else "not bold"
        yield visible(words[start - pane.start : end - pane.start]), style
        if in_mark and mark is not None and end == mark.end:
            yield CLOSES, "bold"
    if last < pane.end:
        yield " …", ""


def _window(pane: Pane, mark: Span | None) -> Span:
    """Return the part of a sentence that is shown: all of it, unless it is longer than any that a person reads."""
    if pane.end - pane.start <= _MOST:
        return Span(pane.start, pane.end)
    near = pane.start if mark is None or not pane.start < mark.start < pane.end else mark.start - _AROUND
    first = max(pane.start, min(near, pane.end - _MOST))
    return Span(first, first + _MOST)
