"""Files with some bytes changed at random are taken in or refused in a sentence, and leave nothing half done."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.errors import FactbaseError
from factbase.formats.registry import IMPORTERS
from tests.formats.conftest import take_in
from tests.formats.foreign.records import file_of, review
from tests.formats.webannotation.annotations import written_out

SAMPLE, ALL = 60, 10_000
PIECES = [b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"null", b"[]", b"{}", b"-1", b"1e999", b'"', b",",
          b"</script>", b"<", b"\n", b"\x85", b"true", b"99999999999999999999"]  # fmt: skip


def _mutated(data: bytes, by: random.Random) -> bytes:
    """Return data with one to six changes: bytes changed, cut, doubled, put in, or the end cut off."""
    made = bytearray(data)
    for _ in range(by.randint(1, 6)):
        at = by.randrange(len(made) + 1)
        length = by.choice([1, 1, 2, 8, 40])
        match by.randrange(6):
            case 0:
                made[at : at + 1] = bytes([by.randrange(256)])
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case 3:
                made[at:at] = by.choice(PIECES)
            case 4:
                made[at : at + length] = by.choice(PIECES)
            case 5 if by.random() < 0.1:
                del made[at:]
    return bytes(made)


def _page(record: Mapping[str, Any]) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(record)}</script>'
    return f"<!doctype html><html><head>{script}</head><body><p>x</p></body></html>".encode()


def _answer() -> bytes:
    reviewed = {"publisher": {"name": "Desk"}, "url": "https://d.example/a-b", "textualRating": "False"}
    return json.dumps(
        {"claims": [{"text": "It sank.", "claimant": "Ana", "claimReview": [reviewed]}]}
    ).encode()


def _sources(filled: Location, desk: bytes) -> dict[str, tuple[str, bytes, dict[str, Any]]]:
    """Return a good file of each format, and the options with which it is read."""
    skip = {"skip_refused": False}
    return {
        "jsonl": ("jsonl", desk, {"update": True}),
        "webannotation": ("webannotation", written_out(filled), {"article": None, **skip}),
        "claimreview": ("claimreview", file_of(review(), review(url=None)), skip),
        "page": ("claimreview", _page(review()), skip),
        "factcheck-api": ("factcheck-api", _answer(), skip),
    }


def _reader(word: str) -> Callable[..., Any]:
    module, name = IMPORTERS[word][0].split(":")
    read: Callable[..., Any] = getattr(import_module(module), name).read
    return read


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(ALL, marks=pytest.mark.torture)])
@pytest.mark.parametrize("name", ["jsonl", "webannotation", "claimreview", "page", "factcheck-api"])
def test_no_file_ends_in_a_traceback(path: Path, desk: bytes, name: str, count: int) -> None:
    location = Location.of(str(path))
    take_in(location, desk)
    word, data, options = _sources(location, desk)[name]
    read, by = _reader(word), random.Random(7)

    refused: list[str] = []
    for _ in range(count):
        mutated = _mutated(data, by)
        try:
            with writing(location, dry_run=True) as connection:
                operation = Operation(connection, actor="Ana", command=f"import {word}")
                read(operation, io.BytesIO(mutated), "file", options, lambda _count: None)
        except FactbaseError as error:
            refused.append(str(error))

    assert refused
    assert [each for each in refused if not each or "\n" in each] == []
