"""``factbase init``: make a database."""

from __future__ import annotations

import click

from factbase.cli.context import Session
from factbase.cli.output import done


@click.command()
@click.pass_obj
def init(session: Session) -> None:
    """Make a new, empty database. One that is there already is left as it is.

    Without --db it goes where `factbase config` says. On PostgreSQL give a
    database of its own, made beforehand.

    \b
    Examples:
      factbase init
      factbase --db desk.db init
      factbase --db postgresql://desk@localhost/factbase init
    """
    from factbase.migrate import create

    if create(session.location):
        done(f"New database: {session.location}.", next="article add FILE")
        return
    with session.reading():  # which refuses an older or a newer schema
        pass
    done(f"{session.location} is a database already: nothing was changed.", next="db status")
