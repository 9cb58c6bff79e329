"""JSON as RFC 8259 has it, and nothing that only Python would read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from factbase.errors import InvalidInput

LONGEST_LINE = 50_000_000  # bytes; an article's text is the longest thing in a line


def loads(text: str) -> Any:  # noqa: ANN401
    """Return the value that ``text`` holds.

    Raises ValueError in words for a person: for what is no JSON, a key that stands twice, NaN and Infinity,
    lone surrogates, and what is nested too deeply.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise ValueError(f"is no JSON ({what} at character {error.pos})") from None
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"has the key “{twice}” twice")
    return found


def _constant(word: str) -> Any:  # noqa: ANN401
    raise ValueError(f"holds {word}, which is no JSON")


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"holds the number {text[:20]}, which is too large")
    return number


def lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    r"""Yield each line that is not blank with its number from 1. Only \n ends a line.

    Raises InvalidInput naming the line for what is not UTF-8 or has no end.
    """
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if len(raw) == LONGEST_LINE:
            raise InvalidInput(
                f"Line {number} is longer than {LONGEST_LINE // 1_000_000} MB: this is no bundle."
            )
        try:
            line = raw.decode()
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"Line {number} is not UTF-8 at byte {error.start}: save the file as UTF-8."
            ) from None
        if number == 1:
            line = line.removeprefix("\ufeff")
        if line := line.strip(" \t\r\n"):
            yield number, line
