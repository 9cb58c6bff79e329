"""What an act and a look cost does not grow with the article."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from json import loads
from pathlib import Path
from shutil import copy
from time import process_time
from typing import Any

import pytest
from click.testing import CliRunner

from factbase.cli.main import factbase as program
from factbase.database import Location
from factbase.desk.acts import Desk
from factbase.records import dump
from factbase.vocabulary import Role, SourceKind, Stance
from tests.desk.conftest import add

CLAIMS_A_SENTENCE = 3


def article(path: Path, sentences: int) -> Location:
    """Fill a database with an article of so many sentences, three claims on each, every second one by critics."""
    text = "\n\n".join(f"The council closed bridge {number} in May." for number in range(sentences))
    scratch, bundle = Path(copy(path, path.with_suffix(".scratch"))), path.with_suffix(".jsonl")
    add(Location.of(str(scratch)), text, "long")
    run = partial(CliRunner().invoke, program, catch_exceptions=False)
    assert run(["--db", str(scratch), "export", "jsonl", "long", "-o", str(bundle)]).exit_code == 0
    lines = [loads(line) for line in bundle.read_text("utf-8").splitlines()]
    standing = [line for line in lines if line["type"] == "sentence"] * CLAIMS_A_SENTENCE
    lines[1]["next_number"] = len(standing) + 1
    claims = (_line(number, sentence) for number, sentence in enumerate(standing, start=1))
    bundle.write_text("".join(f"{dump(line)}\n" for line in (*lines, SOURCE, *claims)), "utf-8")
    done = run(["--db", str(path), "--actor", "Ana", "import", "jsonl", str(bundle)])
    assert done.exit_code == 0, done.stderr
    return Location.of(str(path))


SOURCE: Any = {
    "type": "source", "source": "critics", "kind": "group", "article": "long", "speaks_for": None, "aliases": [],
}  # fmt: skip
SAID = {
    "source": "critics", "kind": "group", "stance": "asserts", "mode": "indirect", "terms": "not_stated",
    "own_act": False, "cue": None, "quote": None, "via": None, "note": None,
}  # fmt: skip


def _line(number: int, sentence: dict[str, Any]) -> Any:  # noqa: ANN401 - a ClaimLine
    place = {name: sentence[name] for name in ("start", "end", "sha256")}
    return {
        "type": "claim", "article": "long", "number": number, "ref": f"long/{number}",
        "statement": f"Bridge {sentence['paragraph']} was closed, {number}.", "confidence": "low",
        "confidence_override": None, "status": "open", "paragraph": sentence["paragraph"],
        "sentence": sentence["sentence"], "start": sentence["start"], "end": sentence["end"],
        "anchors": [{"revision": 1, **place, "state": "exact"}],
        "attributions": [SAID] * (number % 2), "labels": [],
    }  # fmt: skip


def cost(location: Location, sentences: int) -> dict[str, float]:
    """Return the seconds of the processor that each thing takes at the end of the article: the best of some."""
    with Desk(location, "Ben", "long") as desk:
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
    short, long = 20, 200
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
