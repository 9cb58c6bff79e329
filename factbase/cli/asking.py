"""What the changing commands share: options of an attribution, names that resolve, words of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from factbase.cli.output import done
from factbase.cli.words import TEXT, Word
from factbase.errors import BadUsage, Collision, Conflict, InvalidInput, NotFound
from factbase.vocabulary import Mode, SourceKind, Stance, Terms

if TYPE_CHECKING:
    from factbase.changes.attributions import Saying
    from factbase.changes.operation import Operation
    from factbase.lookup import ArticleKey, ClaimKey, SourceKey
    from factbase.references import ClaimRef

# --new is about --source, so the one it is heard through must be there.
_MAKE_FIRST = "To make it first: `factbase source add NAME --kind KIND`."

F = TypeVar("F", bound=Callable[..., Any])


class Said(TypedDict):
    """What `saying_options` gives a command: who says it, and how."""

    source: str | None
    new: bool
    kind: SourceKind | None
    stance: Stance | None
    mode: Mode | None
    terms: Terms | None
    own_act: bool | None
    cue: str | None
    quote: str | None
    via: str | None
    note: str | None


def saying_options(command: F) -> F:
    """Give a command the options of one attribution."""
    for option in (
        click.option("--note", metavar="TEXT", help="A remark on this attribution."),
        click.option("--via", metavar="NAME", type=TEXT, help="The source through whom it is heard."),
        click.option("--quote", metavar="TEXT", help="Its words as printed."),
        click.option("--cue", metavar="TEXT", help="The word that cites it, such as “denied”."),
        click.option("--own-act/--no-own-act", default=None, help="Whether it speaks of its own acts."),
        click.option("--terms", type=Word(Terms), help=f"{Word(Terms).listed}."),
        click.option("--mode", type=Word(Mode), help=f"{Word(Mode).listed}."),
        click.option("--stance", type=Word(Stance), help="What it does with the claim."),
        click.option("--kind", type=Word(SourceKind), help=f"Of a new one: {Word(SourceKind).listed}."),
        click.option("--new", is_flag=True, help="Make the source if there is none; needs --kind."),
        click.option("--source", metavar="NAME", type=TEXT, help="Who says it, by name or alias."),
    ):
        command = option(command)
    return command


def check_said(said: Said) -> None:
    """Raise BadUsage where the options of an attribution do not go together."""
    if said["source"] is None:
        extra = [name for name, value in said.items() if value is not None and value is not False]
        if extra:
            raise BadUsage(f"--{extra[0].replace('_', '-')} needs the source it is about: add --source NAME.")
    elif said["stance"] is None:
        raise BadUsage("--source needs what it does with the claim: add --stance asserts, for example.")
    if said["new"] != (said["kind"] is not None):
        raise BadUsage(
            "--new needs the kind of the source: add --kind person, for example."
            if said["new"]
            else "--kind is for a new source: add --new, or leave --kind out."
        )


def speaker(operation: Operation, article: ArticleKey, said: Said) -> tuple[SourceKey, Saying]:
    """Return the source that ``said`` names, made now if it is to be new, and how it speaks."""
    from factbase.changes.attributions import Saying

    via = said["via"]
    known = None if via is None else named_source(operation, article, via, remedy=_MAKE_FIRST)
    saying = Saying(
        stance=said["stance"] or Stance.ASSERTS,  # check_said has seen to it
        mode=said["mode"],
        terms=said["terms"],
        own_act=said["own_act"],
        cue=said["cue"],
        quote=said["quote"],
        via=known,
        note=said["note"],
    )
    return named_source(operation, article, said["source"] or "", said["kind"]), saying


def named_source(
    operation: Operation,
    article: ArticleKey,
    name: str,
    kind: SourceKind | None = None,
    *,
    remedy: str = "To make a new source, add --new --kind KIND.",
) -> SourceKey:
    """Return the source called ``name`` in ``article``; with ``kind`` one that is not there is made.

    Raises NotFound with suggestions, and InvalidInput where a new name is a known one, however it is spelt.
    """
    from factbase import lookup
    from factbase.changes.sources import add_source

    if kind is not None:
        try:
            return add_source(operation, name, kind, article)
        except Collision:
            raise
        except Conflict as error:
            raise InvalidInput(f"{error} Without --new and --kind the one that is there is used.") from None
    try:
        return lookup.source(operation.connection, name, article_id=article.id)
    except NotFound as error:
        raise NotFound(f"{error} {remedy}") from None


def claim_at(operation: Operation, ref: str) -> ClaimKey:
    """Return the claim that a person named."""
    from factbase import lookup
    from factbase.references import claim_ref

    return lookup.claim(operation.connection, claim_ref(ref))


def tell(operation: Operation, changed: str, same: str, *, next: str) -> None:
    """Print ``changed``, or ``same`` where the operation found nothing to change."""
    done(changed if operation.changed else f"{same}: nothing was changed.", next=next)


def show_claim(ref: ClaimRef) -> str:
    """Return the command that shows a claim."""
    return f"claim show {ref}"


def effective(operation: Operation, claim: ClaimKey) -> str:
    """Return the confidence that a claim has now."""
    from sqlalchemy import select

    from factbase.tables import claim as table

    return str(operation.connection.scalar(select(table.c.confidence).where(table.c.id == claim.id)))
