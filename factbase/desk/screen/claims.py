"""How the claims of a sentence are shown, each with those who stand behind it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from factbase.desk.acts.view import View
from factbase.desk.screen.laying import Block, wrapped
from factbase.queries.window import ClaimCard
from factbase.records.lines import AttributionLine
from factbase.text.visible import visible
from factbase.vocabulary import AnchorState, Confidence, Stance, Status, Terms

# Colour repeats what the word says; the terminal's own colours suit its own background.
COLOURS = {
    Confidence.HIGH: "green",
    Confidence.MEDIUM: "cyan",
    Confidence.LOW: "magenta",
    Confidence.RUMOUR: "red",
}


def claim_block(view: View, width: int) -> Block:
    """Return the claims in lines; the chosen one, with the chosen one of its sources, is to be seen."""
    lines: list[Text] = []
    first = last = 0
    for card in view.claims:
        is_chosen = card.key.ref.number == view.claim
        head = wrapped(claim_line(card, is_chosen=is_chosen), width, 4)
        if is_chosen:
            first = last = len(lines)
        lines += head
        if is_chosen:
            last = len(lines) - 1
        for index, voice in enumerate(card.line["attributions"]):
            held = is_chosen and index == view.voice
            lines += wrapped(voice_line(voice, is_chosen=held), width, 6)
            if held:
                last = len(lines) - 1
    return Block(lines, first, last)


def claim_line(card: ClaimCard, *, is_chosen: bool = False) -> Text:
    """Return a claim as one text: its number, how well it is sourced, what it says, and what hangs on it."""
    line = card.line
    rated = line["confidence"]
    shown = Text(f"{'▸' if is_chosen else ' '}{card.key.ref.number} ", "bold" if is_chosen else "")
    shown.append(f"{rated} ", f"bold {COLOURS[rated]}")
    shown.append(visible(line["statement"]), "bold" if is_chosen else "")
    hanging = ", ".join(_hanging(card))
    if hanging:
        shown.append(f"  [{hanging}]", "not bold")
    return shown


def _hanging(card: ClaimCard) -> Iterator[str]:
    line = card.line
    if line["anchors"] and line["anchors"][-1]["state"] == AnchorState.LOST:
        yield "lost: p places it"
    if card.key.status != Status.OPEN:
        yield str(card.key.status)
    if line["confidence_override"] is not None:
        yield f"by hand: {visible(line['confidence_override']['reason'])}"
    yield from map(str, card.problems)
    for label in line["labels"]:
        yield f"label {visible(label)}"
    for link in card.links:
        mine = link["claim"] == line["ref"]
        yield f"{link['kind']} {link['other']}" if mine else f"{link['claim']} {link['kind']} it"
    for note in card.notes:
        yield f"note {visible(note)}"


def voice_line(voice: AttributionLine, *, is_chosen: bool = False) -> Text:
    """Return who says it and how as one text."""
    parts = [
        f"{Stance(voice['stance']).passive} by {visible(voice['source'])} ({voice['kind']})",
        str(voice["mode"]),
    ]
    parts += [str(voice["terms"])] if voice["terms"] != Terms.NOT_STATED else []
    parts += ["own act"] if voice["own_act"] else []
    for name in ("via", "cue", "quote", "note"):
        words = voice[name]
        parts += (
            [f"{name} {visible(words)}" if name == "via" else f"{name} “{visible(words)}”"] if words else []
        )
    return Text(f"   {'›' if is_chosen else ' '} {', '.join(parts)}", "bold" if is_chosen else "")
