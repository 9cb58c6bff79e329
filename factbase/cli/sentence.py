"""``factbase sentence``: the group, and ``sentence role``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factbase.cli import sentence_read
from factbase.cli.context import Session
from factbase.cli.output import done, remark, suggest
from factbase.cli.words import TEXT, Word
from factbase.errors import BadUsage, InvalidInput
from factbase.vocabulary import Role

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.lookup import ArticleKey

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
@click.argument("words", metavar="PLACE... WORD", nargs=-1)
@click.option("--as-suggested", is_flag=True, help="What the document’s own marks say, in place of WORD.")
@click.option("--because", metavar="TEXT", type=TEXT, help="Why, where it is not plain.")
@click.pass_obj
def role(
    session: Session, article: str, words: tuple[str, ...], as_suggested: bool, because: str | None
) -> None:
    """Say what the sentences at PLACE of ARTICLE are.

    WORD is claim, heading, credit or not_checkable; untriaged takes it back.
    With --as-suggested each becomes what the document's own marks say; without
    a PLACE that is done for all that nobody has looked at.

    \b
    Examples:
      factbase sentence role mek-albania 3/1 not_checkable --because opinion
      factbase sentence role mek-albania 3/1 7/1 19/1 heading
      factbase sentence role mek-albania 3/1 untriaged
      factbase sentence role mek-albania --as-suggested
    """
    from factbase import lookup, references
    from factbase.changes.sentences import set_role

    places, word = (words, None) if as_suggested else _parted(words)
    said = []
    with session.changing() as operation:
        key = lookup.article(operation.connection, article)
        for place in places or _suggested(operation, key):
            found = lookup.sentence(operation.connection, key, references.place(place))
            if as_suggested and found.suggested is None:
                raise InvalidInput(f"The document suggests nothing for {article}:{place}: say what it is.")
            given = found.suggested if as_suggested else word
            set_role(operation, found, given, because)
            was, now = found.role or UNTRIAGED, given or UNTRIAGED
            changed = f"role {was} → {now}" if was != now else f"role {now}, its reason changed"
            same = (found.role, found.reason) == (given, because)
            said.append(
                f"{article}:{place} is {now} already: nothing was changed."
                if same
                else f"{article}:{place}: {changed}."
            )
    for line in said or [f"{article}: nothing is suggested that nobody has looked at: nothing was changed."]:
        done(line)
    suggest(f"sentence list {article} --untriaged")


def _parted(words: tuple[str, ...]) -> tuple[tuple[str, ...], Role | None]:
    """Return the places and the role that stands after them, None for untriaged."""
    if not words:
        raise BadUsage("Say which sentences are what: PARAGRAPH/SENTENCE and a word, like 5/10 heading.")
    *places, last = words
    word = RoleWord(Role).convert(last, None, click.get_current_context())
    if not places:
        raise BadUsage(f"Say which sentences are {word}: write PARAGRAPH/SENTENCE, like 5/10.")
    return tuple(places), None if word == UNTRIAGED else word


def _suggested(operation: Operation, article: ArticleKey) -> list[str]:
    """Return the places of the untriaged sentences for which the document suggests a role; a claim says another."""
    from factbase.queries.sentences import list_sentences

    rows = list_sentences(operation.connection, article, untriaged=True)
    for row in rows:
        if row.suggested and row.claims:
            remark(f"{article.slug}:{row.place} was left: a claim stands in it.")
    return [str(row.place) for row in rows if row.suggested and not row.claims]


sentence.add_command(sentence_read.list_)
