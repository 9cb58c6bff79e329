"""The key by which names are compared, and what text cannot be stored."""

from __future__ import annotations

import re
import unicodedata

_UNSTORABLE = re.compile("\0|[\ud800-\udfff]")
_APART = re.compile(r"[\W_]+")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Fillers and variation selectors: by category letters, signs or marks, yet nothing is drawn for them alone.
_UNSEEN_TOO = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))


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
    return key or " ".join(unicodedata.normalize("NFC", name.casefold()).split())


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: blanks of any kind, controls and zero-width signs."""
    for character in text:
        if unicodedata.category(character) not in _UNSEEN and character not in _UNSEEN_TOO:
            return False
    return True


def unstorable(text: str) -> str | None:
    """Return why a text cannot be stored, as the end of a sentence, or None if it can; positions are from 0."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return None
    what = "a NUL character" if found[0] == "\0" else "half of a surrogate pair"
    return f"holds {what} at position {found.start()}"
