"""Numbers and dates as they are printed in English, read as values: ``3,000`` is ``three thousand``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from factbase.text.canonical import Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join(name.capitalize() for name in sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
# “may” and “march” are months only beside a day, a year or after a word of time.
_DATE = re.compile(
    rf"""(?<![\w$€£.,/-])(?:
      (?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)
    | (?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>{_YEAR}))?
    | (?P<month2>{_MONTH})\b\.?\s+(?P<day2>{_DAY})\b(?:,?\s+(?P<year2>{_YEAR}))?
    | (?P<month3>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<year3>{_YEAR})
    | (?P<bare>(?<=\b[iI]n\ )(?:May|March)|(?<=\b[oO]f\ )(?:May|March)|(?<=\bsince\ )(?:May|March)
        |(?<=\bby\ )(?:May|March)|(?<=\blast\ )(?:May|March)|(?!Mar\b|May\b|March\b)(?:{_MONTH}))\b
    | (?P<weekday>{"|".join(_WEEKDAYS)})\b
    | (?P<year4>{_YEAR})(?:[-–](?P<to>{_YEAR}|[0-9]{{2}}))?
    )(?![\w%]|[.,/-]?[0-9]|\s*(?:%|per\ ?cent|(?:hundred|thousand|million|billion|trillion)\b))""",
    re.VERBOSE,
)


class Date(NamedTuple):
    """A date or the part of one that is said; what is not said is None."""

    printed: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None

    def agrees(self, other: Date) -> bool:
        """Return whether the two share a part, and no part differs."""
        both = [(mine, its) for mine, its in zip(self[1:], other[1:], strict=True) if mine and its]
        return bool(both) and all(mine == its for mine, its in both)


class Number(NamedTuple):
    """A number, and whether it is a percentage."""

    printed: str
    value: Decimal
    percent: bool = False


def dates(text: str) -> Iterator[tuple[Date, Span]]:
    """Yield the dates in ``text`` with their places: code points, end-exclusive. A span of years is two."""
    for found in _DATE.finditer(text):
        span = Span(*found.span())
        for date in _dates(found):
            yield date, span


def _dates(found: re.Match[str]) -> Iterator[Date]:
    part = found.groupdict()
    printed = found[0]
    if part["iso"]:
        year, month, *day = map(int, printed.split("-"))
        yield Date(printed, year, month, day[0] if day else None)
    elif part["weekday"]:
        yield Date(printed, weekday=printed)
    elif part["year4"]:
        yield Date(part["year4"], int(part["year4"]))
        if last := part["to"]:
            last = last if len(last) == 4 else part["year4"][:2] + last
            yield Date(last, int(last))
    else:
        month = _MONTHS[(part["month"] or part["month2"] or part["month3"] or part["bare"]).lower()]
        said = part["year"] or part["year2"] or part["year3"]
        day_of = re.sub("[a-z]", "", part["day"] or part["day2"] or "")
        yield Date(printed, int(said) if said else None, month, int(day_of) if day_of else None)


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_ONES.split())}
_SMALL |= {word: number * 10 for number, word in enumerate(_TENS.split(), start=2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TIMES = {"hundred": 100, "dozen": 12, **_LARGE, "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}

NUMBER_WORDS = frozenset([*_SMALL, "hundred", "dozen", *_LARGE])

_PERCENT = r"(?P<percent>\s*%|[\s-]*per\s?cent\b)?"
_DIGITS = re.compile(
    r"(?<!\w)(?<![0-9]\.)(?P<whole>[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?P<rest>\.[0-9]+)?(?:(?:st|nd|rd|th|s)\b)?"
    rf"(?:[\s-]*(?P<times>hundred|thousand|million|billion|trillion|dozen|(?<=[0-9])(?:k|m|mn|bn))\b)?"
    rf"(?![^\W\d_]){_PERCENT}",
    re.IGNORECASE,
)
_COUNT = "|".join(sorted(NUMBER_WORDS, key=lambda word: (-len(word), word)))
_SPELLED = re.compile(
    rf"\b(?P<half>half\s+)?(?:an?\s+(?=(?:hundred|dozen|thousand|million|billion|trillion)\b))?(?:{_COUNT})\b"
    rf"(?:(?:[\s-]+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)(?:{_COUNT})\b)*{_PERCENT}",
    re.IGNORECASE,
)
_AFTER_DIGITS = re.compile(r"[0-9][\s-]*$")  # the million of 4 million


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers in ``text``: those in digits, then those in words. ``one`` alone is no number."""
    for number, _span in placed_numbers(text):
        yield number


def placed_numbers(text: str) -> Iterator[tuple[Number, Span]]:
    """Yield the same numbers with their places: code points, end-exclusive. ``two three`` are two in one place."""
    for found in _DIGITS.finditer(text):
        value = Decimal(re.sub(r"\D", "", found["whole"]) + (found["rest"] or ""))
        value *= _TIMES.get((found["times"] or "").lower(), 1)
        yield Number(found[0].strip(), value, bool(found["percent"])), Span(*found.span())
    for found in _SPELLED.finditer(text):
        if not _AFTER_DIGITS.search(text, max(0, found.start() - 3), found.start()):
            for number in _in_words(found):
                yield number, Span(*found.span())


def _in_words(found: re.Match[str]) -> Iterator[Number]:
    printed, percent = found[0].strip(), bool(found["percent"])
    said = printed.lower().removesuffix((found["percent"] or "").strip().lower())
    values = list(_spelled(word for word in re.findall("[a-z]+", said) if word in _SMALL or word in _TIMES))
    if len(values) == 1 and said != "one":
        yield Number(printed, Decimal(values[0]) / (2 if found["half"] else 1), percent)
    elif len(values) > 1:
        yield from (Number(f"{value:,}", Decimal(value), percent) for value in values)


def _spelled(words: Iterator[str]) -> Iterator[int]:
    """Yield the numbers that a row of words says: ``two hundred five`` is one, ``two three`` are two."""
    total = current = 0
    for word in words:
        if word in _LARGE:
            total, current = total + max(1, current) * _LARGE[word], 0
        elif word in _TIMES:
            current = max(1, current) * _TIMES[word]
        else:
            last = current % 100  # what a further word may join: sixty, or two hundred
            if last and (last < 20 or last % 10 or _SMALL[word] >= 10):
                yield total + current
                total = current = 0
            current += _SMALL[word]
    yield total + current
