"""How well a claim fits what is asked for, so that the likeliest of many can be looked at first.

The score is BM25F (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over the claim's statement,
its passage and its article's title. It ranks; whether two claims say the same is for a person to decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from factbase.text.tokens import tokens

_LONGEST = 3000  # tokens of a text that are compared
_SPLIT = 20  # unknown words that are taken apart
_COMPARED = 40  # words for which others of nearly the same letters are looked for

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+")
_TAG = re.compile(r"[@#](\w+)")
_CAPITALS = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|_")

# Words of every text whatever it is about: they tell little, even where an archive of claims has few of them.
FUNCTION = frozenset(
    tokens("""
    a an the this that these those i me my mine myself you your yours yourself he him his himself she her hers
    herself it its itself we us our ours ourselves they them their theirs themselves who whom whose which what when
    where why how and or but nor so yet if because as until while although though unless than then of at by for with
    about against between into through during before after above below to from up down in out on off over under is
    am are was were be been being have has had having do does did doing will would shall should can could may might
    must not no there here all any both each few more most other some such only own same too very just also again
    once ever never get got go going know like one say said im dont
    b c d e f g h j k l m n o p q r s t u v w x y z re ve ll
    """)
)
_FUNCTION_WORD = 0.3
_NUMBER = 0.7  # years and small numbers stand in claims about anything
_GUESSED = 0.5  # a word made of two, or taken apart
_NEARLY = 0.4  # another word of nearly the same letters
_NEAR = 0.84  # as Jaro and Winkler compare letters, the first ones most
_RARITY = 1.2

_SATURATION, _SHORTNESS = 1.5, 0.5  # k1 and b
# What a word in each part counts, and how many words that tell something the part usually has.
_PARTS = ((1.0, 10), (0.5, 15), (1.0, 6))  # statement, passage, title


class Compared(NamedTuple):
    """The tokens, joined by blanks, of the parts of a claim that are compared."""

    statement: str
    passage: str
    title: str


def asked(text: str) -> list[str]:
    """Return the tokens of what is asked for: without web addresses, ``#NetNeutrality`` as two words."""
    plain = _ADDRESS.sub(" ", text)
    return tokens(_TAG.sub(lambda tag: f" {_CAPITALS.sub(' ', tag[1])} ", plain))[:_LONGEST]


def joined(words: Sequence[str]) -> set[str]:
    """Return the words that two neighbours make when written as one: ``e mail`` makes ``email``."""
    return {first + second for first, second in pairwise(words) if len(first) + len(second) > 3}


def halves(words: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return for the first unknown words the pairs of words that each may be made of: ``fyrefestival``."""
    long = [word for word in dict.fromkeys(words) if len(word) >= 6 and not word.isdigit()][:_SPLIT]
    return {word: [(_stem(word[:at]), _stem(word[at:])) for at in range(3, len(word) - 2)] for word in long}


def _stem(word: str) -> str:
    return tokens(word)[0]


def weigh(words: Sequence[str], claims: Mapping[str, int]) -> dict[str, float]:
    """Return how much each token that is asked for tells: the fewer ``claims`` have it, the more.

    ``claims`` counts the claims with a token, those of ``joined`` and ``halves`` among them, and under the empty
    token all. A token that no claim has is left out.
    """
    given = set(words)
    weights = {word: _weight(word, claims) for word in dict.fromkeys(words) if claims.get(word)}
    guessed = [word for word in sorted(joined(words)) if claims.get(word)]
    for pairs in halves(word for word in words if not claims.get(word)).values():
        known = [pair for pair in pairs if all(claims.get(half) for half in pair)]
        guessed += max(known, key=lambda pair: min(claims[half] for half in pair), default=())
    for word in guessed:
        if word not in given:
            weights[word] = _GUESSED * _weight(word, claims)
    return weights


def _weight(word: str, claims: Mapping[str, int]) -> float:
    having = claims.get(word, 0)
    weight: float = log(1 + max(0.0, claims.get("", 0) - having + 0.5) / (having + 0.5)) ** _RARITY
    if word in FUNCTION:
        return weight * _FUNCTION_WORD
    return weight * _NUMBER if word.isdigit() else weight


def alike(
    words: Iterable[str], claims: Mapping[str, int], documents: Iterable[Compared]
) -> dict[str, dict[str, float]]:
    """Return for the rarest of the tokens ``words`` others in the documents of nearly the same letters.

    Each comes with how near it is, up to 1. ``claims`` as for :func:`weigh`.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    given = set(words)
    vocabulary = {word for document in documents for part in document for word in part.split()}
    others = [word for word in sorted(vocabulary - given) if _tells(word)]
    own = sorted(filter(_tells, given), key=lambda word: (claims.get(word, 0), word))
    found = {}
    for word in own[:_COMPARED]:
        near = process.extract(
            word, others, scorer=JaroWinkler.normalized_similarity, score_cutoff=_NEAR, limit=None
        )
        if near:
            found[word] = {other: likeness for other, likeness, _index in near}
    return found


def _tells(word: str) -> bool:
    return len(word) > 3 and word not in FUNCTION and not word.isdigit()


def scores(
    weights: Mapping[str, float],
    near: Mapping[str, Mapping[str, float]],
    claims: Mapping[str, int],
    documents: Mapping[int, Compared],
) -> dict[int, float]:
    """Return how well each document fits; ``weights`` are from :func:`weigh`, ``near`` from :func:`alike`.

    ``claims`` counts the tokens of ``near`` too.
    """
    instead: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for word, others in near.items():
        for other, likeness in others.items():
            weight = _NEARLY * likeness * min(_weight(word, claims), _weight(other, claims))
            instead[other].append((word, weight))
    counted = weights.keys() | instead.keys()
    return {key: _score(_counts(each, counted), weights, instead) for key, each in documents.items()}


def _counts(document: Compared, counted: set[str]) -> dict[str, float]:
    """Return how often each counted token stands in a document, less where it is one of many words."""
    counts: dict[str, float] = {}
    for part, (worth, usual) in zip(document, _PARTS, strict=True):
        listed = part.split()
        length = len(listed) - sum(map(FUNCTION.__contains__, listed))
        once = worth / (1 - _SHORTNESS + _SHORTNESS * length / usual)
        for word in filter(counted.__contains__, listed):
            counts[word] = counts.get(word, 0.0) + once
    return counts


def _score(
    counts: Mapping[str, float],
    weights: Mapping[str, float],
    instead: Mapping[str, Sequence[tuple[str, float]]],
) -> float:
    """Return the sum of what the tokens tell; for one that is not there, the best that stands in its place."""
    score = 0.0
    nearest: dict[str, float] = {}
    for word, count in counts.items():
        full = count * (_SATURATION + 1) / (count + _SATURATION)
        if word in weights:
            score += weights[word] * full
        for missing, weight in instead.get(word, ()):
            if missing not in counts:
                nearest[missing] = max(nearest.get(missing, 0.0), weight * full)
    return score + sum(nearest.values())
