"""What others do meanwhile is told with both values, and nothing of it is overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.changes.removing import remove_article
from factbase.cli.main import factbase as program
from factbase.database import Location, waiting, writing
from factbase.desk.acts import Clash, Desk, Outcome, Refused, Saved
from factbase.vocabulary import Confidence, Mode, Role, SourceKind, Stance, Status
from tests.desk.conftest import TEXT, Sit, claims_of, roles_of

SAMPLED_ON_POSTGRESQL = 8


@pytest.fixture
def both(sit: Sit) -> tuple[Desk, Desk]:
    """Ana and Ben, each with the same claim in hand: it has a source and a label."""
    ana, ben = sit("Ana"), sit("Ben")
    ana.jump("2/1")
    ana.add("The bridge is closed.")
    ana.source("Ana Leka", SourceKind.PERSON)
    ben.jump("2/1")
    return ana, ben


THEIRS: dict[str, Callable[[Desk], Outcome]] = {
    "words": lambda desk: desk.state("The bridge was closed in May."),
    "rating": lambda desk: desk.rate(Confidence.HIGH, "the minutes say so"),
    "source": lambda desk: desk.source("critics", SourceKind.GROUP),
    "stance": lambda desk: desk.stance(Stance.DENIES),
    "status": lambda desk: desk.status(Status.IN_CHECK),
}
OURS: dict[str, tuple[Callable[[Desk], Outcome], str]] = {
    "words": (lambda desk: desk.state("Ben’s words."), "“Ben’s words.”"),
    "rating": (lambda desk: desk.rate(Confidence.LOW, "who says so?"), "low"),
    "mode": (lambda desk: desk.mode(Mode.DIRECT), "mode direct"),
    "cut": (lambda desk: desk.cut("twice"), "cut"),
}


PAIRS = [
    pytest.param(ours, theirs, marks=[] if number % 4 == 0 else pytest.mark.torture)  # each at least once
    for number, (ours, theirs) in enumerate(product(OURS, THEIRS))
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_a_claim_that_somebody_changed_is_not_overwritten_unseen(
    both: tuple[Desk, Desk], location: Location, theirs: str, ours: str
) -> None:
    ana, ben = both
    assert isinstance(THEIRS[theirs](ana), Saved)
    kept = claims_of(location)
    act, yours = OURS[ours]
    clash = act(ben)

    assert isinstance(clash, Clash)
    assert (clash.what, clash.by, clash.yours) == ("bridge/1", "Ana", yours)
    assert clash.theirs
    assert "nothing that is shown" not in clash.news
    assert claims_of(location) == kept
    assert isinstance(ben.again(), Saved), "who has seen theirs may keep ours"
    assert claims_of(location) != kept


def test_both_values_of_a_statement_are_told(both: tuple[Desk, Desk]) -> None:
    ana, ben = both
    ana.state("The bridge was closed in May.")
    clash = ben.state("The council closed the bridge.")

    assert isinstance(clash, Clash)
    assert (clash.theirs, clash.yours) == (
        "“The bridge was closed in May.”",
        "“The council closed the bridge.”",
    )
    assert clash.news == "statement: “The bridge is closed.” → “The bridge was closed in May.”"


def test_what_only_adds_is_no_clash(both: tuple[Desk, Desk]) -> None:
    ana, ben = both
    ana.note("ask")

    assert isinstance(ben.state("The council closed the bridge."), Saved)


def test_a_role_that_somebody_gave_is_not_overwritten_unseen(sit: Sit, location: Location) -> None:
    ana, ben = sit("Ana"), sit("Ben")
    ana.role(Role.HEADING)
    clash = ben.role(Role.CREDIT)

    assert isinstance(clash, Clash)
    assert (clash.theirs, clash.yours, clash.by) == ("heading", "credit", "Ana")
    assert roles_of(location)["1/1"] == "heading"
    assert isinstance(ben.again(), Saved)
    assert roles_of(location)["1/1"] == "credit"


def test_what_was_changed_since_it_was_seen_is_news(both: tuple[Desk, Desk]) -> None:
    ana, ben = both
    ana.state("The bridge was closed in May.")

    [news] = ben.view().news
    assert news.startswith("bridge/1 was changed meanwhile: statement:")
    assert ben.view().news == (), "now it was seen"


def test_an_attribution_that_is_gone_is_not_taken_for_another(
    both: tuple[Desk, Desk], location: Location
) -> None:
    ana, ben = both
    ana.source("critics", SourceKind.GROUP)
    ana.choose_voice(0)
    ana.drop()
    assert isinstance(ben.stance(Stance.DENIES), Clash)
    again = ben.again()

    assert isinstance(again, Refused)
    assert "no longer" in again.why
    [left] = claims_of(location)[1]["attributions"]  # type: ignore[misc]
    assert (left["source"], left["stance"]) == ("critics", "asserts")


def test_a_removed_article_is_told(both: tuple[Desk, Desk], location: Location) -> None:
    _ana, ben = both
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="article remove")
        remove_article(operation, lookup.article(connection, "bridge"))
    refused = ben.state("The bridge is gone.")

    assert isinstance(refused, Refused)
    assert "bridge was removed meanwhile" in refused.why


def test_a_new_draft_is_told_and_nothing_is_saved_in_the_old_one(
    both: tuple[Desk, Desk], location: Location, url: str, tmp_path: Path
) -> None:
    _ana, ben = both
    draft = tmp_path / "draft.txt"
    draft.write_text("A new beginning.\n\n" + TEXT, encoding="utf-8")
    words = ["--db", url, "--actor", "Ana", "article", "revise", "bridge", str(draft)]
    assert CliRunner().invoke(program, words).exit_code == 0
    refused = ben.add("The council did it.")

    assert isinstance(refused, Refused)
    assert "Revision 2 of bridge came in meanwhile" in refused.why
    assert list(claims_of(location)) == [1]
    assert str(ben.place) == "3/1", "one stays with the sentence"
    assert isinstance(ben.add("The council did it."), Saved)


def test_a_lock_that_is_held_long_is_told_and_the_act_waits(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = Location.of(str(path))
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.3)
    with Desk(location, "Ben", "bridge") as ben:
        done, held = threading.Event(), threading.Event()

        def hold() -> None:
            with writing(location, dry_run=True) as connection:
                connection.exec_driver_sql("UPDATE article SET title = title")
                held.set()
                done.wait(20)

        other = threading.Thread(target=hold)
        other.start()
        held.wait(20)
        refused = ben.role(Role.HEADING)
        done.set()
        other.join()

        assert isinstance(refused, Refused)
        assert refused.again
        assert "busy" in refused.why
        assert isinstance(ben.again(), Saved)
    assert roles_of(location)["1/1"] == "heading"


def test_a_schema_of_another_version_is_told(path: Path) -> None:
    location = Location.of(str(path))
    with Desk(location, "Ben", "bridge") as ben:
        with writing(location) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        refused = ben.role(Role.HEADING)

    assert isinstance(refused, Refused)
    assert "newer factbase" in refused.why


def test_thirty_acts_of_two_at_one_sentence_lose_nothing(sit: Sit, location: Location) -> None:
    desks = [sit("Ana"), sit("Ben")]
    outcomes: list[Outcome] = []

    def work(desk: Desk, name: str) -> None:
        desk.jump("2/1")
        for number in range(15):
            outcomes.append(desk.add(f"{name} says {number}."))

    threads = [threading.Thread(target=work, args=pair) for pair in zip(desks, ("Ana", "Ben"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(isinstance(outcome, Saved) for outcome in outcomes)
    statements = {str(claim["statement"]) for claim in claims_of(location).values()}
    assert statements == {f"{name} says {number}." for name in ("Ana", "Ben") for number in range(15)}
