"""Finds the part of a new wording that stands for a part of the old one."""

from __future__ import annotations

import re
from math import ceil

from rapidfuzz import fuzz

from factbase.text.anchors import plain_signs
from factbase.text.canonical import Span
from factbase.text.carrying.aligning import align
from factbase.text.carrying.comparing import WORD
from factbase.text.carrying.ends import LONG, common_ends

_EDGES = re.compile(r"^\W+|\W+$")
_LONGEST = 5_000  # code points of a wording in which a part may have changed its place


def counterpart(old: str, new: str, part: Span) -> Span | None:
    """Return what became of ``part`` of the old wording, by the words on either side; None where it was cut."""
    if part.start <= 0 and part.end >= len(old):
        return Span(0, len(new))
    if max(len(old), len(new)) > LONG:
        return _by_ends(old, new, part)
    before = list(WORD.finditer(old))
    after = list(WORD.finditer(new))
    inside = [at for at, word in enumerate(before) if word.start() < part.end and word.end() > part.start]
    if not inside:
        return None
    begin, end = inside[0], inside[-1] + 1
    found = align([_like(word[0]) for word in before], [_like(word[0]) for word in after])
    same = {at for each in found if each.same for at in range(each.old_start, each.old_end)}
    while end - begin > 1 and end - 1 not in same and not before[end - 1][0].isalnum():
        end -= 1  # a stop that became something else
    places = []
    for each in found:
        first, last = max(begin, each.old_start), min(end, each.old_end)
        if first < last and each.new_start < each.new_end:
            olds, news = each.old_end - each.old_start, each.new_end - each.new_start
            places.append(each.new_start + (first - each.old_start) * news // olds)
            places.append(each.new_start + ceil((last - each.old_start) * news / olds))
    return (
        _trimmed(before[begin][0], before[end - 1][0], after[min(places) : max(places)]) if places else None
    )


def _by_ends(old: str, new: str, part: Span) -> Span | None:
    """Return what became of a part of a long wording if all that stands before or after it is the same."""
    begin, end = common_ends(old, new)
    if part.end <= begin:
        return part
    shift = len(new) - len(old)
    return Span(part.start + shift, part.end + shift) if part.start >= len(old) - end else None


def _like(word: str) -> str:
    return plain_signs(word).casefold()


def _trimmed(first: str, last: str, words: list[re.Match[str]]) -> Span | None:
    """Return the stretch of the words, without signs at its edges where the old part had none there."""
    while words and first[0].isalnum() and not words[0][0][0].isalnum():
        words = words[1:]
    while words and last[0].isalnum() and not words[-1][0][0].isalnum():
        words = words[:-1]
    return Span(words[0].start(), words[-1].end()) if words else None


def nearest(words: str, new: str) -> Span | None:
    """Return the part of the new wording that is most like ``words``, in whole words."""
    if not words or len(new) > _LONGEST or len(words) > len(new):
        return None
    found = fuzz.partial_ratio_alignment(words, new)
    if found is None:
        return None
    inside = [
        word for word in WORD.finditer(new) if word.start() < found.dest_end and word.end() > found.dest_start
    ]
    return _trimmed(words[0], words[-1], inside)


def same_words(words: str, text: str) -> Span | None:
    """Return the one place where ``words`` stand in a text as whole words, alike but for capitals and edges."""
    if verbatim := only_place(words, text):
        return verbatim
    folded = plain_signs(text).lower()
    return (
        only_place(_EDGES.sub("", plain_signs(words).lower()), folded) if len(folded) == len(text) else None
    )


def only_place(words: str, text: str) -> Span | None:
    """Return where ``words`` stand in a text as whole words; None where they do not, or more than once."""
    at, found = text.find(words), None
    while at >= 0:
        end = at + len(words)
        if not (_joined(text, at) or _joined(text, end)):
            if found:
                return None
            found = Span(at, end)
        at = text.find(words, at + 1)
    return found


def _joined(text: str, cut: int) -> bool:
    """Return whether a cut at this place goes through a word."""
    return 0 < cut < len(text) and text[cut - 1].isalnum() and text[cut].isalnum()
