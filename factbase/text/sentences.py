"""Splits canonical text into sentences, paragraph by paragraph, losing nothing.

A sentence ends at a full stop, question or exclamation mark, with the quotes, brackets and footnote marks that
close after it, where white space and the beginning of another sentence follow. It ends inside quotations too.
An ellipsis ends none by itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from factbase.text.canonical import paragraphs

# After these a full stop ends no sentence, whatever follows.
_TITLES_LIST = (
    "mr mrs ms mx dr prof gen brig col lt capt cpl sgt pvt maj adm cmdr rev hon fr sr st mt gov sen rep pres "
    "supt insp det atty amb msgr messrs mmes vs e.g i.e cf viz approx ca fig figs nos vol pp ed eds jan feb "
    "apr jun jul aug sep sept oct nov dec dept assoc univ assn bros dist"
)
TITLES = frozenset(_TITLES_LIST.split())
# After these it does, if what follows is a word that begins sentences.
_ABBREVIATIONS_LIST = (
    "inc ltd co corp llc plc jr etc al ave blvd calif conn fla minn okla penn tenn wis "
    "a.m p.m u.s u.k e.u u.n u.s.a b.c a.d ph.d m.d d.c"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS_LIST.split())
# Before a number these end none. "No." must have its capital: a plain "no." is an answer.
NUMBERED = frozenset(
    ["No", "Nos", "Nr", "n°", "N°", "Art", "art", "Sec", "sec", "Ch", "ch", "para", "p", "c"]
)
# A first word by which a sentence is known after an abbreviation that may stand inside one.
_STARTERS_LIST = (
    "the a an this that these those it he she they we i you in on at by for from but and so if when while "
    "as after before however meanwhile there his her their its our my what who why how mr mrs ms dr"
)
STARTERS = frozenset(_STARTERS_LIST.split())
# After a single initial only these: others may be names too.
_PRONOUNS = frozenset(["the", "he", "she", "it", "they", "we", "this", "that", "these", "those"])

_CLOSING = "\"'”’»)\\]"
_STOP = re.compile(
    r"(?<![.!?…])(?<!\. )"  # from the first of its signs only, or a row of stops takes the square of its length
    rf"((?:\.(?:[ \u00a0]\.)+|[.!?…])+)[{_CLOSING}]*(?:\s?\[\d{{1,3}}\])*(?=\s|$)"
)
_ELLIPSIS = frozenset({"…", "..", "...", ". . .", ".\u00a0.\u00a0."})
_OPENING = re.compile(r"\s+[\"'“‘«„(\[¿¡—–-]*")
_LIST_MARK = re.compile(r"[•⁃*–—-]?\s*(?:\d{1,3}|[A-Za-z])[.)]{1,2}")
_LONGEST_WORD = 40  # so that a long paragraph costs no more a sentence than a short one
_WORD = re.compile(r"[\w.’'°-]*$")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
_FIRST_WORD = re.compile(r"\w+")


class SentenceSpan(NamedTuple):
    """A sentence: paragraph and position from 1, start and end in code points, end-exclusive."""

    paragraph: int
    position: int
    start: int
    end: int


def split(text: str, language: str | None = None) -> list[SentenceSpan]:
    """Return the sentences of a canonical text in reading order; between them stands only white space."""
    return [
        SentenceSpan(number, position, start + begin, start + end)
        for number, (start, stop) in enumerate(paragraphs(text), start=1)
        for position, (begin, end) in enumerate(_sentences(text[start:stop]), start=1)
    ]


def _sentences(paragraph: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence of a paragraph; the last holds all that is left."""
    spans = []
    begin, last_word = 0, _end_of_words(paragraph)
    for match in _STOP.finditer(paragraph):
        if match.end() >= last_word:
            break
        opening = _OPENING.match(paragraph, match.end())
        if opening and not _LIST_MARK.fullmatch(paragraph, begin, match.end()) and _ends(match, opening):
            spans.append((begin, match.end()))
            begin = match.end() + len(opening[0]) - len(opening[0].lstrip())
    return [*spans, (begin, len(paragraph))]


def _end_of_words(paragraph: str) -> int:
    """Return where the last letter or digit of a paragraph ends: what follows it is no sentence."""
    end = len(paragraph)
    while end and not paragraph[end - 1].isalnum():
        end -= 1
    return end


def _ends(stop: re.Match[str], opening: re.Match[str]) -> bool:
    """Return whether a sentence ends with ``stop``, after which ``opening`` leads to the next word."""
    paragraph, signs = stop.string, stop[1]
    following = paragraph[opening.end()]
    if following.islower() or signs in _ELLIPSIS:
        return False
    return signs != "." or _word_ends(paragraph, stop.start(), opening.end())


def _word_ends(paragraph: str, stop: int, next_word: int) -> bool:
    """Return whether the word before the full stop at ``stop`` can end a sentence before the next word."""
    found = _WORD.search(paragraph[max(0, stop - _LONGEST_WORD) : stop])
    word = found[0].strip("’'-") if found else ""
    key = word.casefold()
    if key in TITLES or (word in NUMBERED and paragraph[next_word].isdigit()):
        return False
    first = _FIRST_WORD.match(paragraph, next_word)
    starter = first[0].casefold() if first else ""
    if key in ABBREVIATIONS or _INITIALS.fullmatch(key):
        return starter in STARTERS
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return not is_initial or starter in _PRONOUNS
