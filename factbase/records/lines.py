"""The shapes of the records, as they stand in a bundle and in the log.

One definition serves the type checker, the check on import and the JSON Schema. Offsets are code points,
end-exclusive.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta, json

from factbase.vocabulary import (
    AnchorState,
    Confidence,
    LinkKind,
    Mode,
    Role,
    SourceKind,
    Stance,
    Status,
    Terms,
)

_MOST = 2_147_483_647  # what an integer column holds on both engines
Text = Annotated[str, Meta(pattern=r"\S", description="Text that is not blank.")]
Number = Annotated[int, Meta(ge=1, le=_MOST, description="A whole number from 1.")]
Offset = Annotated[int, Meta(ge=0, le=_MOST, description="A count of Unicode code points.")]
Time = Annotated[
    str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", description="UTC, like 2026-03-14T09:26:53Z.")
]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="A SHA-256 in small hexadecimal digits.")]


class ArticleLine(TypedDict):
    """An article; ``next_number`` is the number that its next claim gets."""

    type: Literal["article"]
    article: Text
    title: Text
    url: Text | None
    byline: Text | None
    published_on: Text | None
    language: Text | None
    next_number: Number


class RevisionLine(TypedDict):
    """A revision; ``text`` may be absent, its hash and length in characters never are."""

    type: Literal["revision"]
    article: Text
    revision: Number
    sha256: Hash
    characters: Number
    normaliser: Number
    file_name: Text | None
    file_format: Text | None
    file_sha256: Hash | None
    note: Text | None
    text: Text | None


class SentenceLine(TypedDict):
    """A sentence of a revision; ``role`` is null where it is untriaged.

    ``suggested`` is what the document's own marks say that it is; it is left out where they say nothing.
    """

    type: Literal["sentence"]
    article: Text
    revision: Number
    paragraph: Number
    sentence: Number
    start: Offset
    end: Offset
    sha256: Hash
    role: Role | None
    reason: Text | None
    suggested: NotRequired[Role]


class SourceLine(TypedDict):
    """A source; ``article`` is set for the kinds that exist only inside one."""

    type: Literal["source"]
    source: Text
    kind: SourceKind
    article: Text | None
    speaks_for: Text | None
    aliases: list[Text]


class OverrideLine(TypedDict):
    """A person's word in place of the default confidence, and why."""

    word: Confidence
    reason: Text


class AnchorLine(TypedDict):
    """A claim's place in one revision; a lost one has no offsets."""

    revision: Number
    start: Offset | None
    end: Offset | None
    sha256: Hash | None
    state: AnchorState


class AttributionLine(TypedDict):
    """Who stands behind a claim, and how; ``kind`` is the source's."""

    source: Text
    kind: SourceKind
    stance: Stance
    mode: Mode
    terms: Terms
    own_act: bool
    cue: Text | None
    quote: Text | None
    via: Text | None
    note: Text | None


class ClaimLine(TypedDict):
    """A claim; ``confidence``, ``paragraph``, ``sentence``, ``start`` and ``end`` are derived.

    The place is that of the newest anchor and null where there is none or where it is lost.
    """

    type: Literal["claim"]
    article: Text
    number: Number
    ref: Text
    statement: Text
    confidence: Confidence
    confidence_override: OverrideLine | None
    status: Status
    paragraph: Number | None
    sentence: Number | None
    start: Offset | None
    end: Offset | None
    anchors: list[AnchorLine]
    attributions: list[AttributionLine]
    labels: list[Text]


class LinkLine(TypedDict):
    """How a claim relates to another one, both by ref."""

    type: Literal["link"]
    claim: Text
    kind: LinkKind
    other: Text


class NoteLine(TypedDict):
    """A remark on a claim (``slug/137``) or a sentence (``slug:5/10``); ``at`` is UTC.

    ``revision`` is the number of the one whose sentence that is, null for a note on a claim. Where it is left out,
    as older bundles do, the sentence is that of the article's newest revision in the bundle.
    """

    type: Literal["note"]
    on: Text
    revision: NotRequired[Number | None]
    number: Number
    actor: Text
    at: Time
    text: Text


Line = ArticleLine | RevisionLine | SentenceLine | SourceLine | ClaimLine | LinkLine | NoteLine

_ENCODER = json.Encoder()
_ESCAPES = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dump(line: Line) -> str:
    """Return a record as one line of JSON, without its newline: the same bytes for the same record.

    U+0085, U+2028 and U+2029 are escaped, since some readers take them for the end of a line.
    """
    return dump_any(line)


def dump_any(value: Any) -> str:  # noqa: ANN401
    """Return any value as one line of JSON, as :func:`dump` does a record."""
    return _escaped(_ENCODER.encode(value))


def dump_lines(lines: Sequence[Line]) -> str:
    """Return records as lines of JSON, each as :func:`dump` gives it, with its newline."""
    return _escaped(_ENCODER.encode_lines(lines))


def _escaped(encoded: bytes) -> str:
    text = encoded.decode()
    if not text.isascii():
        for sign, escape in _ESCAPES.items():
            text = text.replace(sign, escape)
    return text
