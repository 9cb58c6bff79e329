"""What a wording is but for its typography, and how alike two wordings are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from rapidfuzz import fuzz

from factbase.text.anchors import plain_signs

SURE = 0.6  # so alike a passage is taken for another wording of the same
MARGIN = 0.1  # and so much more than any other that it might be instead
_LONG = 5_000  # code points; of longer ones the words are counted, for time would grow with the square

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,\s]\d{3})+)(?![\d])")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\w+"
    r"|(?<![^\s(\['\"])-(?=\d)"  # a minus
    r"|[^\w\s.,;:!'\"()\[\]{}…/\\*•·«»-]"
)
_TELLING = frozenset("?%‰&@#§-")
_QUOTE = re.compile(r"(?<!\w)['\"]+(?=\w)|(?<=\w)[.,!?…]*\"|\"")


@lru_cache(maxsize=4096)
def plain(text: str) -> tuple[str, ...]:
    """Return the words, numbers and telling signs of a text, alike however it is set.

    Quotes, dashes, blanks, commas, stops, capitals and the commas in ``3,000`` do not count; a question mark does.
    """
    folded = (text if text.isascii() else plain_signs(_UNSEEN.sub("", text))).casefold()
    if _DIGIT.search(folded):
        folded = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), folded)
    return tuple(token for token in _TOKEN.findall(folded) if token[0].isalnum() or _tells(token))


def _tells(sign: str) -> bool:
    return sign in _TELLING or unicodedata.category(sign[0]) in ("Sc", "Sm", "So")


def is_quoted(text: str) -> bool:
    """Return whether a quotation mark stands in the text; an apostrophe is none."""
    return bool(_QUOTE.search(plain_signs(text)))


def likeness(old: str, new: str) -> float:
    """Return how alike two wordings are, from 0 to 1: by their letters in order, or with their words sorted."""
    one, other = plain(old), plain(new)
    if one == other:
        return 1.0 if old == new else 0.99
    first, second = " ".join(one), " ".join(other)
    if max(len(first), len(second)) > _LONG:
        return _shared(one, other)
    in_order = fuzz.ratio(first, second)
    if in_order < 100 * SURE + 20:
        in_order = max(in_order, fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other))))
    return min(0.98, round(in_order / 100, 4))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    both = (Counter(one) & Counter(other)).total()
    return min(0.98, round(2 * both / (len(one) + len(other)), 4))
