"""``factbase claim attribute``, ``label`` and ``link``, and how each is taken back."""

from __future__ import annotations

from typing import Unpack

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
from factbase.cli.output import done
from factbase.cli.words import TEXT, Word
from factbase.errors import BadUsage
from factbase.vocabulary import LinkKind, Stance


@click.command()
@click.argument("ref")
@saying_options
@click.pass_obj
def attribute(session: Session, ref: str, **said: Unpack[Said]) -> None:
    """Put a source behind the claim REF.

    The same source with the same stance again edits what is there. An
    empty text takes --cue, --quote or --note away. A checked claim reopens.

    \b
    Examples:
      factbase claim attribute mek-albania/12 --source Cuci --stance denies \\
        --mode direct --cue said
      factbase claim attribute mek-albania/12 --source "a neighbour" --new \\
        --kind anonymous --stance asserts --mode indirect --terms background
    """
    from factbase import lookup
    from factbase.changes import attributions

    if said["source"] is None:
        raise BadUsage("Say who stands behind the claim: --source NAME.")
    check_said(said)
    with session.changing() as operation:
        claim = claim_at(operation, ref)
        before = effective(operation, claim)
        article = lookup.article(operation.connection, claim.ref.slug)
        source, saying = speaker(operation, article, said)
        attributions.attribute(operation, claim, source, saying)
        after = effective(operation, claim)
    tell(
        operation,
        f"{claim.ref}: it is {saying.stance.passive} by {source.name}; {_rated(before, after)}.",
        f"{source.name} stands behind {claim.ref} so already",
        next=show_claim(claim.ref),
    )


def _rated(before: str, after: str) -> str:
    return f"confidence {before} → {after}" if before != after else f"confidence stays {after}"


@click.command()
@click.argument("ref")
@click.option("--source", metavar="NAME", type=TEXT, required=True, help="Who, by name or alias.")
@click.option("--stance", type=Word(Stance), help="Only this one; all if not given.")
@click.pass_obj
def unattribute(session: Session, ref: str, source: str, stance: Stance | None) -> None:
    """Take a source from behind the claim REF. A checked claim reopens.

    \b
    Examples:
      factbase claim unattribute mek-albania/12 --source Cuci --stance denies
    """
    from factbase import lookup
    from factbase.changes import attributions

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        before = effective(operation, claim)
        key = lookup.source(operation.connection, source, article_id=claim.article_id)
        gone = attributions.unattribute(operation, claim, key, stance)
        after = effective(operation, claim)
    what = "1 attribution" if gone == 1 else f"{gone} attributions"
    done(f"{claim.ref}: {what} of {key.name} removed; {_rated(before, after)}.", next=show_claim(claim.ref))


@click.command()
@click.argument("ref")
@click.argument("word", type=TEXT)
@click.pass_obj
def label(session: Session, ref: str, word: str) -> None:
    """Put the label WORD, any word you like, on the claim REF.

    \b
    Examples:
      factbase claim label mek-albania/12 figures
    """
    from factbase.changes import marks

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        marks.label(operation, claim, word)
    tell(
        operation,
        f"{claim.ref}: label “{word.strip()}” added.",
        f"{claim.ref} has the label “{word.strip()}” already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.argument("word", type=TEXT)
@click.pass_obj
def unlabel(session: Session, ref: str, word: str) -> None:
    """Take the label WORD off the claim REF.

    \b
    Examples:
      factbase claim unlabel mek-albania/12 figures
    """
    from factbase.changes import marks

    with session.changing() as operation:
        claim = claim_at(operation, ref)
        marks.unlabel(operation, claim, word)
    done(f"{claim.ref}: label “{word.strip()}” removed.", next=show_claim(claim.ref))


@click.command()
@click.argument("ref")
@click.argument("other")
@click.option("--as", "kind", type=Word(LinkKind), required=True, help="How REF relates to OTHER.")
@click.pass_obj
def link(session: Session, ref: str, other: str, kind: LinkKind) -> None:
    """Say how the claim REF relates to the claim OTHER.

    \b
    Examples:
      factbase claim link mek-albania/40 mek-albania/12 --as repeats
    """
    from factbase.changes import marks

    with session.changing() as operation:
        claim, second = claim_at(operation, ref), claim_at(operation, other)
        marks.link(operation, claim, second, kind)
    tell(
        operation,
        f"{claim.ref} {kind} {second.ref}: linked.",
        f"{claim.ref} {kind} {second.ref} already",
        next=show_claim(claim.ref),
    )


@click.command()
@click.argument("ref")
@click.argument("other")
@click.option("--as", "kind", type=Word(LinkKind), help="Only this link; all if not given.")
@click.pass_obj
def unlink(session: Session, ref: str, other: str, kind: LinkKind | None) -> None:
    """Take the links between the claims REF and OTHER away.

    \b
    Examples:
      factbase claim unlink mek-albania/40 mek-albania/12 --as repeats
    """
    from factbase.changes import marks

    with session.changing() as operation:
        claim, second = claim_at(operation, ref), claim_at(operation, other)
        gone = marks.unlink(operation, claim, second, kind)
    what = "1 link" if gone == 1 else f"{gone} links"
    done(f"{claim.ref}, {second.ref}: {what} removed.", next=show_claim(claim.ref))
