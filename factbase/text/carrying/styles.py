"""What a house style decides: how numbers, dates, abbreviations and contractions are written.

``4 million`` is ``four million``, ``4 percent`` is ``4%``, ``8 March`` is ``March 8``, ``E.U.`` is ``EU``, ``can't`` is
``cannot``, ``cooperative`` is ``co-operative``, ``said Leka`` is ``Leka said``: a checked claim stays checked. A comma
never counts, though one may turn the sense: telling which does takes a reader. A first capital does not count either,
for styles differ on ``the Government``; a capital further in does, for ``US`` is not ``us`` and ``MW`` not ``mW``,
unless all is printed in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from factbase.text.anchors import plain_signs
from factbase.text.canonical import Span
from factbase.text.carrying.aligning import align
from factbase.text.carrying.ends import LONG
from factbase.text.carrying.wording import plain
from factbase.text.quantities import Date, Number, dates, placed_numbers

_SAID = "said says say added adds told tells stated states noted notes"
SAYING = frozenset(_SAID.split())
_ABBREVIATED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}")
_NOT = re.compile(r"\b(?:can(?:'t|not)|won't|shan't|(\w+)n't)\b", re.IGNORECASE)
_NOTS = {"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not"}
_SHORTENED = re.compile(r"(?<=\w)'(re|ll|ve|m)\b|(?<=\bhe|\bit)'(s)\b|(?<=\bshe)'(s)\b", re.IGNORECASE)
_WHOLE = {"re": " are", "ll": " will", "ve": " have", "m": " am", "s": " is"}
_HYPHENED = re.compile(r"\b(?!re-)[^\W\d_]+(?:-[^\W\d_]+)+\b", re.IGNORECASE)
_ENDING = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|s)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[,;:.()\"“”„«»—–]+")
_ONE = re.compile(r"\bone\b", re.IGNORECASE)
_LETTERS = str.maketrans("0123456789", "zabcefghij")
_SHOUTED = 0.7  # of the words in capitals: then they tell nothing


def same_style(old: str, new: str) -> bool:
    """Return whether two wordings differ in nothing but how a house style has it."""
    if max(len(old), len(new)) > LONG:
        return False
    one, other = written_out(old), written_out(new)
    if "-" in one + other:
        one, other = _hyphens_as_in(one, other), _hyphens_as_in(other, one)
    before, after = plain(one), plain(other)
    if before == after:
        return True
    return not SAYING.isdisjoint(before) and sorted(before) == sorted(after) and _is_turned(one, other)


@lru_cache(maxsize=1024)
def written_out(text: str) -> str:
    """Return a text with its numbers, dates, abbreviations and contractions written one way."""
    text = plain_signs(unicodedata.normalize("NFC", text))
    text = _ABBREVIATED.sub(lambda found: found[0].replace(".", ""), text)
    if "'" in text or "annot" in text:
        text = _NOT.sub(lambda found: _NOTS.get(found[0].lower()) or f"{found[1]} not", text)
        text = _SHORTENED.sub(lambda found: _WHOLE[next(filter(None, found.groups())).lower()], text)
    text = _replaced(text, ((span, _as_date(date)) for date, span in dates(text)))
    text = _replaced(text, ((span, _as_number(number)) for number, span in placed_numbers(text)))
    return _ONE.sub("1", text)


def _replaced(text: str, found: Iterable[tuple[Span, str]]) -> str:
    """Return a text with something else at its places, of which one may be there for several things."""
    places: dict[Span, list[str]] = {}
    for span, written in found:
        places.setdefault(span, []).append(written)
    for (start, end), parts in sorted(places.items(), reverse=True):
        text = f"{text[:start]}{' '.join(parts)}{text[end:]}"
    return text


def _as_date(date: Date) -> str:
    """Return a date as one word without digits, which is not read as a number."""
    digits = f"{date.year or ''}m{date.month or ''}d{date.day or ''}".translate(_LETTERS)
    return f"y{digits}{date.weekday or ''}"


def _as_number(number: Number) -> str:
    ending = _ENDING.search(number.printed)
    value = f"{number.value.normalize():f}"
    return f"{value}{ending[0].lower() if ending else ''}{'%' if number.percent else ''}"


def _hyphens_as_in(text: str, other: str) -> str:
    """Return a text with a word that the other has in one joined too."""
    words = set(plain(other))

    def joined(found: re.Match[str]) -> str:
        one = found[0].replace("-", "").casefold()
        return one if one in words else found[0]

    return _HYPHENED.sub(joined, text)


def _is_turned(old: str, new: str) -> bool:
    """Return whether two wordings differ in where a verb of saying stands between the same marks.

    It opens what stands there in one of them: ``said Leka``. A comma counts, for “Hasp, Leka said, paid” is not
    “Hasp said Leka paid”.
    """
    before, after = ([words for part in _MARKS.split(text) if (words := plain(part))] for text in (old, new))
    return len(before) == len(after) and all(
        one == other or _opens_turned(one, other) or _opens_turned(other, one)
        for one, other in zip(before, after, strict=True)
    )


def _opens_turned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether one opens with a verb of saying that stands further on in the other."""
    verb, *rest = one
    return verb in SAYING and any(
        word == verb and [*other[:at], *other[at + 1 :]] == rest for at, word in enumerate(other)
    )


def capitals(old: str, new: str) -> list[tuple[str, str]]:
    """Return the words of two wordings that differ in capitals after their first letter: ``US`` and ``us``."""
    if (old.islower() and new.islower()) or max(len(old), len(new)) > LONG:
        return []
    before, after = (
        _WORD.findall(_ABBREVIATED.sub(lambda found: found[0].replace(".", ""), text)) for text in (old, new)
    )
    if _is_shouted(before) or _is_shouted(after):
        return []
    return [
        (one, other)
        for each in align([word.casefold() for word in before], [word.casefold() for word in after])
        if each.same
        for one, other in zip(
            before[each.old_start : each.old_end], after[each.new_start : each.new_end], strict=True
        )
        if one != other and not (one[1:].islower() and other[1:].islower())
        if len(one) > 1
    ]


def _is_shouted(words: list[str]) -> bool:
    return len(words) > 1 and sum(word.isupper() for word in words) > _SHOUTED * len(words)
