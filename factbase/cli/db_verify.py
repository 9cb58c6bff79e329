"""``factbase db verify`` and ``reindex``: whether all is well, and making anew what is derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, done, output_options, print_rows, program, remark
from factbase.cli.progress import shown_progress
from factbase.errors import CheckFailed

if TYPE_CHECKING:
    from factbase.maintenance.verify import Check

_SHOWN = 3  # findings of a check in the table; JSON has more
TABLE = [
    Column("ok", value=lambda check: "✓" if check.ok else "✗", never_cut=True),
    Column("name", "Check", never_cut=True),
    Column("looked_at", right=True),
    Column("wrong", right=True),
    Column("findings", "What", value=lambda check: _told(check)),
    Column("mend", "Mend it with", value=lambda check: _mend(check)),
]
RECORD = [
    Column("name"),
    Column("ok"),
    Column("looked_at"),
    Column("wrong"),
    Column("findings", value=lambda check: [each._asdict() for each in check.findings]),
    Column("remarks"),
    Column("unchecked"),
    Column("mend", value=lambda check: _mend(check)),
]


@click.command()
@click.option("--deep", is_flag=True, help="Read every record of the log word for word too.")
@output_options
@click.pass_obj
def verify(session: Session, deep: bool, **shape: Unpack[Shape]) -> None:
    """Look whether everything in the database is as it should be.

    Every page and constraint, the schema, keys, texts and the passages in
    them, what the log says of every record, kept confidence and problems, and
    the search index. Nothing is changed. Exits with 1 if anything is wrong.

    \b
    Examples:
      factbase db verify
      factbase db verify --deep --json
    """
    from factbase.maintenance.verify import verify

    with shown_progress() as progress:
        report = verify(session.location, deep=deep, progress=progress)
    columns = RECORD if shape["as_json"] or shape["as_jsonl"] else TABLE
    print_rows(report.checks, columns, schema="factbase/verify@1", **shape)
    for check in report.checks:
        for told in check.remarks:
            remark(f"{check.name}: {told}.")
        for told in check.unchecked:
            remark(f"{check.name}: could not look at {told}.")
    if not report.ok:
        raise CheckFailed(_failed(report.checks))


def _told(check: Check) -> str:
    more = check.wrong - min(len(check.findings), _SHOWN)
    told = [str(finding) for finding in check.findings[:_SHOWN]]
    return "; ".join([*told, *([f"and {more:,} more"] if more else [])])


def _mend(check: Check) -> str | None:
    """Return the command that mends what a check found, for the same database."""
    return check.mend and check.mend.replace("factbase", program(), 1)


def _failed(checks: tuple[Check, ...]) -> str:
    wrong = [f"{check.name} {check.wrong:,}" for check in checks if not check.ok]
    mends = dict.fromkeys(_mend(check) for check in checks if check.mend)
    return f"Something is wrong ({', '.join(wrong)}): run {' and '.join(f'`{mend}`' for mend in mends)}."


@click.command()
@click.pass_obj
def reindex(session: Session) -> None:
    """Make anew what is derived: confidence, problems and the search index.

    Nothing else is changed, and nothing of it is in the log.

    \b
    Examples:
      factbase db reindex
    """
    from factbase.maintenance.reindexing import reindex

    with shown_progress() as progress:
        found = reindex(session.location, progress)
    done(
        f"Derived {found.claims:,} claims anew and built their search index: "
        f"{found.changed:,} got another confidence or other problems.",
        next="db verify",
    )
