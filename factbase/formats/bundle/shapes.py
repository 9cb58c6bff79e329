"""The fields of a bundle's lines: one definition for the check on import and for the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from factbase.text.folding import is_blank
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

VERSION = 1
NAME = f"factbase/bundle@{VERSION}"


class Shape(NamedTuple):
    """What a value must be: a check, words for a person, and the same as JSON Schema."""

    holds: Callable[[Any], bool]
    says: str
    schema: dict[str, Any]


def _is_text(value: Any) -> bool:  # noqa: ANN401
    return value.__class__ is str and (value[:1].isalnum() or not is_blank(value)) and "\0" not in value


TEXT = Shape(_is_text, "text that is not blank", {"type": "string", "pattern": "\\S"})
FLAG = Shape(lambda value: value.__class__ is bool, "true or false", {"type": "boolean"})
SHA256 = Shape(
    lambda value: value.__class__ is str and len(value) == 64 and not value.strip("0123456789abcdef"),
    "a SHA-256 in 64 small hexadecimal digits",
    {"type": "string", "pattern": "^[0-9a-f]{64}$"},
)


def integer(least: int) -> Shape:
    """Return the shape of a whole number from ``least`` up to what both engines can hold."""
    most = 2_147_483_647
    return Shape(
        lambda value: value.__class__ is int and least <= value <= most,
        f"a whole number from {least}",
        {"type": "integer", "minimum": least, "maximum": most},
    )


def word(words: type[StrEnum]) -> Shape:
    """Return the shape of one of ``words``."""
    values = frozenset(each.value for each in words)
    listed = [each.value for each in words]
    return Shape(
        lambda value: value.__class__ is str and value in values,
        "one of " + ", ".join(listed),
        {"enum": listed},
    )


def literal(value: str) -> Shape:
    """Return the shape of exactly ``value``."""
    return Shape(lambda given: given == value, f"“{value}”", {"const": value})


def nullable(shape: Shape) -> Shape:
    """Return the shape that also admits null."""
    holds = shape.holds
    return Shape(
        lambda value: value is None or holds(value),
        f"{shape.says} or null",
        {"anyOf": [shape.schema, {"type": "null"}]},
    )


def list_of(shape: Shape) -> Shape:
    """Return the shape of a list whose every item is of ``shape``."""
    holds = shape.holds
    return Shape(
        lambda value: value.__class__ is list and all(map(holds, value)),
        f"a list, each of it {shape.says}",
        {"type": "array", "items": shape.schema},
    )


def record(name: str, **fields: Shape) -> Shape:
    """Return the shape of an object with exactly ``fields``."""
    keys = frozenset(fields)
    checks = [(key, shape.holds) for key, shape in fields.items()]

    def holds(value: Any) -> bool:  # noqa: ANN401
        if value.__class__ is not dict or value.keys() != keys:
            return False
        return all(check(value[key]) for key, check in checks)

    schema = {
        "type": "object",
        "properties": {key: shape.schema for key, shape in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }
    return Shape(holds, name, schema)


OVERRIDE = record("an override", word=word(Confidence), reason=TEXT)
_ANCHOR = {
    "revision": integer(1),
    "start": nullable(integer(0)),
    "end": nullable(integer(1)),
    "sha256": nullable(SHA256),
    "state": word(AnchorState),
}
_ATTRIBUTION = {
    "source": TEXT,
    "kind": word(SourceKind),
    "stance": word(Stance),
    "mode": word(Mode),
    "terms": word(Terms),
    "own_act": FLAG,
    "cue": nullable(TEXT),
    "quote": nullable(TEXT),
    "via": nullable(TEXT),
    "note": nullable(TEXT),
}
# The lists of records inside a claim's line, so that a fault is named by its own field.
_INNER = {"anchors": _ANCHOR, "attributions": _ATTRIBUTION}

FIELDS: dict[str, dict[str, Shape]] = {
    "bundle": {"type": literal("bundle"), "schema": literal(NAME)},
    "article": {
        "type": literal("article"),
        "article": TEXT,
        "title": TEXT,
        "url": nullable(TEXT),
        "byline": nullable(TEXT),
        "published_on": nullable(TEXT),
        "language": nullable(TEXT),
        "next_number": integer(1),
    },
    "revision": {
        "type": literal("revision"),
        "article": TEXT,
        "revision": integer(1),
        "sha256": SHA256,
        "characters": integer(1),
        "normaliser": integer(1),
        "file_name": nullable(TEXT),
        "file_format": nullable(TEXT),
        "file_sha256": nullable(SHA256),
        "note": nullable(TEXT),
        "text": nullable(TEXT),
    },
    "sentence": {
        "type": literal("sentence"),
        "article": TEXT,
        "revision": integer(1),
        "paragraph": integer(1),
        "sentence": integer(1),
        "start": integer(0),
        "end": integer(1),
        "sha256": SHA256,
        "role": nullable(word(Role)),
        "reason": nullable(TEXT),
    },
    "source": {
        "type": literal("source"),
        "source": TEXT,
        "kind": word(SourceKind),
        "article": nullable(TEXT),
        "speaks_for": nullable(TEXT),
        "aliases": list_of(TEXT),
    },
    "claim": {
        "type": literal("claim"),
        "article": TEXT,
        "number": integer(1),
        "ref": TEXT,
        "statement": TEXT,
        "confidence": word(Confidence),
        "confidence_override": nullable(OVERRIDE),
        "status": word(Status),
        "paragraph": nullable(integer(1)),
        "sentence": nullable(integer(1)),
        "start": nullable(integer(0)),
        "end": nullable(integer(1)),
        "anchors": list_of(record("an anchor", **_ANCHOR)),
        "attributions": list_of(record("an attribution", **_ATTRIBUTION)),
        "labels": list_of(TEXT),
    },
    "link": {"type": literal("link"), "claim": TEXT, "kind": word(LinkKind), "other": TEXT},
    "note": {
        "type": literal("note"),
        "on": TEXT,
        "number": integer(1),
        "actor": TEXT,
        "at": TEXT,
        "text": TEXT,
    },
}
_SHAPES = {name: record(f"a line of type {name}", **fields) for name, fields in FIELDS.items()}
KEYS = {name: tuple(fields) for name, fields in FIELDS.items()}


def fits(line: Any) -> bool:  # noqa: ANN401
    """Return whether ``line`` is exactly one of the lines above: the quick check that nearly all pass."""
    try:
        return _SHAPES[line["type"]].holds(line)
    except (KeyError, TypeError):
        return False


def faults(line: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return (field, what is wrong with it) for a line that does not fit."""
    if not isinstance(line, dict):
        return [("the line", "is no object")]
    kind = line.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        return [("type", f"must be one of {', '.join(FIELDS)}")]
    if kind == "bundle" and isinstance(name := line.get("schema"), str) and name != NAME:
        newer = name.startswith("factbase/bundle@")
        return [("schema", f"is {name}: install a newer factbase" if newer else f"must be “{NAME}”")]
    return _faults_of(line, FIELDS[kind], "")


def _faults_of(line: dict[str, Any], fields: dict[str, Shape], prefix: str) -> list[tuple[str, str]]:
    found = [(prefix + name, "is unknown") for name in line if name not in fields]
    for name, shape in fields.items():
        if name not in line:
            found.append((prefix + name, "is missing"))
        elif not shape.holds(line[name]):
            found += _inner(line[name], shape, prefix + name)
    return found


def _inner(value: Any, shape: Shape, name: str) -> list[tuple[str, str]]:  # noqa: ANN401
    """Name the field inside a list of records that does not fit, where there is one."""
    if name not in _INNER or not isinstance(value, list):
        return [(name, f"must be {shape.says}")]
    found = []
    for index, item in enumerate(value, start=1):
        if isinstance(item, dict):
            found += _faults_of(item, _INNER[name], f"{name} {index}: ")
        else:
            found.append((f"{name} {index}", "is no object"))
    return found
