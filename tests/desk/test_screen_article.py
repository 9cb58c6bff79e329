"""An article tagged from nothing on a real terminal, by keys alone, and killed while that goes on."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from signal import SIGKILL
from threading import Timer
from typing import Any

import pytest

from factbase import lookup, shipped
from factbase.database import Location, reading
from factbase.queries.claims import claim_items, claim_keys
from factbase.queries.filters import ClaimFilter
from factbase.text.documents import read
from factbase.text.sentences import split
from tests.desk.by_keys import ENTER, ROLE_KEYS, SLUG, Step, as_dataset, dataset, steps
from tests.desk.live import FACTBASE, Live, NotSeen, live

BUNDLE = shipped.folder("seeds") / SLUG / "bundle.jsonl"


@pytest.fixture
def article(shared: Path) -> Path:
    return shared / "article" / "mek-albania.txt"


@pytest.fixture
def text(article: Path) -> str:
    return read(article.read_bytes(), article.name).text


@pytest.fixture
def words(path: Path, article: Path) -> list[str | Path]:
    """Return the words that begin to tag the article, which nobody has looked at yet."""
    before: list[str | Path] = [FACTBASE, "--db", path, "--actor", "Ana"]
    subprocess.run([*before, "article", "add", article, "--slug", SLUG], check=True, capture_output=True)
    return [*before, "tag", SLUG]


def claims_in(path: Path) -> dict[str, dict[str, Any]]:
    """Return the claims that are saved, by statement. Raises AssertionError where one is there twice."""
    with reading(Location.of(str(path))) as connection:
        keys = claim_keys(connection, ClaimFilter(article_id=lookup.article(connection, SLUG).id))
        found = [json.loads(json.dumps(item)) for item in claim_items(connection, keys)]
    by_statement = {claim["statement"]: claim for claim in found}
    assert len(by_statement) == len(found), "a claim is there twice"
    return by_statement


def tag(
    path: Path,
    words: Sequence[str | Path],
    todo: Sequence[Step],
    *,
    acknowledged: list[Step],
    kill: float | None = None,
) -> None:
    """Do what is not there yet, until all is or the desk is killed after so many seconds."""
    with live(words, columns=120, rows=40) as terminal:
        if kill is not None:
            Timer(kill, terminal.child.kill).start()
        try:
            terminal.see("sentences")
            _press(path, terminal, todo, acknowledged)
            terminal.press("q")
            assert terminal.end() == 0
        except (NotSeen, OSError, AssertionError):
            if kill is None or terminal.child.wait(kill) != -SIGKILL:
                raise


def _press(path: Path, terminal: Live, todo: Sequence[Step], acknowledged: list[Step]) -> None:
    found, in_hand = claims_in(path), ""
    for step in todo:
        if step.claim in found and step.is_there(found[step.claim]):
            continue
        if not step.makes and in_hand != step.claim:
            take_up(terminal, found[step.claim]["number"])
        step.press(terminal)
        acknowledged.append(step)
        found, in_hand = claims_in(path), step.claim


def take_up(terminal: Live, number: int) -> None:
    """Take the claim in hand again that was worked on."""
    terminal.press("g")
    terminal.see("Go to a sentence")
    terminal.press(*f"{number}", ENTER)
    terminal.see(lambda shown: f"▸{number} " in shown and "Go to a" not in shown)


def check(path: Path, text: str, wanted: Sequence[dict[str, Any]]) -> None:
    found = claims_in(path)
    assert [found[claim["statement"]]["number"] for claim in wanted] == list(range(1, len(found) + 1))
    for claim in wanted:
        assert as_dataset(found[claim["statement"]], text) == as_dataset(claim, text)


def test_four_paragraphs_are_tagged_from_nothing(path: Path, words: list[str | Path], text: str) -> None:
    wanted, _sentences = dataset(BUNDLE, range(27, 31))

    tag(path, words, steps(text, wanted), acknowledged=[])

    check(path, text, wanted)


@pytest.mark.torture
def test_the_whole_article_is_tagged_from_nothing(path: Path, words: list[str | Path], text: str) -> None:
    wanted, sentences = dataset(BUNDLE, range(1, 44))

    tag(path, words, steps(text, wanted), acknowledged=[])
    give_roles(words, text, sentences)

    check(path, text, wanted)
    coverage = subprocess.run([*words[:5], "coverage", SLUG], capture_output=True, text=True)
    assert coverage.returncode == 0, coverage.stdout


def give_roles(words: Sequence[str | Path], text: str, sentences: Sequence[dict[str, Any]]) -> None:
    """Say of each sentence in which nothing is claimed what it is; those that we split otherwise have claims."""
    places = {(each.start, each.end): f"{each.paragraph}/{each.position}" for each in split(text)}
    with live(words, columns=120, rows=40) as terminal:
        for sentence in sentences:
            place = places.get((sentence["start"], sentence["end"]), "")
            if place and sentence["role"] in ROLE_KEYS:
                terminal.press("g")
                terminal.see("Go to a sentence")
                terminal.press(*place, ENTER)
                terminal.see(
                    lambda shown, place=place: shown.startswith(f"{place} ") and "Go to" not in shown
                )
                terminal.press("r")
                terminal.see("Role: ")
                terminal.press(ROLE_KEYS[sentence["role"]])
                terminal.see(lambda shown: "Role: " not in shown and "Saved: " in shown)
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.parametrize("kills", [1, pytest.param(200, marks=pytest.mark.torture)])
def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    path: Path, words: list[str | Path], text: str, kills: int
) -> None:
    wanted, _sentences = dataset(BUNDLE, range(29, 30) if kills < 10 else range(1, 44))
    todo = steps(text, wanted)
    draw = random.Random(kills)
    acknowledged: list[Step] = []
    for _kill in range(kills):
        seconds = draw.uniform(0.7, 2)
        tag(path, words, todo, acknowledged=acknowledged, kill=seconds)
        found = claims_in(path)
        assert all(step.claim in found and step.is_there(found[step.claim]) for step in acknowledged)

    tag(path, words, todo, acknowledged=acknowledged)
    assert acknowledged
    check(path, text, wanted)
