"""``factbase db backup``, ``restore`` and ``copy``: whole databases, from one place to another."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from factbase.cli.context import Session
from factbase.cli.output import done, remark
from factbase.cli.progress import shown_progress
from factbase.cli.words import TEXT
from factbase.errors import BadUsage
from factbase.text.secrets import without_secrets


@click.command()
@click.option("-o", "--output", "out", metavar="FILE", help="The file, or the folder for it.")
@click.option("--yes", is_flag=True, help="Replace FILE if there is one.")
@click.pass_obj
def backup(session: Session, out: str | None, yes: bool) -> None:
    """Write all of the database to one file, as it is at one moment.

    Others may go on writing. What was written is compared with the database
    before it has its name. Without -o it goes beside the database, named for
    the time. On PostgreSQL it is made by pg_dump, and goes where you stand.

    \b
    Examples:
      factbase db backup
      factbase db backup -o /mnt/archive/
    """
    from factbase.maintenance.backup import back_up

    if out == "-":
        raise BadUsage("A backup is checked before it is called one: name a file with -o.")
    with shown_progress() as progress:
        made = back_up(session.location, Path(out) if out else None, replace=yes, progress=progress)
    done(
        f"Backup: {made.path} ({_size(made.size)}, {made.claims:,} claims).",
        next=f"db restore {quote(str(made.path))}",
    )


def _size(size: int) -> str:
    """Return a number of bytes as people read it."""
    number, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB"):
        if number < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.3g} {unit}" if number < 1000 else f"{number:,.0f} {unit}"


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--yes", is_flag=True, help="Replace the database that is there.")
@click.pass_obj
def restore(session: Session, file: str, yes: bool) -> None:
    """Put the backup FILE in the database's place, whole or not at all.

    It is checked first. A database that is there is only replaced with --yes,
    and is kept beside it, named before-restore; on PostgreSQL a dump of it is
    kept where you stand. A backup keeps its own schema.

    \b
    Examples:
      factbase db restore factbase-2026-11-24T120000Z.db
      factbase db restore factbase-2026-11-24T120000Z.db --yes
    """
    from factbase.database import SCHEMA_REVISION
    from factbase.maintenance.restore import restore

    with shown_progress() as progress:
        found = restore(session.location, Path(file), replace=yes, progress=progress)
    older = found.schema < SCHEMA_REVISION
    done(
        f"Restored {session.location} from {file} ({found.claims:,} claims, schema {found.schema}).",
        next="db upgrade" if older else "db verify",
    )
    if found.kept:
        remark(f"The database as it was: {found.kept}.")


@click.command()
@click.option("--to", "target", metavar="PATH|URL", type=TEXT, required=True, help="The other database.")
@click.pass_obj
def copy(session: Session, target: str) -> None:
    """Copy everything, the log included, to another database on either engine.

    It must be a path where nothing is, or a database that holds nothing. Both
    are compared, row by row, before the copy is there.

    \b
    Examples:
      factbase db copy --to desk.db
      factbase db copy --to postgresql://desk@localhost/factbase
    """
    from factbase.database import Location
    from factbase.maintenance.copy import copy

    location = Location.of(target)
    with shown_progress() as progress:
        rows = copy(session.location, location, progress=progress).rows
    told = f"{rows['claim']:,} claims, {sum(rows.values()):,} rows in all"
    done(f"Copied {session.location} to {location} ({told}).")
    remark(f"Next: factbase --db {quote(without_secrets(target))} db status")
