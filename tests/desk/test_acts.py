"""That each act does what it says, once, under its own number in the log, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factbase.database import Location
from factbase.desk.acts import Desk, Outcome, Refused, Saved
from factbase.text.canonical import Span
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms
from tests.desk.conftest import TEXT, Sit, claims_of, roles_of

SAMPLED_ON_POSTGRESQL = 8


def saved(outcome: Outcome) -> Saved:
    assert isinstance(outcome, Saved), outcome
    assert outcome.operation is not None, outcome
    return outcome


def voice(location: Location, number: int = 1, index: int = 0) -> dict[str, Any]:
    claim: Any = claims_of(location)[number]
    found: dict[str, Any] = claim["attributions"][index]
    return found


@pytest.fixture
def claimed(desk: Desk) -> Desk:
    """A desk with a claim in hand that Ana Leka denies."""
    desk.jump("2/2")
    saved(desk.add("The bridge was unsafe."))
    saved(desk.source("Ana Leka", SourceKind.PERSON))
    saved(desk.stance(Stance.DENIES))
    return desk


def test_a_claim_stands_on_its_sentence_and_makes_it_one(desk: Desk, location: Location) -> None:
    desk.jump("2/1")
    outcome = saved(desk.add("The council closed the bridge in May."))

    claim = claims_of(location)[1]
    assert (str(outcome.claim), claim["paragraph"], claim["sentence"]) == ("bridge/1", 2, 1)
    assert TEXT[claim["start"] : claim["end"]] == "The council closed the bridge in May."  # type: ignore[misc]
    assert roles_of(location)["2/1"] == "claim"


def test_the_ends_of_the_mark_move_by_words_and_across_sentences(desk: Desk, location: Location) -> None:
    desk.jump("2/1")
    desk.mark_start(2)
    desk.mark_end(2)
    saved(desk.add("It was closed."))

    claim = claims_of(location)[1]
    assert TEXT[claim["start"] : claim["end"]] == "closed the bridge in May. Mayor Ana"  # type: ignore[misc]
    assert desk.view().mark == Span(12, 49), "the next claim stands on the sentence again"


def test_the_mark_never_turns_inside_out(desk: Desk) -> None:
    desk.jump("2/1")

    span = desk.mark_start(500)
    assert span.start < span.end
    assert desk.mark_end(-500).end > span.start
    assert desk.mark_end(5000).end <= len(TEXT)


def test_the_same_claim_is_not_made_twice_but_taken_in_hand(desk: Desk, location: Location) -> None:
    desk.jump("2/1")
    saved(desk.add("It was closed."))
    saved(desk.add("It was May."))
    twice = desk.add(" It was closed. ")

    assert isinstance(twice, Saved)
    assert (twice.operation, str(twice.claim), desk.view().claim) == (None, "bridge/1", 1)
    assert len(claims_of(location)) == 2


Act = Callable[[Desk], Outcome]
ON_VOICES: dict[str, tuple[Act, str, object]] = {
    "stance": (lambda desk: desk.stance(Stance.QUESTIONS), "stance", "questions"),
    "mode": (lambda desk: desk.mode(Mode.MIXED), "mode", "mixed"),
    "terms": (lambda desk: desk.terms(Terms.BACKGROUND), "terms", "background"),
    "own act": (lambda desk: desk.own_act(), "own_act", True),
    "cue": (lambda desk: desk.cue(desk.picked(4, 4)), "cue", "denied"),
    "quote": (lambda desk: desk.quote("unsafe"), "quote", "unsafe"),
    "note": (lambda desk: desk.remark("by telephone"), "note", "by telephone"),
    "via": (lambda desk: desk.via("The Echo", SourceKind.PUBLICATION), "via", "The Echo"),
    "another": (lambda desk: desk.instead("the clerk", SourceKind.ANONYMOUS), "source", "the clerk"),
}


@pytest.mark.parametrize("name", ON_VOICES)
def test_an_act_on_a_source_changes_one_field_of_it_and_undo_gives_it_back(
    claimed: Desk, location: Location, name: str
) -> None:
    act, field, value = ON_VOICES[name]
    before = voice(location)
    saved(act(claimed))
    after = voice(location)

    follows = {"kind"} if field == "source" else set()
    assert {key for key in after if after[key] != before[key]} - follows == {field}
    assert after[field] == value
    saved(claimed.undo())
    assert voice(location) == before


ON_CLAIMS: dict[str, tuple[Act, str, object]] = {
    "statement": (
        lambda desk: desk.state("The bridge was not safe."),
        "statement",
        "The bridge was not safe.",
    ),
    "confidence": (
        lambda desk: desk.rate(Confidence.MEDIUM, "two papers"),
        "confidence_override",
        {"word": "medium", "reason": "two papers"},
    ),
    "label": (lambda desk: desk.label("legal"), "labels", ["legal"]),
    "status": (lambda desk: desk.status(Status.IN_CHECK), "status", "in_check"),
}


@pytest.mark.parametrize("name", ON_CLAIMS)
def test_an_act_on_a_claim_changes_one_field_of_it_and_undo_gives_it_back(
    claimed: Desk, location: Location, name: str
) -> None:
    act, field, value = ON_CLAIMS[name]
    before = claims_of(location)[1]
    saved(act(claimed))

    assert claims_of(location)[1][field] == value
    saved(claimed.undo())
    assert claims_of(location)[1] == before
    saved(claimed.redo())
    assert claims_of(location)[1][field] == value


def test_what_is_so_already_is_no_operation(claimed: Desk) -> None:
    same = claimed.stance(Stance.DENIES)

    assert isinstance(same, Saved)
    assert same.operation is None
    assert "nothing was changed" in same.said


def test_four_governments_are_copies_with_another_source_each(desk: Desk, location: Location) -> None:
    desk.jump("4/1")
    saved(desk.add("Italy paid for the bridge."))
    saved(desk.source("Italy", SourceKind.ORGANISATION))
    saved(desk.own_act(True))
    for country in ("Spain", "Malta"):
        saved(desk.copy(f"{country} paid for the bridge."))
        saved(desk.instead(country, SourceKind.ORGANISATION))

    claims = claims_of(location)
    said = [
        [(each["source"], each["own_act"]) for each in claim["attributions"]] for claim in claims.values()
    ]  # type: ignore[attr-defined]
    assert said == [[("Italy", True)], [("Spain", True)], [("Malta", True)]]
    assert len({(claim["start"], claim["end"]) for claim in claims.values()}) == 1


def test_the_same_source_again_speaks_in_the_same_way_without_its_words(
    claimed: Desk, location: Location
) -> None:
    saved(claimed.cue("denied"))
    claimed.jump("4/1")
    saved(claimed.add("The repair cost four million."))
    saved(claimed.same())

    again = voice(location, 2)
    assert (again["source"], again["stance"], again["cue"]) == ("Ana Leka", "denies", None)


def test_who_comes_back_finds_the_last_source_before(claimed: Desk, sit: Sit, location: Location) -> None:
    later = sit()
    later.jump("4/1")
    saved(later.add("The repair cost four million."))
    saved(later.same())

    assert voice(location, 2)["source"] == "Ana Leka"


def test_a_quotation_that_goes_on_keeps_its_speaker(desk: Desk, location: Location) -> None:
    desk.jump("3/2")
    saved(desk.add("The bridge has been shaking since March."))
    saved(desk.source("Bo Dibra", SourceKind.PERSON))
    saved(desk.mode(Mode.DIRECT))
    assert desk.view().speaker is None, "here it begins"
    view = desk.next()

    assert view is not None
    assert view.speaker == "Bo Dibra"
    saved(desk.add("Nobody asked the engineers."))
    assert (voice(location, 2)["source"], voice(location, 2)["mode"]) == ("Bo Dibra", "direct")


def test_a_source_is_found_by_letters_initials_and_alias(claimed: Desk) -> None:
    saved(claimed.alias("the mayor"))
    saved(claimed.source("Bridge Safety Board", SourceKind.ORGANISATION))

    def found(letters: str) -> list[str]:
        return [each.name for each in claimed.sources(letters)]

    assert found("lek") == ["Ana Leka"]
    assert found("may") == ["Ana Leka"]
    assert found("bsb") == ["Bridge Safety Board"]
    assert found("") == ["Bridge Safety Board", "Ana Leka"], "the last used comes first"
    assert found("zz") == []


def test_a_new_source_asks_for_its_kind(claimed: Desk, location: Location) -> None:
    refused = claimed.source("critics")

    assert isinstance(refused, Refused)
    assert "“critics” is new" in refused.why
    saved(claimed.source("critics", SourceKind.GROUP))
    assert voice(location, 1, 1)["kind"] == "group"


def test_links_notes_cutting_and_bringing_back(claimed: Desk, location: Location) -> None:
    claimed.jump("4/1")
    saved(claimed.add("The repair cost four million."))
    saved(claimed.link("1", LinkKind.CONTRADICTS))
    saved(claimed.note("ask the clerk"))
    saved(claimed.note_sentence("two readings"))
    saved(claimed.cut("twice"))
    view = claimed.view()

    assert list(claims_of(location)) == [1]
    assert view.chosen is not None
    assert (view.chosen.links[0]["kind"], view.chosen.notes) == ("contradicts", ("1: ask the clerk (Ana)",))
    assert view.here is not None
    assert view.here.card.notes == ("1: two readings (Ana)",)
    saved(claimed.restore())
    assert list(claims_of(location)) == [1, 2]


def test_undo_takes_back_what_was_done_at_the_desk_and_no_more(desk: Desk, location: Location) -> None:
    saved(desk.role(Role.HEADING))
    saved(desk.undo())
    last = desk.undo()

    assert isinstance(last, Refused), "the article itself stays"
    assert roles_of(location)["1/1"] is None


def test_acts_without_a_claim_or_a_source_say_what_to_do(desk: Desk) -> None:
    nothing = [desk.state("x"), desk.source("Bo", SourceKind.PERSON), desk.cut("x")]
    desk.jump("2/1")
    desk.add("The bridge is closed.")
    nothing += [desk.stance(Stance.DENIES), desk.drop(), desk.cut("  ")]

    assert all(isinstance(each, Refused) for each in nothing)
    assert "No claim is in hand" in str(nothing[0])
    assert "Nobody stands behind bridge/1" in str(nothing[3])
