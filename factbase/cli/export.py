"""``factbase export``: files out, a command for each format of the registry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from factbase.cli.context import Session
from factbase.cli.filters import filter_of, filter_options
from factbase.cli.formats import FormatsGroup, help_of, own_options
from factbase.cli.output import output, output_of_bytes, remark
from factbase.cli.words import REVISION
from factbase.errors import BadUsage
from factbase.formats.registry import EXPORTERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.formats.exchange import Exporter
    from factbase.queries.filters import ClaimFilter


def _command(word: str, exporter: Exporter) -> click.Command:
    """Return the command that writes one format."""
    told = "ARTICLE as it was at this one; it must be one."
    decorators = (
        click.argument("articles", nargs=-1, metavar="[ARTICLE]..."),
        click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead."),
        click.option("--revision", type=REVISION, metavar="N", help=told),
        own_options(exporter.options),
        filter_options,
    )
    callback: Callable[..., Any] = click.pass_obj(partial(_write, exporter))
    for decorate in reversed(decorators):
        callback = decorate(callback)
    help_ = help_of(exporter.help, f"It cannot hold {exporter.cannot}.", exporter.examples)
    return click.command(word, help=help_)(callback)


@click.group(cls=FormatsGroup, registry=EXPORTERS, command_of=_command)
def export() -> None:
    """Write claims to a file for others.

    A file is written whole or not at all. Without filters every claim is in it,
    cut ones too; the filters are those of `factbase claim list`.

    \b
    Examples:
      factbase export jsonl -o desk.jsonl
      factbase export csv mek-albania -o mek-albania.csv
    """


def _write(
    exporter: Exporter,
    session: Session,
    /,
    articles: tuple[str, ...],
    out: str,
    revision: int | None,
    **given: Any,  # noqa: ANN401 - one for each filter and each option of the format
) -> None:
    """Write the claims that are asked for in one format."""
    from factbase.formats.exchange import Selection

    options = {each.key: given.pop(each.key) for each in exporter.options}
    with session.reading() as connection:
        _prepare(connection, articles, revision)
        wanted = _wanted(connection, articles, given)
        selection = Selection(articles, wanted, revision, options)
        with (output_of_bytes if exporter.binary else output)(out) as file:
            written = exporter.write(connection, file, selection)
    for each in written.remarks:
        remark(each)
    if out != "-":
        count = "" if written.claims is None else f" {written.claims:,} claims to"
        remark(f"Wrote{count} {out}.")


def _wanted(connection: Connection, articles: tuple[str, ...], given: dict[str, Any]) -> ClaimFilter | None:
    """Return what the claims must be, None where no filter is given."""
    if not any(value is not None and value is not False for value in given.values()):
        return None
    if given["sentence"] is not None and len(articles) > 1:
        raise BadUsage("--sentence is of one article: name it, and no other.")
    return filter_of(connection, articles[0] if len(articles) == 1 else None, **given)


def _prepare(connection: Connection, articles: tuple[str, ...], revision: int | None) -> None:
    """Raise NotFound for an unknown slug or revision, before anything is written, and BadUsage for one of several.

    What is loaded by now stays to the end: not to look through it for garbage saves a twelfth of an export.
    """
    import gc

    from factbase import lookup

    gc.freeze()

    keys = [lookup.article(connection, slug) for slug in dict.fromkeys(articles)]
    if revision is None:
        return
    if len(keys) != 1:
        raise BadUsage("--revision is of one article: name it, and no other.")
    lookup.revision(connection, keys[0], revision)
