"""Builds a database of checked claims of others, one article each, to measure how well repeats are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from factbase.formats.bundle.shapes import NAME
from factbase.records import dump


def jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def write_bundle(path: Path, claims: Iterable[dict[str, Any]]) -> None:
    """Write a bundle with an article for each claim: its id is the slug, its title the title."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(dump(line) + "\n" for line in _lines(claims))


def _lines(claims: Iterable[dict[str, Any]]) -> Iterator[Any]:
    yield {"type": "bundle", "schema": NAME}
    for claim in claims:
        yield {
            "type": "article", "article": claim["id"], "title": claim["title"], "url": None, "byline": None,
            "published_on": None, "language": "en", "next_number": 2,
        }  # fmt: skip
        yield {
            "type": "revision", "article": claim["id"], "revision": 1, "sha256": "0" * 64, "characters": 1,
            "normaliser": 1, "file_name": None, "file_format": None, "file_sha256": None, "note": None,
            "text": None,
        }  # fmt: skip
        yield {
            "type": "claim", "article": claim["id"], "number": 1, "ref": f"{claim['id']}/1",
            "statement": claim["claim"], "confidence": "low", "confidence_override": None, "status": "open",
            "labels": [], "paragraph": None, "sentence": None, "start": None, "end": None, "anchors": [],
            "attributions": [],
        }  # fmt: skip
