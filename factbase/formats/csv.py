"""CSV for people with spreadsheets: RFC 4180 with a byte-order mark, one row a claim.

A text that a spreadsheet would take for a formula gets a leading apostrophe, and so does one that begins with
an apostrophe, so that taking exactly one away gives the text back. The attributions stand in one cell, a line
each, their values parted by ``|``: source, kind, stance, mode, terms, own_act, cue, quote, via, note. Inside a
value a backslash stands before ``|`` and before a backslash, and a line break is written ``\\n``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from sqlalchemy import Connection, bindparam, select

from factbase.records import AttributionLine, ClaimLine, ClaimReader
from factbase.tables import article, claim

COLUMNS = (
    "ref", "statement", "confidence", "override", "override_reason", "status", "paragraph", "sentence",
    "attributions", "labels", "problems", "version",
)  # fmt: skip
_FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠'")
_PAGE = 500
_CLAIMS = (
    select(claim.c.id, claim.c.version)
    .where(claim.c.article_id == bindparam("article"))
    .order_by(claim.c.number)
)
# As the driver gives the rows: see records.claims.
_PROBLEMS = "SELECT claim_id, rule FROM claim_problem WHERE claim_id IN ({keys}) ORDER BY claim_id, rule"


def write_csv(connection: Connection, out: TextIO, slugs: Sequence[str] = ()) -> int:
    """Write the claims of the articles ``slugs``, or of all, by slug and number; return how many.

    ``out`` must not translate line ends.
    """
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    query = select(article.c.id).order_by(article.c.slug)
    if slugs:
        query = query.where(article.c.slug.in_(slugs))
    reader = ClaimReader(connection)
    count = 0
    for article_id in connection.execute(query).scalars().all():
        for row in _rows(connection, reader, article_id):
            writer.writerow(row)
            count += 1
    return count


def _rows(connection: Connection, reader: ClaimReader, article_id: int) -> Iterator[list[object]]:
    everything = connection.execute(_CLAIMS, {"article": article_id}).all()
    for first in range(0, len(everything), _PAGE):
        page = everything[first : first + _PAGE]
        problems = _problems(connection, [row.id for row in page])
        for (key, version), line in zip(page, reader.read([row.id for row in page]), strict=True):
            yield _row(line, problems.get(key, []), version)


def _problems(connection: Connection, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = _PROBLEMS.format(keys=",".join(map(str, keys)))
    for key, rule in connection.exec_driver_sql(query).all():
        found.setdefault(key, []).append(rule)
    return found


def _row(line: ClaimLine, problems: list[str], version: int) -> list[object]:
    override = line["confidence_override"]
    return [
        line["ref"],
        guarded(line["statement"]),
        line["confidence"],
        "" if override is None else override["word"],
        "" if override is None else guarded(override["reason"]),
        line["status"],
        line["paragraph"],
        line["sentence"],
        guarded("\n".join(attribution_cell(each) for each in line["attributions"])),
        guarded("; ".join(line["labels"])),
        "; ".join(problems),
        version,
    ]


def attribution_cell(line: AttributionLine) -> str:
    """Return one attribution as a line of its cell; values that are missing at its end are left out."""
    values = [
        line["source"], line["kind"], line["stance"], line["mode"], line["terms"],
        "own act" if line["own_act"] else "", line["cue"], line["quote"], line["via"], line["note"],
    ]  # fmt: skip
    while not values[-1]:
        values.pop()
    cell = "|".join([value or "" for value in values])
    if "\\" not in cell and "\n" not in cell and cell.count("|") == len(values) - 1:
        return cell
    return "|".join(_escaped(value or "") for value in values)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in _FORMULA_SIGNS and text else text
