"""Checks that a line of a bundle is of one of the records' shapes, and says which field is not."""

from __future__ import annotations

import re
from typing import Any, Literal, TypedDict

import msgspec

from factbase.errors import InvalidInput
from factbase.formats.bundle.reporting import Fault
from factbase.formats.bundle.strict import loads
from factbase.records import (
    ArticleLine,
    ClaimLine,
    LinkLine,
    NoteLine,
    RevisionLine,
    SentenceLine,
    SourceLine,
    dump,
)

NAME = "factbase/bundle@1"


class BundleLine(TypedDict):
    """The first line, which says what the file is."""

    type: Literal["bundle"]
    schema: str


SHAPES: dict[str, Any] = {
    "bundle": BundleLine,
    "article": ArticleLine,
    "revision": RevisionLine,
    "sentence": SentenceLine,
    "source": SourceLine,
    "claim": ClaimLine,
    "link": LinkLine,
    "note": NoteLine,
}
_DECODE = {name: msgspec.json.Decoder(shape).decode for name, shape in SHAPES.items()}
_BEGINNING = '{"type":"'
_WHERE = re.compile(r" - at `\$\.?([^`]*)`$")


def parse(raw: str) -> tuple[dict[str, Any], str]:
    """Return a line as a record, and its canonical text. Raises Fault naming the field that is wrong.

    What decodes and is written back to the same text is exactly as an export writes it: no key twice or
    unknown, no NaN, no half surrogate. Nearly all lines are; the others take the slow way, which says why not.
    """
    decode = _DECODE.get(raw[len(_BEGINNING) : raw.find('"', len(_BEGINNING))])
    if decode and not ("\\" in raw and "\\u0000" in raw):
        try:
            line = decode(raw)
            if dump(line) == raw:
                return line, raw
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            pass
    return _parse_slowly(raw)


def _parse_slowly(raw: str) -> tuple[dict[str, Any], str]:
    try:
        given = loads(raw)
    except ValueError as error:
        raise Fault("the line", str(error)) from None
    if not isinstance(given, dict):
        raise Fault("the line", "is no object")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Fault("type", f"must be one of {', '.join(SHAPES)}")
    _refuse_nul(given, "")
    try:
        line = msgspec.convert(given, SHAPES[kind])
    except msgspec.ValidationError as error:
        raise _fault(str(error)) from None
    if kind != "bundle" or line["schema"] == NAME:  # a newer one may say more of itself
        _refuse_unknown(given, line, "")
    return line, dump(line)


def check_first(line: dict[str, Any], name: str) -> None:
    """Raise InvalidInput unless ``line`` says that this is a bundle of the version that is read here."""
    if line["type"] != "bundle":
        raise no_bundle(name)
    schema = line["schema"]
    if schema != NAME:
        newer = schema.startswith("factbase/bundle@")
        raise InvalidInput(
            f"{name} is a {schema}: a newer factbase reads it."
            if newer
            else f"{name} is a {schema}, not a {NAME}."
        )


def no_bundle(name: str, why: str = "") -> InvalidInput:
    """Return the error for a file whose first line is none of a bundle."""
    return InvalidInput(
        f'{name} is no bundle{why}: its first line must be {{"type":"bundle","schema":"{NAME}"}}.'
    )


def _fault(message: str) -> Fault:
    """Turn msgspec's words, with their path, into a field and what is wrong with it."""
    where = _WHERE.search(message)
    what = _WHERE.sub("", message)
    missing = re.fullmatch(r"Object missing required field `(\w+)`", what)
    path = where[1] if where else ""
    if missing:
        return Fault(f"{path}.{missing[1]}".lstrip("."), "is missing")
    if r"\\S" in what or r"\S" in what:
        what = "is blank"
    return Fault(path or "the line", what[0].lower() + what[1:])


def _refuse_unknown(given: Any, kept: Any, path: str) -> None:  # noqa: ANN401
    """Find what the shapes do not know: it was left out of ``kept``."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name not in kept:
                raise Fault(f"{path}{name}", "is unknown")
            _refuse_unknown(value, kept[name], f"{path}{name}.")
    elif isinstance(given, list):
        for index, value in enumerate(given):
            _refuse_unknown(value, kept[index], f"{path.rstrip('.')}[{index}].")


def _refuse_nul(value: Any, path: str) -> None:  # noqa: ANN401
    if isinstance(value, str) and "\0" in value:
        raise Fault(path.rstrip(".") or "the line", "holds a NUL character")
    if isinstance(value, dict):
        items = list(value.items())
    else:
        items = list(enumerate(value)) if isinstance(value, list) else []
    for name, each in items:
        _refuse_nul(each, f"{path}{name}.")
