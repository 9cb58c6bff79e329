"""The next draft of a long article with three claims a sentence, beside that of one a tenth as long.

Of a hundred sentences five have another word, two are cut, and two are followed by a new one.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from factbase.formats.bundle.shapes import NAME
from factbase.records import dump
from factbase.text.anchors import sha256
from factbase.text.sentences import SentenceSpan, split
from tests.benchmarks.databases import Files
from tests.benchmarks.generate import WORDS
from tests.benchmarks.measuring import Cost, Row, compared, in_turn, run
from tests.benchmarks.programs import FACTBASE

_SHORT, _LONG = 1_000, 10_000  # sentences
_CLAIMS_A_SENTENCE = 3
_GROWTH = 15.0
_SOURCES = 50


def revise(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure how a draft's time grows with the article."""
    works = [partial(_revise, *prepared(files, sentences)) for sentences in (_LONG, _SHORT)]
    long, short = in_turn(works, 1 if quick else 3)
    measure = f"article revise: {_LONG * _CLAIMS_A_SENTENCE:,} claims : {_SHORT * _CLAIMS_A_SENTENCE:,}"
    yield compared(measure, long, short, _GROWTH)


def _revise(database: Path, draft: Path) -> Cost:
    copy = Path(shutil.copy(database, database.with_name("revised.db")))
    cost = run(FACTBASE, "--db", copy, "--actor", "Ana", "article", "revise", "long", draft)
    copy.unlink()
    return cost


def prepared(files: Files, sentences: int) -> tuple[Path, Path]:
    """Return a database with an article of so many sentences, and the article's next draft."""
    database, draft, bundle = (
        files.folder / f"{name}-{sentences}.{kind}"
        for name, kind in (("draft", "db"), ("draft", "txt"), ("long", "jsonl"))
    )
    if not (database.exists() and draft.exists()):
        words = _sentences(sentences)
        bundle.write_text("".join(f"{dump(line)}\n" for line in _lines(_joined(words))), encoding="utf-8")
        draft.write_text(_joined(_edited(words)), encoding="utf-8")
        shutil.copy(files.empty(), database)
        run(FACTBASE, "--db", database, "--actor", "Ana", "import", "jsonl", bundle)
    return database, draft


def _sentences(count: int) -> list[str]:
    draw = random.Random(count)
    return [f"{' '.join(draw.choices(WORDS, k=18)).capitalize()} {number} times." for number in range(count)]


def _joined(sentences: Sequence[str]) -> str:
    return "\n\n".join(" ".join(sentences[first : first + 4]) for first in range(0, len(sentences), 4))


def _edited(sentences: Sequence[str]) -> list[str]:
    draw = random.Random(len(sentences))
    edited = []
    for sentence in sentences:
        fate = draw.random()
        if fate >= 0.02:
            edited.append(sentence.replace(" times.", " days.") if fate < 0.07 else sentence)
        if 0.07 <= fate < 0.09:
            edited.append(f"{' '.join(draw.choices(WORDS, k=18)).capitalize()}.")
    return edited


def _lines(text: str) -> Iterator[Any]:
    """Yield the lines of a bundle of one article, each claim of it checked."""
    spans = split(text, "en")
    digest, numbers = sha256(text), len(spans) * _CLAIMS_A_SENTENCE
    yield {"type": "bundle", "schema": NAME}
    yield {
        "type": "article", "article": "long", "title": "Long", "url": None, "byline": None, "published_on": None,
        "language": "en", "next_number": numbers + 1,
    }  # fmt: skip
    yield {
        "type": "revision", "article": "long", "revision": 1, "sha256": digest, "characters": len(text),
        "normaliser": 1, "file_name": None, "file_format": None, "file_sha256": None, "note": None, "text": text,
    }  # fmt: skip
    for span in spans:
        yield {
            "type": "sentence", "article": "long", "revision": 1, "paragraph": span.paragraph,
            "sentence": span.position, "start": span.start, "end": span.end,
            "sha256": sha256(text[span.start : span.end]), "role": "claim", "reason": None,
        }  # fmt: skip
    for number in range(_SOURCES):
        yield {
            "type": "source", "source": f"Source Number{number}", "kind": "person", "article": None,
            "speaks_for": None, "aliases": [],
        }  # fmt: skip
    for number in range(1, numbers + 1):
        yield _claim(text, spans[(number - 1) // _CLAIMS_A_SENTENCE], number)


def _claim(text: str, span: SentenceSpan, number: int) -> dict[str, Any]:
    """Return a claim in the whole of a sentence, or in a part of it."""
    inset = number % _CLAIMS_A_SENTENCE * 10
    start, end = span.start + inset, span.end - inset
    said = {
        "source": f"Source Number{number % _SOURCES}", "kind": "person", "stance": "asserts", "mode": "indirect",
        "terms": "not_stated", "own_act": False, "cue": None, "quote": None, "via": None, "note": None,
    }  # fmt: skip
    return {
        "type": "claim", "article": "long", "number": number, "ref": f"long/{number}",
        "statement": f"Claim {number}: {text[span.start : span.start + 40]}.", "confidence": "medium",
        "confidence_override": None, "status": "checked", "paragraph": span.paragraph, "sentence": span.position,
        "start": start, "end": end,
        "anchors": [{"revision": 1, "start": start, "end": end, "sha256": sha256(text[start:end]), "state": "exact"}],
        "attributions": [said], "labels": [],
    }  # fmt: skip
