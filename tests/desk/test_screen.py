"""The desk on a real terminal: keys are pressed, screens are looked at."""

from __future__ import annotations

import re
from itertools import product
from string import printable

import pytest
from rich.text import Text

from factbase.database import Location
from factbase.desk.acts import Desk
from factbase.desk.screen.field import Field
from factbase.desk.screen.page import page
from tests.desk.conftest import add, claims_of
from tests.desk.live import (
    ENTER,
    ESCAPE,
    F1,
)
from tests.desk.sitting import Sit, SitApart, place, sit, sit_apart, state

__all__ = ["place", "sit", "sit_apart"]  # fixtures


def test_two_claims_with_two_sources_each_take_24_keys(sit: Sit, place: Location) -> None:
    with Desk(place, "Ana", "bridge") as before:
        before.add("There is a bridge.")
        for name in ("Bo Dibra", "Critics"):
            before.source(name, "person" if name == "Bo Dibra" else "group")  # type: ignore[arg-type]
    with sit() as desk:
        desk.see("▸2/1")
        desk.press("n")
        desk.paste("The council closed the bridge.")
        desk.press(ENTER, "s", "b", "o", ENTER, "s", "c", "r", ENTER, "n")
        desk.paste("It did so in May.")
        desk.press(ENTER, "s", "b", "o", ENTER, "s", "c", "r", ENTER)
        desk.see(lambda shown: shown.count("asserted by Critics") >= 2)
        statements = 2
        assert desk.pressed - statements <= 24

    claims = claims_of(place)
    assert [len(claims[number]["attributions"]) for number in (2, 3)] == [2, 2]  # type: ignore[arg-type]


def test_a_field_loses_no_key_to_a_shortcut(sit: Sit, place: Location) -> None:
    written = "".join(sign for sign in printable if sign.isprintable()).strip() + " é ß 東京"
    with sit() as desk:
        desk.press("n")
        desk.type(written)
        desk.press(ENTER)
        desk.see("Saved: bridge/1")

    assert claims_of(place)[1]["statement"] == written


def test_keys_that_come_all_at_once_are_done_in_order(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("nThe bridge is old.\rsMayor\rpddjj")
        desk.see("▸2/2")

    claim = claims_of(place)[1]
    assert claim["statement"] == "The bridge is old."
    assert [(each["source"], each["stance"]) for each in claim["attributions"]] == [("Mayor", "denies")]  # type: ignore[attr-defined]


def test_the_ends_of_the_mark_move_by_words(sit: Sit, place: Location) -> None:
    with sit() as desk:
        desk.press("j", "]", "]", "{", "{", "{")
        desk.see("The council 【closed the bridge】 in May.")
        state(desk, "It was closed.")
        desk.press("}")
        desk.see("【The council closed the bridge in May. [claim, 1 claim] 2/2 Mayor】 Ana Leka")

    line = claims_of(place)[1]
    assert (line["start"], line["end"]) == (24, 41)


def test_it_begins_again_at_the_next_sentence_that_nobody_has_looked_at(sit: Sit) -> None:
    with sit() as desk:
        desk.press("r")
        desk.see("Role: ")
        desk.press("h")
        desk.see("Saved: bridge:1/1: role untriaged → heading.")
        assert "▸2/1" in desk.shown  # nothing is claimed in a heading, so it goes on
        desk.press("q")
        assert desk.end() == 0

    with sit() as desk:
        assert "▸2/1" in desk.see("1 of 7 sentences")


def test_help_and_leaving_stand_at_the_foot_at_every_size(place: Location) -> None:
    with Desk(place, "Ana", "bridge") as desk:
        views = [desk.view(), desk.jump("2/1")]
        desk.add("The bridge is old.")
        views.append(desk.view())
    for view, columns, rows in product(views, range(40, 201, 9), (10, 24, 60)):
        shown = page(view, [], Text(), None, columns, rows)
        assert "? help  q leave" in "".join(line.plain for line in shown[-5:])
        assert all(line.cell_len <= columns for line in shown)


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (80, 24), (200, 60)])
def test_what_matters_is_seen_at_every_size(sit: Sit, columns: int, rows: int) -> None:
    with sit(columns=columns, rows=rows) as desk:
        desk.press("j")
        state(desk, "The council closed the bridge in May.")
        shown = desk.shown
        assert "1 of 7" in shown
        assert "【The council closed the bridge" in shown
        assert "1 low The council closed the bridge" in shown
        assert "? help" in shown
        assert "q leave" in shown
        assert all(len(line) <= columns for line in desk.lines)


def test_a_terminal_may_shrink_to_almost_nothing(sit_apart: SitApart) -> None:
    with sit_apart() as desk:
        for columns, rows in ((10, 3), (1, 1)):
            desk.resize(columns, rows)
            desk.rest()
            desk.press("n", "x", F1, ESCAPE, ESCAPE, "?", ESCAPE, "s", "r", ESCAPE, "j", "k")
            desk.rest()
        desk.resize(80, 24)
        desk.see("The bridge")
        desk.press("q")
        assert desk.end() == 0


def test_100_kilobytes_may_be_pasted(sit: Sit, place: Location) -> None:
    pasted = "word " * 20_000 + "end\nof\tit"
    with sit() as desk:
        desk.press("n")
        desk.see("New claim")
        desk.paste(pasted)
        desk.see("end of it")
        desk.press("!")
        desk.see("end of it!", seconds=5)
        desk.press(ENTER)
        desk.see("Saved: bridge/1")

    assert claims_of(place)[1]["statement"] == "word " * 20_000 + "end of it!"


def test_what_cannot_be_seen_is_named_and_never_written_to_the_terminal(sit: Sit, place: Location) -> None:
    add(place, "A ship \u202e was \x1b[2J here.\n\nIt is gone.", "ship")
    with sit("ship") as desk:
        desk.see("A ship ⟨U+202E⟩ was ⟨U+001B⟩[2J here.")
        desk.press("n")
        desk.paste("Hidden \u202esigns\x07.")
        desk.see("Left out, since it cannot be seen: ⟨U+202E⟩ × 1")
        desk.press(ENTER)
        desk.see("Saved: ship/1")
        assert "\u202e" not in desk.raw

    assert claims_of(place, "ship")[1]["statement"] == "Hidden signs."


GIVEN_BACK = "\x1b[?1004l"  # the last of the switches that are put back
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[25])(?:;\d+)*m")


def test_colours_are_the_terminals_own_and_never_a_background(sit: Sit) -> None:
    with sit() as desk:
        state(desk, "The bridge is old.")
        desk.rest()

    assert set(COLOUR.findall(desk.raw)) == {"\x1b[1;35m"}


def test_without_colour_the_same_is_said(sit_apart: SitApart) -> None:
    with sit_apart(env={"NO_COLOR": "1"}) as desk:
        state(desk, "The bridge is old.")
        assert "1 low The bridge is old." in desk.shown
        desk.press("q")
        assert desk.end() == 0

    assert desk.raw.rstrip().endswith(GIVEN_BACK)
    assert COLOUR.findall(desk.raw) == []


def test_a_word_back_is_one_word_however_long_the_text_before_it() -> None:
    field = Field("one two " * 200 + "three")

    field.press("ctrl+left", "")

    assert field.at == len(field.text) - len("three")
