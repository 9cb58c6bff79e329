"""The bare script that a workbook is measured against: SQL, xlsxwriter, a cell for each value, nothing else."""

import sqlite3
import sys
from collections.abc import Iterator

import xlsxwriter

CLAIMS = """
SELECT c.id, a.slug || '/' || c.number, c.statement, c.confidence, c.confidence_override, c.override_reason, c.status,
       s.paragraph, s.position, (SELECT group_concat(p.rule, '; ') FROM claim_problem p WHERE p.claim_id = c.id),
       c.version
FROM claim c JOIN article a ON a.id = c.article_id LEFT JOIN anchor n ON n.claim_id = c.id
LEFT JOIN sentence s ON s.revision_id = n.revision_id AND s.start <= n.start AND s."end" > n.start ORDER BY c.id
"""
SAID = """
SELECT b.claim_id, s.name, b.source_kind, b.stance, b.mode, b.terms, b.own_act, b.cue, b.quote, v.name, b.note
FROM attribution b JOIN source s ON s.id = b.source_id LEFT JOIN source v ON v.id = b.via_id ORDER BY b.claim_id, b.id
"""
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
NUMBERS = {6, 7, 10}


def rows(connection: sqlite3.Connection) -> Iterator[list[object]]:
    said = connection.execute(SAID)
    waiting = said.fetchone()
    for key, *row in connection.execute(CLAIMS):
        lines = []
        while waiting and waiting[0] == key:
            lines.append("|".join(str(value or "") for value in waiting[1:]))
            waiting = said.fetchone()
        yield [*row[:8], "\n".join(lines), *row[8:]]


def main(database: str, path: str) -> None:
    with xlsxwriter.Workbook(path, OPTIONS) as book, sqlite3.connect(database) as connection:
        sheet = book.add_worksheet("Claims")
        for number, row in enumerate(rows(connection)):
            for index, value in enumerate(row):
                if value and index in NUMBERS:
                    sheet.write_number(number, index, value)
                elif value:
                    sheet.write_string(number, index, value)


main(*sys.argv[1:])
