"""What is seen at the desk, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

from factbase.desk.acts import Pane, View
from factbase.desk.keys import keys_now
from factbase.queries.claim_page import ClaimPage
from factbase.queries.window import ClaimCard
from factbase.records import AttributionLine
from factbase.sourcing import RULES
from factbase.vocabulary import Severity, Terms

_SHOWN = 9  # keys in a prompt, besides help and leaving


def shown(view: View, text: str | None) -> Iterator[str]:
    """Yield all that is seen: how far the article is, the sentence with its neighbours, the claims there."""
    yield _head(view)
    if not view.attached:
        yield f"The text is not here: factbase article attach {view.slug} FILE. Sentences go by their numbers."
    for pane in view.before:
        yield f"Before {_sentence(pane)}"
    if view.here is not None:
        yield f"Here {_sentence(view.here)}"
        yield from (f"  note {note}" for note in view.here.card.notes)
        if view.mark != (view.here.start, view.here.end):
            yield f"Mark: {view.marked(text)}"
    for pane in view.after:
        yield f"After {_sentence(pane)}"
    if view.speaker is not None:
        yield f"The quotation goes on: a new claim keeps {view.speaker}."
    for number, card in enumerate(view.claims, start=1):
        yield from claim_lines(number, card, view)


def _head(view: View) -> str:
    lost = view.progress.lost
    found = (
        f", {lost} claim{'' if lost == 1 else 's'} lost: z lists {'it' if lost == 1 else 'them'}"
        if lost
        else ""
    )
    only = f", only {view.only}" if view.only is not None else ""
    return f"{view.slug}, revision {view.revision}: {view.progress} sentences done{found}{only}."


def _sentence(pane: Pane) -> str:
    card = pane.card
    parts = [str(card.key.role or "untriaged")]
    if card.key.suggested and card.key.role is None:
        parts.append(f"suggested {card.key.suggested}")
    if card.claims:
        parts.append(f"{card.claims} claim{'' if card.claims == 1 else 's'}")
    words = f": {pane.words}" if pane.words is not None else ""
    return f"{card.place} ({', '.join(parts)}){words}"


def claim_lines(number: int, card: ClaimCard, view: View) -> Iterator[str]:
    """Yield a claim with its number in the list, then each who stands behind it with a letter; * is in hand."""
    line = card.line
    held = card.key.ref.number == view.claim
    mark = "".join(
        sorted({"!" if RULES[rule].severity == Severity.BLOCK else "?" for rule in card.problems})
    )[:1]
    where = "" if line["start"] is not None else ", lost"
    rated = f"{line['confidence']}{', by a person' if line['confidence_override'] else ''}"
    status = "" if line["status"] == "open" else f", {line['status']}"
    yield (
        f"{'*' if held else ' '}{number} {card.key.ref} ({rated}{f' {mark}' if mark else ''}{status}{where}): "
        f"{line['statement']}"
    )
    for index, each in enumerate(line["attributions"]):
        star = "*" if held and index == view.voice else " "
        yield f"   {star}{letter(index)} {attribution(each)}"
    yield from (f"     label {word}" for word in line["labels"])
    yield from (f"     {link['claim']} {link['kind']} {link['other']}" for link in card.links)
    yield from (f"     note {note}" for note in card.notes)


def letter(index: int) -> str:
    """Return the letter of the attribution at ``index``: a, b, … z, aa, ab, …."""
    rest, last = divmod(index, len(ascii_lowercase))
    return (letter(rest - 1) if rest else "") + ascii_lowercase[last]


def attribution(each: AttributionLine) -> str:
    """Return who says it and how."""
    parts = [f"{each['source']} ({each['kind']}) {each['stance']}", str(each["mode"])]
    parts += [str(each["terms"])] if each["terms"] != Terms.NOT_STATED else []
    parts += ["own act"] if each["own_act"] else []
    parts += [f"via {each['via']}"] if each["via"] else []
    parts += [f"{name} “{value}”" for name, value in _words(each)]
    return ", ".join(parts)


def _words(each: AttributionLine) -> Iterator[tuple[str, str]]:
    for name, value in (("cue", each["cue"]), ("quote", each["quote"]), ("note", each["note"])):
        if value:
            yield name, value


def prompt(view: View) -> str:
    """Return where one is, what is in hand, and the keys that work now, those that are used most."""
    hand = f" #{view.claim}" if view.claim is not None else ""
    voice = letter(view.voice) if view.voice is not None else ""
    where = view.here.card.place if view.here is not None else view.slug
    keys = " · ".join(f"{key.key} {key.name}" for key in keys_now(view)[:_SHOWN])
    return f"{where}{hand}{voice} [{keys} · ? keys · q leave]"


def page_lines(page: ClaimPage) -> Iterator[str]:
    """Yield what the list does not show of a claim: why it is rated so, what is wrong, why it reopened."""
    yield f"Why: {page.why}"
    override = page.line["confidence_override"]
    if override is not None:
        yield f"A person rated it {override['word']}: {override['reason']}"
    for problem in page.problems:
        yield f"{problem.severity} {problem.rule}: {problem.why} {problem.settle}"
    if page.passage is not None and page.passage.marked:
        yield f"Passage {page.passage.place}: {page.passage.marked}"
    if page.passage is not None and page.passage.last is not None:
        yield f"Before, in revision {page.passage.last.revision}: {page.passage.last.marked}"
    if page.reopened is not None:
        by = f" by revision {page.reopened.revision}" if page.reopened.revision else ""
        yield f"Reopened{by}: {page.reopened.because}"
