"""``factbase sentence``: the group, and ``sentence role``."""

from __future__ import annotations

import click

from factbase.cli import sentence_read
from factbase.cli.asking import tell
from factbase.cli.context import Session
from factbase.cli.words import TEXT, Word
from factbase.vocabulary import Role

UNTRIAGED = "untriaged"


class RoleWord(Word[Role]):
    """A role, or ``untriaged``, which is none."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what the help calls it; the words stand in its text."""
        return "WORD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Role:
        """Return the role; ``untriaged`` is passed on as it is."""
        if value.strip().lower() == UNTRIAGED:
            return UNTRIAGED  # type: ignore[return-value]
        return super().convert(value, param, ctx)


@click.group()
def sentence() -> None:
    """List sentences and say what each one is.

    \b
    Examples:
      factbase sentence list mek-albania --untriaged
      factbase sentence role mek-albania 3/1 not_checkable
    """


@sentence.command()
@click.argument("article")
@click.argument("place")
@click.argument("word", type=RoleWord(Role))
@click.option("--because", metavar="TEXT", type=TEXT, help="Why, where it is not plain.")
@click.pass_obj
def role(session: Session, article: str, place: str, word: Role, because: str | None) -> None:
    """Say what the sentence at PLACE of ARTICLE is.

    WORD is claim, heading, credit or not_checkable; untriaged takes it back.

    \b
    Examples:
      factbase sentence role mek-albania 3/1 not_checkable --because opinion
      factbase sentence role mek-albania 3/1 untriaged
    """
    from factbase import lookup, references
    from factbase.changes.sentences import set_role

    given = None if word == UNTRIAGED else word
    where = references.place(place)
    with session.changing() as operation:
        key = lookup.article(operation.connection, article)
        found = lookup.sentence(operation.connection, key, where)
        set_role(operation, found, given, because)
    was = found.role or UNTRIAGED
    changed = f"role {was} → {word}" if was != word else f"role {word}, its reason changed"
    tell(
        operation,
        f"{article}:{where}: {changed}.",
        f"{article}:{where} is {word} already",
        next=f"sentence list {article} --untriaged",
    )


sentence.add_command(sentence_read.list_)
