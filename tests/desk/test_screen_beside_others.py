"""The desk on a real terminal, beside other people, at locks, signals and lost claims."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from factbase.cli.main import factbase as program
from factbase.database import Location, reading, writing
from factbase.desk.acts import Desk
from tests.desk.conftest import add, claims_of, roles_of
from tests.desk.live import (
    CTRL_C,
    CTRL_U,
    CTRL_Z,
    DOWN,
    ENTER,
    ESCAPE,
    F1,
    FACTBASE,
    UP,
    live,
)
from tests.desk.sitting import Sit, SitApart, place, sit, sit_apart, state

__all__ = ["place", "sit", "sit_apart"]  # fixtures


def test_a_lock_is_waited_for_on_a_screen_that_lives(sit: Sit, place: Location) -> None:
    with sit() as desk:
        with writing(place):
            desk.press("n")
            desk.paste("It takes a while.")
            desk.press(ENTER)
            desk.see("Waiting: another command is writing")
            assert "Saved" not in desk.shown
            desk.resize(60, 20)
            desk.see("Waiting: another command is writing")
            desk.press("r")  # it is kept until the act is done
        desk.see("Role: ")

    assert claims_of(place)[1]["statement"] == "It takes a while."


def test_whoever_cannot_wait_leaves_without_the_last_act(sit_apart: SitApart, place: Location) -> None:
    with sit_apart() as desk, writing(place):
        desk.press("n")
        desk.paste("It takes too long.")
        desk.press(ENTER)
        desk.see("Waiting")
        desk.press(CTRL_C)
        desk.see("Ctrl-C once more leaves without it")
        desk.press(CTRL_C)
        assert desk.end(5) == 130

    assert claims_of(place) == {}


@pytest.mark.torture
def test_a_lock_of_a_minute_is_given_up_and_what_was_typed_stays(sit: Sit, place: Location) -> None:
    with sit() as desk:
        with writing(place):
            desk.press("n")
            desk.paste("It takes a minute.")
            desk.press(ENTER)
            desk.see("Waiting: another command is writing")
            desk.see("Not saved: ", 60)
            desk.see("is busy, another command is writing")
            assert "> It takes a minute." in desk.shown
            assert claims_of(place) == {}
        desk.press(ENTER)
        desk.see("Saved: bridge/1")

    assert claims_of(place)[1]["statement"] == "It takes a minute."


def test_two_at_one_claim_see_both_values(sit: Sit, place: Location) -> None:
    with sit() as desk:
        state(desk, "The bridge is old.")
        with Desk(place, "Ben", "bridge") as other:
            other.choose(1)
            other.state("The bridge is ancient.")
        desk.press("t")
        desk.see("Statement: ")
        desk.press(CTRL_U)
        desk.paste("The bridge is new.")
        desk.press(ENTER)
        desk.see("Not saved: Ben changed bridge/1 meanwhile")
        desk.see("theirs, t: “The bridge is ancient.”")
        desk.see("yours, y: “The bridge is new.”")
        assert claims_of(place)[1]["statement"] == "The bridge is ancient."
        desk.press("y")
        desk.see("Saved: bridge/1")

    assert claims_of(place)[1]["statement"] == "The bridge is new."


def run(place: Location, *words: str) -> None:
    """Have Ben run a command meanwhile."""
    done = CliRunner().invoke(program, ["--db", str(place.path), "--actor", "Ben", *words])
    assert done.exit_code == 0, done.stderr


def revise(place: Location, folder: Path, words: str) -> None:
    draft = folder / "next.txt"
    draft.write_text(words, encoding="utf-8")
    run(place, "article", "revise", "bridge", str(draft), "--force")


def test_a_draft_that_comes_in_meanwhile_leaves_what_was_written_in_the_field(
    sit: Sit, place: Location, tmp_path: Path
) -> None:
    with sit() as desk:
        revise(place, tmp_path, "A new title\n\nThe bridge\n\nThe council closed it.\n")
        desk.press("n")
        desk.paste("There is a bridge.")
        desk.press(ENTER)
        desk.see(lambda shown: "Not saved: Nothing was saved" in shown and "> There is a bridge." in shown)
        desk.press(ENTER)
        desk.see("Saved: bridge/1")

    assert claims_of(place)[1]["paragraph"] == 2


def test_lost_claims_stand_first_and_find_a_new_place(sit: Sit, place: Location, tmp_path: Path) -> None:
    with Desk(place, "Ana", "bridge") as before:
        before.jump("4/1")
        before.add("The repair cost four million.")
    revise(
        place, tmp_path, "The bridge\n\nThe council closed the bridge in May.\n\nFour million went into it.\n"
    )
    with sit() as desk:
        desk.see("1 lost their place in this draft")
        desk.press(ENTER)
        desk.see("Claim 1 is in hand")
        desk.press("j", "j")
        desk.see("▸3/1")
        desk.press("p")
        desk.see("Saved: bridge/1: stands at 3/1")

    assert (claims_of(place)[1]["paragraph"], claims_of(place)[1]["sentence"]) == (3, 1)


def test_without_the_text_sentences_go_by_their_numbers(sit: Sit, place: Location) -> None:
    with writing(place) as connection:
        connection.execute(text("UPDATE revision SET text = NULL"))
    with sit() as desk:
        desk.see("The text is not here: `factbase article attach bridge FILE`.")
        desk.see("▸1/1")
        desk.press("]")
        desk.see("claims stand on whole sentences")
        state(desk, "There is a bridge.")

    assert roles_of(place)["1/1"] == "claim"


def test_help_shows_the_rule_for_the_field_at_hand(sit: Sit) -> None:
    with sit() as desk:
        desk.press("n")
        desk.see("New claim")
        desk.press(F1)
        desk.see("Somebody who never saw the article must be able to check it")
        desk.press(ESCAPE)
        desk.see("New claim")
        desk.press(ESCAPE, "r")
        desk.see("Role: ")
        desk.press("?")
        desk.see("Give every sentence a word")
        desk.press(ESCAPE)
        desk.see("Role: ")
        desk.press(CTRL_C, "?")
        desk.see("All keys")
        desk.press("c")
        desk.see("It follows from the sources")


def test_cue_and_quote_are_picked_from_the_passage(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("j", "j")
        state(desk, "The bridge was unsafe.")
        desk.press("s")
        desk.see("Source: ")
        desk.type("Ana Leka")
        desk.press(ENTER)
        desk.see("is new")
        desk.press("p")
        desk.see("asserted by Ana Leka (person)")
        desk.press("w", "d", "e")
        desk.see("【denied】")
        desk.press("}", ENTER)
        desk.see("cue “denied that”")

    assert claims_of(place)[1]["attributions"][0]["cue"] == "denied that"  # type: ignore[index]


def test_a_quotation_that_goes_on_keeps_its_speaker(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("g")
        desk.see("Go to a sentence")
        desk.press("3", "/", "2", ENTER)
        desk.see("▸3/2")
        state(desk, "The bridge has shaken since March.")
        desk.press(*"sBo Dibra", ENTER, "p")
        desk.see("asserted by Bo Dibra (person)")
        desk.press("m", "d")
        desk.see("asserted by Bo Dibra (person), direct")
        desk.press("j", "n")
        desk.see("New claim (Bo Dibra goes on speaking)")
        desk.paste("Bo Dibra was not asked.")
        desk.press(ENTER)
        desk.see("Bo Dibra goes on speaking.")

    assert claims_of(place)[2]["attributions"][0]["source"] == "Bo Dibra"  # type: ignore[index]


def test_an_earlier_claim_that_is_alike_is_offered_and_not_taken(sit: Sit, place: Location) -> None:
    add(place, "Bridges are old here.", "archive")
    with Desk(place, "Ana", "archive") as before:
        before.add("The stone bridge of Kruja cost four million euros in 2019.")
    with sit() as desk:
        state(desk, "The stone bridge of Kruja cost five million euros in 2019.")
        desk.see("Like it: archive/1")
        desk.press("a")
        desk.see("Earlier claims that may say the same")
        desk.press(ENTER)
        desk.see("This claim and archive/1")
        desk.press("n")
        desk.see("not_same archive/1")


def test_undo_takes_back_what_was_done_here(sit: Sit, place: Location) -> None:
    with sit() as desk:
        state(desk, "The bridge is old.")
        desk.press("u")
        desk.see("Took back")
        assert claims_of(place) == {}
        desk.press("U")
        desk.see("Put back")

    assert claims_of(place)[1]["statement"] == "The bridge is old."


def test_an_article_that_is_removed_meanwhile_is_said_to_be(sit: Sit, place: Location) -> None:
    with sit() as desk:
        run(place, "article", "remove", "bridge", "--yes")
        desk.press("n")
        desk.paste("It was there.")
        desk.press(ENTER)
        desk.see("was removed meanwhile")
        desk.press(ESCAPE, "q")
        assert desk.end() == 0


def test_leaving_by_ctrl_c_closes_a_field_first(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("n")
        desk.type("Half a thou")
        desk.press(CTRL_C)
        desk.see("Ctrl-Y brings what you wrote back")
        desk.press("n", "\x19")
        desk.see("> Half a thou")
        desk.press(ESCAPE)
        desk.see("Left.")
        desk.press(CTRL_C)
        assert desk.end() == 0

    assert claims_of(place) == {}


def test_ctrl_z_stops_it_and_it_comes_back(place: Location) -> None:
    command = shlex.join(map(str, [FACTBASE, "--db", place.path or "", "--actor", "Ana", "tag", "bridge"]))
    with live(["bash", "--norc", "-i"], env={"PS1": "shell> "}) as desk:
        desk.see("shell>")
        desk.press(f"{command}\r")
        desk.see("0 of 7 sentences")
        desk.press(CTRL_Z)
        desk.see("Stopped")
        desk.press("fg\r")
        desk.see("0 of 7 sentences")
        state(desk, "The bridge is old.")
        desk.press("q")
        desk.see("shell>")

    assert claims_of(place)[1]["statement"] == "The bridge is old."


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_gives_the_terminal_back(sit_apart: SitApart, number: signal.Signals, code: int) -> None:
    with sit_apart() as desk:
        desk.press("n", "x")
        desk.see("> x")
        desk.child.send_signal(number)
        assert desk.end() == code
        assert desk.raw.rstrip().endswith("\x1b[?1004l")


def test_a_terminal_that_closes_ends_it(sit_apart: SitApart, place: Location) -> None:
    with sit_apart() as desk:
        state(desk, "The bridge is old.")
        desk.press("n", "x")
        desk.rest()
        desk.close()
        desk.end(10)

    assert len(claims_of(place)) == 1


def test_choices_are_made_with_arrows_too(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("r")
        desk.see("Role: ")
        desk.press(DOWN, DOWN, UP, ENTER)
        desk.see("Saved: bridge:1/1: role untriaged → heading.")


def test_the_log_names_who_sat_there(sit: Sit, place: Location) -> None:
    with sit(actor="Ben") as desk:
        state(desk, "The bridge is old.")

    with reading(place) as connection:
        rows = connection.execute(
            text(
                "SELECT a.name, o.command FROM operation o JOIN actor a ON a.id = o.actor_id ORDER BY o.id DESC"
            )
        ).first()
    assert rows == ("Ben", "tag add")


@pytest.mark.torture
def test_plain_lines_stop_at_ctrl_z_and_end_with_their_terminal(place: Location) -> None:
    words = [FACTBASE, "--db", place.path or "", "--actor", "Ana", "tag", "bridge", "--plain"]
    with live(["bash", "--norc", "-i"], env={"PS1": "shell> "}) as desk:
        desk.see("shell>")
        desk.press(f"{shlex.join(map(str, words))}\r")
        desk.see("leave] >")
        desk.press("r heading\r")
        desk.see("Saved: ")
        desk.press(CTRL_Z)
        desk.see("Stopped")
        desk.press("fg\r")
        desk.see("fg")
        desk.rest(0.5)  # the shell hands the terminal over
        desk.press("g 2/1\r", "n The bridge is old.\r")
        desk.see("Saved: bridge/1")
        desk.press("q\r")
        desk.see("Left at")
    with live(words) as desk:
        desk.see("leave] >")
        desk.press("n Half a thou")
        desk.rest()
        desk.close()
        desk.end(10)

    assert len(claims_of(place)) == 1
    assert roles_of(place)["1/1"] == "heading"
