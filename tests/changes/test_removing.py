import pytest
from sqlalchemy import func, select, update

from factbase import lookup
from factbase.changes import marks
from factbase.changes.claims import cut
from factbase.changes.removing import remove_article
from factbase.errors import InvalidInput
from factbase.lookup import ArticleKey, SourceKey
from factbase.references import Place
from factbase.tables import (
    actor,
    change,
    derivation,
    metadata,
    note,
    operation,
    source,
    source_alias,
)
from factbase.tables import source as source_table
from factbase.vocabulary import LinkKind, SourceKind
from tests.changes.conftest import Desk

KEPT = {"alembic_version", actor.name, operation.name, change.name, derivation.name}


@pytest.fixture
def full(desk: Desk, bridge: ArticleKey) -> ArticleKey:
    """An article with one of everything."""
    from factbase.changes.sources import add_alias

    critics = desk.source("critics", SourceKind.GROUP, bridge)
    desk.source("their voice", SourceKind.ANONYMOUS, bridge, critics)
    add_alias(desk.operation(), critics, "the critics")
    first, second = desk.claim(bridge, at="unsafe"), desk.claim(bridge)
    desk.say(first, critics)
    marks.label(desk.operation(), first, "figures")
    marks.link(desk.operation(), second, first, LinkKind.CONTRADICTS)
    cut(desk.operation(), desk.now(second))
    place = Place(1, 1)
    marks.add_note(desk.operation(), (bridge, place, lookup.sentence(desk.connection, bridge, place)), "two")
    marks.add_note(desk.operation(), first, "one")
    return bridge


def _counts(desk: Desk) -> dict[str, int]:
    return {
        table.name: desk.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
        if table.name not in KEPT
    }


def test_nothing_is_left_but_the_log_which_keeps_all(desk: Desk, full: ArticleKey) -> None:
    before = _counts(desk)
    notes = set(desk.connection.execute(select(note.c.id)).scalars())
    doing = desk.operation()

    assert remove_article(doing, full) == 2

    assert set(_counts(desk).values()) == {0}
    logged = desk.log(doing)
    assert all(row.before is not None and row.after is None for row in logged)
    kinds = [row.thing for row in logged]
    expected = {"claim": 2, "link": 1, "note": 2, "sentence": 4, "revision": 1, "source": 2, "article": 1}
    assert {kind: kinds.count(kind) for kind in set(kinds)} == expected
    assert before["claim"] == 2
    by_note = select(change.c.thing_id).where(change.c.operation_id == doing.id, change.c.thing == "note")
    assert set(desk.connection.execute(by_note).scalars()) == notes
    of_claims = [row.before for row in logged if row.thing == "claim" and row.before]
    assert of_claims[0]["labels"] == ["figures"]
    assert of_claims[0]["attributions"][0]["source"] == "critics"
    (text,) = [row.before["text"] for row in logged if row.thing == "revision" and row.before]
    assert text.startswith("The bridge")


def test_what_others_have_stays(desk: Desk, full: ArticleKey, ana: SourceKey) -> None:
    road = desk.article("road", "A road is here.")
    claim, theirs = desk.claim(road, at="road"), desk.claim(full)
    desk.say(claim, ana)
    desk.say(theirs, desk.source("Beni Hoxha"))
    marks.link(desk.operation(), claim, theirs, LinkKind.REPEATS)
    assert (desk.problems(claim), desk.now(claim).version) == (set(), 3)

    remove_article(desk.operation(), full)

    assert (desk.problems(claim), desk.now(claim).version) == ({"single-source"}, 4)
    names = desk.connection.execute(select(source.c.name).order_by(source.c.name)).scalars().all()
    assert names == ["Ana Leka", "Beni Hoxha"]
    assert not desk.connection.execute(select(source_alias.c.id)).all()
    assert lookup.article(desk.connection, "road") == road


def test_a_source_that_others_speak_for_is_not_taken_away(desk: Desk, full: ArticleKey) -> None:
    critics, spokesman = lookup.source(desk.connection, "critics"), desk.source("A spokesman")
    # As databases may still have it: by now nobody who is seen everywhere speaks for one of an article.
    desk.connection.execute(
        update(source_table).where(source_table.c.id == spokesman.id).values(speaks_for_id=critics.id)
    )

    with pytest.raises(InvalidInput, match="“A spokesman” speaks for a source of bridge"):
        remove_article(desk.operation(), full)


def test_a_slug_is_free_again(desk: Desk, full: ArticleKey) -> None:
    remove_article(desk.operation(), full)

    assert desk.article("bridge").id != full.id
