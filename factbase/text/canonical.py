"""The one form in which a text is stored, hashed and counted.

Paragraphs are joined by a blank line, characters are NFC, line ends LF; no paragraph begins or ends with a blank.
CR, vertical tab, form feed, U+001C to U+001E, U+0085, U+2028 and U+2029 end a line as LF does. U+FEFF is dropped
wherever it stands: it is the byte-order mark of a file that was joined to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from factbase.errors import InvalidInput
from factbase.text.folding import is_blank

NORMALISER = 1  # raised with every change of what canonical_text returns
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_WRAPPED_AT = 100
_SENTENCE_END = tuple(".!?…:”’\"')]»。！？؟۔।॥」』")


class Span(NamedTuple):
    """A stretch of text: code points, end-exclusive."""

    start: int
    end: int


def canonical_text(raw: str, name: str = "The text") -> str:
    """Return ``raw`` in its canonical form; the canonical form of that is itself.

    Every line is a paragraph, unless the text is hard-wrapped: then blank lines part paragraphs. A line of
    which nothing can be seen is blank. Raises InvalidInput, calling the text ``name``, if nothing is left.
    """
    paragraphs = canonical_paragraphs([raw])[0]
    if not paragraphs:
        raise InvalidInput(f"{name} is empty: give a file with words in it.")
    return "\n\n".join(paragraphs)


def canonical_paragraphs(blocks: Sequence[str]) -> list[list[str]]:
    """Return the paragraphs in each of ``blocks``, which a document keeps apart: none for a blank one.

    Whether lines are hard-wrapped is decided over all of them, as if blank lines parted the blocks.
    """
    parted = [_lines(block) for block in blocks]
    if _is_wrapped([line for lines in parted for line in (*lines, "")]):
        return [_unwrapped(lines) for lines in parted]
    return [[line for line in lines if line] for lines in parted]


def _lines(raw: str) -> list[str]:
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", raw.replace("\ufeff", "")))
    return ["" if is_blank(line) else line.strip() for line in text.split("\n")]


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines break inside sentences: none is long, and most that another follows do not end one."""
    followed = [line for line, after in pairwise(lines) if line and after]
    if not followed or max(map(len, lines)) > _WRAPPED_AT:
        return False
    return sum(not line.endswith(_SENTENCE_END) for line in followed) * 2 > len(followed)


def _unwrapped(lines: list[str]) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]


def paragraphs(text: str) -> list[Span]:
    """Return where the paragraphs of a canonical text stand: one or more, none for the empty text."""
    spans, start = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph:
            spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 2
    return spans
