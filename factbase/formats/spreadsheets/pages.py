"""Claims as a spreadsheet shows them, read some hundreds at a time: an export goes through all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from factbase.formats.spreadsheets.cells import attribution_cell
from factbase.records import SourceNames
from factbase.records.rows import rows
from factbase.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.formats.exchange import Selection

_REVISION = "SELECT id FROM revision WHERE article_id = ? AND number = ?"
_NEWEST = "SELECT id FROM revision WHERE article_id = ? ORDER BY number DESC LIMIT 1"
_SENTENCES = 'SELECT start, "end", paragraph, position FROM sentence WHERE revision_id = ? ORDER BY start'
_ANCHORS = "SELECT claim_id, start FROM anchor WHERE revision_id = ?"
_PAGE = 500
# A page of an article's claims, and what hangs on them.
_CLAIMS = f"""
SELECT id, number, statement, confidence, confidence_override, override_reason, status, version
FROM claim WHERE article_id = ? AND number > ? ORDER BY number LIMIT {_PAGE}
"""
_OF_PAGE = "ON h.claim_id = c.id WHERE c.article_id = ? AND c.number BETWEEN ? AND ?"
_ATTRIBUTIONS = f"""
SELECT c.id, h.source_id, h.source_kind, h.stance, h.mode, h.terms, h.own_act, h.cue, h.quote, h.via_id, h.note
FROM claim c JOIN attribution h {_OF_PAGE} ORDER BY c.number, h.id
"""
_LABELS = f"SELECT c.id, h.word FROM claim c JOIN label h {_OF_PAGE} ORDER BY c.number, h.word"
_PROBLEMS = f"SELECT c.id, h.rule FROM claim c JOIN claim_problem h {_OF_PAGE} ORDER BY c.number, h.rule"


class Page(NamedTuple):
    """Some claims of an article, by number, and by the key of a claim what stands in its other columns.

    A row of ``claims`` is key, number, statement, confidence, override, reason, status and version. A place is
    ``paragraph,sentence``. A row of ``said`` is a claim's key, then the values of an attribution; ``names`` has the
    names of its sources by their keys.
    """

    slug: str
    claims: Sequence[tuple[Any, ...]]
    places: dict[int, str]
    said: Sequence[tuple[Any, ...]]
    names: Mapping[int, str]
    labels: dict[int, str]
    problems: dict[int, str]


def pages(connection: Connection, selection: Selection) -> Iterator[Page]:
    """Yield the claims that are selected, by slug and number.

    Their places are those in the newest revision, or in the one selected: ``lost`` where a claim lost its place
    there, none where it has no anchor.
    """
    names = SourceNames(connection)
    for article_id, slug, chosen in selection.articles(connection):
        places = _places(connection, article_id, selection.revision)
        for claims in _claims(connection, article_id, chosen):
            first, last = claims[0][1], claims[-1][1]
            said, labels, problems = (
                rows(connection, query, article_id, first, last)
                for query in (_ATTRIBUTIONS, _LABELS, _PROBLEMS)
            )
            known = names.load(_cited(said))
            yield Page(slug, claims, places, said, known, joined("; ", labels), joined("; ", problems))


def _cited(said: Sequence[tuple[Any, ...]]) -> set[int]:
    return {row[1] for row in said} | {row[9] for row in said if row[9] is not None}


def _claims(
    connection: Connection, article_id: int, chosen: Sequence[int] | None
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of an article's claims by number, or of those with the ``chosen`` numbers, which ascend."""
    last = 0
    while chosen is None or (index := bisect_right(chosen, last)) < len(chosen):
        if chosen is not None:
            last = chosen[index] - 1
        page = rows(connection, _CLAIMS, article_id, last)
        if not page:
            return
        last = page[-1][1]
        if chosen is not None:
            numbers = frozenset(chosen[index : index + _PAGE])
            yield [row for row in page if row[1] in numbers]
        else:
            yield page
            if len(page) < _PAGE:
                return


def _places(connection: Connection, article_id: int, number: int | None) -> dict[int, str]:
    """Return the fields paragraph and sentence of each claim of an article that has an anchor in a revision."""
    found = (
        rows(connection, _NEWEST, article_id)
        if number is None
        else rows(connection, _REVISION, article_id, number)
    )
    places: dict[int, str] = {}
    for (revision_id,) in found:
        sentences = rows(connection, _SENTENCES, revision_id)
        starts = [row[0] for row in sentences]
        fields = [f"{paragraph},{position}" for _start, _end, paragraph, position in sentences]
        for key, start in rows(connection, _ANCHORS, revision_id):
            if start is None:
                places[key] = f"{AnchorState.LOST},"
                continue
            index = bisect_right(starts, start) - 1
            places[key] = "," if index < 0 or start >= sentences[index][1] else fields[index]
    return places


def joined(between: str, pairs: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """Return the texts of each key as one, ``between`` each two."""
    found: dict[int, str] = {}
    for key, text in pairs:
        found[key] = f"{found[key]}{between}{text}" if key in found else text
    return found


def attribution_cells(page: Page) -> dict[int, str]:
    """Return by the key of a claim the cell in which all its attributions stand."""
    names = page.names
    return joined(
        "\n",
        (
            (
                key,
                attribution_cell(
                    names[source], kind, stance, mode, terms, own, cue, quote, via and names[via], note
                ),
            )
            for key, source, kind, stance, mode, terms, own, cue, quote, via, note in page.said
        ),
    )


def claim_rows(page: Page) -> Iterator[tuple[str, ...]]:
    """Yield the fields of each claim, the attributions in one of them."""
    attributions = attribution_cells(page)
    for row in page.claims:
        head, version = _head(page, row)
        key = row[0]
        yield (
            *head,
            attributions.get(key, ""),
            page.labels.get(key, ""),
            page.problems.get(key, ""),
            version,
        )


def attribution_rows(page: Page) -> Iterator[tuple[str, ...]]:
    """Yield the fields of each attribution, of a claim without any those of the claim alone."""
    said: dict[int, list[tuple[str, ...]]] = {}
    for key, source, kind, stance, mode, terms, own_act, cue, quote, via, note in page.said:
        own = "yes" if own_act else "no"
        told = (
            kind,
            stance,
            mode,
            terms,
            own,
            cue or "",
            quote or "",
            page.names[via] if via else "",
            note or "",
        )
        said.setdefault(key, []).append((page.names[source], *told))
    nobody = [("",) * 10]
    for row in page.claims:
        head, version = _head(page, row)
        tail = page.labels.get(row[0], ""), page.problems.get(row[0], ""), version
        for fields in said.get(row[0], nobody):
            yield (*head, *fields, *tail)


def _head(page: Page, row: tuple[Any, ...]) -> tuple[tuple[str, ...], str]:
    """Return the first fields of a claim, and its version."""
    key, number, statement, confidence, override, reason, status, version = row
    paragraph, _comma, sentence = page.places.get(key, ",").partition(",")
    ref = f"{page.slug}/{number}"
    return (
        ref,
        statement,
        confidence,
        override or "",
        reason or "",
        status,
        paragraph,
        sentence,
    ), str(version)
