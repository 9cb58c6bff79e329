"""``factbase doctor``: what factbase rests on, and how to mend it."""

from __future__ import annotations

from typing import Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows, program
from factbase.cli.progress import shown_progress
from factbase.errors import CheckFailed

COLUMNS = [
    Column("state", never_cut=True, value=lambda check: "✓ well" if check.well else "✗ wrong"),
    Column("name", "Check"),
    Column("well", in_table=False),
    Column("found"),
    Column("mend", "Mended by"),
]


@click.command()
@output_options
@click.pass_obj
def doctor(session: Session, **shape: Unpack[Shape]) -> None:
    """Look at settings, files, disk, terminal and database.

    For each thing that is wrong the one command stands beside it that mends
    it, and the exit code is 1. `factbase db verify` looks more closely at
    what the database holds.

    \b
    Examples:
      factbase doctor
      factbase --db desk.db doctor --json
    """
    from factbase.maintenance.doctor import examine

    with shown_progress() as progress:
        checks = list(examine(lambda: session.location, program(), progress=progress))
    print_rows(checks, COLUMNS, schema="factbase/doctor@1", **shape)
    wrong = sum(not check.well for check in checks)
    if wrong:
        raise CheckFailed(
            f"{wrong} of {len(checks)} checks found something wrong: run what stands beside each."
        )
