"""The words that a language abbreviates and begins sentences with, from the files beside this one.

A word that is written in small letters there is known in capitals too; any other only as it is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("words")
_ENGLISH = "en"
# Those first that are most likely: where two languages share the words found, the first is taken.
_CODES = (_ENGLISH, "de", "fr", "it", "es", "sq", "sh")
_ONE_LIST = {"bs": "sh", "hr": "sh", "sr": "sh", "cnr": "sh"}
_LOOKED_AT = 2_000  # characters, from which a language is guessed
_CYRILLIC = {
    **{"lj": "љ", "nj": "њ", "dž": "џ"},
    **dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True)),
}


class Abbreviation(Enum):
    """What a full stop after an abbreviation may do."""

    TITLE = auto()  # ends no sentence
    WORD = auto()  # ends one before a word that begins sentences
    HOUR = auto()  # ends one before any word but a day or a time zone


@dataclass(frozen=True)
class Language:
    """What has to be known of a language to split its sentences; all words but ``numbered`` are casefolded."""

    abbreviations: Mapping[str, Abbreviation]
    numbered: frozenset[str]
    starters: frozenset[str]
    after_initials: frozenset[str]
    zones: frozenset[str]
    speech: frozenset[str]
    common: frozenset[str]
    pronouns: frozenset[str]
    ordinals: bool


def language(code: str | None, text: str) -> Language:
    """Return the words for a code such as ``de`` or ``sr-Latn``; without a list for it, for ``text`` itself."""
    main = (code or "").replace("_", "-").partition("-")[0].casefold()
    known = _ONE_LIST.get(main, main)
    return _read(known if known in _CODES else _guessed(text))


def _guessed(text: str) -> str:
    """Return the code of the language of which most small words stand in ``text``, or English."""
    words = _all_common().intersection(text[:_LOOKED_AT].casefold().split())
    found = [len(words & _read(code).common) for code in _CODES]
    return _CODES[found.index(max(found))]


@cache
def _all_common() -> frozenset[str]:
    return frozenset().union(*(_read(code).common for code in _CODES))


@cache
def _read(code: str) -> Language:
    stored = tomllib.loads((_WORDS / f"{code}.toml").read_text("utf-8"))

    def words(name: str) -> list[str]:
        listed = stored.get(name, "").split()
        return [*listed, *map(_in_cyrillic, listed)] if code == "sh" else listed

    kinds = {"abbreviations": Abbreviation.WORD, "hours": Abbreviation.HOUR, "titles": Abbreviation.TITLE}
    starters = frozenset(words("starters"))
    return Language(
        abbreviations={word: kind for name, kind in kinds.items() for word in words(name)},
        numbered=frozenset(words("numbered")),
        starters=starters,
        after_initials=starters.difference(words("names")),
        zones=frozenset(words("zones")),
        speech=frozenset(words("speech")),
        common=frozenset(words("common")),
        pronouns=frozenset(words("pronouns")),
        ordinals=stored.get("ordinals", False),
    )


def _in_cyrillic(word: str) -> str:
    """Return a word of Bosnian, Croatian or Serbian in the letters of the other script."""
    for latin, cyrillic in _CYRILLIC.items():
        word = word.replace(latin, cyrillic).replace(latin.capitalize(), cyrillic.capitalize())
    return word
