"""Splits canonical text into sentences, paragraph by paragraph, losing nothing.

A sentence ends at a full stop, question or exclamation mark, with the quotes, brackets and footnote marks that
close after it, where white space and the beginning of another sentence follow. It ends inside quotations too, and
where the next item of a list begins. An ellipsis ends one before a word that begins sentences.
"""

from __future__ import annotations

from typing import NamedTuple

from factbase.text.canonical import paragraphs
from factbase.text.sentences.ends import sentences
from factbase.text.sentences.languages import language as language_of


class SentenceSpan(NamedTuple):
    """A sentence: paragraph and position from 1, start and end in code points, end-exclusive."""

    paragraph: int
    position: int
    start: int
    end: int


def split(text: str, language: str | None = None) -> list[SentenceSpan]:
    """Return the sentences of a canonical text in reading order; between them stands only white space.

    ``language`` is a code such as ``sq`` or ``sr-Latn``; where none is given, or one that is not known here, the
    words of the text say which it is.
    """
    known = language_of(language, text)
    return [
        SentenceSpan(number, position, start + begin, start + end)
        for number, (start, stop) in enumerate(paragraphs(text), start=1)
        for position, (begin, end) in enumerate(sentences(text[start:stop], known), start=1)
    ]
