"""An article with all that is known of its claims: what a report for people shows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.lookup import ArticleKey, RevisionKey
from factbase.queries.claims import problems_of
from factbase.queries.coverage import Coverage, coverage_of
from factbase.queries.problems import names_in, rules_of
from factbase.queries.report import Report, report_of
from factbase.records import ClaimLine, ClaimReader, LinkLine, NoteLine, link_lines, note_lines
from factbase.records.voices import Standing, voices_of
from factbase.references import ClaimRef, Place
from factbase.sourcing import RULES, Case, explain_confidence
from factbase.tables import article, claim, sentence
from factbase.text.canonical import Span
from factbase.vocabulary import AnchorState, Confidence, Role, Rule, Severity, Status

_BATCH = 500


@dataclass(frozen=True)
class Fault:
    """A rule that fires on a claim, and why."""

    rule: Rule
    severity: Severity
    why: str


@dataclass(frozen=True)
class Card:
    """A claim; ``span`` is its passage in the revision, code points, None where it has none or lost it.

    ``place`` is the sentence in which that begins. ``why`` says how its attributions come to a confidence.
    """

    ref: ClaimRef
    line: ClaimLine
    why: str
    faults: tuple[Fault, ...]
    links: tuple[LinkLine, ...]
    notes: tuple[NoteLine, ...]
    span: Span | None
    lost: bool
    place: Place | None

    @property
    def is_cut(self) -> bool:
        """Whether it is out of the article."""
        return self.line["status"] == Status.CUT

    @property
    def confidence(self) -> Confidence:
        """How well it is sourced."""
        return Confidence(self.line["confidence"])


@dataclass(frozen=True)
class DossierSentence:
    """A sentence of the revision: its place, span and role, and the notes on it."""

    place: Place
    span: Span
    role: Role | None
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True)
class Dossier:
    """An article at a revision; ``cards`` are the claims that are wanted, by number, ``claims`` how many it has.

    ``text`` is None where it is absent. The report counts those of the cards that are not cut, coverage all.
    """

    slug: str
    title: str
    url: str | None
    byline: str | None
    published_on: str | None
    language: str | None
    revision: int
    sha256: str
    text: str | None
    sentences: tuple[DossierSentence, ...]
    cards: tuple[Card, ...]
    claims: int
    coverage: Coverage
    report: Report


def dossier(
    connection: Connection,
    key: ArticleKey,
    *,
    revision: int | None = None,
    numbers: Collection[int] | None = None,
) -> Dossier:
    """Return an article at its newest revision or the one of this number, with the claims of these ``numbers`` or all.

    Raises NotFound where there is no such revision.
    """
    of = lookup.revision(connection, key, revision)
    about = connection.execute(select(article).where(article.c.id == key.id)).one()
    notes: dict[str, list[NoteLine]] = defaultdict(list)
    for line in note_lines(connection, key.id):
        if line.get("revision") in (None, of.number):
            notes[line["on"]].append(line)
    sentences = tuple(_sentences(connection, key, of, notes))
    rows = connection.execute(
        select(claim.c.id, claim.c.number).where(claim.c.article_id == key.id).order_by(claim.c.number)
    ).all()
    keys = [row.id for row in rows if numbers is None or row.number in numbers]
    return Dossier(
        slug=key.slug,
        title=about.title,
        url=about.url,
        byline=about.byline,
        published_on=about.published_on,
        language=about.language,
        revision=of.number,
        sha256=of.sha256,
        text=of.text,
        sentences=sentences,
        cards=tuple(_cards(connection, keys, of.number, sentences, notes)),
        claims=len(rows),
        coverage=coverage_of(connection, key, of.number),
        report=report_of(connection, key.id, numbers=numbers),
    )


def _sentences(
    connection: Connection, key: ArticleKey, of: RevisionKey, notes: dict[str, list[NoteLine]]
) -> Iterator[DossierSentence]:
    columns = sentence.c
    query = select(columns.paragraph, columns.position, columns.start, columns.end, columns.role)
    for row in connection.execute(query.where(columns.revision_id == of.id).order_by(columns.start)):
        place = Place(row.paragraph, row.position)
        on = tuple(notes.get(f"{key.slug}:{place}", ()))
        yield DossierSentence(place, Span(row.start, row.end), row.role, on)


def _cards(
    connection: Connection,
    keys: Sequence[int],
    revision: int,
    sentences: Sequence[DossierSentence],
    notes: dict[str, list[NoteLine]],
) -> Iterator[Card]:
    reader = ClaimReader(connection)
    starts = [each.span.start for each in sentences]
    for first in range(0, len(keys), _BATCH):
        page = keys[first : first + _BATCH]
        standings = voices_of(connection, page)
        names = names_in(connection, standings.values())
        problems = problems_of(connection, page)
        links: dict[str, list[LinkLine]] = defaultdict(list)
        for _key, link in link_lines(connection, page):
            links[link["claim"]].append(link)
            links[link["other"]].append(link)
        for key, line in zip(page, reader.read(page), strict=True):
            anchor = next((each for each in line["anchors"] if each["revision"] == revision), None)
            span = _span(anchor)
            yield Card(
                ref=ClaimRef(line["article"], line["number"]),
                line=line,
                why=explain_confidence(standings[key].voices, names),
                faults=_faults(line, standings[key], problems.get(key, ()), names),
                links=tuple(links[line["ref"]]),
                notes=tuple(notes.get(line["ref"], ())),
                span=span,
                lost=anchor is not None and anchor["state"] == AnchorState.LOST,
                place=None if span is None else _place(span.start, sentences, starts),
            )


def _span(anchor: Any) -> Span | None:  # noqa: ANN401 - an AnchorLine, or None
    if anchor is None or anchor["start"] is None:
        return None
    return Span(anchor["start"], anchor["end"])


def _place(start: int, sentences: Sequence[DossierSentence], starts: Sequence[int]) -> Place | None:
    at = bisect_right(starts, start) - 1
    return sentences[at].place if at >= 0 and start < sentences[at].span.end else None


def _faults(
    line: ClaimLine, standing: Standing, rules: Sequence[Rule], names: dict[int, str]
) -> tuple[Fault, ...]:
    case = Case(Confidence(line["confidence"]), standing.voices, standing.elsewhere)
    return tuple(Fault(rule, RULES[rule].severity, RULES[rule].why(case, names)) for rule in rules)


class Problem(NamedTuple):
    """A claim on which a rule fires."""

    card: Card
    fault: Fault


def problems(dossier: Dossier) -> list[tuple[Rule, list[Problem]]]:
    """Return the claims of each rule that fires, the rules that block first."""
    found: dict[Rule, list[Problem]] = defaultdict(list)
    for card in dossier.cards:
        for fault in card.faults:
            found[fault.rule].append(Problem(card, fault))
    return [(rule, found[rule]) for rule in rules_of() if rule in found]
