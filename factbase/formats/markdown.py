"""The report as Markdown, for a repository or a chat. Whatever comes from outside is text in it, never a mark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from factbase.formats.exchange import Exporter, Selection, Written
from factbase.text.visible import visible

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.queries.dossiers import Card, Dossier
    from factbase.queries.report import Count, Report
    from factbase.records import AttributionLine
    from factbase.references import Place

# CommonMark's marks and those of its common additions: tables, struck out words, mathematics, mentions, emoji.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&@^=!]|:(?=//|[a-z0-9_+-]+:)")
# What calls a person or points to a number there although it is escaped; a word joiner, which nobody sees, stops it.
_CALLS = re.compile(r"(?<!\w)(\\[@#])(?=\w)")
_JOINER = "\u2060"
# What makes a list or a heading, but only where a line begins.
_BEGINNING = re.compile(r"([+-]|\d{1,9}[.)])(?=\s|$)|-(?=-)")
_OPENS, _CLOSES = "【", "】"


def plain(text: str) -> str:
    """Return a text that a Markdown reader shows as it stands, on one line, and that calls nobody."""
    shown = _MARKS.sub(lambda match: f"\\{match[0]}", visible(text).strip())
    shown = _CALLS.sub(rf"\1{_JOINER}", shown)
    begins = _BEGINNING.match(shown)
    if begins:
        at = begins.end() - 1 if begins[0] not in ("+", "-") else 0
        shown = f"{shown[:at]}\\{shown[at:]}"
    return shown


def _article(dossier: Dossier) -> Iterator[str]:
    """Yield the lines of an article's report."""
    from factbase.queries.dossiers import problems
    from factbase.sourcing import RULES

    yield f"# {plain(dossier.title)}"
    yield ""
    yield from _about(dossier)
    yield "## Text" if dossier.text is not None else "## Sentences"
    yield ""
    yield from _text(dossier) if dossier.text is not None else _sentences(dossier)
    yield "## Claims"
    yield ""
    for card in dossier.cards:
        yield from _card(card)
    yield "## Problems"
    yield ""
    for rule, found in problems(dossier):
        told = RULES[rule]
        yield f"### {told.severity}: {rule} ({len(found):,})"
        yield ""
        yield f"{told.means} {told.settled_by}"
        yield ""
        for card, fault in found:
            yield f"- {card.ref.number} {plain(card.line['statement'])} — {plain(fault.why)}"
        yield ""
    yield from _statistics(dossier.report)
    yield from _coverage(dossier)


def _about(dossier: Dossier) -> Iterator[str]:
    known = [dossier.byline, dossier.published_on, dossier.url]
    about = [plain(each) for each in known if each is not None]
    newest = "" if dossier.coverage.is_newest else " (not the newest)"
    about.append(f"{dossier.slug}, revision {dossier.revision}{newest}, text `{dossier.sha256[:12]}`")
    yield " · ".join(about)
    yield ""
    shown = len(dossier.cards)
    yield (
        f"{shown:,} claims."
        if shown == dossier.claims
        else f"{shown:,} of {dossier.claims:,} claims were asked for."
    )
    yield ""


def _named(card: Card) -> str:
    """Return a claim's number and the letter of its confidence: ``137 L``."""
    return f"{card.ref.number} {card.confidence[0].upper()}"


def _text(dossier: Dossier) -> Iterator[str]:
    """Yield the paragraphs; a passage stands in 【】, split where another begins, and its claims follow."""
    from factbase.formats.passages import marked_paragraphs

    yield f"Passages stand in {_OPENS}{_CLOSES}, then the numbers of their claims: H high, M medium, L low, R rumour."
    yield ""
    for paragraph in marked_paragraphs(dossier):
        words, depth = "", 0
        for stretch in paragraph.stretches:
            deeper = len(stretch.marks)
            words += _OPENS * (deeper - depth) + _CLOSES * (depth - deeper) + stretch.words
            depth = deeper
            if stretch.ends:
                words += f"{_CLOSES * depth}({', '.join(map(_named, stretch.ends))})"
                depth = 0
        shown = plain(words + _CLOSES * depth)
        yield f"**{shown}**" if paragraph.is_heading else shown
        yield ""


def _sentences(dossier: Dossier) -> Iterator[str]:
    yield "The article's text is not in this database: its claims stand by paragraph and sentence."
    yield ""
    by_place: dict[Place, list[Card]] = defaultdict(list)
    for card in dossier.cards:
        if card.place is not None and not card.is_cut:
            by_place[card.place].append(card)
    for place in sorted(by_place):
        yield f"- {place}: {', '.join(map(_named, by_place[place]))}"
    yield ""


def _card(card: Card) -> Iterator[str]:
    line = card.line
    yield f"### {_named(card)}: {plain(line['statement'])}"
    yield ""
    where = "lost" if card.lost else str(card.place or "no place")
    override = line["confidence_override"]
    rated = (
        f"{override['word']}, rated so by a person: {plain(override['reason'])} · by default "
        if override
        else ""
    )
    yield f"{where} · {plain(line['status'])} · {rated}{plain(card.why)}"
    yield ""
    yield from (f"- {_attribution(said)}" for said in line["attributions"])
    yield from (f"- {fault.severity}: {fault.rule}. {plain(fault.why)}" for fault in card.faults)
    if line["labels"]:
        yield f"- Labels: {', '.join(map(plain, line['labels']))}"
    yield from (f"- {link['claim']} {plain(link['kind'])} {link['other']}" for link in card.links)
    yield from (
        f"- Note: {plain(note['text'])} ({plain(note['actor'])}, {note['at']})" for note in card.notes
    )
    yield ""


def _attribution(said: AttributionLine) -> str:
    parts = [f"**{plain(said['source'])}** ({said['kind']}) {said['stance']}", said["mode"]]
    parts += [plain(said["terms"])] if said["terms"] != "not_stated" else []
    parts += ["own act"] if said["own_act"] else []
    parts += [f"via {plain(said['via'])}"] if said["via"] else []
    parts += [f"cue “{plain(said['cue'])}”"] if said["cue"] else []
    parts += [f"“{plain(said['quote'])}”"] if said["quote"] else []
    parts += [plain(said["note"])] if said["note"] else []
    return ", ".join(parts)


def _statistics(report: Report) -> Iterator[str]:
    yield "## Statistics"
    yield ""
    share = report.share(report.one_source)
    yield f"Of {report.claims:,} claims, {report.one_source:,} ({share:.0%}) rest on one source."
    yield ""
    for heading, counts in (
        ("Confidence", report.confidence),
        ("Problem", report.problems),
        ("Kind of source", report.kinds),
        ("Stance", report.stances),
        ("Stands on most claims", report.sources),
        ("Quoted in most claims", report.quoted),
    ):
        yield from _table(heading, counts, report)


def _table(heading: str, counts: Iterable[Count], report: Report) -> Iterator[str]:
    yield f"| {heading} | Claims | Share |"
    yield "| --- | ---: | ---: |"
    for each in counts:
        yield f"| {plain(each.what)} | {each.claims:,} | {report.share(each.claims):.0%} |"
    yield ""


def _coverage(dossier: Dossier) -> Iterator[str]:
    found = dossier.coverage
    roles = ", ".join(f"{plain(role)} {count:,}" for role, count in found.roles.items())
    yield "## Coverage"
    yield ""
    yield f"- {found.sentences:,} sentences: {roles}."
    for what, where in (
        ("untriaged sentences", found.untriaged),
        ("claim sentences without a claim", found.claimless),
        ("claims in other sentences", found.misplaced),
        ("anchors that do not hold", found.broken),
        ("lost claims", found.lost),
        ("claims without a place", found.unplaced),
    ):
        if where:
            yield f"- {len(where):,} {what}: {', '.join(map(str, where))}"
    for sentence in dossier.sentences:
        for note in sentence.notes:
            yield f"- Note on {sentence.place}: {plain(note['text'])} ({plain(note['actor'])}, {note['at']})"
    yield ""


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    from factbase import lookup
    from factbase.queries.dossiers import dossier

    count = 0
    for _key, slug, numbers in selection.articles(connection):
        key = lookup.article(connection, slug)
        made = dossier(connection, key, revision=selection.revision, numbers=numbers)
        out.writelines(f"{line}\n" for line in _article(made))
        count += len(made.cards)
    return Written(count)


EXPORT = Exporter(
    _export,
    help="""Write a report in Markdown, for a repository or a chat.

    It says what the report in HTML says: the text with its passages in 【】, a
    part for each claim, problems, numbers and coverage. What people wrote is
    escaped, so that no reader takes it for a mark or a link.""",
    cannot="the log, other revisions than the one it is of, and anything to be read back",
    examples=(
        "factbase export markdown mek-albania -o mek-albania.md",
        "factbase export markdown mek-albania --problem hearsay",
    ),
)
