"""Tells what a person edited from what a spreadsheet made of it: 5.10 is 5.1 there, 5/10 a day of May or October."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from factbase.formats.spreadsheets.workbook import fitting
from factbase.text.folding import fold

_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85")
_DIGITS = 15  # of a number that a spreadsheet keeps
_SHORT = 60  # characters of a text that may be more than words
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_AROUND_NUMBERS = re.compile(r"[\s\u00a0\u202f$€£¥₽₹]+|^(?:USD|EUR|GBP|CHF|ALL)|(?:USD|EUR|GBP|CHF|ALL)$")
_BOOLEANS = {
    **dict.fromkeys(("true", "wahr", "vrai", "verdadero", "vero", "waar", "sant", "prawda", "verdadeiro"), True),
    **dict.fromkeys(("false", "falsch", "faux", "falso", "onwaar", "falskt", "falsz"), False),
}  # fmt: skip
_YES = {"yes", "y", "1", "ja", "oui", "si", "po", "x", "own act"}
_NO = {"no", "n", "0", "nein", "non", "jo", ""}
# How months begin, in the languages of spreadsheets that were thought of.
_MONTHS = (
    "jan ene gen", "feb fev shk", "mar mrz mae", "apr avr abr pri", "may mai maj mag", "jun juin giu qer",
    "jul juil lug kor", "aug aou ago gus", "sep set sht", "oct okt ott out tet", "nov nen", "dec dez dic dhj",
)  # fmt: skip
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_TIMES = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_MIDNIGHT = re.compile(r"[T ]00:00(:00)?$")


class Likeness(Enum):
    """How what stands in a cell relates to what was written there."""

    SAME = auto()
    REWRITTEN = auto()
    OTHER = auto()


def likeness(written: str, found: str, *, narrow: bool = False) -> Likeness:
    """Return whether ``found`` is what was ``written``, what a spreadsheet makes of that, or something else.

    Line ends and blanks around a text do not count. ``narrow``: the file lacks most letters.
    """
    narrowed = _narrowed(written) if narrow else ()
    written, found = _bare(written), _bare(found)
    if written == found or found == _bare(fitting(written)):
        return Likeness.SAME
    short = len(written) <= _SHORT and len(found) <= _SHORT
    if (short and _is_rewritten(written, found)) or found in narrowed:
        return Likeness.REWRITTEN
    return Likeness.OTHER


def truth(text: str) -> bool | None:
    """Return what a cell of yes and no says, in some languages, or None."""
    folded = fold(text) if text.strip() else ""
    if folded in _YES or folded in _NO:
        return folded in _YES
    return _BOOLEANS.get(folded)


def _bare(text: str) -> str:
    return _BREAKS.sub("\n", text).strip()


def _narrowed(text: str) -> set[str]:
    """Return what may be left of a text in Windows-1252."""
    once = text.encode("cp1252", "replace").decode("cp1252")
    twice = "".join("??" if ord(letter) > 0xFFFF else letter for letter in text)
    return {_bare(once), _bare(twice.encode("cp1252", "replace").decode("cp1252"))}


def _is_rewritten(written: str, found: str) -> bool:
    booleans = _BOOLEANS.get(written.casefold()), _BOOLEANS.get(found.casefold())
    if None not in booleans:
        return booleans[0] == booleans[1]
    digits = _DIGITS
    if "e" in found.lower():
        digits = min(digits, sum(sign.isdigit() for sign in found.lower().partition("e")[0]))
    if {_rounded(each, digits) for each in _numbers(written)} & {
        _rounded(each, digits) for each in _numbers(found)
    }:
        return True
    if (time := _TIMES.fullmatch(written)) and (other := _TIMES.fullmatch(found)):
        return [int(each or 0) for each in time.groups()] == [int(each or 0) for each in other.groups()]
    return any(_is_one(first, second) for first in _days(written) for second in _days(found))


def _numbers(text: str) -> Iterator[Decimal]:
    """Yield the numbers that a text may be, with a point or with a comma before its decimals."""
    bare = _AROUND_NUMBERS.sub("", text)
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").replace("−", "-")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    for each in {bare, bare.translate(str.maketrans(",.", ".,"))}:
        plain = each.replace(",", "") if _GROUPED.fullmatch(each) else each
        if _PLAIN.fullmatch(plain):
            yield Decimal(plain) / 100 if percent else Decimal(plain)


def _rounded(number: Decimal, digits: int) -> str:
    return f"{number.normalize():.{max(digits - 1, 0)}e}"


class _Day(NamedTuple):
    """A day, of which the year or the day of the month may be left open."""

    year: int | None
    month: int
    day: int | None


def _is_one(first: _Day, second: _Day) -> bool:
    """Return whether two may be the same; a month alone is its first day in a spreadsheet."""
    years = first.year == second.year or None in (first.year, second.year)
    return years and first.month == second.month and (first.day or 1) == (second.day or 1)


def _days(text: str) -> list[_Day]:
    """Return the days that a short text may be, in whatever order its parts stand."""
    parts = _PARTS.findall(_MIDNIGHT.sub("", text))
    if not 2 <= len(parts) <= 3 or len(text) > 24:
        return []
    found = []
    for year, month, day in _orders(parts):
        months = _months(month)
        years = [None] if year is None else _years(year)
        days = [None] if day is None else [int(day)] if day.isdecimal() and len(day) < 3 else []
        found += [_Day(*each) for each in ((y, m, d) for y in years for m in months for d in days)]
    return [each for each in found if _exists(each)]


def _orders(parts: list[str]) -> Iterator[tuple[str | None, str, str | None]]:
    """Yield year, month and day, as they may stand."""
    if len(parts) == 3:
        first, second, third = parts
        yield first, second, third
        yield third, second, first
        yield third, first, second
        return
    first, second = parts
    yield None, first, second
    yield None, second, first
    yield second, first, None
    yield first, second, None


def _months(part: str) -> list[int]:
    if part.isdecimal():
        return [int(part)] if len(part) < 3 else []
    word = fold(part)
    return [
        number
        for number, starts in enumerate(_MONTHS, start=1)
        if len(word) >= 3 and any(word.startswith(start) for start in starts.split())
    ]


def _years(part: str) -> list[int | None]:
    if not part.isdecimal() or len(part) not in (2, 4):
        return []
    return [int(part)] if len(part) == 4 else [1900 + int(part), 2000 + int(part)]


def _exists(day: _Day) -> bool:
    try:
        date(2000 if day.year is None else day.year, day.month, 1 if day.day is None else day.day)
    except ValueError:
        return False
    return True
