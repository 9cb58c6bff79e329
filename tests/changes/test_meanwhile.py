"""What somebody else changes between a person's look and their change, or at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes import claims
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute, unattribute
from factbase.changes.drafts import File
from factbase.changes.merging import merge
from factbase.changes.operation import Operation
from factbase.changes.placing import passage_of_sentence
from factbase.changes.removing import remove_article
from factbase.changes.sentences import set_role
from factbase.changes.sources import Edit, add_source, edit_source
from factbase.database import Location, reading, writing
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.references import Place, claim_ref
from factbase.tables import article as article_table
from factbase.tables import source as source_table
from factbase.text.sentences import split
from factbase.vocabulary import Mode, Role, SourceKind, Stance, Status
from tests.changes.conftest import Desk

Work = Callable[[Operation], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda doing, claim, _source: claims.edit_statement(doing, claim, "It is open."),
        lambda doing, claim, source: attribute(doing, claim, source, Saying(Stance.DENIES, Mode.DIRECT)),
        lambda doing, claim, source: unattribute(doing, claim, source),
    ],
    ids=["edit", "attribute", "unattribute"],
)
def test_a_claim_that_was_checked_meanwhile_reopens(
    desk: Desk, bridge: ArticleKey, ana: SourceKey, change: Callable[[Operation, ClaimKey, SourceKey], object]
) -> None:
    seen = desk.claim(bridge)
    desk.say(seen, ana)
    claims.set_status(desk.operation(), seen, Status.CHECKED)

    change(desk.operation(), seen, ana)

    assert desk.now(seen).status == Status.REOPENED


def test_words_that_were_changed_meanwhile_are_changed_back(desk: Desk, bridge: ArticleKey) -> None:
    seen = desk.claim(bridge, "It is shut.")
    claims.edit_statement(desk.operation(), seen, "It is open.")

    claims.edit_statement(desk.operation(), seen, "It is shut.")

    assert desk.now(seen).statement == "It is shut."


def test_a_claim_that_was_cut_meanwhile_stays_cut(desk: Desk, bridge: ArticleKey) -> None:
    seen = desk.claim(bridge)
    claims.cut(desk.operation(), seen)

    with pytest.raises(InvalidInput, match="is cut"):
        claims.set_status(desk.operation(), seen, Status.CHECKED)
    claims.restore(desk.operation(), seen)

    assert desk.now(seen).status == Status.OPEN


@pytest.fixture
def shared_desk(url: str) -> Location:
    """A desk at which two may write at once, on each engine: one article, two sources."""
    location = Location.of(url)
    text = "The bridge is closed. Ana Leka denied it."
    with writing(location) as connection:
        doing = Operation(connection, actor="Ana", command="test")
        add_article(doing, "bridge", About(), text, split(text), File("bridge.txt", "txt", None))
        for name in ("Ana Leka", "A. Leka"):
            add_source(doing, name, SourceKind.PERSON, None)
    return location


def _at_once(location: Location, first: Work, second: Work) -> BaseException | None:
    """Do ``first``, begin ``second`` beside it, and commit ``first`` once the other waits; return how it ended."""
    ended: list[BaseException] = []

    def beside() -> None:
        try:
            with writing(location) as connection:
                second(Operation(connection, actor="Bo", command="test"))
        except Exception as error:
            ended.append(error)

    thread = threading.Thread(target=beside)
    with writing(location) as connection:
        first(Operation(connection, actor="Ana", command="test"))
        thread.start()
        thread.join(1)
    thread.join(30)
    assert not thread.is_alive()
    return ended[0] if ended else None


def _claim(doing: Operation) -> ClaimKey:
    bridge = lookup.article(doing.connection, "bridge")
    return claims.add_claim(
        doing, bridge, "It is closed.", passage_of_sentence(doing.connection, bridge, Place(1, 1))
    )


def _speak(doing: Operation, source: str, body: str) -> None:
    known, other = (lookup.source(doing.connection, name) for name in (source, body))
    edit_source(doing, known, Edit(speaks_for=other))


def test_two_sources_cannot_come_to_speak_for_each_other(shared_desk: Location) -> None:
    ended = _at_once(
        shared_desk,
        lambda doing: _speak(doing, "Ana Leka", "A. Leka"),
        lambda doing: _speak(doing, "A. Leka", "Ana Leka"),
    )

    assert isinstance(ended, InvalidInput | Conflict)


def test_an_article_goes_with_the_claim_that_is_just_added(shared_desk: Location) -> None:
    ended = _at_once(
        shared_desk,
        _claim,
        lambda doing: remove_article(doing, lookup.article(doing.connection, "bridge")),
    )

    assert ended is None
    with reading(shared_desk) as connection:
        assert connection.scalar(select(article_table.c.id)) is None


def test_a_source_is_merged_with_what_it_is_just_made_to_say(shared_desk: Location) -> None:
    def say(doing: Operation) -> None:
        source = lookup.source(doing.connection, "A. Leka")
        attribute(doing, _claim(doing), source, Saying(Stance.ASSERTS, Mode.DIRECT))

    def join(doing: Operation) -> None:
        gone, kept = (lookup.source(doing.connection, name) for name in ("A. Leka", "Ana Leka"))
        assert merge(doing, gone, kept) == 1

    assert _at_once(shared_desk, say, join) is None
    with reading(shared_desk) as connection:
        assert connection.scalars(select(source_table.c.name)).all() == ["Ana Leka"]


def test_a_sentence_stays_a_claims_when_one_is_just_added(shared_desk: Location) -> None:
    with writing(shared_desk) as connection:
        doing = Operation(connection, actor="Ana", command="test")
        claims.cut(doing, _claim(doing))

    def set_aside(doing: Operation) -> None:
        bridge = lookup.article(doing.connection, "bridge")
        set_role(doing, lookup.sentence(doing.connection, bridge, Place(1, 1)), Role.HEADING)

    ended = _at_once(shared_desk, _claim, set_aside)

    assert isinstance(ended, InvalidInput)
    with reading(shared_desk) as connection:
        assert lookup.claim(connection, claim_ref("bridge/2")).status == Status.OPEN


def test_who_reads_sees_one_state_to_the_end(shared_desk: Location) -> None:
    names = select(source_table.c.name).order_by(source_table.c.name)
    with reading(shared_desk) as connection:
        before = connection.scalars(names).all()
        with writing(shared_desk) as other:
            add_source(
                Operation(other, actor="Bo", command="test"), "City Council", SourceKind.ORGANISATION, None
            )
        after = connection.scalars(names).all()

    assert before == after == ["A. Leka", "Ana Leka"]
