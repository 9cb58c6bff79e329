"""The one tokeniser: what a search and an index compare, the same on every database engine.

A word loses its capitals, accents and English ending: ``Çuçi``, ``CUCI`` and the decomposed form are one token.
No word is left out for being common, and ``3,000`` is the number ``3000``. Stems are those of the English
Snowball stemmer, https://snowballstem.org/algorithms/english/stemmer.html.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

VERSION = 1  # raise it with every change of what comes out: the index is then built anew

# A number with its thousands apart, or letters and digits with the accents that stand on them.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_WORD = re.compile(rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[^\W_](?:[^\W_]|[{_MARKS}])*")
_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[a-z0-9]+")
_LETTERS = re.compile("[a-z0-9]+")
_LONGEST = 64  # letters of a token: what is longer is no word, and PostgreSQL has a limit


class Token(NamedTuple):
    """A token and where it stands: code points, end-exclusive."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """Return the tokens of ``text`` in order."""
    if text.isascii():
        return list(map(_stem, _PLAIN.findall(text.lower())))
    return [token for found in _WORD.finditer(text) for token in _fold(found[0])]


def located(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` with their places: those of one printed word share its place."""
    for found in _WORD.finditer(text):
        for token in _fold(found[0]):
            yield Token(token, found.start(), found.end())


@lru_cache(maxsize=1 << 15)
def _fold(word: str) -> tuple[str, ...]:
    letters = word.casefold().replace(",", "")
    if not letters.isascii():
        from anyascii import anyascii

        decomposed = unicodedata.normalize("NFKD", letters)
        letters = anyascii("".join(each for each in decomposed if not unicodedata.combining(each))).casefold()
    return tuple(map(_stem, _LETTERS.findall(letters)))


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    word = word.replace(",", "")
    return word[:_LONGEST] if word.isdigit() else _stemmer().stemWord(word[:_LONGEST])


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - as the library has it


@cache
def _stemmer() -> _Stemmer:
    # By its own name: the package itself would give another's stemmer where PyStemmer is installed.
    from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]

    stemmer: _Stemmer = EnglishStemmer()
    return stemmer
