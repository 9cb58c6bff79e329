"""The options that narrow a list of claims, and the filter that they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from factbase.cli.words import COUNT, TEXT, Word
from factbase.errors import BadUsage
from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance, Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.queries.filters import ClaimFilter

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--unattributed", is_flag=True, help="Only those for which nobody is cited."),
    click.option("--confidence", type=Word(Confidence), help="Only those so rated."),
    click.option("--problem", type=Word(Rule), help=f"Only those with this problem: {Word(Rule).listed}."),
    click.option("--source", metavar="NAME", type=TEXT, help="Only those of this source, by name or alias."),
    click.option("--kind", type=Word(SourceKind), help=f"Its kind: {Word(SourceKind).listed}."),
    click.option("--stance", type=Word(Stance), help="What it does with the claim."),
    click.option("--mode", type=Word(Mode), help="How the text gives what it says."),
    click.option("--label", metavar="WORD", type=TEXT, help="Only those with this label."),
    click.option("--sentence", metavar="5/10", help="Only those of one sentence of ARTICLE."),
    click.option("--status", type=Word(Status), help="Only those at this; cut ones show only so."),
    click.option("--lost", is_flag=True, help="Only those whose passage the newest revision has lost."),
    click.option("--changed-since", metavar="TIME", help="Only those changed since: 2026-03-14, UTC."),
)


def filter_options(command: F) -> F:
    """Give a list of claims the options that ``filter_of`` takes, but for the article."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def limit_options(command: F) -> F:
    """Give a list of claims ``limit`` and ``after``."""
    limit = click.option("--limit", type=COUNT, metavar="N", help="At most this many; 50 without ARTICLE.")
    after = click.option("--after", metavar="REF", help="Go on after the page that ended with REF.")
    return limit(after(command))


def filter_of(
    connection: Connection,
    article: str | None,
    *,
    source: str | None,
    sentence: str | None,
    changed_since: str | None,
    **words: Any,  # noqa: ANN401 - they are named as the filter's fields
) -> ClaimFilter:
    """Return what the options come to. Raises NotFound for an unknown article or source."""
    from factbase.queries.claims import article_id
    from factbase.queries.filters import ClaimFilter, Span

    if sentence is not None and article is None:
        raise BadUsage("--sentence needs its article: factbase claim list ARTICLE --sentence 5/10.")
    words["article_id"] = None if article is None else article_id(connection, article)
    if article is not None and sentence is not None:
        from factbase import lookup
        from factbase.references import place

        found = lookup.sentence(connection, lookup.article(connection, article), place(sentence))
        words["sentence"] = Span(found.revision_id, found.start, found.end)
    if source is not None:
        from factbase import lookup

        words["source_id"] = lookup.source(connection, source, article_id=words["article_id"]).id
    if changed_since is not None:
        from factbase.queries.times import since

        words["changed_since"] = since(changed_since)
    return ClaimFilter(**words)
