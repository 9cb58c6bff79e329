"""Names in logged records mean what they meant then."""

import json
from itertools import pairwise

import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes import marks
from factbase.changes.articles import About, edit_article
from factbase.changes.attributions import unattribute
from factbase.changes.claims import edit_statement
from factbase.changes.merging import merge
from factbase.changes.removing import remove_article
from factbase.changes.sources import Edit, add_alias, edit_source
from factbase.lookup import ArticleKey, SourceKey
from factbase.records import claim_line, source_line
from factbase.records.history import History, Normal, same
from factbase.records.marks import note_records
from factbase.references import Place
from factbase.tables import change
from factbase.vocabulary import LinkKind, SourceKind, Stance, Thing
from tests.changes.conftest import Desk


def now(desk: Desk, source: SourceKey) -> SourceKey:
    return lookup.sources.source_by_key(desk.connection, source.id)


def normals(desk: Desk, thing: Thing, key: int) -> list[tuple[Normal | None, Normal | None]]:
    """Return the normal form of a thing before and after each of its changes."""
    history = History(desk.connection)
    columns = change.c
    query = select(columns.operation_id, columns.article_id, columns.before, columns.after)
    rows = desk.connection.execute(
        query.where(columns.thing == thing, columns.thing_id == key).order_by(columns.id)
    ).all()
    return [
        (
            None if before is None else history.normal(before, article_id, operation - 1),
            None if after is None else history.normal(after, article_id, operation),
        )
        for operation, article_id, before, after in rows
    ]


def check_continuous(desk: Desk, thing: Thing, key: int) -> list[tuple[Normal | None, Normal | None]]:
    found = normals(desk, thing, key)
    for (_before, after), (before, _after) in pairwise(found):
        assert after == before
    return found


def test_a_name_means_who_bore_it_then(desk: Desk) -> None:
    bridge = desk.article()
    first = desk.source("Ana Leka")
    claim = desk.claim(bridge)
    cited = desk.say(claim, first)
    edit_source(desk.operation(), first, Edit(name="Ana Leka (mayor)"))
    second = desk.source("Ana Leka (sailor)")
    edit_source(renamed := desk.operation(), second, Edit(name="Ana Leka"))

    history = History(desk.connection)

    assert history.source("Ana Leka", bridge.id, cited.id) == first.id
    assert history.source("Ana Leka", bridge.id, renamed.id) == second.id
    assert history.source("Ana Leka", bridge.id) == second.id
    assert history.source("Ana Leka (mayor)", bridge.id) == first.id
    assert history.source("Nobody", bridge.id, renamed.id) is None
    edit_statement(desk.operation(), desk.now(claim), "The bridge is open.")
    found = check_continuous(desk, Thing.CLAIM, claim.id)
    assert found[-1][1] == history.normal(dict(claim_line(desk.connection, claim.id)), bridge.id)


def test_between_a_name_and_its_next_bearer_nobody_bore_it_but_the_last_is_meant(desk: Desk) -> None:
    ana = desk.source("Ana")
    edit_source(renamed := desk.operation(), ana, Edit(name="Anna"))
    for name in ("one", "two", "three"):
        desk.source(name)
    ben = desk.source("Ana")

    history = History(desk.connection)

    assert history.source("Ana", None, renamed.id) == ana.id
    assert history.source("Ana", None) == ben.id


def test_a_merge_reads_claims_before_it_and_after_it(desk: Desk) -> None:
    bridge = desk.article()
    gone, kept, spokesman = (desk.source(name) for name in ("The mayor", "Ana Leka", "Her office"))
    edit_source(desk.operation(), spokesman, Edit(speaks_for=gone))
    claim = desk.claim(bridge)
    desk.say(claim, gone)
    merge(desk.operation(), gone, kept)
    other = desk.source("The mayor (of another town)")

    said = check_continuous(desk, Thing.CLAIM, claim.id)
    spoken = check_continuous(desk, Thing.SOURCE, spokesman.id)

    assert [each["attributions"][0]["source"] for each in said[-1] if each] == [gone.id, kept.id]
    assert [each["speaks_for"] for each in spoken[-1] if each] == [gone.id, kept.id]
    assert check_continuous(desk, Thing.SOURCE, gone.id)[-1][1] is None
    assert History(desk.connection).source("The mayor (of another town)", bridge.id) == other.id


def test_the_same_name_in_two_articles_is_two_sources(desk: Desk) -> None:
    bridge, ferry = desk.article(), desk.article("ferry")
    here = desk.source("critics", SourceKind.GROUP, bridge)
    there = desk.source("critics", SourceKind.GROUP, ferry)
    mayor = desk.source("Mayor")

    history = History(desk.connection)
    last = desk.operations()

    for as_of in (None, last):
        assert history.source("critics", bridge.id, as_of) == here.id
        assert history.source("critics", ferry.id, as_of) == there.id
        assert history.source("critics", None, as_of) is None
        assert history.source("Mayor", ferry.id, as_of) == mayor.id


def test_a_source_that_moves_into_an_article_stays_itself(desk: Desk) -> None:
    bridge = desk.article()
    critics = desk.source("critics", SourceKind.ORGANISATION)
    claim = desk.claim(bridge)
    desk.say(claim, critics)
    edit_source(desk.operation(), critics, Edit(kind=SourceKind.GROUP))
    everywhere = desk.source("Critics")
    unattribute(desk.operation(), desk.now(claim), now(desk, critics))

    said = check_continuous(desk, Thing.CLAIM, claim.id)
    been = check_continuous(desk, Thing.SOURCE, critics.id)

    assert [each["attributions"][0]["source"] for _before, each in said[1:2] if each] == [critics.id]
    assert [each["article"] for each in been[-1] if each] == [None, bridge.id]
    line = json.dumps(source_line(desk.connection, critics.id))
    assert been[-1][1] == History(desk.connection).normal(line, None)
    assert everywhere.id != critics.id


def test_slugs_mean_the_article_of_that_time(desk: Desk) -> None:
    bridge, ferry = desk.article(), desk.article("ferry")
    one, two = desk.claim(bridge), desk.claim(ferry)
    marks.link(linked := desk.operation(), one, two, LinkKind.CONTRADICTS)
    marks.add_note(desk.operation(), one, "Look again.")
    for article, slug in ((bridge, "old-bridge"), (ferry, "bridge"), (bridge, "ferry")):
        edit_article(desk.operation(), article, About(), slug=slug)
    marks.edit_note(
        desk.operation(), lookup.claim(desk.connection, one.ref._replace(slug="ferry")), 1, "Done."
    )
    remove_article(removed := desk.operation(), lookup.article(desk.connection, "bridge"))

    history = History(desk.connection)

    assert history.claim("bridge/1", linked.id) == (bridge.id, 1)
    assert history.claim("bridge/1", removed.id - 1) == (ferry.id, 1)
    assert history.article("bridge") is None
    assert [made or gone for gone, made in normals(desk, Thing.LINK, one.id)] == [
        {"type": "link", "kind": "contradicts", "ends": [(bridge.id, 1), (ferry.id, 1)]}
    ] * 2
    check_continuous(desk, Thing.NOTE, note_key(desk))


def note_key(desk: Desk) -> int:
    columns = change.c
    key = desk.connection.scalar(select(columns.thing_id).where(columns.thing == Thing.NOTE).limit(1))
    assert key is not None
    return key


@pytest.mark.parametrize("backwards", [True, False], ids=["newest first", "oldest first"])
def test_the_log_may_be_asked_in_any_order(desk: Desk, backwards: bool) -> None:
    bridge = desk.article()
    names = [f"Name {number}" for number in range(6)]
    source = desk.source(names[0], SourceKind.GROUP, bridge)
    add_alias(desk.operation(), source, "An alias")
    operations = {names[0]: desk.operations()}
    for name in names[1:]:
        edit_source(doing := desk.operation(), now(desk, source), Edit(name=name))
        operations[name] = doing.id
    stranger = desk.source(names[2], SourceKind.GROUP, bridge)

    history = History(desk.connection)

    for name, operation in sorted(operations.items(), reverse=backwards):
        assert history.source(name, bridge.id, operation) == source.id
    assert history.source(names[2], bridge.id) == stranger.id


def test_what_is_derived_does_not_count(desk: Desk) -> None:
    bridge: ArticleKey = desk.article()
    claim = desk.claim(bridge, at="unsafe")
    ana = desk.source("Ana", SourceKind.PERSON)
    desk.say(claim, ana, Stance.ASSERTS)
    before = dict(claim_line(desk.connection, claim.id))
    edit_article(desk.operation(), bridge, About(), slug="other")
    edit_source(desk.operation(), ana, Edit(kind=SourceKind.DOCUMENT))
    after = dict(claim_line(desk.connection, claim.id))

    history = History(desk.connection)

    assert before != after
    assert history.normal(before, bridge.id) == history.normal(after, bridge.id)
    assert "confidence" not in history.normal(after, bridge.id)


def test_a_note_means_the_sentence_of_its_draft_and_an_older_record_any(desk: Desk) -> None:
    bridge, place = desk.article(), Place(2, 1)
    sentence = lookup.sentence(desk.connection, bridge, place)
    marks.add_note(desk.operation(), (bridge, place, sentence), "Look again.")
    (line,) = note_records(desk.connection, [note_key(desk)]).values()
    history = History(desk.connection)

    first, second, older = (
        history.normal(each, bridge.id)
        for each in (
            {**line},
            {**line, "revision": 2},
            {name: value for name, value in line.items() if name != "revision"},
        )
    )

    assert not same(first, second)
    assert same(first, older)
    assert same(older, second)
    assert not same(older, {**second, "text": "Look twice."})
