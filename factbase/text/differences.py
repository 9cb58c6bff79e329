"""What two statements differ in where it matters: their numbers, dates and names, and whether they deny.

It finds what a person should look at, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from factbase.text import names
from factbase.text.quantities import Date, Number, dates, numbers

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DENYING = (
    "not no never cannot none nobody nothing neither nor without false falsely untrue "
    "deny denies denied denying denial refute refutes refuted refuting "
    # French, German, Italian, Spanish, Albanian, and Bosnian, Croatian, Serbian in both scripts
    "pas jamais aucun aucune ne nicht kein keine keinem keinen keiner keines niemals nie niemand non mai nessun "
    "nessuno nessuna nunca jamás jamas ningún ningun ninguno ninguna nadie nuk asnjë asnje asnjëherë nije nisu nisam "
    "nikad nikada nitko niko nema не није нису нисам никад никада нико нема"
)
_DENIALS = frozenset(_DENYING.split())


class Difference(NamedTuple):
    """What stands on one side alone, as printed there. ``what`` is number, date, name or negation."""

    what: str
    here: tuple[str, ...]
    there: tuple[str, ...]

    def __str__(self) -> str:
        here, there = ", ".join(self.here), ", ".join(self.there)
        if here and there and self.what in ("number", "date"):
            several = len(self.here) > 1 or len(self.there) > 1
            return f"{self.what}{'s' * several} {here} ≠ {there}"
        return "; ".join(
            f"{self.what}{'s' * (self.what != 'negation' and len(found) > 1)} only {side}: {listed}"
            for side, found, listed in (("here", self.here, here), ("there", self.there, there))
            if found
        )


def differences(here: str, there: str) -> list[Difference]:
    """Return in what two statements differ, each kind at most once: number, date, name, negation."""
    one, other = _Read(here), _Read(there)
    found = [
        Difference(
            "number",
            _once(each.printed for each in one.numbers if not other.has_number(each)),
            _once(each.printed for each in other.numbers if not one.has_number(each)),
        ),
        Difference(
            "date",
            _once(each.printed for each in one.dates if not other.has_date(each)),
            _once(each.printed for each in other.dates if not one.has_date(each)),
        ),
        Difference(
            "name",
            _once(each for each in one.names if not other.has_name(each)),
            _once(each for each in other.names if not one.has_name(each)),
        ),
    ]
    if bool(one.denials) != bool(other.denials):
        found.append(Difference("negation", one.denials, other.denials))
    return [each for each in found if each.here or each.there]


def denials(text: str) -> list[str]:
    """Return the words that deny, in lower case and in order, as often as they stand."""
    words = _WORD.findall(text.lower())
    return [word for word in words if word in _DENIALS or word.endswith(("n't", "n’t"))]


def _once(printed: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(printed))


class _Read:
    """A statement, read for what may differ."""

    def __init__(self, text: str) -> None:
        dated = list(dates(text))
        self.dates = [date for date, _span in dated]
        for _date, (start, end) in dated:
            text = f"{text[:start]}{'|' * (end - start)}{text[end:]}"
        self.numbers = list(numbers(text))
        self.denials = _once(denials(text))
        self.names = names.names(text)
        self._keys = [names.key(name) for name in self.names]
        self._words = names.vocabulary(text)

    def has_number(self, number: Number) -> bool:
        """Return whether the same number stands here, be it as a year."""
        return any(
            (number.value, number.percent) == (mine.value, mine.percent) for mine in self.numbers
        ) or any(number.value == date.year for date in self.dates)

    def has_date(self, date: Date) -> bool:
        """Return whether a date here may be the same one."""
        return any(date.agrees(mine) for mine in self.dates) or (
            date.month is None and any(number.value == date.year for number in self.numbers)
        )

    def has_name(self, name: str) -> bool:
        """Return whether somebody or something here may be called so: ``Leka`` may be Ana Leka."""
        words = names.key(name)
        alike = [mine for mine in self._keys if mine[-1] == words[-1]]
        if alike:
            return any(set(mine) <= set(words) or set(words) <= set(mine) for mine in alike)
        return all(any(_same_root(word, mine) for mine in self._words) for word in words)


def _same_root(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) > 3 and long.startswith(short))
