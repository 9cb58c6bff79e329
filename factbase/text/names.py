"""The names that are printed in an English statement, told by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factbase.text.folding import fold
from factbase.text.likeness import FUNCTION
from factbase.text.quantities import NUMBER_WORDS

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_](?:[\w&-]|['’.](?=\w))*")
_POSSESSIVE = re.compile(r"['’]s$")
_INSIDE = frozenset({"of", "de", "del", "van", "von", "bin", "ibn", "al", "el"})
_BEFORE_NAMES = (
    "president vice prime minister chancellor senator sen rep representative congressman congresswoman governor gov "
    "mayor mr mrs ms miss dr prof professor sir lord lady king queen prince princess pope bishop judge justice "
    "general gen colonel captain secretary former ex"
)
_TITLES = frozenset(_BEFORE_NAMES.split())
_STARTS = tuple('.!?:;…“”"‘(—–•|')
# How common words end that sentences often begin with: there the capital alone makes no name.
_COMMON = ("s", "ed", "ing", "ly", "er", "ion", "ment", "ity", "ness", "ism", "ple", "ice", "graph", "eo")
_INDEFINITE = (
    "nobody nothing none somebody someone something everybody everyone everything anyone anything another "
    "many several"
)
_BEGINNINGS = NUMBER_WORDS | set(_INDEFINITE.split())
_SHOUTED = 0.7  # of the words with capitals: then they tell nothing


def names(text: str) -> list[str]:
    """Return the names in ``text`` in order, each once: ``Ana Leka``, ``MEK``, ``Ministry of Justice``.

    None where nearly every word has a capital, as in a headline.
    """
    words = list(WORD.finditer(text))
    if len(words) > 3 and sum(word[0][0].isupper() for word in words) > _SHOUTED * len(words):
        return []
    return list(dict.fromkeys(_runs(text, words)))


def key(name: str) -> tuple[str, ...]:
    """Return the folded words of a name by which it is compared: without titles, ``U.S.`` as ``us``."""
    words = [_folded(word) for word in name.split()]
    while len(words) > 1 and words[0] in _TITLES | _INSIDE:
        words.pop(0)
    return tuple(words)


def vocabulary(text: str) -> set[str]:
    """Return the folded words of a text, names or not."""
    return {_folded(word[0]) for word in WORD.finditer(text)}


def _folded(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word).replace(".", "")).replace(" ", "")


def _runs(text: str, words: Sequence[re.Match[str]]) -> Iterator[str]:
    run: list[str] = []
    end = -1  # of the run, where a word may still join it
    for index, word in enumerate(words):
        joins = bool(run) and end >= 0 and text[end : word.start()] in (" ", ". ")
        if joins and word[0] in _INSIDE:
            run.append(word[0])
        elif _is_name(text, words, index, joins=joins):
            if not joins:
                yield from _finished(run)
                run = []
            run.append(_POSSESSIVE.sub("", word[0]))
        else:
            yield from _finished(run)
            run = []
        end = -1 if _POSSESSIVE.search(word[0]) else word.end()
    yield from _finished(run)


def _finished(run: list[str]) -> Iterator[str]:
    while run and run[-1] in _INSIDE:
        run.pop()
    if run:
        yield " ".join(run)


def _is_name(text: str, words: Sequence[re.Match[str]], index: int, *, joins: bool) -> bool:
    word = _POSSESSIVE.sub("", words[index][0])
    if not word[0].isupper():
        return False
    if len(word) > 1 and any(letter.isupper() for letter in word[1:]):
        return True
    if _folded(word) in FUNCTION:
        return joins and len(word) == 1 and word != "I"  # an initial
    before = text[max(0, words[index].start() - 8) : words[index].start()].rstrip()
    if joins or not (
        before == "" or (before.endswith(_STARTS) and not before.endswith(("Mr.", "Mrs.", "Dr.")))
    ):
        return True
    after = words[index + 1][0] if index + 1 < len(words) else ""
    follows = after[:1].isupper() and after != "I" and text[words[index].end() :].startswith(f" {after}")
    return follows or not (word.endswith(_COMMON) or word.lower() in _BEGINNINGS)
