"""``factbase tag`` and ``factbase guide``: the tagging desk."""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec
from shlex import quote
from typing import TYPE_CHECKING

import click

from factbase.cli.context import Session
from factbase.cli.output import done, output, remark, suggest
from factbase.errors import BadUsage, Conflict, InvalidInput

if TYPE_CHECKING:
    from factbase.desk.acts import Desk

SCREEN = "factbase.desk.screen"


@click.command()
@click.argument("article")
@click.option("--plain", is_flag=True, help="Plain lines instead of a screen; by itself in a pipe.")
@click.option("--sheet", metavar="FILE", help="Write the article as a sheet for your editor.")
@click.option("--read", metavar="FILE", help="Take such a sheet back: the changes made in it.")
@click.option("--dry-run", is_flag=True, help="With --read: show what would change, and keep nothing.")
@click.pass_obj
def tag(
    session: Session, article: str, plain: bool, sheet: str | None, read: str | None, dry_run: bool
) -> None:
    """Take ARTICLE apart at the keyboard: sentence by sentence, claim by claim.

    Each act is saved at once. It begins at the next sentence that nobody has
    looked at. ? shows the keys. With --plain each line names a key and may say
    the rest, so that a script can do it too. A sheet says at its top how it is
    written; what others changed meanwhile is never overwritten by it.

    \b
    Examples:
      factbase tag mek-albania
      factbase tag mek-albania --plain
      factbase tag mek-albania --sheet mek.txt
      factbase tag mek-albania --read mek.txt --dry-run
      printf 'r claim\\nn The crane tilted.\\n' | factbase tag harbour-crane
    """
    if plain + (sheet is not None) + (read is not None) > 1:
        raise BadUsage("Choose one of --plain, --sheet and --read.")
    if dry_run and read is None:
        raise BadUsage("--dry-run goes with --read: the desk saves each act at once.")
    if sheet is not None:
        _write(session, article, sheet)
    elif read is not None:
        _read(session, article, read, dry_run=dry_run)
    else:
        _sit(session, article, plain=plain)


def _write(session: Session, article: str, path: str) -> None:
    from factbase.desk.sheet import write_sheet

    lines = write_sheet(session.location, article)
    with output(path) as file:
        file.writelines(lines)
    if path != "-":
        remark(f"Wrote {path}.")
        suggest(f"tag {article} --read {quote(path)}")


def _read(session: Session, article: str, path: str, *, dry_run: bool) -> None:
    from factbase.desk.sheet import take_sheet
    from factbase.text.files import read_bytes

    data = read_bytes(path)
    taken = take_sheet(session.location, session.actor, article, data, path, dry_run=dry_run)
    for line in taken.changes or ["Nothing was changed in the sheet."]:
        done(line)
    for line in taken.remarks:
        remark(line)
    if dry_run:
        remark("Dry run: nothing was kept.")
    elif taken.changes:
        suggest("undo")


def _sit(session: Session, article: str, *, plain: bool) -> None:
    gc.disable()  # nothing that is loaded goes again: looking through it takes a tenth of a second
    try:
        from factbase.desk.acts import Desk

        with Desk(session.location, session.actor, article) as desk:
            if plain or not _has_screen():
                gc.enable()
                _tag_in_lines(desk)
            else:
                _tag_on_screen(desk)
    finally:
        gc.enable()


def _has_screen() -> bool:
    """Return whether there is a terminal that can be drawn on, and something that draws."""
    dumb = os.environ.get("TERM", "dumb") in ("dumb", "")
    return not dumb and _is_terminal() and find_spec(SCREEN) is not None


def _is_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _tag_on_screen(desk: Desk) -> None:
    from importlib import import_module

    import_module(SCREEN).run(desk)


def _tag_in_lines(desk: Desk) -> None:
    from factbase.desk.plain import Plain, Talk

    if sys.stdin is None or sys.stdout is None:
        raise BadUsage("The desk needs something to read from and to write to: give it a terminal or a file.")
    talk = Talk(sys.stdin.buffer, sys.stdout, typed=sys.stdin.isatty())
    count = Plain(desk, talk).run()
    if talk.typed:
        return
    if count.met:
        raise Conflict(f"{count.met} acts met somebody else’s work and were not saved: each is told above.")
    if count.refused:
        raise InvalidInput(
            f"{count.refused} lines were refused, {count.saved} acts saved: each is told above."
        )


@click.command()
@click.argument("topic", required=False)
def guide(topic: str | None) -> None:
    """Print the tagging rules in short: all, or those for one TOPIC.

    \b
    Examples:
      factbase guide
      factbase guide confidence
    """
    from factbase.cli.words import nearest
    from factbase.desk.guide import GUIDE, lines

    if topic is not None and topic not in GUIDE:
        raise BadUsage(f"There is no topic {topic}: {', '.join(GUIDE)}.{nearest(topic, GUIDE)}")
    chosen = GUIDE.values() if topic is None else [GUIDE[topic]]
    with output("-") as file:
        file.write("\n".join("\n".join(lines(each)) + "\n" for each in chosen))
    if topic is None:
        suggest("tag ARTICLE")
