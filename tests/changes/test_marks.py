from typing import Any

import pytest

from factbase import lookup
from factbase.changes import marks
from factbase.errors import Conflict, InvalidInput, NotFound
from factbase.lookup import ArticleKey
from factbase.references import Place
from factbase.vocabulary import LinkKind
from tests.changes.conftest import Desk


def test_a_label_comes_and_goes_once(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    put, again, off = desk.operation(), desk.operation(), desk.operation()

    assert marks.label(put, claim, " figures ")
    assert not marks.label(again, claim, "figures")
    marks.unlabel(off, claim, "figures ")

    assert [row.after and row.after["labels"] for row in desk.log(put)] == [["figures"]]
    assert not again.changed
    assert [row.before and row.before["labels"] for row in desk.log(off)] == [["figures"]]
    assert desk.now(claim).version == 3
    with pytest.raises(NotFound, match="no label"):
        marks.unlabel(desk.operation(), claim, "figures")


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_logged_and_raises_both_versions(desk: Desk, bridge: ArticleKey, kind: LinkKind) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    made, again, gone = desk.operation(), desk.operation(), desk.operation()

    assert marks.link(made, second, first, kind)
    assert not marks.link(again, second, first, kind)
    assert (desk.now(first).version, desk.now(second).version) == (2, 2)
    assert marks.unlink(gone, first, second) == 1

    record = {"type": "link", "claim": "bridge/2", "kind": str(kind), "other": "bridge/1"}
    assert desk.log(made) == [("link", None, record)]
    assert not again.changed
    assert desk.log(gone) == [("link", record, None)]
    assert (desk.now(first).version, desk.now(second).version) == (3, 3)
    with pytest.raises(NotFound, match="not linked"):
        marks.unlink(desk.operation(), first, second)


def test_only_repeats_has_a_direction(desk: Desk, bridge: ArticleKey) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)

    marks.link(desk.operation(), second, first, LinkKind.REPEATS)
    marks.link(desk.operation(), second, first, LinkKind.CONTRADICTS)

    assert not marks.link(desk.operation(), first, second, LinkKind.CONTRADICTS)
    with pytest.raises(Conflict, match=r"bridge/2 repeats bridge/1 already"):
        marks.link(desk.operation(), first, second, LinkKind.REPEATS)


def test_two_claims_cannot_repeat_each_other_and_be_not_the_same(desk: Desk, bridge: ArticleKey) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    marks.link(desk.operation(), second, first, LinkKind.NOT_SAME)

    with pytest.raises(Conflict, match="not the same"):
        marks.link(desk.operation(), first, second, LinkKind.REPEATS)


def test_a_claim_is_not_linked_to_itself(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)

    with pytest.raises(InvalidInput, match="itself"):
        marks.link(desk.operation(), claim, claim, LinkKind.REPEATS)


def test_one_kind_of_link_goes_and_the_other_stays(desk: Desk, bridge: ArticleKey) -> None:
    first, second = desk.claim(bridge), desk.claim(bridge)
    marks.link(desk.operation(), second, first, LinkKind.REPEATS)
    marks.link(desk.operation(), second, first, LinkKind.CONTRADICTS)

    assert marks.unlink(desk.operation(), second, first, LinkKind.REPEATS) == 1
    assert marks.unlink(desk.operation(), second, first) == 1


@pytest.mark.parametrize("on_a_sentence", [False, True])
def test_a_note_is_written_changed_and_removed(desk: Desk, bridge: ArticleKey, on_a_sentence: bool) -> None:
    place = Place(2, 1)
    sentence = lookup.sentence(desk.connection, bridge, place)
    on: Any = (bridge, place, sentence) if on_a_sentence else desk.claim(bridge)
    add, edit, same, remove = (desk.operation() for _ in range(4))

    assert marks.add_note(add, on, " ask her ") == 1
    assert marks.add_note(desk.operation(), on, "and him") == 2
    marks.edit_note(edit, on, 1, "she answered")
    marks.edit_note(same, on, 1, "she answered")
    marks.remove_note(remove, on, 1)

    name = "bridge:2/1" if on_a_sentence else "bridge/1"
    old = {"type": "note", "on": name, "revision": 1 if on_a_sentence else None}
    old |= {"number": 1, "actor": "Ana", "at": add.at, "text": "ask her"}
    new = old | {"text": "she answered"}
    assert desk.log(add) == [("note", None, old)]
    assert desk.log(edit) == [("note", old, new)]
    assert not same.changed
    assert desk.log(remove) == [("note", new, None)]
    with pytest.raises(NotFound, match=f"No note 1 on {name}"):
        marks.remove_note(desk.operation(), on, 1)
    with pytest.raises(NotFound):
        marks.edit_note(desk.operation(), on, 9, "x")


def test_a_note_says_something(desk: Desk, bridge: ArticleKey) -> None:
    with pytest.raises(InvalidInput, match="The note is blank"):
        marks.add_note(desk.operation(), desk.claim(bridge), "\u00a0")
