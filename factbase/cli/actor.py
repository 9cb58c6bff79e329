"""``factbase actor``."""

from __future__ import annotations

from typing import Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows

ACTORS = [Column("actor"), Column("operations", right=True)]


@click.group()
def actor() -> None:
    """List the people whose changes are in the log.

    \b
    Examples:
      factbase actor list
    """


@actor.command("list")
@output_options
@click.pass_obj
def list_(session: Session, **shape: Unpack[Shape]) -> None:
    """List everybody in the log, with the number of command runs of each.

    \b
    Examples:
      factbase actor list
      factbase actor list --json
    """
    from factbase.queries.actors import list_actors

    with session.reading() as connection:
        rows = list_actors(connection)
    print_rows(rows, ACTORS, schema="factbase/actors@1", **shape)
