"""``factbase note``: remarks on claims and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factbase.cli.asking import show_claim, tell
from factbase.cli.context import Session
from factbase.cli.output import done
from factbase.cli.words import NOTE, REVISION, TEXT
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from factbase.changes.marks import NoteTarget
    from factbase.changes.operation import Operation


@click.group()
def note() -> None:
    """Write notes on claims and sentences.

    A claim is named as mek-albania/137, a sentence as mek-albania:5/5.

    \b
    Examples:
      factbase note add mek-albania/137 "ask the ministry"
      factbase note add mek-albania:5/5 "two readings"
    """


@note.command()
@click.argument("ref")
@click.argument("text", type=TEXT)
@click.pass_obj
def add(session: Session, ref: str, text: str) -> None:
    """Write a note with TEXT on REF, a claim or a sentence.

    \b
    Examples:
      factbase note add mek-albania/137 "ask the ministry"
      factbase note add mek-albania:5/5 "two readings"
    """
    from factbase.changes import marks

    with session.changing() as operation:
        on = _on(operation, ref)
        number = marks.add_note(operation, on, text)
    done(f"{ref}: note {number} added.", next=_next(on))


@note.command()
@click.argument("ref")
@click.argument("number", type=NOTE)
@click.argument("text", type=TEXT)
@click.option("--revision", type=REVISION, metavar="N", help="A sentence of this one; else of the newest.")
@click.pass_obj
def edit(session: Session, ref: str, number: int, text: str, revision: int | None) -> None:
    """Give note NUMBER on REF another TEXT.

    \b
    Examples:
      factbase note edit mek-albania/137 1 "the ministry has answered"
      factbase note edit mek-albania:5/5 1 "one reading" --revision 1
    """
    from factbase.changes import marks

    with session.changing() as operation:
        on = _on(operation, ref, revision)
        marks.edit_note(operation, on, number, text)
    tell(
        operation,
        f"{ref}: note {number} changed.",
        f"Note {number} on {ref} says so already",
        next=_next(on, revision),
    )


@note.command()
@click.argument("ref")
@click.argument("number", type=NOTE)
@click.option("--revision", type=REVISION, metavar="N", help="A sentence of this one; else of the newest.")
@click.pass_obj
def remove(session: Session, ref: str, number: int, revision: int | None) -> None:
    """Take note NUMBER on REF away; the log keeps it.

    \b
    Examples:
      factbase note remove mek-albania/137 1
      factbase note remove mek-albania:5/5 1 --revision 1
    """
    from factbase.changes import marks

    with session.changing() as operation:
        on = _on(operation, ref, revision)
        marks.remove_note(operation, on, number)
    done(f"{ref}: note {number} removed.", next=_next(on, revision))


def _on(operation: Operation, ref: str, revision: int | None = None) -> NoteTarget:
    from factbase import lookup
    from factbase.references import ClaimRef, target

    named = target(ref)
    if isinstance(named, ClaimRef):
        if revision is not None:
            raise BadUsage(f"{ref} is a claim, the same in every revision: leave --revision out.")
        return lookup.claim(operation.connection, named)
    slug, place = named
    article = lookup.article(operation.connection, slug)
    of = lookup.revision(operation.connection, article, revision)
    return article, place, lookup.sentence(operation.connection, article, place, revision_id=of.id)


def _next(on: NoteTarget, revision: int | None = None) -> str:
    if not isinstance(on, tuple):
        return show_claim(on.ref)
    return f"sentence list {on[0].slug}{f' --revision {revision}' if revision else ''}"
