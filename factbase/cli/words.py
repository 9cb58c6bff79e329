"""What options and arguments may be: a word of a closed list, or a text that can be kept."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

import click

from factbase.errors import InvalidInput, NotFound

W = TypeVar("W", bound=StrEnum)

# A longer list would push the help past 80 columns: there the words stand in the help text.
_LONGEST = 44
# What an integer column holds on both engines.
_MOST = 2_147_483_646


class Word(click.ParamType[W]):
    """A word of ``words``, in any case and with hyphens or underscores."""

    name = "word"

    def __init__(self, words: type[W]) -> None:
        self.words = words

    @property
    def listed(self) -> str:
        """The words for a help text: ``author, person, …``."""
        return ", ".join(self.words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words themselves, or where they are too many what they are."""
        listed = "|".join(self.words)
        return listed if len(listed) <= _LONGEST else self.words.__name__.upper()

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> W:
        """Return the word; an unknown one ends with exit code 2 and the nearest."""
        known = {_folded(word): word for word in self.words}
        if _folded(value) not in known:
            self.fail(f"{value!r} is not one of {self.listed}.{nearest(value, self.words)}", param, ctx)
        return known[_folded(value)]

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Return the words that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if _folded(word).startswith(_folded(incomplete))]


def _folded(word: str) -> str:
    return word.strip().lower().replace("-", "_")


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `` Did you mean high?``, or an empty text where nothing is near."""
    from rapidfuzz import fuzz, process, utils

    near = process.extractOne(
        given, list(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
    )
    return f" Did you mean {near[0]}?" if near else ""


class TextInput(click.ParamType[str]):
    """A text that says something and that every database can keep."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it came. Raises InvalidInput for a blank one, NUL and broken characters."""
        from factbase.text.folding import is_blank, unstorable

        where = param.get_error_hint(ctx) if param and ctx else self.name
        if is_blank(value):
            raise InvalidInput(f"{where} is blank: write something.")
        if fault := unstorable(value):
            raise InvalidInput(f"{where} {fault}: take it out.")
        return value


class Counting(click.IntRange):
    """A whole number from 1; one that no database counts to is taken for the largest."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. A text that is none ends with exit code 2."""
        return min(super().convert(value, param, ctx), _MOST)


class Number(click.IntRange):
    """The number of ``what``, of which ``shows`` lists all: unlike a count, one that is too large names nothing."""

    name = "number"

    def __init__(self, what: str, shows: str) -> None:
        super().__init__(1)
        self.what, self.shows = what, shows

    def convert(self, value: int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Raises NotFound for one that no database counts to."""
        number = super().convert(value, param, ctx)
        if number > _MOST:
            raise NotFound(
                f"There is no {self.what} {number}: `factbase {self.shows}` shows which there are."
            )
        return number


TEXT = TextInput()
COUNT = Counting()
OPERATION = Number("operation", "log")
REVISION = Number("revision", "article revisions SLUG")
NOTE = Number("note", "claim show REF")
