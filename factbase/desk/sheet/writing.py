"""Writes a sheet: all sentences of an article, and the claims that stand in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from factbase import lookup
from factbase.database import Location, reading, writing
from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.sheet.notation import NOTATION, escaped, header
from factbase.desk.sheet.parts import Shown, shown
from factbase.errors import Conflict
from factbase.queries.sentences import list_sentences
from factbase.queries.sheets import newest_operation, records_in, settled
from factbase.references import Place

_TRIES = 5


def write_sheet(location: Location, slug: str) -> list[str]:
    """Return the lines of an article's sheet, with their ends. Raises NotFound.

    They are of a moment at which nobody was in the middle of a change with a lower number.
    """
    for _try in range(_TRIES):
        if location.path is None:
            with writing(location, dry_run=True) as connection:
                settled(connection)
                known = newest_operation(connection)
        with reading(location) as connection:
            newest = newest_operation(connection)
            if location.path is None and newest != known:
                continue
            return list(_lines(connection, slug, newest))
    raise Conflict(f"{slug} is changed all the time: write the sheet when others pause.")


def _lines(connection: Connection, slug: str, operation: int) -> Iterator[str]:
    article = lookup.article(connection, slug)
    revision = lookup.latest_revision(connection, article.id)
    yield header(slug, revision.number, operation) + "\n"
    yield NOTATION
    by_place: dict[Place | None, list[tuple[int, Shown]]] = defaultdict(list)
    for line in records_in(connection, article.id):
        if line["status"] != "cut":
            each = shown(line, {})
            by_place[each.place].append((line["number"], each))
    for row in list_sentences(connection, article):
        words = "" if row.words is None else f" | {escaped(row.words)}"
        yield f"\n{row.place} {row.role or UNTRIAGED}{words}\n"
        for number, claim in by_place.get(row.place, ()):
            yield from _claim(number, claim)
    if elsewhere := by_place.get(None):
        yield "\n# These have no place in this draft; the desk gives them one:\n"
        yield from (f"#   {number} {escaped(claim.statement)}\n" for number, claim in elsewhere)


def _claim(number: int, claim: Shown) -> Iterator[str]:
    yield f"  {number} {escaped(claim.statement)}\n"
    for said in claim.said:
        yield f"    @ {escaped(said.source, also='[')} | {said.stance} | {said.mode}\n"
    word, reason = claim.rating
    yield f"    = {word}\n" if reason is None else f"    = {word} | {escaped(reason)}\n"
