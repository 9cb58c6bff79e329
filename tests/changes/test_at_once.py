"""Two commands at one moment: what is derived, the log and the names are as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from factbase import lookup
from factbase.changes import marks
from factbase.changes.attributions import Saying, attribute
from factbase.changes.operation import Operation
from factbase.changes.sources import Edit, add_source, edit_source
from factbase.database import Location, reading, writing
from factbase.lookup import ClaimKey, SourceKey
from factbase.maintenance.verify import verify
from factbase.references import ClaimRef
from factbase.tables import source
from factbase.vocabulary import LinkKind, Mode, SourceKind, Stance
from tests.changes.test_meanwhile import _at_once, _claim, shared_desk  # noqa: F401


def done(location: Location, work: Callable[[Operation], object]) -> None:
    with writing(location) as connection:
        work(Operation(connection, actor="Ana", command="test"))


def claim(doing: Operation, number: int) -> ClaimKey:
    return lookup.claim(doing.connection, ClaimRef("bridge", number))


def named(doing: Operation, name: str) -> SourceKey:
    return lookup.source(doing.connection, name)


def says(number: int, name: str) -> Callable[[Operation], object]:
    return lambda doing: attribute(
        doing, claim(doing, number), named(doing, name), Saying(Stance.ASSERTS, Mode.DIRECT)
    )


def findings(location: Location) -> list[object]:
    return [finding for check in verify(location).checks for finding in check.findings]


def test_a_note_is_edited_twice_or_removed_twice(shared_desk: Location) -> None:  # noqa: F811
    done(shared_desk, lambda doing: marks.add_note(doing, _claim(doing), "first"))
    _at_once(
        shared_desk,
        lambda doing: marks.edit_note(doing, claim(doing, 1), 1, "second"),
        lambda doing: marks.edit_note(doing, claim(doing, 1), 1, "third"),
    )
    _at_once(
        shared_desk,
        lambda doing: marks.remove_note(doing, claim(doing, 1), 1),
        lambda doing: marks.remove_note(doing, claim(doing, 1), 1),
    )

    assert findings(shared_desk) == []


def test_two_that_repeat_each_other_are_attributed(shared_desk: Location) -> None:  # noqa: F811
    def begin(doing: Operation) -> None:
        first, second = _claim(doing), _claim(doing)
        for name in ("Mira Doda", "Gent Prifti"):
            add_source(doing, name, SourceKind.PERSON, None)
        marks.link(doing, first, second, LinkKind.REPEATS)

    done(shared_desk, begin)
    _at_once(shared_desk, says(1, "Mira Doda"), says(2, "Gent Prifti"))

    assert findings(shared_desk) == []


def test_a_spokesman_is_cited_while_his_body_gets_another_body(shared_desk: Location) -> None:  # noqa: F811
    def begin(doing: Operation) -> None:
        _claim(doing)
        voice = add_source(doing, "Mira Doda", SourceKind.PERSON, None)
        body = add_source(doing, "Port", SourceKind.ORGANISATION, None)
        state = add_source(doing, "State", SourceKind.ORGANISATION, None)
        edit_source(doing, voice, Edit(speaks_for=body))
        attribute(doing, claim(doing, 1), state, Saying(Stance.ASSERTS, Mode.DIRECT))

    done(shared_desk, begin)
    _at_once(
        shared_desk,
        says(1, "Mira Doda"),
        lambda doing: edit_source(doing, named(doing, "Port"), Edit(speaks_for=named(doing, "State"))),
    )

    assert findings(shared_desk) == []


def test_a_name_is_given_twice(shared_desk: Location) -> None:  # noqa: F811
    def begin(doing: Operation) -> None:
        _claim(doing)
        add_source(doing, "Mira Doda", SourceKind.PERSON, None)

    done(shared_desk, begin)
    _at_once(
        shared_desk,
        lambda doing: add_source(doing, "Port", SourceKind.GROUP, lookup.article(doing.connection, "bridge")),
        lambda doing: edit_source(doing, named(doing, "Mira Doda"), Edit(name="Port")),
    )

    with reading(shared_desk) as connection:
        assert len(connection.execute(select(source.c.id).where(source.c.name == "Port")).all()) == 1
