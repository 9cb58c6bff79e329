from enum import StrEnum

import click
import pytest

from factbase.cli.words import COUNT, NOTE, OPERATION, REVISION, TEXT, Word
from factbase.errors import InvalidInput, NotFound
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, Rule, SourceKind, Stance, Status, Terms

LISTS: list[type[StrEnum]] = [Confidence, LinkKind, Mode, Role, Rule, SourceKind, Stance, Status, Terms]


@pytest.mark.parametrize("words", LISTS)
def test_every_word_is_known_with_either_hyphen_and_in_any_case(words: type[StrEnum]) -> None:
    for word in words:
        for given in (word, word.upper(), word.replace("_", "-"), word.replace("-", "_"), f" {word} "):
            assert Word(words).convert(given, None, None) is word


@pytest.mark.parametrize(
    ("words", "given", "meant"),
    [(Confidence, "hgih", "high"), (Confidence, "rumor", "rumour"), (Rule, "anonymous", "anonymous-only")],
)
def test_a_mistyped_word_is_met_with_the_right_one(words: type[StrEnum], given: str, meant: str) -> None:
    with pytest.raises(click.BadParameter, match=f"Did you mean {meant}\\?") as raised:
        Word(words).convert(given, None, None)

    assert raised.value.exit_code == 2


def test_a_word_unlike_any_gets_the_list() -> None:
    with pytest.raises(click.BadParameter) as raised:
        Word(Confidence).convert("zzz", None, None)

    assert raised.value.message == "'zzz' is not one of high, medium, low, rumour."


def test_help_lists_the_words_or_names_the_list() -> None:
    option = click.Option(["--word"])
    ctx = click.Context(click.Command("trial"))

    assert Word(Confidence).get_metavar(option, ctx) == "high|medium|low|rumour"
    assert Word(SourceKind).get_metavar(option, ctx) == "SOURCEKIND"
    assert Word(SourceKind).listed.startswith("author, person, ")


def test_a_word_completes() -> None:
    option = click.Option(["--word"])
    ctx = click.Context(click.Command("trial"))

    found = Word(Rule).shell_complete(ctx, option, "anonymous_")

    assert [item.value for item in found] == ["anonymous-only"]


@pytest.mark.parametrize("given", ["", " ", "\t", "\xa0", "\u2003", "a\0b", "a\udc80"])
def test_a_text_that_says_nothing_or_cannot_be_kept_is_refused(given: str) -> None:
    argument = click.Argument(["statement"])
    ctx = click.Context(click.Command("trial"))

    with pytest.raises(InvalidInput, match="'STATEMENT' "):
        TEXT.convert(given, argument, ctx)


def test_a_text_comes_as_it_was_given() -> None:
    assert TEXT.convert("  Çuçi\n", None, None) == "  Çuçi\n"


@pytest.mark.parametrize("number", [OPERATION, REVISION, NOTE])
@pytest.mark.parametrize("given", [str(2**31), str(2**64), "9" * 40])
def test_a_number_beyond_what_a_database_counts_to_names_nothing_but_counts_all(
    number: click.IntRange, given: str
) -> None:
    ctx = click.Context(click.Command("trial"))

    with pytest.raises(NotFound, match=f"There is no [a-z]+ {given}: `factbase .+` shows which there are."):
        number.convert(given, None, ctx)

    assert COUNT.convert(given, None, ctx) == 2**31 - 2
