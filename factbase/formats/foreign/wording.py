"""Words out of values of any form: a text, a list of texts, an object with a name; HTML and control signs taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from factbase.errors import InvalidInput
from factbase.references import date
from factbase.text.folding import is_blank

_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s/<>\"]+\S*", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_LONGEST_ADDRESS = 8_000


def plain(text: str) -> str:
    """Return a text on one line, without HTML, entities or control signs; empty where nothing of it can be seen."""
    bare = unescape(_TAG.sub(" ", unescape(text))) if "<" in text or "&" in text else text
    bare = _HALF.sub("\ufffd", _CONTROL.sub(" ", bare))
    bare = " ".join(unicodedata.normalize("NFC", bare).split())
    return "" if is_blank(bare) else bare


def words(value: Any) -> str:  # noqa: ANN401
    """Return what a value says, in words: those of a list with commas, of an object its name or text."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return next((found for key in ("@value", "name", "text") if (found := words(value.get(key)))), "")
    return ", ".join(dict.fromkeys(found for each in value if (found := words(each))))


def many(value: Any) -> list[Any]:  # noqa: ANN401
    """Return a value as a list: what should be one thing may be several, or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def types(value: Any) -> set[str]:  # noqa: ANN401
    """Return the types of an object, without the address of their vocabulary."""
    given = many(value.get("@type")) if isinstance(value, Mapping) else []
    return {re.split("[/:#]", each)[-1] for each in given if isinstance(each, str)}


def address(value: Any) -> str | None:  # noqa: ANN401
    """Return an address of the web; None for a relative one, for `javascript:` and whatever else it may be."""
    for each in many(value):
        text = each.get("url", each.get("@id")) if isinstance(each, Mapping) else each
        if isinstance(text, str):
            text = _HALF.sub("\ufffd", text.strip())
            if len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) and _is_whole(text):
                return text
    return None


def _is_whole(text: str) -> bool:
    try:
        return bool(urlsplit(text).hostname) and not _CONTROL.search(text)
    except ValueError:
        return False


def addresses(*values: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the addresses of the web in some values, each once."""
    found = (address(each) for value in values for each in many(value))
    yield from dict.fromkeys(each for each in found if each is not None)


def day(value: Any) -> str | None:  # noqa: ANN401
    """Return the date of a time as it is written, whatever its zone: 2020-07-05. None for what is no date."""
    found = _DAY.fullmatch(words(value))
    try:
        return date(found[1]) if found else None
    except InvalidInput:
        return None


def language(value: Any) -> str | None:  # noqa: ANN401
    """Return the tag of a language, None for what is none."""
    text = words(value.get("alternateName", value.get("name")) if isinstance(value, Mapping) else value)
    return text if _LANGUAGE.fullmatch(text) else None
