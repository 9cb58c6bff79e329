"""The shapes of the records, as they stand in a bundle and in the log.

Offsets are code points, end-exclusive.
"""

import json
from typing import Literal, TypedDict


class ArticleLine(TypedDict):
    """An article; ``next_number`` is the number that its next claim gets."""

    type: Literal["article"]
    article: str
    title: str
    url: str | None
    byline: str | None
    published_on: str | None
    language: str | None
    next_number: int


class RevisionLine(TypedDict):
    """A revision; ``text`` may be absent, its hash and length in characters never are."""

    type: Literal["revision"]
    article: str
    revision: int
    sha256: str
    characters: int
    normaliser: int
    file_name: str | None
    file_format: str | None
    file_sha256: str | None
    note: str | None
    text: str | None


class SentenceLine(TypedDict):
    """A sentence of a revision; ``role`` is null where it is untriaged."""

    type: Literal["sentence"]
    article: str
    revision: int
    paragraph: int
    sentence: int
    start: int
    end: int
    sha256: str
    role: str | None
    reason: str | None


class SourceLine(TypedDict):
    """A source; ``article`` is set for the kinds that exist only inside one."""

    type: Literal["source"]
    source: str
    kind: str
    article: str | None
    speaks_for: str | None
    aliases: list[str]


class OverrideLine(TypedDict):
    """A person's word in place of the default confidence, and why."""

    word: str
    reason: str


class AnchorLine(TypedDict):
    """A claim's place in one revision; a lost one has no offsets."""

    revision: int
    start: int | None
    end: int | None
    sha256: str | None
    state: str


class AttributionLine(TypedDict):
    """Who stands behind a claim, and how; ``kind`` is the source's."""

    source: str
    kind: str
    stance: str
    mode: str
    terms: str
    own_act: bool
    cue: str | None
    quote: str | None
    via: str | None
    note: str | None


class ClaimLine(TypedDict):
    """A claim; ``confidence``, ``paragraph``, ``sentence``, ``start`` and ``end`` are derived.

    The place is that of the newest anchor and null where there is none or where it is lost.
    """

    type: Literal["claim"]
    article: str
    number: int
    ref: str
    statement: str
    confidence: str
    confidence_override: OverrideLine | None
    status: str
    paragraph: int | None
    sentence: int | None
    start: int | None
    end: int | None
    anchors: list[AnchorLine]
    attributions: list[AttributionLine]
    labels: list[str]


class LinkLine(TypedDict):
    """How a claim relates to another one, both by ref."""

    type: Literal["link"]
    claim: str
    kind: str
    other: str


class NoteLine(TypedDict):
    """A remark on a claim (``slug/137``) or a sentence (``slug:5/10``); ``at`` is UTC."""

    type: Literal["note"]
    on: str
    number: int
    actor: str
    at: str
    text: str


Line = ArticleLine | RevisionLine | SentenceLine | SourceLine | ClaimLine | LinkLine | NoteLine

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_ESCAPES = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def dump(line: Line) -> str:
    """Return a record as one line of JSON, without its newline: the same bytes for the same record.

    U+0085, U+2028 and U+2029 are escaped, since some readers take them for the end of a line.
    """
    text = _ENCODE(line)
    return text if text.isascii() else text.translate(_ESCAPES)
