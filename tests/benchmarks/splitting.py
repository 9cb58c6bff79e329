"""How people split sentences beside how factbase does, and how fast that is, on the suites of `shared`.

Without them there is nothing to measure. What is compared is the goal, divided by what is reached: 1 or less will do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from factbase.text.sentences import split
from tests.benchmarks.databases import Files
from tests.benchmarks.measuring import Row

_SUITES = Path(__file__).parents[3] / "shared" / "suites" / "segmentation"
_F1 = 95.0
_EXACT = 42
_CHARACTERS = 5_000_000  # a CPU-second
_MEASURED = 4_000_000  # characters


class Score(NamedTuple):
    """How a suite was split: right, made and wanted breaks; paragraphs, those right altogether, those damaged."""

    right: int
    made: int
    wanted: int
    paragraphs: int
    exact: int
    bad: int

    @property
    def f1(self) -> float:
        """Twice the right breaks by those made and wanted, in per cent."""
        return 200 * self.right / (self.made + self.wanted)


def score(suite: Path) -> Score:
    """Return how factbase splits a suite, each of its paragraphs by itself, without its language."""
    right = made = wanted = exact = bad = 0
    known = paragraphs_of(suite)
    for paragraph in known:
        text = paragraph["text"]
        length = len(text.rstrip())
        gold = {end for end in _ends(paragraph) if end < length}
        spans = split(text)
        ours = {end for _, _, _, end in spans if end < length}
        right, made, wanted = right + len(gold & ours), made + len(ours), wanted + len(gold)
        exact += gold == ours
        bad += _visible("".join(text[start:end] for *_, start, end in spans)) != _visible(text)
    return Score(right, made, wanted, len(known), exact, bad)


def paragraphs_of(suite: Path) -> list[dict[str, Any]]:
    """Return the lines of a suite: a text and its sentences."""
    return [json.loads(line) for line in suite.read_text(encoding="utf-8").split("\n") if line]


def _ends(paragraph: dict[str, Any]) -> Iterator[int]:
    """Yield where the sentences of a suite's paragraph end, which it gives as offsets or as texts."""
    at = 0
    for sentence in paragraph["sentences"]:
        if isinstance(sentence, str):
            at = paragraph["text"].index(sentence, at) + len(sentence)
            yield at
        else:
            yield sentence[1]


def _visible(text: str) -> str:
    return "".join(text.split())


def sentences(_files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure the splitter on written English and on the golden rules, and its speed on one long text."""
    if not _SUITES.is_dir():
        yield Row(f"sentences: skipped, no folder {_SUITES}", "", "")
        return
    written, rules = (score(_SUITES / f"{name}.jsonl") for name in ("gum_dev", "golden_rules"))
    yield Row(
        "sentences: F1, goal / written English", f"{written.f1:.2f}", f"{_F1}", _F1 / written.f1, None, 1.0
    )
    exact = f"{rules.exact} of {rules.paragraphs}"
    yield Row("sentences: exact, goal / golden rules", exact, f"{_EXACT}", _EXACT / rules.exact, None, 1.0)
    bad = written.bad + rules.bad
    yield Row("sentences: paragraphs lost or doubled", f"{bad}", "0", float(bad), None, 0.0)
    speed = _speed(3 if quick else 11)
    shown = [f"{each / 1_000_000:.1f} M" for each in (speed, _CHARACTERS)]
    yield Row("sentences: characters a CPU-second, goal / reached", *shown, _CHARACTERS / speed, None, 1.0)


def _speed(rounds: int) -> float:
    """Return how many characters of written English are split in a second of the processor, by the median."""
    text = "\n\n".join(paragraph["text"] for paragraph in paragraphs_of(_SUITES / "gum_dev.jsonl"))
    text = "\n\n".join([text] * (_MEASURED // len(text)))
    taken = []
    for _round in range(rounds):
        begin = process_time()
        split(text)
        taken.append(process_time() - begin)
    return len(text) / median(taken)
