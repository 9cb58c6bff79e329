"""A fact check of another desk, whatever format it came in, and the text that it is kept as."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from factbase.text.canonical import Span
from factbase.vocabulary import SourceKind

_UNSTABLE = re.compile("[\x85\u2028\u2029\ufeff\ud800-\udfff]")


class Refused(Exception):
    """A record that cannot be taken in, with the reason."""


class Claimant(NamedTuple):
    """Who is said to have made a claim."""

    name: str
    kind: SourceKind


@dataclass(frozen=True)
class Review:
    """What a publisher found: the words as printed, ``rating`` among them, empty where there is none."""

    publisher: str = ""
    url: str | None = None
    title: str = ""
    day: str | None = None
    rating: str = ""
    scale: str = ""
    explained: str = ""
    language: str | None = None


@dataclass(frozen=True)
class Checked:
    """A record: its claim in words, the top-level ``member`` in which they stand, who made it, and what came of it.

    ``identity`` are the record's addresses as printed. ``seen_at`` is where the claim was seen. ``kept`` names the
    fields that nothing was made of; ``remarks`` say what was left out, each as the end of a sentence.
    """

    record: Mapping[str, Any]
    statement: str
    member: str
    claimants: Sequence[Claimant]
    reviews: Sequence[Review]
    identity: str
    seen_at: Sequence[str] = ()
    kept: Sequence[str] = ()
    remarks: Sequence[str] = ()


class Laid(NamedTuple):
    """A record as a text: JSON with a paragraph for each member; where each stands, and where the claim's words do."""

    text: str
    members: Sequence[Span]
    passage: Span
    claim: int  # the index of the member in which they stand


def laid_out(checked: Checked) -> Laid:
    """Return the record as a canonical text, which is JSON with the same values."""
    pieces: list[str] = []
    members: list[Span] = []
    passage, claim = Span(0, 0), 0
    at = 0
    last = len(checked.record) - 1
    for index, (key, value) in enumerate(checked.record.items()):
        head = f"{'' if index else '{'}{_json(key)}: "
        body = _json(value)
        piece = f"{head}{body}{',' if index < last else '}'}"
        if key == checked.member:
            claim, passage = index, _words_in(body, checked.statement, at + len(head))
        members.append(Span(at, at + len(piece)))
        pieces.append(piece)
        at += len(piece) + 2
    return Laid("\n\n".join(pieces), members, passage, claim)


def _words_in(body: str, statement: str, at: int) -> Span:
    """Return where the claim's words stand in a member: as they are, else all of a text, else all of the value."""
    found = body.find(statement)
    if found >= 0:
        return Span(at + found, at + found + len(statement))
    quoted = len(body) > 2 and body.startswith('"')
    return Span(at + 1, at + len(body) - 1) if quoted else Span(at, at + len(body))


def _json(value: Any) -> str:  # noqa: ANN401
    """Return JSON that a canonical text may hold: what such a text would change is escaped."""
    text = _UNSTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))
    return text if unicodedata.is_normalized("NFC", text) else json.dumps(value)
