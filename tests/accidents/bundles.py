"""A small bundle, in two articles, for a test to spoil."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

Line = dict[str, Any]

TEXT = "The bridge is closed. Ana Leka denied it.\n\nCritics say it was bought."


def _hash(start: int, end: int) -> str:
    return sha256(TEXT[start:end].encode()).hexdigest()


def _article(slug: str) -> Line:
    return {
        "type": "article", "article": slug, "title": "A bridge", "url": None, "byline": None,
        "published_on": None, "language": "en", "next_number": 9,
    }  # fmt: skip


def _revision() -> Line:
    return {
        "type": "revision", "article": "bridge", "revision": 1, "sha256": _hash(0, len(TEXT)),
        "characters": len(TEXT), "normaliser": 1, "file_name": None, "file_format": None,
        "file_sha256": None, "note": None, "text": TEXT,
    }  # fmt: skip


def _sentence(paragraph: int, sentence: int, start: int, end: int) -> Line:
    return {
        "type": "sentence", "article": "bridge", "revision": 1, "paragraph": paragraph, "sentence": sentence,
        "start": start, "end": end, "sha256": _hash(start, end), "role": "claim", "reason": None,
    }  # fmt: skip


def source(name: str, kind: str = "person", article: str | None = None, **more: Any) -> Line:  # noqa: ANN401
    line = {"type": "source", "source": name, "kind": kind, "article": article}
    return {**line, "speaks_for": None, "aliases": [], **more}


def said(name: str, kind: str, stance: str = "asserts", via: str | None = None) -> Line:
    return {
        "source": name, "kind": kind, "stance": stance, "mode": "indirect", "terms": "not_stated",
        "own_act": False, "cue": None, "quote": None, "via": via, "note": None,
    }  # fmt: skip


def _claim(number: int, statement: str, place: tuple[int, int, int, int], *attributions: Line) -> Line:
    paragraph, sentence, start, end = place
    anchor = {"revision": 1, "start": start, "end": end, "sha256": _hash(start, end), "state": "exact"}
    return {
        "type": "claim", "article": "bridge", "number": number, "ref": f"bridge/{number}",
        "statement": statement, "confidence": "low", "confidence_override": None, "status": "open",
        "paragraph": paragraph, "sentence": sentence, "start": start, "end": end, "anchors": [anchor],
        "attributions": list(attributions), "labels": [],
    }  # fmt: skip


def link(claim: str, other: str, kind: str = "repeats") -> Line:
    return {"type": "link", "claim": claim, "kind": kind, "other": other}


def note(on: str, number: int = 1) -> Line:
    return {
        "type": "note",
        "on": on,
        "number": number,
        "actor": "Ana",
        "at": "2026-03-14T09:26:53Z",
        "text": "Ask.",
    }


def lines() -> list[Line]:
    """Return a good bundle.

    0 header, 1 article, 2 revision, 3–5 sentences, 6–8 sources, 9–11 claims, 12 link, 13 note.
    """
    return [
        {"type": "bundle", "schema": "factbase/bundle@1"},
        _article("bridge"),
        _revision(),
        _sentence(1, 1, 0, 21),
        _sentence(1, 2, 22, 41),
        _sentence(2, 1, 43, 69),
        source("City Council", "organisation"),
        source("Ana Leka", speaks_for="City Council"),
        source("critics", "group", "bridge"),
        _claim(1, "It is closed.", (1, 1, 0, 20)),
        _claim(2, "It is not closed.", (1, 2, 22, 40), said("Ana Leka", "person", "denies")),
        _claim(3, "It was bought.", (2, 1, 55, 68), said("critics", "group", via="Ana Leka")),
        link("bridge/1", "bridge/2", "contradicts"),
        note("bridge/1"),
    ]


def written(given: list[Line]) -> bytes:
    """Return a bundle's bytes, as Python would write them carelessly."""
    return "".join(f"{json.dumps(line)}\n" for line in given).encode()
