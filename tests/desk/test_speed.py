"""What an act and a look cost does not grow with the article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copy
from time import process_time

import pytest

from factbase import lookup
from factbase.changes.claims import Passage, add_claim
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.desk.acts import Desk
from factbase.queries.sentences import list_sentences
from factbase.text.anchors import sha256
from factbase.vocabulary import Role, SourceKind, Stance
from tests.desk.conftest import add

CLAIMS_A_SENTENCE = 3


def article(path: Path, sentences: int) -> Location:
    """Fill a database with an article of so many sentences, three claims on each."""
    location = Location.of(str(path))
    text = "\n\n".join(f"The council closed bridge {number} in May." for number in range(sentences))
    add(location, text)
    with writing(location) as connection:
        bridge = lookup.article(connection, "bridge")
        revision = lookup.latest_revision(connection, bridge.id)
        operation = Operation(connection, actor="Ana", command="test")
        for row in list_sentences(connection, bridge):
            passage = Passage(revision.id, row.start, row.end, sha256(text[row.start : row.end]))
            for number in range(CLAIMS_A_SENTENCE):
                add_claim(operation, bridge, f"Closed {row.place.paragraph}, {number}.", passage)
    return location


def cost(location: Location, sentences: int) -> dict[str, float]:
    """Return the seconds of the processor that each thing takes at the end of the article: the best of some."""
    with Desk(location, "Ben", "bridge") as desk:
        desk.jump(f"{sentences - 2}/1")
        doings: dict[str, Callable[[int], object]] = {
            "view": lambda _number: desk.view(),
            "role": lambda number: desk.role(Role.CLAIM, f"because {number}"),
            "add": lambda number: desk.add(f"New {number}."),
            "source": lambda number: desk.source(f"Clerk {number}", SourceKind.ANONYMOUS),
            "stance": lambda number: desk.stance(Stance.DENIES if number % 2 else Stance.QUESTIONS),
            "undo": lambda _number: desk.undo(),
        }
        best = dict.fromkeys(doings, 9.0)
        for number in range(7):
            for name, do in doings.items():
                began = process_time()
                do(number)
                best[name] = min(best[name], process_time() - began)
    return best


def test_an_act_costs_the_same_in_a_long_article(sqlite_template: Path, tmp_path: Path) -> None:
    short, long = 20, 400
    small = cost(article(Path(copy(sqlite_template, tmp_path / "short.db")), short), short)
    large = cost(article(Path(copy(sqlite_template, tmp_path / "long.db")), long), long)

    slower = {name: round(large[name] / small[name], 2) for name in small}
    assert max(slower.values()) < 2, slower


@pytest.mark.torture
def test_acts_and_looks_in_an_article_of_ten_thousand_sentences(
    sqlite_template: Path, tmp_path: Path
) -> None:
    sentences = 10_000
    took = cost(article(Path(copy(sqlite_template, tmp_path / "huge.db")), sentences), sentences)

    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in took.items()})
    assert took.pop("view") <= 0.020
    assert max(took.values()) <= 0.030
