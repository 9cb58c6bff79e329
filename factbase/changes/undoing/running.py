"""Takes an operation back: each of its things becomes what it was before it, under the key that it had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from factbase.changes import derive, indexing
from factbase.changes.operation import Operation
from factbase.changes.undoing import choosing
from factbase.changes.undoing.articles import (
    check_articles_are_here,
    restore_articles,
    restore_revisions,
    restore_sentences,
)
from factbase.changes.undoing.checking import check_unchanged, lock_things
from factbase.changes.undoing.choosing import Past, Scope
from factbase.changes.undoing.claims import restore_claims
from factbase.changes.undoing.hanging import check_nothing_hangs
from factbase.changes.undoing.holding import check_holds
from factbase.changes.undoing.links import Link, change_links, check_links, links_of, record_links
from factbase.changes.undoing.notes import restore_notes
from factbase.changes.undoing.recording import record_things
from factbase.changes.undoing.refusing import Refusals
from factbase.changes.undoing.removing import remove_things
from factbase.changes.undoing.roles import restore_roles
from factbase.changes.undoing.sources import restore_sources
from factbase.changes.undoing.things import Things
from factbase.changes.undoing.undo import Progress, Undo
from factbase.records.history import History
from factbase.records.naming import name_of
from factbase.tables import change
from factbase.vocabulary import Thing

_TOGETHER = 5000
_NAMED = 3  # things whose names are told


@dataclass(frozen=True)
class TakenBack:
    """What an undo took back: the operation, how many things of each sort, and what the first of them are called.

    ``root`` is what somebody did in the first place; a redo puts it back, by taking an undo back.
    """

    operation: Past
    root: Past
    is_redo: bool
    things: dict[Thing, int]
    names: tuple[str, ...]


def _unheard(_done: int, _steps: int) -> None: ...


def undo(
    operation: Operation,
    number: int | None = None,
    progress: Progress = _unheard,
    *,
    within: Scope | None = None,
) -> TakenBack:
    """Take an operation back: the one numbered so, or the newest of this actor that is not taken back yet.

    ``within`` confines the newest to those of a command on an article.

    Records return to what they were, but for versions, which rise, and ``next_number``, which stays. An undo
    that is taken back is a redo. ``progress`` is told how many steps are done, and of how many.

    Raises InvalidInput where there is nothing to take back, NotFound for an unknown number, and Conflict,
    listing the first few reasons, where somebody built on the operation; nothing is changed then.
    """
    connection = operation.connection
    past = (
        choosing.last_done(connection, operation.actor, within)
        if number is None
        else choosing.numbered(connection, number)
    )
    return _take_back(operation, past, progress)


def redo(operation: Operation, progress: Progress = _unheard, *, within: Scope | None = None) -> TakenBack:
    """Take back the newest undo of this actor, who must not have done anything new since; see :func:`undo`."""
    return _take_back(
        operation, choosing.last_undone(operation.connection, operation.actor, within), progress
    )


def _take_back(operation: Operation, past: Past, progress: Progress) -> TakenBack:
    connection = operation.connection
    choosing.lock(connection, past)
    root, is_redo = choosing.origin(connection, past)
    with connection.begin_nested():  # what is refused half-way leaves nothing
        things = Things(connection, past.id)
        counts = things.counts()
        undo = Undo(
            operation=operation,
            past=past,
            things=things,
            refusals=Refusals(connection, past, root if is_redo else None, operation.actor),
            history=History(connection),
            version=(connection.scalar(select(func.max(change.c.id))) or 0) + 1,
            progress=progress,
            steps=3 * sum(counts.values()) + counts.get(Thing.CLAIM, 0),
        )
        links = _checked(undo)
        operation.undoes = past.id
        _restore(undo, links)
        _refresh(undo)  # before it is logged: a record shows what its claim is rated by then
        record_things(undo)
        record_links(undo, links)
        names = [*things.names(_NAMED), *(name_of(link.record) for link in links)]
        things.drop()
    if links:
        counts[Thing.LINK] = len(links)
    return TakenBack(past, root, is_redo, counts, tuple(names[:_NAMED]))


def _checked(undo: Undo) -> Sequence[Link]:
    """Return the operation's links, once it is sure that nobody built on it."""
    lock_things(undo)
    links = links_of(undo)
    check_unchanged(undo)
    check_links(undo, links)
    check_nothing_hangs(undo)
    undo.refusals.refuse()
    return links


def _restore(undo: Undo, links: Sequence[Link]) -> None:
    """Put back what was, from articles to what hangs on them; then remove what the operation made, in reverse."""
    restore_articles(undo)
    check_articles_are_here(undo)
    restore_revisions(undo)
    restore_sentences(undo)
    restore_sources(undo)
    restore_claims(undo)
    change_links(undo, links, goes=False)
    restore_notes(undo)
    change_links(undo, links, goes=True)
    remove_things(undo)
    restore_roles(undo)
    check_holds(undo)


def _refresh(undo: Undo) -> None:
    """Derive anew what follows from all this."""
    keys = sorted(undo.to_derive | undo.to_index)
    for first in range(0, len(keys), _TOGETHER):
        page = keys[first : first + _TOGETHER]
        derive.refresh(undo.connection, undo.to_derive.intersection(page))
        indexing.refresh(undo.connection, page)
        undo.advance(len(page))
