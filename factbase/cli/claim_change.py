"""``factbase claim add``, ``edit``, ``anchor``, ``rate``, ``status``, ``cut`` and ``restore``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.asking import (
    Said,
    check_said,
    claim_at,
    effective,
    saying_options,
    show_claim,
    speaker,
    tell,
)
from factbase.cli.context import Session
from factbase.cli.output import done, remark
from factbase.cli.words import TEXT, Word
from factbase.errors import BadUsage
from factbase.vocabulary import AnchorState, Confidence, Role, Status

if TYPE_CHECKING:
    from factbase.changes.claims import Passage
    from factbase.changes.operation import Operation
    from factbase.lookup import ArticleKey
    from factbase.references import Place


@click.command()
@click.argument("article")
@click.option("--statement", metavar="TEXT", type=TEXT, required=True, help="The claim, in your own words.")
@click.option("--sentence", metavar="5/2", help="The sentence that it stands in.")
@click.option("--at", metavar="WORDS", type=TEXT, help="The words that it stands in; needs the text.")
@saying_options
@click.pass_obj
def add(
    session: Session,
    article: str,
    statement: str,
    sentence: str | None,
    at: str | None,
    **said: Unpack[Said],
) -> None:
    """Add a claim to ARTICLE, with a source if you like.

    Say where it stands with --sentence, or with --at and a few of its words;
    with both the words are looked for in that sentence alone.

    \b
    Examples:
      factbase claim add sample --statement "The bridge is unsafe." \\
        --at "unsafe" --source "Ana Leka" --stance denies --mode indirect
      factbase claim add sample --sentence 5/2 --statement "It cost 4 million." \\
        --source critics --new --kind group --stance asserts --mode indirect
    """
    from factbase import lookup
    from factbase.changes.attributions import attribute
    from factbase.changes.claims import add_claim
    from factbase.changes.placing import same_claim, sentence_of

    check_said(said)
    if sentence is None and at is None:
        raise BadUsage("Say where the claim stands: --sentence 5/2, or --at “a few of its words”.")
    with session.changing() as operation:
        within = lookup.article(operation.connection, article)
        passage = _passage(operation, within, sentence, at)
        twin = same_claim(operation.connection, within, statement, passage)
        stands = sentence_of(operation.connection, passage)
        claim = add_claim(operation, within, statement, passage)
        behind = ""
        if said["source"] is not None:
            source, saying = speaker(operation, within, said)
            attribute(operation, claim, source, saying)
            behind = f" It is {saying.stance.passive} by {source.name}."
        rated = effective(operation, claim)
    done(
        f"{claim.ref}: added, confidence {rated}.{behind}{_changed_role(stands)}", next=show_claim(claim.ref)
    )
    if twin is not None:
        remark(f"{twin} says the same of the same passage: `factbase undo` takes this one back.")


def _changed_role(stands: tuple[Place, Role | None] | None) -> str:
    """Return what is said of a sentence that somebody took for something else before a claim stood in it."""
    if stands is None or stands[1] in (None, Role.CLAIM):
        return ""
    place, was = stands
    return f" Sentence {place}: role {was} → {Role.CLAIM}."


def _passage(operation: Operation, article: ArticleKey, sentence: str | None, at: str | None) -> Passage:
    from factbase.changes.placing import passage_at, passage_of_sentence
    from factbase.references import place

    where = None if sentence is None else place(sentence)
    if at is not None:
        return passage_at(operation.connection, article, at, where)
    if where is None:
        raise BadUsage("Say where the claim stands: --sentence 5/2.")
    return passage_of_sentence(operation.connection, article, where)


@click.command()
@click.argument("ref")
@click.option("--statement", metavar="TEXT", type=TEXT, required=True, help="The new words.")
@click.option("--version", type=int, metavar="N", help="Only if it is still at this version.")
@click.pass_obj
def edit(session: Session, ref: str, statement: str, version: int | None) -> None:
    """Give the claim REF other words. A checked claim reopens.

    \b
    Examples:
      factbase claim edit mek-albania/12 --statement "It holds 2,500 people."
      factbase claim edit mek-albania/12 --statement "It holds 2,500." --version 3
    """
    from factbase.changes.claims import edit_statement

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        edit_statement(operation, claim, statement, version=version)
    tell(
        operation,
        f"{claim.ref}: “{claim.statement}” → “{statement.strip()}”.",
        f"{claim.ref} says so already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.option("--sentence", metavar="5/2", help="The sentence that it stands in.")
@click.option("--at", metavar="WORDS", type=TEXT, help="The words that it stands in; needs the text.")
@click.pass_obj
def anchor(session: Session, ref: str, sentence: str | None, at: str | None) -> None:
    """Say where the claim REF stands in the newest draft.

    That is for one that a draft lost, or that stands elsewhere. Say it as for
    `claim add`. A checked claim reopens if the words there are others.

    \b
    Examples:
      factbase claim anchor river-bill/12 --at "some 2,500 people"
      factbase claim anchor river-bill/12 --sentence 5/2
    """
    from factbase import lookup
    from factbase.changes.claims import anchor_claim
    from factbase.records import claim_line

    if sentence is None and at is None:
        raise BadUsage("Say where the claim stands: --sentence 5/2, or --at “a few of its words”.")
    with session.changing() as operation:
        claim = claim_at(operation, ref)
        within = lookup.article(operation.connection, claim.ref.slug)
        anchor_claim(operation, claim, _passage(operation, within, sentence, at))
        line = claim_line(operation.connection, claim.id)
    reopened = f"; status {claim.status} → {line['status']}" if line["status"] != claim.status else ""
    words = "in other words" if line["anchors"][-1]["state"] == AnchorState.REWORDED else "in the same words"
    tell(
        operation,
        f"{claim.ref}: placed by hand at {line['paragraph']}/{line['sentence']}, {words}{reopened}.",
        f"{claim.ref} stands there already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.argument("word", type=Word(Confidence), required=False)
@click.option("--because", metavar="TEXT", type=TEXT, help="Why it is rated otherwise than by default.")
@click.option("--default", "by_default", is_flag=True, help="Take a person's word back.")
@click.pass_obj
def rate(session: Session, ref: str, word: Confidence | None, because: str | None, by_default: bool) -> None:
    """Rate how well the claim REF is sourced.

    \b
    Examples:
      factbase claim rate mek-albania/12 medium --because "two papers, one agency"
      factbase claim rate mek-albania/12 --default
    """
    from factbase.changes import claims

    if by_default and (word or because):
        raise BadUsage("--default takes a rating back: give no other word and no --because with it.")
    if not by_default and (word is None or because is None):
        raise BadUsage("A rating needs its word and its reason: claim rate REF medium --because “…”.")
    with session.changing() as operation:
        claim = claim_at(operation, ref)
        before = effective(operation, claim)
        claims.rate(operation, claim, word, because)
        after = effective(operation, claim)
    by = "by default" if by_default else "by a person"
    changed = f"{before} → {after}" if before != after else f"{after}, now {by}"
    tell(
        operation,
        f"{claim.ref}: confidence {changed}.",
        f"{claim.ref} is rated {after} already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.argument("word", type=Word(Status))
@click.pass_obj
def status(session: Session, ref: str, word: Status) -> None:
    """Say where the work on the claim REF is.

    \b
    open      nobody is checking it yet
    in_check  somebody is
    checked   that is done, of these words as they stand
    reopened  it was checked, but what it says or rests on changed since
    cut       taken out of the lists: by `claim cut`, with a reason

    \b
    Examples:
      factbase claim status mek-albania/12 in_check
    """
    from factbase.changes.claims import set_status

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        set_status(operation, claim, word)
    tell(
        operation,
        f"{claim.ref}: status {claim.status} → {word}.",
        f"{claim.ref} is {word} already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.option("--because", metavar="TEXT", type=TEXT, required=True, help="Why, for the log.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@click.pass_obj
def cut(session: Session, ref: str, because: str, dry_run: bool) -> None:
    """Take the claim REF out of the lists. Its number is never given again.

    \b
    Examples:
      factbase claim cut mek-albania/12 --because "twice the same"
    """
    from factbase.changes import claims

    with session.changing(because, dry_run=dry_run) as operation:
        claim = claim_at(operation, ref)
        claims.cut(operation, claim)
    tell(
        operation,
        f"{claim.ref}: status {claim.status} → {Status.CUT}.",
        f"{claim.ref} is cut already",
        next=f"claim restore {claim.ref}" if not dry_run else show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.pass_obj
def restore(session: Session, ref: str) -> None:
    """Bring the cut claim REF back; it is open then.

    \b
    Examples:
      factbase claim restore mek-albania/12
    """
    from factbase.changes import claims

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        claims.restore(operation, claim)
    done(f"{claim.ref}: status {Status.CUT} → {Status.OPEN}.", next=show_claim(claim.ref))
