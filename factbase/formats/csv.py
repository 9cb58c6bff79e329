"""CSV for people with spreadsheets: RFC 4180 with a byte-order mark, one row a claim.

A text that a spreadsheet would take for a formula gets a leading apostrophe, and so does one that begins with
an apostrophe, so that taking exactly one away gives the text back. The attributions stand in one cell, a line
each, their values parted by ``|``: source, kind, stance, mode, terms, own_act, cue, quote, via, note. Inside a
value a backslash stands before ``|`` and before a backslash, and a line break is written ``\\n``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from sqlalchemy import Connection

from factbase.formats.exchange import Exporter, Selection, Written
from factbase.records import SourceNames
from factbase.records.rows import rows
from factbase.vocabulary import AnchorState

if TYPE_CHECKING:
    from factbase.queries.filters import ClaimFilter

COLUMNS = (
    "ref", "statement", "confidence", "override", "override_reason", "status", "paragraph", "sentence",
    "attributions", "labels", "problems", "version",
)  # fmt: skip
_FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠'")
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


def write_csv(
    connection: Connection,
    out: TextIO,
    slugs: Sequence[str] = (),
    *,
    revision: int | None = None,
    wanted: ClaimFilter | None = None,
) -> int:
    """Write the claims of the articles ``slugs``, or of all, that are ``wanted``, by slug and number; return how many.

    Their places are those in the newest revision, or in the one of this number: ``lost`` where a claim lost its place
    there, none where it has no anchor. ``out`` must not translate line ends. The lines are put together here: most
    fields are numbers and words of ours, and the csv module looks at every letter of each of them.
    """
    out.write("\ufeff" + ",".join(COLUMNS) + "\r\n")
    names = SourceNames(connection)
    count = 0
    for article_id, slug, chosen in Selection(slugs, wanted).articles(connection):
        for page in _pages(connection, names, article_id, slug, revision, chosen):
            out.write("".join(page))
            count += len(page)
    return count


def _pages(
    connection: Connection,
    names: SourceNames,
    article_id: int,
    slug: str,
    revision: int | None,
    chosen: Sequence[int] | None,
) -> Iterator[list[str]]:
    """Yield the lines of an article's claims, or of those with the ``chosen`` numbers, some hundreds at a time."""
    places = _places(connection, article_id, revision)
    for claims in _claims(connection, article_id, chosen):
        first, last = claims[0][1], claims[-1][1]
        said, labels, problems = (
            rows(connection, query, article_id, first, last) for query in (_ATTRIBUTIONS, _LABELS, _PROBLEMS)
        )
        attributions = _joined("\n", _attributions(said, names))
        words, rules = _joined("; ", labels), _joined("; ", problems)
        yield [
            f"{slug}/{number},{_field(statement)},{confidence},{override or ''},{_field(reason or '')},{status},"
            f"{places.get(key, ',')},{_field(attributions.get(key, ''))},{_field(words.get(key, ''))},"
            f"{rules.get(key, '')},{version}\r\n"
            for key, number, statement, confidence, override, reason, status, version in claims
        ]


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


def _joined(between: str, pairs: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """Return the texts of each key as one, ``between`` each two."""
    found: dict[int, str] = {}
    for key, text in pairs:
        found[key] = f"{found[key]}{between}{text}" if key in found else text
    return found


def _attributions(said: Sequence[tuple[Any, ...]], names: SourceNames) -> Iterator[tuple[int, str]]:
    """Yield each attribution's claim and its line of the cell."""
    known = names.load({row[1] for row in said} | {row[9] for row in said if row[9] is not None})
    for key, source, kind, stance, mode, terms, own_act, cue, quote, via, note in said:
        heard = None if via is None else known[via]
        yield (
            key,
            attribution_cell(known[source], kind, stance, mode, terms, own_act, cue, quote, heard, note),
        )


def attribution_cell(
    source: str, kind: str, stance: str, mode: str, terms: str, own_act: bool, cue: str | None,
    quote: str | None, via: str | None, note: str | None,
) -> str:  # fmt: skip
    """Return one attribution as a line of its cell; values that are missing at its end are left out."""
    own = "own act" if own_act else ""
    cell = f"{source}|{kind}|{stance}|{mode}|{terms}|{own}|{cue or ''}|{quote or ''}|{via or ''}|{note or ''}"
    if "\\" in cell or "\n" in cell or cell.count("|") != 9:
        values = [source, kind, stance, mode, terms, own, cue, quote, via, note]
        while not values[-1]:
            values.pop()
        return "|".join(_escaped(value or "") for value in values)
    return cell.rstrip("|")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def _field(text: str) -> str:
    """Return a text as a field: guarded, and in quotation marks where it has to be."""
    if text[:1] in _FORMULA_SIGNS:
        text = guarded(text)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in _FORMULA_SIGNS and text else text


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    count = write_csv(connection, out, selection.slugs, revision=selection.revision, wanted=selection.wanted)
    return Written(count)


EXPORT = Exporter(
    _export,
    help="""Write a spreadsheet file with one row a claim.

    A text that a spreadsheet would take for a formula begins with an
    apostrophe. The attributions stand in one cell, a line each, their values
    parted by |: source, kind, stance, mode, terms, own act, cue, quote, via,
    note. Paragraph and sentence are those of the newest revision, or of another
    one; “lost” stands where a claim lost its passage to it.""",
    cannot="the texts of the articles, notes, links between claims, and what is known of sources",
    examples=(
        "factbase export csv mek-albania -o mek-albania.csv",
        "factbase export csv mek-albania --revision 1 -o first.csv",
        "factbase export csv --confidence rumour -o rumours.csv",
    ),
)
