"""An article tagged from nothing in plain lines on a real terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from factbase.text.sentences import split
from tests.desk.by_keys import dataset, marking
from tests.desk.live import Live, live
from tests.desk.test_screen_article import BUNDLE, article, check, claims_in, text, words

__all__ = ["article", "text", "words"]  # fixtures

PROMPT = "q leave] > "


def ask(terminal: Live, line: str, *, ends: tuple[str, ...] = (PROMPT,)) -> str:
    """Type a line, and return what is written until one of these questions is asked."""
    began = len(terminal.raw)
    terminal.press(f"{line}\r")
    terminal.see(lambda _shown: terminal.raw[began:].endswith(ends))
    return terminal.raw[began:]


def act(terminal: Live, line: str) -> None:
    assert "Saved: " in ask(terminal, line) or "Nothing to save: " in terminal.raw[-2000:], line


def put(terminal: Live, voice: Mapping[str, Any]) -> None:
    """Put a source behind the claim in hand, whatever is asked about it."""
    told = ask(terminal, f"s {voice['source']}", ends=(PROMPT, "- leaves it) > ", "(? the rule) > "))
    if told.endswith("- leaves it) > "):
        told = ask(terminal, "0", ends=("(? the rule) > ",))
    if told.endswith("(? the rule) > "):
        told = ask(terminal, voice["kind"])
    assert "Saved: " in told


def lines_for(voice: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that make an attribution that is there what it is to be."""
    for name, key in (
        ("stance", "d"),
        ("mode", "m"),
        ("terms", "e"),
        ("cue", "w"),
        ("quote", '"'),
        ("note", "M"),
    ):
        if voice[name] != there[name]:
            yield f"{key} {voice[name] or '-'}"
    if voice["own_act"] != there["own_act"]:
        yield f"o {'yes' if voice['own_act'] else 'no'}"


def state(terminal: Live, text: str, claim: Mapping[str, Any]) -> None:
    """Make a claim on its words."""
    here = next(each for each in split(text) if each.start <= claim["start"] < each.end)
    ask(terminal, f"g {here.paragraph}/{here.position}")
    for _sign, keys in groupby(marking(text, here.start, here.end, claim["start"], claim["end"])):
        ask(terminal, "".join(keys))
    act(terminal, f"n {claim['statement']}")


def tag(path: Path, text: str, terminal: Live, claim: Mapping[str, Any]) -> None:
    state(terminal, text, claim)
    for said in claims_in(path)[claim["statement"]]["attributions"]:
        if all(said["source"] != voice["source"] for voice in claim["attributions"]):
            act(terminal, "-")
    for voice in claim["attributions"]:
        behind = claims_in(path)[claim["statement"]]["attributions"]
        if all(said["source"] != voice["source"] for said in behind):
            put(terminal, voice)
        behind = claims_in(path)[claim["statement"]]["attributions"]
        for line in lines_for(voice, next(each for each in behind if each["source"] == voice["source"])):
            act(terminal, line)


@pytest.mark.parametrize(
    "paragraphs", [range(27, 31), pytest.param(range(1, 44), marks=pytest.mark.torture)], ids=["four", "all"]
)
def test_it_is_tagged_from_nothing_in_lines(
    path: Path, words: list[str | Path], text: str, paragraphs: range
) -> None:
    wanted, _sentences = dataset(BUNDLE, paragraphs)
    with live([*words, "--plain"], columns=120, rows=40) as terminal:
        terminal.see(lambda _shown: terminal.raw.endswith(PROMPT))
        for claim in wanted:
            tag(path, text, terminal, claim)
        terminal.press("q\r")
        assert terminal.end() == 0

    check(path, text, wanted)
