"""Makes a document of what a reader found."""

from __future__ import annotations

from factbase.errors import InvalidInput
from factbase.text.canonical import canonical_paragraphs
from factbase.text.documents.document import Document, Reading
from factbase.text.documents.suggesting import suggestions
from factbase.text.folding import unstorable
from factbase.text.visible import unsafe
from factbase.vocabulary import Role

CHARACTERS = 2_000_000
PARAGRAPHS = 50_000


def make(reading: Reading, format: str, name: str) -> Document:
    """Return the document in canonical text.

    Raises InvalidInput where no words are left, or more than an article has.
    """
    parted = canonical_paragraphs([block.text for block in reading.blocks])
    paragraphs: list[str] = []
    marked: dict[int, Role] = {}
    for block, found in zip(reading.blocks, parted, strict=True):
        if block.role:
            numbers = range(len(paragraphs) + 1, len(paragraphs) + len(found) + 1)
            marked |= dict.fromkeys(numbers, block.role)
        paragraphs += found
    text = "\n\n".join(paragraphs)
    _refuse(text, len(paragraphs), name)
    return Document(
        format,
        text,
        suggestions(paragraphs, marked),
        reading.title,
        reading.byline,
        reading.published_on,
        reading.language,
        (*reading.warnings, *_unseen(text)),
    )


def _refuse(text: str, paragraphs: int, name: str) -> None:
    if not text:
        raise InvalidInput(f"{name} is empty: give a file with words in it.")
    if len(text) > CHARACTERS:
        raise InvalidInput(
            f"{name} has {len(text):,} characters, more than {CHARACTERS:,}: give an article, or split it."
        )
    if paragraphs > PARAGRAPHS:
        raise InvalidInput(
            f"{name} has {paragraphs:,} paragraphs, more than {PARAGRAPHS:,}: give an article, or split it."
        )
    if why := unstorable(text):
        raise InvalidInput(f"{name} {why}: take it out.")


def _unseen(text: str) -> list[str]:
    """Return a warning of the signs that are not seen but turn or hide others, if there are any."""
    found = unsafe(text)
    if not found:
        return []
    named = ", ".join(f"{sign} {count:,} ×" for sign, count in found.items())
    return [f"Signs that cannot be seen are kept: {named}; the text may not read as it looks."]
