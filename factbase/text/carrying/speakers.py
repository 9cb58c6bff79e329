"""Tells by whom words are said, as far as plain rules go, and whether that is somebody else in a later draft.

The words beside a verb of saying tell it: of the sentence, or, inside a quotation of several sentences, of another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from factbase.text import names
from factbase.text.carrying.drafts import Draft
from factbase.text.carrying.ends import LONG
from factbase.text.carrying.reopening import told
from factbase.text.folding import fold
from factbase.text.likeness import FUNCTION
from factbase.text.quantities import dates

_SAYING = (
    "said says say told tells tell added adds claimed claims argued argues wrote writes insisted insists denied denies "
    "deny explained explains asked asks recalled recalls reported reports warned warns stated states alleged alleges "
    "records recorded announced announces confirmed confirms confirm noted notes "
    "believes believed thinks thought fears feared suspects suspected doubts doubted "
    "dit déclaré déclare affirmé affirme expliqué explique ajouté sagte sagt erklärte erklärt schrieb meinte "
    "detto dice disse dichiarato affirma dijo declaró afirmó explicó tha thotë deklaroi shtoi rekao rekla kaže izjavio "
    "izjavila dodao dodala рекао рекла каже изјавио изјавила"
)
_BY = r"according\s+to|in\s+the\s+(?:view|opinion|words|eyes)\s+of|selon|d'après|laut|secondo|según|sipas|prema|према"
_CUE = re.compile(rf"(?<![\w-])(?:(?P<by>{_BY})|{'|'.join(_SAYING.split())})(?![\w-])")  # in small letters
_WORD = re.compile(r"\w+")
_TELLING = frozenset(
    _WORD.findall(
        f"{_SAYING} according view opinion words eyes selon après laut secondo según sipas prema према"
    )
)
_QUOTATION = re.compile(
    r"“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘(?:[^’]|’(?=\w))*’(?!\w)"
)
_INSIDE = "\0"  # stands for each character of a quotation
_BREAK = re.compile(rf"[.;:?!()—–{_INSIDE}](?!\w)|{_INSIDE}")
_COLON = re.compile(rf"\W{{0,3}}([^.!?;:{_INSIDE}]{{2,60}}):\s")
_ECHO = re.compile(
    rf"{_CUE.pattern}\s+(?:so|as\s+much|this|that|it)(?=\s*(?:[.,;:!?—–]|$)|\s+(?:on|in|at|to|by|when|after|before|"
    r"during|again|too|and|yesterday)\b)",
    re.IGNORECASE,
)
LEANING = re.compile(r"\b(?:he|she|they|him|her|his|their|them|himself|herself|themselves)\b", re.IGNORECASE)
BACK = 3  # sentences before one in which somebody is named whom it means
_PRONOUNS = frozenset(["he", "she", "they", "i", "we", "it", "you", "who"])
_OPENING = "in on at by for from with after before during since until while when as last"
_WHEN = frozenset(_OPENING.split())
_AND = re.compile(r",\s+(?:and|but|while|although|yet)\b(?!\s+that\b)")
_RELATIVE = re.compile(r"(?:which|that|what)\b", re.IGNORECASE)
_AUXILIARIES = frozenset(["ha", "hat", "hatte", "habe", "ka", "je", "avait", "aveva", "había", "је"])
_MOST_WORDS = 8
_FAR = 6  # sentences of one quotation in which the words beside it are looked for


class Voice(NamedTuple):
    """Whoever is said to speak: the words as printed, those that tell it, and the sentences that were looked at.

    ``at`` is the index of the sentence in which it stands; ``meant`` the sentence before that names whom it means.
    """

    printed: str
    words: frozenset[str]
    context: str
    at: int
    meant: str = ""

    @property
    def is_pronoun(self) -> bool:
        """Whether a pronoun alone tells who speaks."""
        return bool(self.words) and self.words <= _PRONOUNS


class Voices:
    """Who speaks in the sentences of a draft whose text is known."""

    def __init__(self, draft: Draft) -> None:
        self._sentences = draft.sentences
        self._text = draft.text or ""
        self._outside: dict[int, str] = {}
        self._cues: dict[int, Sequence[re.Match[str]]] = {}

    def of(self, index: int, start: int, end: int) -> Voice:
        """Return who says what stands from ``start`` to ``end`` in a sentence; no words where it cannot be told."""
        sentence = self._sentences[index]
        own = self._text[sentence.start : sentence.end]
        found, at = self._cue(index, start, end), index
        if found is None and self._is_all_quoted(index):
            for other in self._beside(index):
                there = self._sentences[other]
                found = self._cue(other, start, end)
                if found:
                    at = other
                    own = f"{own} {self._text[there.start : there.end]}"
                    break
        voice = Voice(found or "", _telling(found or ""), own[:LONG], at)
        named = self.named_before(at) if voice.is_pronoun else None
        return voice if named is None else voice._replace(meant=self.unquoted(named))

    def whole(self, index: int) -> Voice:
        """Return who says what stands in a sentence."""
        return self.of(index, *self._sentences[index][2:4])

    def says(self, index: int) -> bool:
        """Return whether words are told in a sentence: a quotation, or by a verb of saying."""
        return _INSIDE in self.unquoted(index) or bool(self._cues_of(index))

    def leans(self, index: int) -> bool:
        """Return whether a sentence means somebody whom another names: by a pronoun before any name, or all quoted."""
        outside = self.unquoted(index)
        pronoun = LEANING.search(outside)
        if pronoun is None or len(outside) > LONG:
            return self._is_all_quoted(index)
        return not _named(outside[: pronoun.start()])

    def names(self, index: int) -> list[str]:
        """Return the names in a sentence but for what it quotes."""
        return _named(self.unquoted(index)[:LONG])

    def named_before(self, index: int) -> int | None:
        """Return the nearest of the few sentences before one that names somebody."""
        earlier = range(index - 1, max(-1, index - 1 - BACK), -1)
        return next((at for at in earlier if self.names(at)), None)

    def echo(self, index: int) -> int | None:
        """Return the sentence after one if it says who said so, as “Leka said so on Monday” does."""
        after = index + 1
        if after == len(self._sentences) or self._cues_of(index):
            return None
        beside = self._sentences[after].paragraph == self._sentences[index].paragraph
        return after if beside and _ECHO.search(self.unquoted(after)) else None

    def _cue(self, index: int, start: int, end: int) -> str | None:
        """Return the words beside the verb of saying that is nearest to the passage."""
        sentence, text = self._sentences[index], self.unquoted(index)
        if len(text) > LONG:
            return None
        begin, stop = start - sentence.start, end - sentence.start
        left = text.rfind(";", 0, max(0, begin)) + 1
        right = text.find(";", stop)
        cues = [
            cue
            for cue in self._cues_of(index)
            if left <= cue.start() and (right < 0 or cue.end() <= right)
            if not _AND.search(text, cue.end(), max(begin, cue.end()))
        ]
        if not cues:
            return self._before_colon(text, begin)
        nearest = min(cues, key=lambda cue: max(begin - cue.end(), cue.start() - stop, 0))
        before = _subject(text, stop, nearest.start())
        if _RELATIVE.match(before):
            return None
        if nearest["by"] or not _telling(before) - _AUXILIARIES:
            after = _BREAK.split(text[nearest.end() :])[0].partition(",")[0]
            return " ".join(after.split()[:_MOST_WORDS])
        return " ".join(before.split()[-_MOST_WORDS:])

    def _before_colon(self, text: str, begin: int) -> str | None:
        """Return who stands before a colon that begins a sentence, if it is a name or a quotation follows."""
        found = _COLON.match(text)
        if found is None or found.end() > begin + 1:
            return None
        return found[1].strip() if _named(found[1]) or text.startswith(_INSIDE, found.end()) else None

    def _cues_of(self, index: int) -> Sequence[re.Match[str]]:
        """Return the verbs of saying of a sentence; kept, for its neighbours look there too."""
        if index not in self._cues:
            text = self.unquoted(index)
            small = text.lower()
            if len(small) != len(text):  # a few letters become two
                small = text
            is_told = not _TELLING.isdisjoint(_WORD.findall(small))
            self._cues[index] = tuple(_CUE.finditer(small)) if is_told else ()
        return self._cues[index]

    def _beside(self, index: int) -> Iterator[int]:
        """Yield the sentences near this one that may belong to the same quotation, the nearest first."""
        last = len(self._sentences) - 1
        for far in range(1, _FAR + 1):
            for other in (index - far, index + far):
                if 0 <= other <= last and self._is_one_speech(min(index, other), max(index, other)):
                    yield other

    def _is_all_quoted(self, index: int) -> bool:
        """Return whether a sentence has no words beside what it quotes."""
        outside = self.unquoted(index)
        return _INSIDE in outside and not any(letter.isalpha() for letter in outside)

    def _is_one_speech(self, first: int, last: int) -> bool:
        """Return whether all sentences have part in quotations, and no paragraph between them closes one."""
        if any(_INSIDE not in self.unquoted(index) for index in range(first, last + 1)):
            return False
        return all(
            self._sentences[index].paragraph == self._sentences[index + 1].paragraph
            or self._is_open(self._sentences[index].paragraph)
            for index in range(first, last)
        )

    def unquoted(self, index: int) -> str:
        """Return a sentence with a sign in the place of all that is quoted; as long as it is."""
        sentence = self._sentences[index]
        start, paragraph = self._paragraph(sentence.paragraph)
        return paragraph[sentence.start - start : sentence.end - start]

    def _is_open(self, paragraph: int) -> bool:
        """Return whether a quotation goes on after a paragraph, which then ends without a closing mark."""
        start, outside = self._paragraph(paragraph)
        closing = self._text[start + len(outside) - 1]
        return outside.endswith(_INSIDE) and closing not in '”»"'

    def _paragraph(self, paragraph: int) -> tuple[int, str]:
        """Return where a paragraph starts, and its text with a sign in the place of what is quoted."""
        first = bisect_left(self._numbers, paragraph)
        start = self._sentences[first].start
        if paragraph not in self._outside:
            last = bisect_left(self._numbers, paragraph + 1) - 1
            text = self._text[start : self._sentences[last].end]
            self._outside[paragraph] = _QUOTATION.sub(lambda quotation: _INSIDE * len(quotation[0]), text)
        return start, self._outside[paragraph]

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return [each.paragraph for each in self._sentences]


def other_speaker(old: Voice, new: Voice, speakers: Sequence[str]) -> str | None:
    """Return who speaks instead of whom, None where it is the same or cannot be told.

    ``speakers`` are names that are known to be meant; it is somebody else where the later draft has none of them.
    """
    if _may_be(old, new):
        return None
    named = [name for name in speakers if _stands(name, old.context)]
    is_there = any(_stands(name, new.context) for name in speakers)
    if named and (not is_there or _is_swapped(old, new, named[0])):
        return told("speaker", [named[0]], [new.printed] if new.printed else [])
    if is_there and not old.words:  # who was known before is now told beside it
        return None
    is_known = bool(old.words and new.words)
    if named or old.words == new.words or (is_known and (old.words <= new.words or new.words <= old.words)):
        return None
    return told("speaker", *([voice.printed] if voice.words else [] for voice in (old, new)))


def _may_be(old: Voice, new: Voice) -> bool:
    """Return whether a pronoun stands now for a name, or a name for a pronoun, and may be the same."""
    if new.is_pronoun and old.words and not old.is_pronoun:
        return not new.meant or bool(old.words & names.vocabulary(new.meant))
    return old.is_pronoun and not new.is_pronoun and bool(new.words & names.vocabulary(old.meant))


def _named(text: str) -> list[str]:
    """Return the names in a text that are no dates."""
    for _date, (start, end) in dates(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return names.names(text)


def _is_swapped(old: Voice, new: Voice, name: str) -> bool:
    """Return whether another who stood in the same sentence speaks now where ``name`` spoke: told by Ana to Bram."""
    return (
        _stands(name, old.printed)
        and not _stands(name, new.printed)
        and bool(new.words)
        and not new.words & _PRONOUNS
        and new.words <= names.vocabulary(old.context)
    )


def _stands(name: str, text: str) -> bool:
    """Return whether somebody stands in a text under the last word of the name."""
    words = names.key(name)
    return bool(words) and words[-1] in names.vocabulary(text)


def _subject(text: str, stop: int, cue: int) -> str:
    """Return what stands before a verb of saying; of what follows the passage, only what a comma parts off."""
    between = text[stop:cue].partition(", ")[2] if stop < cue else ""
    return _without_opening(_BREAK.split(between or text[:cue])[-1].strip(" ,"))


def _without_opening(words: str) -> str:
    """Return words without what opens their sentence and ends at a comma: when or where it was, “In May, …”."""
    opening, _comma, rest = words.partition(", ")
    return rest if rest and fold(opening.split()[0]) in _WHEN else words


def _telling(printed: str) -> frozenset[str]:
    words = (fold(word) for word in re.findall(r"\w+", printed))
    return frozenset(word for word in words if word in _PRONOUNS or word not in FUNCTION)
