"""Takes a sheet back: exactly the changes that were made in it, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.collisions import again
from factbase.database import Location, writing
from factbase.desk.acts.hand import COMMAND
from factbase.desk.sheet.comparing import Comparison, compare
from factbase.desk.sheet.making import make
from factbase.desk.sheet.parts import Sheet
from factbase.desk.sheet.reading import parse, refused
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey
from factbase.queries.sheets import newest_operation


@dataclass(frozen=True)
class Taken:
    """What was changed, a line each, and what else there is to say; nothing of it is kept after a dry run."""

    changes: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def take_sheet(
    location: Location, actor: str, slug: str, data: bytes, name: str, *, dry_run: bool = False
) -> Taken:
    """Make in the database the changes that were made in a sheet, in one transaction, or none of them.

    ``name`` is what the sheet is called in an error. Raises InvalidInput telling each slip with its line, Conflict
    telling what others changed meanwhile with theirs and ours, NotFound.
    """
    sheet = parse(data, name)
    if sheet.slug != slug:
        raise InvalidInput(f"{name} is a sheet of {sheet.slug}, not of {slug}: name the right one.")

    def work() -> Taken:
        with writing(location, dry_run=dry_run) as connection:
            article, compared = _compared(connection, sheet, name)
            operation = Operation(
                connection, actor=actor, command=COMMAND, reason=f"sheet {PurePath(name).name}"
            )
            changes = make(operation, article, compared, name)
        new = (
            (f"New actor {operation.new_actor}: this name is now in the log.",) if operation.new_actor else ()
        )
        return Taken(tuple(changes), () if dry_run else new)

    return again(work)


def _compared(connection: Connection, sheet: Sheet, name: str) -> tuple[ArticleKey, Comparison]:
    article = lookup.article(connection, sheet.slug)
    newest = lookup.latest_revision(connection, article.id)
    if newest.number != sheet.revision:
        raise Conflict(
            f"{name} is of revision {sheet.revision} of {sheet.slug}, which is at revision {newest.number} now: "
            "write the sheet anew."
        )
    if sheet.operation > newest_operation(connection):
        raise InvalidInput(f"{name} is of another database, or of a later state of this one: write it anew.")
    compared = compare(connection, article, newest, sheet)
    if compared.slips:
        raise refused(compared.slips, name)
    if compared.conflicts:
        told = [f"line {line}: {why}" for line, why in sorted(compared.conflicts)]
        raise Conflict(
            f"{name} was not taken, others changed the same meanwhile: write the sheet anew and look at theirs.",
            details=told,
        )
    return article, compared
