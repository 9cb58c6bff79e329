"""``factbase db``: its contents page."""

from __future__ import annotations

import click

from factbase.cli.contents import ContentsGroup

SCHEMA = "factbase.cli.db_schema"
FILES = "factbase.cli.db_files"
VERIFY = "factbase.cli.db_verify"

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Keep": {
        "backup": (f"{FILES}:backup", "Write all of the database to one file."),
        "restore": (f"{FILES}:restore", "Put the backup FILE in the database's place."),
        "copy": (f"{FILES}:copy", "Copy everything to another database, on either engine."),
    },
    "Look after": {
        "verify": (f"{VERIFY}:verify", "Look whether everything in it is as it should be."),
        "reindex": (f"{VERIFY}:reindex", "Make anew what is derived, the search index too."),
    },
    "Schema": {
        "status": (f"{SCHEMA}:status", "Show where the database is, and how much it holds."),
        "upgrade": (f"{SCHEMA}:upgrade", "Bring the database to the newest schema."),
        "downgrade": (f"{SCHEMA}:downgrade", "Take the database back to the older schema REV."),
    },
}


@click.group(cls=ContentsGroup, contents=COMMANDS)
def db() -> None:
    """Back the database up, check and copy it, and change its schema.

    \b
    Examples:
      factbase db backup
      factbase db restore factbase-2026-11-24T120000Z.db --yes
      factbase db status
    """
