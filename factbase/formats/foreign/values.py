"""JSON as others write it: one document, one a line, or in the scripts of a web page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from factbase.errors import InvalidInput

DEEPEST = 100  # levels of a record
LARGEST = 100_000_000  # bytes of a file
_SCRIPT_TYPE = "application/ld+json"
_OPENING = re.compile(r"(?:\s+|<!--|(?://\s*|/\*\s*)?<!\[CDATA\[(?:\s*\*/)?|/\*.*?\*/)+", re.DOTALL)
_CLOSING = re.compile(r"(?:;|-->|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?)\s*$")
_RECORD = "claimreview"  # what no record is without
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Found(NamedTuple):
    """A value and where it stands, such as ``line 3``; empty where there is only one. Or a fault instead of it.

    ``twice`` are the keys that stood twice in one object: the last one counts.
    """

    where: str
    value: Any
    fault: str | None = None
    twice: tuple[str, ...] = ()


def values(data: bytes, name: str) -> Iterator[Found]:
    """Yield the JSON values in a file: a document, JSON Lines, or the JSON-LD in a web page.

    Raises InvalidInput for what is none of these.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        yield from _in_page(data, name)
        return
    text = _text(data, name)
    if not text.strip():
        raise InvalidInput(f"{name} is empty: give a file with records in it.")
    whole = _parsed("", text)
    if whole.fault is None:
        yield whole
        return
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip(" \t\r")]
    if len(lines) < 2 or all(_parsed("", line).fault is not None for _number, line in lines[:2]):
        raise InvalidInput(f"{name} {whole.fault}: give JSON, JSON Lines or a web page.")
    yield from (_parsed(f"line {number}", line) for number, line in lines)


def _text(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{name} is not UTF-8 at byte {error.start}: save the file as UTF-8.") from None
    return text.removeprefix("\ufeff")


def _in_page(data: bytes, name: str) -> Iterator[Found]:
    """Yield what the scripts of a page hold that are JSON-LD. Nothing outside of the page is looked at."""
    from factbase.text.documents.html import page_text, parse

    root = parse(page_text(data, name), name)
    scripts = [] if root is None else list(root.iter("script"))
    wanted = [each for each in scripts if _type_of(each.get("type")) == _SCRIPT_TYPE]
    if not wanted:
        raise InvalidInput(f"{name} is a web page without JSON-LD: give one that has a record in it.")
    for number, script in enumerate(wanted, start=1):
        text = _unwrapped("".join(map(str, script.itertext())))
        found = _parsed(f"script {number}", text)
        if found.fault is not None and "&" in text:
            escaped = _parsed(found.where, unescape(text))
            found = escaped if escaped.fault is None else found
        if found.fault is None or len(wanted) == 1 or _RECORD in text.casefold():
            yield found  # another script at fault is the page's own matter


def _unwrapped(text: str) -> str:
    """Return what is in a script without the comments and signs that are put around it for old browsers."""
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = text.rstrip()
    while closing := _CLOSING.search(text, max(0, len(text) - 20)):
        text = text[: closing.start()].rstrip()
    return text


def _type_of(given: str | None) -> str:
    return (given or "").partition(";")[0].strip().lower()


def _parsed(where: str, text: str) -> Found:
    """Return the value of a JSON text; line breaks inside of its strings are let through, as browsers do not."""
    twice: list[str] = []

    def of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _value in pairs]
            twice.extend(name for name in found if names.count(name) > 1)
        return found

    try:
        value = json.loads(
            text, strict=False, object_pairs_hook=of_pairs, parse_constant=_refuse, parse_float=_number
        )
    except json.JSONDecodeError as error:
        return Found(where, None, f"is no JSON ({error.msg.removesuffix(' at')} at character {error.pos})")
    except ValueError as error:  # of a number
        return Found(where, None, f"is no JSON ({str(error).split(':')[0]})")
    except RecursionError:
        return Found(where, None, "is nested too deeply")
    if _is_deep(value):
        return Found(where, None, "is nested too deeply")
    return Found(where, value, twice=tuple(dict.fromkeys(twice)))


def _refuse(word: str) -> Any:  # noqa: ANN401
    raise ValueError(f"it holds {word}")


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("it holds a number that is too large")
    return number


def _is_deep(value: Any) -> bool:  # noqa: ANN401
    level = [value]
    for _depth in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True
