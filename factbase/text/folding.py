"""The key by which names are compared, and what text cannot be stored."""

from __future__ import annotations

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_APART = re.compile(r"[\W_]+")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def fold(name: str) -> str:
    """Return the key of a name: no accents, no capitals, signs and blanks as one blank.

    ``Çuçi``, ``CUCI`` and the same in decomposed form are one key. Never empty for a name that is not blank.
    """
    folded = name.casefold()
    if not folded.isascii():
        from anyascii import anyascii

        letters = unicodedata.normalize("NFKD", folded)
        folded = anyascii(
            "".join(letter for letter in letters if not unicodedata.combining(letter))
        ).casefold()
    key = _APART.sub(" ", folded).strip()
    return key or unicodedata.normalize("NFC", name.casefold()).strip()


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: blanks of any kind, controls and zero-width signs."""
    return all(unicodedata.category(character) in _UNSEEN for character in text)


def unstorable(text: str) -> str | None:
    """Return why a text cannot be stored, as the end of a sentence, or None if it can."""
    if (at := text.find("\0")) >= 0:
        return f"holds a NUL character at position {at}"
    if found := _SURROGATE.search(text):
        return f"holds half of a surrogate pair at position {found.start()}"
    return None
