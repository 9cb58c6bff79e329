"""``factbase list``: an editor's standing questions, and what is new since the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

import click

from factbase.cli.claim_read import CLAIMS, PAGE, item_columns
from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, done, output_options, print_rows, remark
from factbase.cli.words import COUNT, TEXT

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.lookup.lists import SavedList
    from factbase.queries.saved_lists import Look

LISTS = [
    Column("name", "List", never_cut=True),
    Column("filters"),
    Column("actor", "Saved by"),
    Column("at", "When", in_table=False),
]


@click.group("list")
def list_() -> None:
    """Keep lists of claims by name, and see what is new on them.

    A list is the filters of `factbase claim list` under a name. Everybody on
    the database can run it, and each is told what is new since they last did.
    Lists are neither in the log nor in bundles; backups and copies have them.

    \b
    Examples:
      factbase list save weak -- mek-albania --confidence low
      factbase list run weak
    """


@list_.command()
@click.argument("name", type=TEXT)
@click.argument("filters", nargs=-1, type=click.UNPROCESSED)
@click.option("--replace", is_flag=True, help="Put it in the place of the list of this name.")
@click.pass_obj
def save(session: Session, name: str, filters: tuple[str, ...], replace: bool) -> None:
    """Keep the list that FILTERS narrow the claims to under NAME.

    FILTERS stand after -- and are those of `factbase claim list`, its ARTICLE and
    --search too. What is on the list now is not new to you when you run it.

    \b
    Examples:
      factbase list save weak -- mek-albania --confidence low
      factbase list save cuci -- --source Cuci --search 'camp -visit'
      factbase list save weak --replace -- mek-albania --problem hearsay
    """
    from factbase.changes import saved_lists
    from factbase.cli.saved_filters import filters_in, keys_for

    words = filters_in(filters)
    with session.keeping() as connection:
        seen = keys_for(connection, words)
        made = saved_lists.save(connection, name, words, actor=session.actor, seen=seen, replace=replace)
    done(f"List {made.name} saved: {len(seen):,} claims now.", next=f"list run {_quoted(made.name)}")


@list_.command()
@click.argument("name", type=TEXT)
@click.option("--new", is_flag=True, help="Only what is new since you last ran it.")
@click.option("--limit", type=COUNT, metavar="N", default=PAGE, help="At most this many; 50 if not given.")
@click.option("--peek", is_flag=True, help="Do not remember that you looked: what is new stays new.")
@output_options
@click.pass_obj
def run(session: Session, name: str, new: bool, limit: int, peek: bool, **shape: Unpack[Shape]) -> None:
    """Print the claims of the list NAME, those new to you first.

    What is new and beyond --limit stays new. When you run somebody else's list
    for the first time, nothing on it is.

    \b
    Examples:
      factbase list run weak
      factbase list run weak --new --json
    """
    from factbase import lookup
    from factbase.changes import saved_lists
    from factbase.queries.claims import claim_rows

    with session.reading() as connection:
        kept = lookup.saved_list(connection, name)
        found = _found(connection, kept, session.actor)
        keys = [*found.new, *([] if new else found.known)]
        shown, fresh = keys[:limit], frozenset(found.new)
        if shape["as_json"] or shape["as_jsonl"]:
            columns = [Column("new"), *item_columns()]
            rows: list[object] = [*_items(connection, shown, fresh)]
        else:
            columns = [Column("new", never_cut=True, value=lambda row: row.id in fresh), *CLAIMS]
            rows = [*claim_rows(connection, shown)]
    print_rows(rows, columns, schema="factbase/claims@1", **shape)
    _tell(kept, found, len(keys) - len(shown))
    if not peek:
        with session.keeping() as connection:
            saved_lists.look(connection, kept, reader=session.actor, seen={*found.known, *shown})


class _Found(NamedTuple):
    """What is on a list, new to the reader and not, each in the order of the list; ``gone`` counts what left it."""

    new: list[int]
    known: list[int]
    gone: int
    before: Look | None


def _found(connection: Connection, kept: SavedList, reader: str) -> _Found:
    from factbase.cli.saved_filters import keys_for
    from factbase.queries.saved_lists import last_look

    keys = keys_for(connection, kept.filters)
    before = last_look(connection, kept, reader)
    if before is None:
        return _Found([], keys, 0, None)
    return _Found(
        [key for key in keys if key not in before.seen],
        [key for key in keys if key in before.seen],
        len(before.seen.difference(keys)),
        before,
    )


def _items(connection: Connection, keys: list[int], new: frozenset[int]) -> list[dict[str, object]]:
    from factbase.queries.claims import claim_items

    items = claim_items(connection, keys)
    return [{"new": key in new, **item} for key, item in zip(keys, items, strict=True)]


def _tell(kept: SavedList, found: _Found, left: int) -> None:
    """Say on stderr what is new, what is gone and what is not shown."""
    if found.before is None:
        remark(
            f"{len(found.known):,} claims. You run this list for the first time: from now on you are told what is new."
        )
    else:
        gone = f", {found.gone:,} no longer on it" if found.gone else ""
        remark(
            f"{len(found.new):,} new since {found.before.at}{gone}; {len(found.new) + len(found.known):,} in all."
        )
    if left:
        remark(f"{left:,} are not shown: add --limit, or see `factbase claim list {kept.filters}`.")


@list_.command()
@click.argument("name", required=False, type=TEXT)
@output_options
@click.pass_obj
def show(session: Session, name: str | None, **shape: Unpack[Shape]) -> None:
    """Show the saved lists, or one: its filters, and who saved it.

    \b
    Examples:
      factbase list show
      factbase list show weak --json
    """
    from factbase import lookup
    from factbase.queries.saved_lists import list_saved

    with session.reading() as connection:
        rows = list_saved(connection) if name is None else [lookup.saved_list(connection, name)]
    print_rows(rows, LISTS, schema="factbase/lists@1", **shape)


@list_.command()
@click.argument("name", type=TEXT)
@click.pass_obj
def remove(session: Session, name: str) -> None:
    """Remove the list NAME; the claims on it stay as they are.

    \b
    Examples:
      factbase list remove weak
    """
    from factbase import lookup
    from factbase.changes import saved_lists

    with session.keeping() as connection:
        kept = lookup.saved_list(connection, name)
        saved_lists.remove(connection, kept)
    done(f"List {kept.name} removed.", next=f"list save {_quoted(kept.name)} -- {kept.filters}")


def _quoted(name: str) -> str:
    from shlex import quote

    return quote(name)
