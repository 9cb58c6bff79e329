"""The command ``factbase``: its table of contents, and how every run of it ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from factbase import __version__
from factbase.cli import exits
from factbase.cli.contents import ContentsGroup
from factbase.cli.context import Session
from factbase.collisions import TRIES, again
from factbase.errors import FactbaseError

# heading -> command -> (where it is, what it does). Nothing of it is imported before it is needed.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Look": {
        "problems": ("factbase.cli.problems:problems", "List the claims that need a better source."),
        "search": ("factbase.cli.search:search", "Find claims by words."),
        "similar": ("factbase.cli.similar:similar", "Find earlier claims that may say the same."),
        "list": ("factbase.cli.list:list_", "Keep lists of claims by name, and see what is new."),
        "report": (
            "factbase.cli.report:report",
            "Count claims by source, kind, stance, confidence, problem.",
        ),
        "coverage": ("factbase.cli.coverage:coverage", "Show which sentences nobody has tagged yet."),
        "log": ("factbase.cli.log:log", "Show who changed what, and when."),
    },
    "Tag": {
        "tag": ("factbase.cli.tag:tag", "Take an article apart at the keyboard."),
        "guide": ("factbase.cli.tag:guide", "Print the tagging rules in short."),
        "claim": ("factbase.cli.claim:claim", "Add, list and change claims, and who stands behind them."),
        "sentence": ("factbase.cli.sentence:sentence", "List sentences and say what each one is."),
        "note": ("factbase.cli.note:note", "Write notes on claims and sentences."),
        "undo": ("factbase.cli.undo:undo", "Take back what you did last."),
        "redo": ("factbase.cli.undo:redo", "Put back what you took back last."),
    },
    "Articles": {
        "article": ("factbase.cli.article:article", "Add, list and remove articles."),
        "text": ("factbase.cli.text:text", "Show what would be read of a file, without a database."),
    },
    "Sources": {
        "source": ("factbase.cli.source:source", "List, correct and merge sources."),
    },
    "Files": {
        "import": ("factbase.cli.import_:import_", "Take claims in from a file."),
        "export": ("factbase.cli.export:export", "Write claims to a file for others."),
        "schema": ("factbase.cli.schema:schema", "Print the JSON schema of the files."),
    },
    "Database": {
        "init": ("factbase.cli.init:init", "Make a new, empty database."),
        "demo": ("factbase.cli.demo:demo", "Fill a database with an article to try things on."),
        "doctor": ("factbase.cli.doctor:doctor", "Look at all that factbase rests on, and how to mend it."),
        "db": ("factbase.cli.db:db", "Back the database up, copy it, change its schema."),
        "actor": ("factbase.cli.actor:actor", "List the people whose changes are in the log."),
        "config": ("factbase.cli.config:config", "See and change the settings."),
    },
}


class Program(ContentsGroup):
    """The whole command line: no run ends in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **settings: Any,  # noqa: ANN401 - as click has it
    ) -> NoReturn:
        """Run one command line and exit.

        Click's own `main` would turn Ctrl-C and a closed pipe into 1, which here means that a check failed.
        """
        given = sys.argv[1:] if args is None else list(args)
        self._called = "factbase"
        try:
            code = self._run(given, complete_var, settings)
        except (Exception, KeyboardInterrupt) as error:
            code = exits.finish(error, self._called)
        sys.exit(code)

    def _run(self, args: list[str], complete_var: str | None, settings: dict[str, Any]) -> int:
        self._main_shell_completion(settings, "factbase", complete_var)
        # What came through a pipe cannot be read again.
        return again(partial(self._once, args, settings), tries=1 if _reads_a_pipe(args) else TRIES)

    def _once(self, args: list[str], settings: dict[str, Any]) -> int:
        try:
            with self.make_context("factbase", list(args), **settings) as ctx:
                self._invoke_here(ctx)
        except click.exceptions.Exit as end:
            return end.exit_code
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
        return 0

    def _invoke_here(self, ctx: click.Context) -> None:
        """Run the command; if it is refused, what is advised is to be for the same database."""
        try:
            self.invoke(ctx)
        except FactbaseError:
            from factbase.cli.output import program

            self._called = program()
            raise


def _reads_a_pipe(args: list[str]) -> bool:
    """Return whether an argument, or an option's value, is ``-`` or the name of a pipe."""
    values = {arg.rpartition("=")[2] if arg.startswith("--") else arg for arg in args}
    for value in values - {"-"}:
        with suppress(OSError):
            if Path(value).is_fifo():
                return True
    return "-" in values


@click.group(
    cls=Program,
    contents=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  factbase demo
  factbase article add draft.txt
  factbase problems --help

\b
Exit codes: 0 done, 1 a check found problems, 2 usage, 3 input refused,
  4 database unusable, 5 busy or changed by somebody else, 6 output cannot be
  written, 70 a bug, 130 Ctrl-C, 141 closed pipe, 143 terminated.""",
)
@click.option("--db", metavar="PATH|URL", help="The database; else FACTBASE_DB, else the config file.")
@click.option(
    "--actor", metavar="NAME", help="Who acts, for the log; else FACTBASE_ACTOR, else the config file."
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def factbase(ctx: click.Context, db: str | None, actor: str | None) -> None:
    """Keep the claims of an article, who stands behind each, and how well it is sourced."""
    ctx.obj = Session(db=db, actor=actor)
