"""``factbase sentence``: the group, and ``sentence role``."""

from __future__ import annotations

import click

from factbase.cli import sentence_read
from factbase.cli.context import Session
from factbase.cli.output import done
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
@click.argument("places", metavar="PLACE...", nargs=-1, required=True)
@click.argument("word", type=RoleWord(Role))
@click.option("--because", metavar="TEXT", type=TEXT, help="Why, where it is not plain.")
@click.pass_obj
def role(session: Session, article: str, places: tuple[str, ...], word: Role, because: str | None) -> None:
    """Say what the sentences at PLACE of ARTICLE are.

    WORD is claim, heading, credit or not_checkable; untriaged takes it back.

    \b
    Examples:
      factbase sentence role mek-albania 3/1 not_checkable --because opinion
      factbase sentence role mek-albania 3/1 7/1 19/1 heading
      factbase sentence role mek-albania 3/1 untriaged
    """
    from factbase import lookup, references
    from factbase.changes.sentences import set_role

    given = None if word == UNTRIAGED else word
    said = []
    with session.changing() as operation:
        key = lookup.article(operation.connection, article)
        for place in places:
            found = lookup.sentence(operation.connection, key, references.place(place))
            set_role(operation, found, given, because)
            was = found.role or UNTRIAGED
            changed = f"role {was} → {word}" if was != word else f"role {word}, its reason changed"
            same = (found.role, found.reason) == (given, because)
            said.append(
                f"{article}:{place} is {word} already: nothing was changed."
                if same
                else f"{article}:{place}: {changed}."
            )
    for line in said[:-1]:
        done(line)
    done(said[-1], next=f"sentence list {article} --untriaged")


sentence.add_command(sentence_read.list_)
