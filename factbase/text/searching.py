"""What a person looks for: words that must stand there, quoted phrases, and what must not.

``"two bridges" river -ferry`` finds texts with the phrase and the word, and without the ferry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from factbase.text.canonical import Span
from factbase.text.tokens import located, tokens

# A phrase in quotes of any kind, closed or not, or a word; each may have a minus before it.
_TERM = re.compile(r'(?<!\S)(-?)["“„«”]([^"“”„«»]*)["”“»]?|(?<!\S)(-?)(\S+)')

_MOST = 1000  # tokens in all: more no one types, and an engine takes only so many

Phrase = tuple[str, ...]


class Wanted(NamedTuple):
    """The phrases, of one token or more, that must stand in a text, and those that must not."""

    present: tuple[Phrase, ...]
    absent: tuple[Phrase, ...]


def wanted(words: str) -> Wanted:
    """Return what ``words`` ask for: of very many the first thousand.

    What holds no letter or digit asks for nothing; ``1997-2013`` is a phrase.
    """
    present: dict[Phrase, None] = {}
    absent: dict[Phrase, None] = {}
    left = _MOST
    for match in _TERM.finditer(words):
        minus, term = match[1] or match[3], match[2] if match[4] is None else match[4]
        phrase = tuple(tokens(term or "")[:left])
        if phrase:
            (absent if minus else present)[phrase] = None
        left -= len(phrase)
        if not left:
            break
    return Wanted(tuple(present), tuple(absent))


def occurrences(text: str, phrases: tuple[Phrase, ...]) -> list[Span]:
    """Return where the phrases stand in a printed text: code points, end-exclusive, in order, apart."""
    words = list(located(text))
    spans = sorted(
        (words[index].start, words[index + len(phrase) - 1].end)
        for phrase in phrases
        for index in range(len(words) - len(phrase) + 1)
        if all(words[index + offset].text == token for offset, token in enumerate(phrase))
    )
    return list(_apart(spans))


def _apart(spans: list[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans, those that overlap as one."""
    start = end = -1
    for first, last in spans:
        if first >= end:
            if end > 0:
                yield Span(start, end)
            start = first
        end = max(end, last)
    if end > 0:
        yield Span(start, end)
