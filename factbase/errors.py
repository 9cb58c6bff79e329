"""Errors a person can act on. Each is one sentence: what, where, what to do."""

from collections.abc import Sequence


class FactbaseError(Exception):
    """What went wrong, in one sentence, with its remedy; ``details`` are lines to print below it."""

    def __init__(self, sentence: str, *, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.details = details


class CheckFailed(FactbaseError):
    """A check found problems."""


class BadUsage(FactbaseError):
    """A word, option or path that does not fit the command."""


class InvalidInput(FactbaseError):
    """A file or value that was refused."""


class NotFound(FactbaseError):
    """An unknown slug, ref or name."""


class DatabaseUnusable(FactbaseError):
    """A database that cannot be opened or is not ours."""


class Conflict(FactbaseError):
    """A busy database, or a record that somebody else changed."""


class Collision(Conflict):
    """Work that met somebody else's at the same moment and was undone: doing it again will do."""


class OutputFailed(FactbaseError):
    """Output that cannot be written."""
