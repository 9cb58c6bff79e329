"""How a run ends: every error's exit code, and the one sentence that a person reads."""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

import click

from factbase import errors

# 0 is success; 1 and 2 mean the same in click.
EXIT_CODES: dict[type[errors.FactbaseError], int] = {
    errors.CheckFailed: 1,
    errors.BadUsage: 2,
    errors.InvalidInput: 3,
    errors.NotFound: 3,
    errors.DatabaseUnusable: 4,
    errors.Conflict: 5,
    errors.Collision: 5,
    errors.OutputFailed: 6,
}
BUG = 70
INTERRUPTED = 130
CLOSED_PIPE = 141
TERMINATED = 143

# What a disk or a terminal says that takes no more.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
_SHOWN = 60  # characters of a path that is too long


def code_of(error: errors.FactbaseError) -> int:
    """Return the exit code of the nearest class of ``error`` that has one."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def finish(error: BaseException, called: str = "factbase") -> int:
    """Say on stderr what ended the run, where there is something to say, and return the exit code.

    ``called`` is how a command for the same database begins.
    """
    from factbase.cli.output import remark

    code, sentence = _ending(error)
    try:
        if code == BUG and os.environ.get("FACTBASE_DEBUG"):
            _show_traceback(error)
        if isinstance(error, click.UsageError):
            _show_usage(error)
        if sentence:
            remark(sentence, called=called)
        for line in getattr(error, "details", ()):
            remark(f"  {line}", called=called)
    except OSError:  # nobody reads stderr either
        drop(sys.stderr)
    settle()
    return code


def _ending(error: BaseException) -> tuple[int, str]:
    match error:
        case errors.CheckFailed():  # which did what it was to do
            return code_of(error), str(error)
        case errors.FactbaseError():
            return code_of(error), f"Error: {error}"
        case click.exceptions.NoArgsIsHelpError():
            return error.exit_code, ""  # its help says everything
        case click.NoSuchOption(option_name="--db" | "--actor"):
            return (
                error.exit_code,
                f"Error: {error.option_name} stands before the command: factbase {error.option_name} ….",
            )
        case click.ClickException():
            return error.exit_code, f"Error: {error.format_message()}"
        case click.Abort() | KeyboardInterrupt() | EOFError():
            return INTERRUPTED, "Stopped."
        case BrokenPipeError():
            return CLOSED_PIPE, ""
        case OSError(errno=number) if number in _FULL:
            sentence = (
                f"Error: the output cannot be written ({error.strerror}): make room or choose another place."
            )
            return EXIT_CODES[errors.OutputFailed], sentence
        case OSError(errno=errno.ENAMETOOLONG):
            name = str(error.filename or "The path")
            sentence = f"Error: {name[:_SHOWN]}… is too long for a path here: choose a shorter one."
            return EXIT_CODES[errors.BadUsage], sentence
        case _:
            name = type(error).__name__
            sentence = (
                f"Error: this is a bug in factbase ({name}): run again with FACTBASE_DEBUG=1 and report it."
            )
            return BUG, sentence


def _show_traceback(error: BaseException) -> None:
    import traceback

    traceback.print_exception(error)


def _show_usage(error: click.UsageError) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    elif error.ctx:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"Try '{error.ctx.command_path} --help' for help.\n", err=True)


def settle() -> None:
    """Write out what stdout still holds; where that fails let it go, so that Python does not complain."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        drop(sys.stdout)


def drop(stream: TextIO | None) -> None:
    """Let whatever a broken stream still holds go nowhere."""
    try:
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    except (OSError, ValueError):  # closed, or no file at all
        pass
