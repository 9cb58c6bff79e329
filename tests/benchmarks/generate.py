"""Makes a bundle of any size: synthetic articles of about 275 claims, always the same for the same size.

Statements are drawn from a vocabulary of 20,000 made-up words by Zipf's law; one source per 50 claims; no, one,
two or three attributions a claim, four claims in ten with none; one claim in twenty rests on a rumour.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from factbase.formats.bundle.shapes import NAME
from factbase.records import dump
from factbase.sourcing import Voice, assess
from factbase.vocabulary import SourceKind, Stance, Terms

CLAIMS_AN_ARTICLE = 275
SENTENCES_AN_ARTICLE = 106
SENTENCE_LENGTH = 120
_GLOBAL_KINDS = ["person", "organisation", "publication", "document"]
WORDS = [
    "".join(random.Random(seed).choices("abdeghiklmnoprstuvz", k=3 + seed % 7)) for seed in range(20_000)
]
_WEIGHTS = list(accumulate(1 / (rank + 1) for rank in range(len(WORDS))))


def write_bundle(path: Path, claims: int) -> None:
    """Write a bundle of ``claims`` claims to ``path``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(dump(line) + "\n" for line in lines(claims))


def lines(claims: int) -> Iterator[Any]:
    """Yield the lines of a bundle of ``claims`` claims."""
    yield {"type": "bundle", "schema": NAME}
    draw = random.Random(claims)
    known: dict[str, str] = {}
    for article in range(0, claims, CLAIMS_AN_ARTICLE):
        yield from _article(
            draw, article // CLAIMS_AN_ARTICLE, min(CLAIMS_AN_ARTICLE, claims - article), known
        )


def _article(draw: random.Random, index: int, claims: int, known: dict[str, str]) -> Iterator[Any]:
    slug = f"article-{index:05}"
    characters = SENTENCES_AN_ARTICLE * (SENTENCE_LENGTH + 1)
    yield {
        "type": "article", "article": slug, "title": f"Article {index}", "url": None, "byline": None,
        "published_on": None, "language": "en", "next_number": claims + 1,
    }  # fmt: skip
    yield {
        "type": "revision", "article": slug, "revision": 1, "sha256": _hash(slug), "characters": characters,
        "normaliser": 1, "file_name": None, "file_format": None, "file_sha256": None, "note": None, "text": None,
    }  # fmt: skip
    for number in range(SENTENCES_AN_ARTICLE):
        start = number * (SENTENCE_LENGTH + 1)
        yield {
            "type": "sentence", "article": slug, "revision": 1, "paragraph": number // 4 + 1,
            "sentence": number % 4 + 1, "start": start, "end": start + SENTENCE_LENGTH,
            "sha256": _hash(f"{slug} {number}"), "role": "claim", "reason": None,
        }  # fmt: skip
    own = {"the author": "author", "critics": "group", "a resident": "anonymous", "rumour": "rumour"}
    new = [f"Source {len(known) + extra}" for extra in range(max(1, claims // 50))]
    for extra, name in enumerate(new):
        known[name] = _GLOBAL_KINDS[(len(known) + extra) % 4]
        yield _source(name, known[name], None)
    for name, kind in own.items():
        yield _source(name, kind, slug)
    names = list(known)
    for number in range(1, claims + 1):
        yield _claim(draw, slug, number, own, known, names)


def _source(name: str, kind: str, article: str | None) -> dict[str, Any]:
    return {
        "type": "source",
        "source": name,
        "kind": kind,
        "article": article,
        "speaks_for": None,
        "aliases": [],
    }


def _claim(
    draw: random.Random, slug: str, number: int, own: dict[str, str], known: dict[str, str], names: list[str]
) -> dict[str, Any]:
    sentence = draw.randrange(SENTENCES_AN_ARTICLE)
    start = sentence * (SENTENCE_LENGTH + 1)
    attributions = _attributions(draw, own, known, names)
    voices = tuple(
        Voice(index, index, SourceKind(each["kind"]), Stance(each["stance"]), Terms(each["terms"]),
              each["own_act"], None, None)
        for index, each in enumerate(attributions)
    )  # fmt: skip
    return {
        "type": "claim", "article": slug, "number": number, "ref": f"{slug}/{number}",
        "statement": " ".join(draw.choices(WORDS, cum_weights=_WEIGHTS, k=14)).capitalize() + f" {number}.",
        "confidence": assess(voices, (), None).effective, "confidence_override": None, "status": "open",
        "paragraph": sentence // 4 + 1, "sentence": sentence % 4 + 1, "start": start,
        "end": start + SENTENCE_LENGTH,
        "anchors": [{"revision": 1, "start": start, "end": start + SENTENCE_LENGTH,
                     "sha256": _hash(f"{slug} {sentence}"), "state": "exact"}],
        "attributions": attributions, "labels": [],
    }  # fmt: skip


def _attributions(
    draw: random.Random, own: dict[str, str], known: dict[str, str], names: list[str]
) -> list[dict[str, Any]]:
    fate = draw.random()
    if fate < 0.4:
        return []
    if fate < 0.45:
        cited = ["rumour"]
    else:
        recent, here = names[-200:], ["the author", "critics", "a resident"]
        count = draw.choice([1, 1, 1, 2, 2, 3])
        cited = [draw.choice(recent if draw.random() < 0.7 else here) for _ in range(count)]
    return [
        {
            "source": name,
            "kind": own.get(name) or known[name],
            "stance": draw.choice(["asserts", "asserts", "asserts", "denies", "questions", "speculates"]),
            "mode": draw.choice(["indirect", "direct", "mixed"]),
            "terms": "not_stated",
            "own_act": False,
            "cue": "said",
            "quote": None,
            "via": None,
            "note": None,
        }
        for name in dict.fromkeys(cited)
    ]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
