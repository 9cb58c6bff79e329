"""Records cite sources by name, so that a name must mean one source in each article."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import add_claim
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.changes.sources import Edit, add_source, edit_source
from factbase.database import Location, writing
from factbase.errors import Conflict, FactbaseError, InvalidInput
from factbase.lookup import ArticleKey
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance
from tests.formats.conftest import Line, export, parsed, take_in, written

SAMPLED_ON_POSTGRESQL = 12
TEXT = "One. Two."


def _article(operation: Operation, slug: str) -> ArticleKey:
    return add_article(operation, slug, About(title=slug), TEXT, split(TEXT), File("x.txt", "txt", None))


def _speak_for_one_elsewhere(operation: Operation, article: ArticleKey) -> None:
    some = add_source(operation, "dissenters", SourceKind.GROUP, article)
    add_source(operation, "Ana Leka", SourceKind.PERSON, None, some)


def _body_withdraws(operation: Operation, article: ArticleKey) -> None:
    body = add_source(operation, "Council", SourceKind.ORGANISATION, article)
    add_source(operation, "Ana Leka", SourceKind.PERSON, None, body)
    edit_source(operation, body, Edit(kind=SourceKind.GROUP))


def _voice_goes_out(operation: Operation, article: ArticleKey) -> None:
    some = add_source(operation, "dissenters", SourceKind.GROUP, article)
    voice = add_source(operation, "one of them", SourceKind.ANONYMOUS, article, some)
    edit_source(operation, voice, Edit(kind=SourceKind.PERSON))


def _cite_beside(operation: Operation, article: ArticleKey) -> None:
    add_source(operation, "critics", SourceKind.GROUP, article)
    everywhere = add_source(operation, "critics", SourceKind.ORGANISATION, None)
    claim = add_claim(operation, article, "It is so.", None)
    attribute(operation, claim, everywhere, Saying(Stance.ASSERTS, Mode.INDIRECT))


def _rename_to(operation: Operation, article: ArticleKey) -> None:
    add_source(operation, "critics", SourceKind.GROUP, article)
    body = add_source(operation, "Council", SourceKind.ORGANISATION, None)
    edit_source(operation, body, Edit(name="critics"))


def _come_out_beside(operation: Operation, article: ArticleKey) -> None:
    add_source(operation, "critics", SourceKind.GROUP, article)
    other = add_source(operation, "critics", SourceKind.GROUP, _article(operation, "other"))
    edit_source(operation, other, Edit(kind=SourceKind.ORGANISATION))


@pytest.mark.parametrize("does", [_speak_for_one_elsewhere, _body_withdraws, _voice_goes_out, _cite_beside,
    _rename_to, _come_out_beside])  # fmt: skip
def test_what_no_bundle_could_carry_is_refused(
    location: Location, does: Callable[[Operation, ArticleKey], None]
) -> None:
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="source add")
        article = _article(operation, "bridge")
        with pytest.raises((Conflict, InvalidInput)):
            does(operation, article)


ODD_NAMES = ["—", "👷", "Ana (x)(y)", "(x)", "Ana ()", "A (b (c))", "A(b)"]


def test_odd_names_go_through(location: Location, other: Location) -> None:
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="source add")
        for name in ODD_NAMES:
            add_source(operation, name, SourceKind.PERSON, None)
    out = export(location)

    take_in(other, out)

    assert export(other) == out


@pytest.fixture
def start(location: Location) -> list[Line]:
    """The lines of an article without claims; what follows them is what a test adds."""
    with writing(location) as connection:
        _article(Operation(connection, actor="Ana", command="article add"), "bridge")
    return parsed(export(location))


def _source(name: str, kind: str, article: str | None = None, speaks_for: str | None = None) -> Line:
    return {
        "type": "source", "source": name, "kind": kind, "article": article, "speaks_for": speaks_for,
        "aliases": [],
    }  # fmt: skip


@pytest.mark.parametrize(("lines", "fault"), [
    ([_source("some", "group", "bridge"), _source("Ana", "person", None, "some")],
     "line 7, speaks_for: “some” exists only inside one article"),
    ([_source("Ana", "person"), _source("ANA", "person")],
     "line 7, source: “ANA” is there already, spelt “Ana”: make it an alias or add a qualifier"),
    ([_source("Ana", "person", None, "Ana")], "line 6, speaks_for: “Ana” has no line before this one"),
])  # fmt: skip
def test_lines_that_do_not_fit_together_are_refused(
    other: Location, start: list[Line], lines: list[Line], fault: str
) -> None:
    with pytest.raises(FactbaseError) as refused:
        take_in(other, written([*start, *lines]))

    assert refused.value.details == [fault]  # type: ignore[attr-defined]


def test_the_same_line_twice_is_the_same_source(other: Location, start: list[Line]) -> None:
    report, _wrote = take_in(other, written([*start, *[_source("Ana", "person")] * 2]))

    assert (report.added["source"], report.same["source"]) == (1, 1)


def test_of_all_and_of_an_article_there_may_be_one_of_each_by_a_name(
    location: Location, other: Location
) -> None:
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="source add")
        add_source(operation, "critics", SourceKind.GROUP, _article(operation, "bridge"))
        body = add_source(operation, "critics", SourceKind.ORGANISATION, None)
        add_source(operation, "Ana Leka", SourceKind.PERSON, None, body)
    out = export(location)

    take_in(other, out)

    assert export(other) == out
    assert take_in(other, out, update=True)[1] is False


def test_a_name_that_here_only_the_other_sort_has_is_refused(location: Location, start: list[Line]) -> None:
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="source add")
        add_source(operation, "critics", SourceKind.GROUP, lookup.article(connection, "bridge"))

    with pytest.raises(FactbaseError) as refused:
        take_in(location, written([*start, _source("critics", "organisation")]))

    fault = "line 6, source: “critics” is here already as group: give one of them a qualifier"
    assert refused.value.details == [fault]  # type: ignore[attr-defined]


def test_a_line_that_changes_a_source_of_the_same_bundle_hides_no_other(
    other: Location, start: list[Line]
) -> None:
    again = {**_source("Ana", "person"), "aliases": ["Anna"]}
    voice = _source("Bo", "person", None, "Council")

    report, _wrote = take_in(
        other,
        written([*start, _source("Council", "organisation"), _source("Ana", "person"), again, voice]),
        update=True,
    )

    assert (report.added["source"], report.changed["source"]) == (3, 1)
