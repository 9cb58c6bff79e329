"""The words of a saved list: those that may follow ``claim list``, read and written."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import join, split
from typing import TYPE_CHECKING, Any

import click

from factbase.cli.filters import filter_of, filter_options
from factbase.cli.words import TEXT
from factbase.errors import BadUsage

if TYPE_CHECKING:
    from sqlalchemy import Connection


@click.command("FILTERS", add_help_option=False)
@click.argument("article", required=False)
@filter_options
@click.option("--search", metavar="WORDS", type=TEXT)
def _filters(**_given: Any) -> None:  # noqa: ANN401 - read, never run
    """Stand for the filters of ``claim list``."""


def filters_in(words: Sequence[str]) -> str:
    """Return the words as they are kept: one form for each question. Raises click's errors for words that are none."""
    given = _given(words)
    kept = [] if given["article"] is None else [given["article"]]
    for option in _filters.params:
        value = given[option.name or ""]
        if isinstance(option, click.Option) and value is not None and value is not False:
            kept += [option.opts[0]] if option.is_flag else [option.opts[0], str(value)]
    if not kept:
        raise BadUsage("A list without filters is the whole archive: say after -- what it is narrowed to.")
    return join(kept)


def _given(words: Sequence[str]) -> dict[str, Any]:
    return _filters.make_context("factbase list save NAME --", list(words)).params


def keys_for(connection: Connection, filters: str) -> list[int]:
    """Return the keys of all claims that a saved list has now, in its order.

    Raises NotFound where an article or a source is no longer there.
    """
    from factbase.queries.claims import claim_keys
    from factbase.queries.search import search_claims
    from factbase.text.searching import wanted

    given = _given(split(filters))
    search = given.pop("search")
    chosen = filter_of(connection, given.pop("article"), **given)
    if search is None:
        return claim_keys(connection, chosen)
    return list(search_claims(connection, wanted(search), chosen).keys)
