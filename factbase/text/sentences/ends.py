"""Finds the sentences of one paragraph."""

from __future__ import annotations

import re

from factbase.text.sentences.languages import Abbreviation, Language
from factbase.text.sentences.lists import BULLETS, items

_QUOTES = "\"'“”„‟‘’‚«»‹›"
_SIGNS = ".!?…؟۔।॥"
# A row of stops is taken from the first of them only, or it would cost the square of its length.
_STOP = re.compile(
    rf"(?P<signs>[{_SIGNS}](?<![{_SIGNS}]{{2}})(?<![{_SIGNS}][ \u00a0].)(?:[ \u00a0]?[{_SIGNS}])*)"
    # What closes after it; a French quotation mark has a blank before it, another that has one opens.
    rf"(?P<closing>(?:[{_QUOTES})\]]|[ \u00a0\u202f]»(?!\w))*+)"
    r"(?:\s?\[(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|[a-z]|…|\.\.\.)\]|[¹²³⁴⁵⁶⁷⁸⁹⁰])*+"
    rf"(?P<blank>\s+)(?P<opening>[{_QUOTES}(\[¿¡—–-]*)(?=\S)"
)
_NEVER_FIRST = frozenset(",;:)]}&/=%")
_ELLIPSIS = frozenset(("…", "...", ". . .", ".\u00a0.\u00a0."))
_SPACED_AFTER_STOP = (". . . .", ".\u00a0.\u00a0.\u00a0.")
_NUMBER = r"\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[IVXLC]{2,5}|[ivx]{2,5}"
_LIST_MARK = re.compile(rf"[{BULLETS}*–—-]?\s*(?:{_NUMBER})[.)]{{1,2}}")
_MARK_INSIDE = re.compile(r"(?:[:;•][ \u00a0]|\()(?:\d{1,2}|[a-z])$")
_LONGEST_WORD = 40  # so that a long paragraph costs no more a sentence than a short one
_WORD = re.compile(r"[^\W_][\w.°]*$")
_SPACED = re.compile(r"(?<!\w)(?:\w{1,3}\.[ \u00a0\u202f])+\w{1,4}$")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_NO_VOWEL = re.compile(r"[A-Z][bcdfghjklmnpqstvwxz]{1,4}")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_NUMBER_ALONE = re.compile(r"[^\w]*(?:\w+ )?\d+")
_FIRST_WORD = re.compile(r"\w+")
_NOTE = re.compile(r"\d{1,3}(?P<blank>\s+)(?=[^\W\d_])")
_SPEAKER = re.compile(r"(\w+)\.?\s(?:[A-Z]\w*\.?\s){0,2}([a-z]+)")
_ONLY_AN_HOUR = re.compile(r"[^\w]*(?:\w+ ){0,2}\d[\d:.]*\s?[AaPp]\.?\s?[Mm]")


def sentences(paragraph: str, language: Language) -> list[tuple[int, int]]:
    """Return the start and end of each sentence of a paragraph; none if it is blank."""
    begin, end = len(paragraph) - len(paragraph.lstrip()), len(paragraph.rstrip())
    starts = items(paragraph, ordinals=language.ordinals)
    if not starts:
        return _between(paragraph, begin, end, language) if begin < end else []
    spans = []
    for start in starts:
        spans += _between(paragraph, begin, start, language)
        begin = start
    return spans + _between(paragraph, begin, end, language)


def _between(paragraph: str, begin: int, end: int, language: Language) -> list[tuple[int, int]]:
    """Return the sentences from ``begin`` to ``end``; what holds no letter or digit is none of its own."""
    spans = []
    for stop in _STOP.finditer(paragraph, begin, end):
        if found := _break(stop, begin, language):
            spans.append((begin, found[0]))
            begin = found[1]
    while spans and not any(map(str.isalnum, paragraph[begin:end])):
        begin, _end = spans.pop()
    while paragraph[end - 1].isspace():
        end -= 1
    return [*spans, (begin, end)]


def _break(stop: re.Match[str], begin: int, language: Language) -> tuple[int, int] | None:
    """Return where the sentence that began at ``begin`` ends and the next begins, if it ends with ``stop``."""
    paragraph, next_word = stop.string, stop.end()
    end, after = stop.span("blank")
    if paragraph[next_word].isdigit() and (note := _note(stop, language)):
        end, after = note
        next_word = after
    if not _begins(stop, next_word, language) or _LIST_MARK.fullmatch(paragraph, begin, stop.start("blank")):
        return None
    signs = stop["signs"]
    if signs in _ELLIPSIS:
        return (end, after) if _starts(paragraph, next_word, language.after_initials) else None
    if signs == "." and not _word_ends(paragraph, begin, stop.start(), next_word, language):
        return None
    if _names_speaker(stop, next_word, language):
        return None
    if signs in _SPACED_AFTER_STOP and not stop["closing"] and not paragraph[stop.start() - 1].isspace():
        return stop.start() + 1, stop.start() + 2  # the ellipsis belongs to what follows
    return end, after


def _note(stop: re.Match[str], language: Language) -> tuple[int, int] | None:
    """Return the end and the blank after a bare footnote number: none where a sentence may begin with it."""
    note = _NOTE.match(stop.string, stop.end())
    if not note or stop["opening"] or not _starts(stop.string, note.end(), language.starters):
        return None
    return note.span("blank")


def _begins(stop: re.Match[str], next_word: int, language: Language) -> bool:
    """Return whether a sentence may begin at ``next_word``."""
    paragraph = stop.string
    if paragraph[next_word] in _NEVER_FIRST:
        return False
    if not paragraph[next_word].islower() or paragraph[next_word + 1 : next_word + 2].isupper():  # iPhone
        return True
    if stop["signs"] != "." or not stop["opening"].endswith("("):
        return False
    word = _word_before(paragraph, stop.start())
    return len(word) > 3 and word.islower() and word not in language.abbreviations


def _starts(paragraph: str, at: int, starters: frozenset[str]) -> bool:
    """Return whether a capital letter stands at ``at`` in one of the words by which sentences begin."""
    word = _FIRST_WORD.match(paragraph, at)
    return word is not None and paragraph[at].isupper() and word[0].casefold() in starters


def _names_speaker(stop: re.Match[str], next_word: int, language: Language) -> bool:
    """Return whether what follows a quotation only says who spoke: “Why?” Smith asked."""
    speaker = _SPEAKER.match(stop.string, next_word) if stop["closing"] else None
    if speaker is None or speaker[2] not in language.speech:
        return False
    first = speaker[1].casefold()
    return first not in language.starters or first in language.abbreviations


def _word_before(paragraph: str, stop: int) -> str:
    """Return the word that ends at ``stop``, with the stops inside it; the empty text if none does."""
    before = paragraph[max(0, stop - _LONGEST_WORD) : stop]
    if not before or before[-1].isspace():
        return ""
    word = before.rsplit(None, 1)[-1]
    if word.isalpha():
        return word
    found = _WORD.search(word)
    return found[0] if found else ""


def _word_ends(paragraph: str, begin: int, stop: int, next_word: int, language: Language) -> bool:
    """Return whether the word before the full stop at ``stop`` can end a sentence before the next word."""
    word = _word_before(paragraph, stop)
    kind = _kind(word, paragraph, stop, language)
    if kind is Abbreviation.TITLE:
        return False
    if kind is Abbreviation.HOUR:
        return _hour_ends(paragraph, begin, stop, next_word, language)
    if kind is Abbreviation.WORD:
        return _starts(paragraph, next_word, language.starters)
    if len(word) > 5 and word.isalpha():
        return True
    if paragraph[next_word].isdigit() and _is_numbered(word, paragraph, stop, language):
        return False
    if len(word) == 1 and word.isalpha():
        return _letter_ends(word, paragraph, stop, next_word, language)
    if _INITIALS.fullmatch(word) or _NO_VOWEL.fullmatch(word):
        return _starts(paragraph, next_word, language.starters)
    return not _is_mark(word, paragraph, stop) and not (
        language.ordinals and _is_ordinal(word, paragraph, begin, stop, next_word, language)
    )


def _kind(word: str, paragraph: str, stop: int, language: Language) -> Abbreviation | None:
    """Return what kind of abbreviation a word is, or it and those before it together: ``z. B.`` is one."""
    before = stop - len(word)
    if 0 < len(word) < 5 and paragraph[before - 2 : before - 1] == "." and before > 1:
        spaced = _SPACED.search(paragraph, max(0, stop - _LONGEST_WORD), stop)
        known = spaced and language.abbreviations.get("".join(spaced[0].split()).casefold())
        if known:
            return known
    found = language.abbreviations.get(word)
    if found is None and len(word) > 1:
        found = language.abbreviations.get(word.casefold())
    return found


def _hour_ends(paragraph: str, begin: int, stop: int, next_word: int, language: Language) -> bool:
    following = _FIRST_WORD.match(paragraph, next_word)
    if following is None or not paragraph[next_word].isupper() or following[0].casefold() in language.zones:
        return False
    return stop - begin > _LONGEST_WORD or not _ONLY_AN_HOUR.fullmatch(paragraph, begin, stop)


def _is_numbered(word: str, paragraph: str, stop: int, language: Language) -> bool:
    """Return whether a number belongs to the word: to “No.”, and to “no.” after a comma or a bracket."""
    if word in language.numbered:
        return True
    before = paragraph[max(0, stop - len(word) - 2) : stop - len(word)].rstrip()
    return word.capitalize() in language.numbered and before.endswith((",", ";", "("))


def _letter_ends(letter: str, paragraph: str, stop: int, next_word: int, language: Language) -> bool:
    """Return whether a letter with a full stop is the last word of a sentence, and no initial or mark."""
    if paragraph[stop - 2 : stop - 1] in ("/", "="):  # km/h
        return True
    if letter in language.pronouns:
        before = paragraph[max(0, stop - 1 - _LONGEST_WORD) : stop - 1].split()
        if not before or not before[-1][0].isupper():
            return True
    return not _is_mark(letter, paragraph, stop) and _starts(paragraph, next_word, language.after_initials)


def _is_mark(word: str, paragraph: str, stop: int) -> bool:
    """Return whether a number or letter marks an item of a list in running text, as after a colon."""
    return len(word) < 3 and bool(_MARK_INSIDE.search(paragraph, max(0, stop - len(word) - 2), stop))


def _is_ordinal(word: str, paragraph: str, begin: int, stop: int, next_word: int, language: Language) -> bool:
    """Return whether a full stop makes a number an ordinal, in a language that writes them so."""
    stands_alone = not paragraph[max(0, stop - len(word) - 1) : stop - len(word)].strip(" \u00a0(")
    if not stands_alone or not (word.isdecimal() or _ROMAN.fullmatch(word)):
        return False
    if stop - begin < _LONGEST_WORD and _NUMBER_ALONE.fullmatch(paragraph, begin, stop):
        return True  # “Od 2015. Hrvatska …”: so far this is no sentence
    if _starts(paragraph, next_word, language.starters):
        return False
    return len(word) < 3 or not word.isdecimal()
