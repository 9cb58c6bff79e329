"""What changed in a sentence beside the part of it that is a passage, and bears on that.

Three stretches round a passage are told apart. In its *clause*, up to the next comma or the like and with what opens
the sentence (“In 2014, …”), every number, date and name counts, every word that makes it less than certain or tells
how much, and the next word that tells something on either side. In its *statement*, up to the next semicolon or “…,
and …”, a number, date or name counts that another stands for now, and every negation. Of a quotation its marks are
the ends of both, but for negations. What was changed elsewhere in the sentence, or is another claim's passage, does
not bear on this one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from typing import NamedTuple

from factbase.text.anchors import plain_signs
from factbase.text.canonical import Span
from factbase.text.carrying.reopening import denial, told
from factbase.text.carrying.styles import SAYING, written_out
from factbase.text.carrying.wording import plain
from factbase.text.differences import Difference, differences
from factbase.text.folding import fold
from factbase.text.likeness import FUNCTION
from factbase.text.names import vocabulary

_LONGEST = 600  # code points round a passage that are looked at
_COMMA = re.compile(r"[;:—–()]|,(?!\d)|\s-\s|\b(?:and|but|while|although)\b")
_FULL = re.compile(r";|,?\s(?:and|but|while|although|yet)\b", re.IGNORECASE)
_OPENING = (
    "in on at by for from with after before during since until till while when as last if unless because under "
    "despite according given though although"
)
_OPENINGS = frozenset(_OPENING.split())
_HEDGES = (
    "allegedly reportedly supposedly apparently purportedly may might could would if unless perhaps maybe possibly "
    "probably likely unlikely few hardly barely scarcely rarely seldom almost nearly refused refuses failed fails "
    "doubt doubts doubted more fewer less least most over under about around all some many every only "
    "aurait auraient serait seraient soll sollen angeblich navodno наводно gjoja"
)
_SCALES = "am pm m bn tn"  # of a number or an hour
_UNCERTAIN = frozenset(f"{_HEDGES} {_SCALES}".split())
_PRONOUNS = frozenset(["he", "she", "they", "it", "him", "her", "them", "his", "their"])
_GAP = " x "  # stands for the passage: a word, lest what follows seem to begin a sentence


class Round(NamedTuple):
    """A passage in its sentence: what stands before it, its words, what stands after it, and all that belongs to it."""

    before: str
    words: str
    after: str
    everything: str

    @classmethod
    def of(cls, text: str, part: Span, sentence: Span, everything: Span) -> Round:
        """Return a passage with its sentence, of a long one with what is near.

        ``everything`` is what holds the sentence and those that it was parted into or joined with.
        """
        begin, end = max(sentence.start, part.start - _LONGEST), min(sentence.end, part.end + _LONGEST)
        first, last = max(everything.start, part.start - _LONGEST), min(everything.end, part.end + _LONGEST)
        around = text[begin : part.start], text[part.start : part.end], text[part.end : end]
        return cls(*around, text[first:last])

    @property
    def outside(self) -> str:
        """All but the passage."""
        return f"{self.before}{_GAP}{self.after}"

    def statement(self) -> Round:
        """Return the passage with what belongs to the same statement."""
        return self._replace(before=_FULL.split(self.before)[-1], after=_FULL.split(self.after)[0])

    def quotation(self) -> Round:
        """Return the passage with what stands in the same quotation, or all where it stands in none."""
        before, after = plain_signs(self.before), plain_signs(self.after)
        opened = max(map(self.before.rfind, "“„«"))
        is_in = opened > max(map(self.before.rfind, "”»")) or (before.count('"') % 2 == 1 and opened < 0)
        marks = [at for at in map(self.after.find, "”»") if at >= 0]
        closes = min(marks, default=after.find('"') if '"' in before and is_in else -1)
        opens_first = any(0 <= at < closes for at in map(self.after.find, "“„«"))
        begin = max(before.rfind('"'), opened) + 1 if is_in else 0
        end = closes if closes >= 0 and not opens_first else len(after)
        return self._replace(before=self.before[begin:], after=self.after[:end])

    def clause(self) -> Round:
        """Return the passage with what stands in the same clause, and with what opens its sentence."""
        parts = _COMMA.split(self.before)
        opening = parts[0].split()
        opens = len(parts) > 1 and bool(opening) and fold(opening[0]) in _OPENINGS
        before = f"{parts[0]}, {parts[-1]}" if opens else parts[-1]
        return self._replace(before=before, after=_COMMA.split(self.after)[0])


def changed_beside(old: Round, new: Round, others: str, *, speaks: bool, is_rebuilt: bool) -> list[str]:
    """Return what changed beside a passage that bears on it.

    ``others`` are the words of the other passages beside it, which tell for themselves what changed in them;
    ``speaks`` if who says it is known to be another, ``is_rebuilt`` if sentences were parted or joined.
    """
    if old.outside == new.outside:
        return []
    one, other = old.statement(), new.statement()
    found = [denied] if (denied := denial(one.outside, other.outside)) else []
    if denial(old.words, new.words):
        found = []  # is told of the passage itself
    one, other = one.quotation(), other.quotation()
    narrow, narrower = one.clause(), other.clause()
    for each in _differences(one, other, old, new):
        near = _differences(narrow, narrower, old, new)
        if each.what == "name" and (speaks or _is_meant(each, new)):
            continue
        if each.here and all(printed in others for printed in each.here):
            continue
        if (each.here and each.there) or any(each.what == its.what for its in near):
            found.append(told(each.what, each.here, each.there))
    found += _uncertain(narrow, narrower)
    if found or speaks or is_rebuilt:
        return found
    return _next_words(narrow, narrower, old, new, set(_telling(others)))


def _differences(one: Round, other: Round, old: Round, new: Round) -> list[Difference]:
    """Return what stands outside the passage in one stretch, and nowhere in the other's sentence."""
    cut = {each.what: each.here for each in differences(one.outside, new.everything)}
    added = {each.what: each.there for each in differences(old.everything, other.outside)}
    kinds = ("number", "date", "name")
    found = (Difference(what, cut.get(what, ()), added.get(what, ())) for what in kinds)
    return [each for each in found if each.here or each.there]


def _is_meant(name: Difference, new: Round) -> bool:
    """Return whether a pronoun may stand for a name that was cut."""
    return not name.there and bool(vocabulary(new.outside) & _PRONOUNS)


def _uncertain(one: Round, other: Round) -> list[str]:
    here, there = (
        Counter(word for word in plain(written_out(each.outside)) if word in _UNCERTAIN)
        for each in (one, other)
    )
    cut, added = list((here - there).elements()), list((there - here).elements())
    return [told("wording", cut, added)] if cut or added else []


def _next_words(one: Round, other: Round, old: Round, new: Round, others: Set[str]) -> list[str]:
    """Return the word before or after the passage for which another stands now: ``rose by`` and ``fell by``.

    The other words on that side must be the same, or the sentence was built anew.
    """
    found = []
    olds, news = vocabulary(written_out(old.everything)), vocabulary(written_out(new.everything))
    for here, there, at in ((one.before, other.before, -1), (one.after, other.after, 0)):
        was, now = _telling(here), _telling(there)
        if not was or not now or _is_same(was[at], now[at]) or was[at] in news | others or now[at] in olds:
            continue
        if (was[1:] == now[1:]) if at == 0 else (was[:-1] == now[:-1]):
            found.append(told("wording", [was[at]], [now[at]]))
    return found


def _telling(text: str) -> list[str]:
    return [word for word in plain(written_out(text)) if word not in FUNCTION and word[0].isalnum()]


def _is_same(word: str, other: str) -> bool:
    """Return whether two words say the same: forms of one, or verbs of saying."""
    short, long = sorted((word, other), key=len)
    alike = len(short) > 2 and long[: max(3, len(short) - 2)] == short[: max(3, len(short) - 2)]
    return word == other or alike or {word, other} <= SAYING
