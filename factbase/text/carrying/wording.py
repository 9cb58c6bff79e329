"""What a wording is but for its typography, and how alike two wordings are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from factbase.text.anchors import plain_signs
from factbase.text.carrying.ends import LONG, common_ends

SURE = 0.6  # so alike a passage is taken for another wording of the same
MARGIN = 0.1  # and so much more than any other that it might be instead
_COUNTED = (
    5_000  # code points; of longer ones pairs of words are counted, for time would grow with the square
)

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,\s]\d{3})+)(?![\d])")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\w+"
    r"|(?<![^\s(\['\"])-(?=\d)"  # a minus
    r"|[^\w\s.,;:!'\"()\[\]{}…/\\*•·«»-]"
)
_TELLING = frozenset("?%‰&@#§-")
_SINGLE = re.compile(r"(?<!\w)'(?=\w)|(?<=[.,!?…])'")
_QUOTE = re.compile(r"(?<!\w)['\"]+(?=\w)|(?<=\w)[.,!?…]*\"|\"")


@lru_cache(maxsize=4096)
def plain(text: str) -> tuple[str, ...]:
    """Return the words, numbers and telling signs of a text, alike however it is set.

    Quotes, dashes, blanks, commas, stops, capitals and the commas in ``3,000`` do not count; a question mark does.
    A long text counts as one word.
    """
    if len(text) > LONG:
        return (text,)
    folded = (text if text.isascii() else plain_signs(_UNSEEN.sub("", text))).casefold()
    if _DIGIT.search(folded):
        folded = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), folded)
    return tuple(token for token in _TOKEN.findall(folded) if token[0].isalnum() or _tells(token))


def _tells(sign: str) -> bool:
    return sign in _TELLING or unicodedata.category(sign[0]) in ("Sc", "Sm", "So")


def is_quoted(text: str) -> bool:
    """Return whether a quotation mark stands in the text; an apostrophe is none."""
    return bool(_QUOTE.search(plain_signs(text)))


def quoted(text: str) -> tuple[str, ...] | None:
    """Return the words between double quotation marks; None where single ones stand beside them, one inside another."""
    signs = plain_signs(text)
    if _SINGLE.search(signs):
        return None
    return tuple(word for part in signs.split('"')[1::2] for word in plain(part))


def likeness(old: str, new: str) -> float:
    """Return how alike two wordings are, from 0 to 1: by their letters in order, or with their words sorted."""
    if max(len(old), len(new)) > LONG:
        return _by_ends(old, new)
    one, other = plain(old), plain(new)
    if one == other:
        return 1.0 if old == new else 0.99
    first, second = " ".join(one), " ".join(other)
    if max(len(first), len(second)) > _COUNTED:
        pairs = (Counter(pairwise(one)), Counter(pairwise(other)))
        return _nearly(2 * (pairs[0] & pairs[1]).total() / (len(one) + len(other)))
    in_order = fuzz.ratio(first, second)
    if in_order < 100 * SURE + 20:
        in_order = max(in_order, fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other))))
    return _nearly(in_order / 100)


def _by_ends(old: str, new: str) -> float:
    return 1.0 if old == new else _nearly(2 * sum(common_ends(old, new)) / (len(old) + len(new)))


def _nearly(alike: float) -> float:
    """Return a likeness of wordings that are not the same."""
    return min(0.98, round(alike, 4))
