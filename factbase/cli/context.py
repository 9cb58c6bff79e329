"""What every command is given: where the database is, who acts, and a way to read or change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import click

from factbase.errors import BadUsage, DatabaseUnusable, FactbaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.changes.operation import Operation
    from factbase.database import Location

_LOOKING = 10  # seconds for telling a damaged database from a bug


class Session:
    """One run of the command line. Nothing is looked up or opened before a command asks for it."""

    def __init__(self, *, db: str | None = None, actor: str | None = None) -> None:
        self._db = db
        self._actor = actor

    @cached_property
    def location(self) -> Location:
        """Where the database is: ``--db``, else FACTBASE_DB, else the config file, else the default."""
        from factbase.cli.output import remark
        from factbase.database import Location, on_wait
        from factbase.settings import Key, setting

        on_wait(remark)
        if self._db is not None and not self._db.strip():
            raise BadUsage("--db is empty: give a path or postgresql://….")
        return Location.of(self._db or setting(Key.DB).value or "")

    @cached_property
    def actor(self) -> str:
        """Who acts: ``--actor``, else FACTBASE_ACTOR, else the config file, else the login name."""
        from factbase.settings import Key, setting

        name = self._actor if self._actor is not None else setting(Key.ACTOR).value
        if name is None:
            raise BadUsage("No name for the log: give --actor NAME, or run `factbase config set actor NAME`.")
        return name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and changes nothing."""
        from factbase.database import reading

        with _blaming_damage(self.location), reading(self.location) as connection:
            yield connection

    @contextmanager
    def changing(self, reason: str | None = None, *, dry_run: bool = False) -> Iterator[Operation]:
        """Give the operation that this command is; all of it is committed at the end, or none of it.

        With ``dry_run`` the same work is done and rolled back. Print what changed after the block, not in it.
        """
        from factbase.changes.operation import Operation
        from factbase.cli.output import remark
        from factbase.database import writing

        with (
            _blaming_damage(self.location),
            writing(self.location, dry_run=dry_run) as connection,
        ):
            operation = Operation(connection, actor=self.actor, command=command_words(), reason=reason)
            yield operation
        if dry_run:
            remark("Dry run: nothing was kept.")
        elif operation.new_actor:
            remark(f"New actor {operation.new_actor}: this name is now in the log.")
        if operation.behind:
            remark(
                f"The clock is behind: it says {operation.at}, the newest operation in the log is of "
                f"{operation.behind}; set it right. The log keeps the order of what was done all the same."
            )

    @contextmanager
    def keeping(self) -> Iterator[Connection]:
        """Give a connection for what says nothing of a claim, such as a saved list: it is committed, but not logged."""
        from factbase.database import writing

        with _blaming_damage(self.location), writing(self.location) as connection:
            yield connection


@contextmanager
def _blaming_damage(location: Location) -> Iterator[None]:
    """Say that the database is damaged where that, and no bug of ours, has ended the work inside."""
    try:
        yield
    except (FactbaseError, click.ClickException, click.exceptions.Exit, click.Abort, OSError):
        raise
    except Exception as error:
        from factbase.maintenance.verify import first_finding

        found = first_finding(location, seconds=_LOOKING)
        if found is None:
            raise
        raise DatabaseUnusable(
            f"{location} is damaged ({found}): `factbase db verify` tells all of it, put a backup in its place."
        ) from error


def command_words() -> str:
    """Return the words of the command that runs, without the program's name: ``claim edit``."""
    ctx = click.get_current_context()
    words = []
    while ctx.parent:
        words.append(ctx.info_name or "")
        ctx = ctx.parent
    return " ".join(reversed(words))
