"""What a comment says of a claim, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factbase.queries.dossiers import Card
    from factbase.records import AttributionLine

APART = "Claims that are not marked in the text"  # the heading of their list, behind the text


def lines_of(card: Card) -> list[str]:
    """Return the lines of the comment on a claim: ref and statement, who stands behind it, how well, what is amiss."""
    return [" ".join(line.split()) for line in _lines(card)]


def why_apart(card: Card, revision: int) -> str | None:
    """Return why a claim is not marked in the text, None where it is."""
    if card.is_cut:
        return "cut"
    if card.lost:
        return f"lost: its passage is not in revision {revision}"
    return "it has no passage" if card.span is None else None


def _lines(card: Card) -> Iterator[str]:
    line = card.line
    yield f"{card.ref.number} {card.confidence[0].upper()}: {line['statement']}"
    if not line["attributions"]:
        yield "Source: none"
    yield from (f"Source: {_attribution(said)}" for said in line["attributions"])
    override = line["confidence_override"]
    rated = f", rated so by a person ({override['reason']}); by default" if override else ":"
    yield f"Confidence: {card.confidence}{rated} {card.why}"
    yield from (f"Problem ({fault.severity}): {fault.rule}. {fault.why}" for fault in card.faults)
    yield f"Status: {line['status']}"
    if line["labels"]:
        yield f"Labels: {', '.join(line['labels'])}"
    yield from (f"Link: {link['claim']} {link['kind']} {link['other']}" for link in card.links)
    yield from (f"Note: {note['text']} ({note['actor']})" for note in card.notes)


def _attribution(said: AttributionLine) -> str:
    parts = [f"{said['source']} ({said['kind']}) {said['stance']}", said["mode"]]
    parts += [said["terms"]] if said["terms"] != "not_stated" else []
    parts += ["own act"] if said["own_act"] else []
    parts += [f"via {said['via']}"] if said["via"] else []
    parts += [f"cue “{said['cue']}”"] if said["cue"] else []
    parts += [f"“{said['quote']}”"] if said["quote"] else []
    parts += [said["note"]] if said["note"] else []
    return ", ".join(parts)
