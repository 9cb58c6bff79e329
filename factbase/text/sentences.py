"""Splits canonical text into sentences, paragraph by paragraph, losing nothing.

A sentence ends at a full stop, question or exclamation mark or ellipsis, with the quotes and brackets that
close after it, where white space and the beginning of another sentence follow. It ends inside quotations too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from factbase.text.canonical import paragraphs

# After these a full stop ends no sentence, whatever follows.
_TITLES_LIST = (
    "mr mrs ms mx dr prof gen col lt capt cpl sgt maj adm cmdr rev hon fr sr st mt gov sen rep pres supt "
    "insp messrs mmes vs e.g i.e cf viz approx ca fig figs nos vol pp ed eds jan feb apr jun jul aug sep "
    "sept oct nov dec dept univ assn bros dist"
)
TITLES = frozenset(_TITLES_LIST.split())
# After these it does, if what follows can begin a sentence.
_ABBREVIATIONS_LIST = "inc ltd co corp llc plc jr etc a.m p.m u.s u.k e.u u.n u.s.a b.c a.d ph.d m.d d.c"
ABBREVIATIONS = frozenset(_ABBREVIATIONS_LIST.split())
_STOP = re.compile(r"(?:[.!?…]|\.(?: \.)+)+[\"'”’»)\]]*(?=\s)")
_OPENING = re.compile(r"\s+[\"'“‘«„(\[¿¡—–-]*")
_LONGEST_WORD = 40  # so that a long paragraph costs no more a sentence than a short one
_WORD = re.compile(r"[\w.’'-]*$")
# A first word by which a sentence is known after an abbreviation that may stand inside one.
_STARTERS_LIST = (
    "the a an this that these those it he she they we i you in on at by for from but and so if when while "
    "as after before however meanwhile there his her their its our my what who why how mr mrs ms dr"
)
_STARTERS = frozenset(_STARTERS_LIST.split())


class SentenceSpan(NamedTuple):
    """A sentence: paragraph and position from 1, start and end in code points, end-exclusive."""

    paragraph: int
    position: int
    start: int
    end: int


def split(text: str) -> list[SentenceSpan]:
    """Return the sentences of a canonical text in reading order; between them stands only white space."""
    spans = []
    for number, (start, end) in enumerate(paragraphs(text), start=1):
        begin = start
        position = 1
        for stop in _stops(text[start:end]):
            spans.append(SentenceSpan(number, position, begin, start + stop))
            position += 1
            begin = start + stop
            while text[begin].isspace():
                begin += 1
        spans.append(SentenceSpan(number, position, begin, end))
    return spans


def _stops(paragraph: str) -> list[int]:
    """Return the offsets in a paragraph at which sentences end, the last one left out."""
    return [match.end() for match in _STOP.finditer(paragraph) if _ends_here(paragraph, match)]


def _ends_here(paragraph: str, match: re.Match[str]) -> bool:
    opening = _OPENING.match(paragraph, match.end())
    if opening is None or opening.end() >= len(paragraph):
        return False
    following = paragraph[opening.end()]
    signs = match[0]
    if following.islower():
        return False
    if signs[0] in "!?" or signs.rstrip("\"'”’»)]") != ".":
        return following.isupper() or not following.isalpha()
    found = _WORD.search(paragraph[max(0, match.start() - _LONGEST_WORD) : match.start()])
    word = found[0].strip("’'-").casefold() if found else ""
    if word in TITLES:
        return False
    if word in ABBREVIATIONS:
        return _starts(paragraph, opening)
    return not _is_initial(paragraph, word, match.start())


def _starts(paragraph: str, opening: re.Match[str]) -> bool:
    """Return whether what follows an abbreviation looks like a sentence's first word."""
    first = re.match(r"\w+", paragraph[opening.end() :])
    return first is not None and first[0].casefold() in _STARTERS


def _is_initial(paragraph: str, word: str, stop: int) -> bool:
    """Return whether the full stop belongs to an initial: one capital, or capitals parted by stops."""
    if len(word) == 1 and word.isalpha():
        return paragraph[stop - 1].isupper() and word != "i"
    return bool(re.fullmatch(r"(?:[a-z]\.)+[a-z]", word))
