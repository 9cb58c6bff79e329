"""``factbase undo`` and ``factbase redo``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factbase.cli.context import Session
from factbase.cli.output import done, suggest
from factbase.cli.progress import shown_progress
from factbase.cli.words import OPERATION
from factbase.text.counting import counted

if TYPE_CHECKING:
    from factbase.changes.undoing import TakenBack


@click.command()
@click.argument("number", metavar="[OPERATION]", type=OPERATION, required=False)
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@click.pass_obj
def undo(session: Session, number: int | None, dry_run: bool) -> None:
    """Take back what you did last, or what OPERATION did.

    Again and again, as far back as you like; another's work only by its number
    in the log. It is refused where somebody built on it. The log keeps both.

    \b
    Examples:
      factbase undo
      factbase undo 12 --dry-run
    """
    from factbase.changes import undoing

    with shown_progress() as progress, session.changing(dry_run=dry_run) as operation:
        told = undoing.undo(operation, number, lambda done, steps: progress("Taking back", done, steps))
        made = operation.id
    _tell(told, "undo" if told.is_redo else "redo", None if dry_run else made)


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@click.pass_obj
def redo(session: Session, dry_run: bool) -> None:
    """Put back what you took back last.

    Again and again, until you do something new.

    \b
    Examples:
      factbase redo
      factbase redo --dry-run
    """
    from factbase.changes import undoing

    with shown_progress() as progress, session.changing(dry_run=dry_run) as operation:
        told = undoing.redo(operation, lambda done, steps: progress("Putting back", done, steps))
        made = operation.id
    _tell(told, "undo", None if dry_run else made)


def _tell(told: TakenBack, next: str, made: int | None) -> None:
    counts = ", ".join(counted(count, thing) for thing, count in sorted(told.things.items()))
    more = sum(told.things.values()) - len(told.names)
    named = f"{', '.join(told.names)}{f' and {more:,} more' if more else ''}"
    what = f"back {told.root}: {counts} ({named})."
    if made is None:
        done(f"Would {'put' if told.is_redo else 'take'} {what}")
        return
    done(f"{'Put' if told.is_redo else 'Took'} {what}", next=next)
    suggest(f"log --operation {made}")
