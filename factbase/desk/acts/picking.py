"""Which sources a few letters may mean."""

from __future__ import annotations

from collections.abc import Iterable

from factbase.queries.cited import Cited
from factbase.text.folding import fold


def matching(known: Iterable[Cited], letters: str) -> list[Cited]:
    """Return the sources that ``letters`` fit, by name or alias: those that begin so first, then as they came.

    Letters fit at the beginning of the name or of a word of it, as its initials, or anywhere in it.
    """
    asked = fold(letters) if letters.strip() else ""
    if not asked:
        return list(known)
    ranked = ((min(_rank(name, asked) for name in (each.name, *each.aliases)), each) for each in known)
    fitting = [(rank, each) for rank, each in ranked if rank < _UNLIKE]
    return [each for _rank_, each in sorted(fitting, key=lambda pair: pair[0])]


_UNLIKE = 5


def _rank(name: str, asked: str) -> int:
    key = fold(name)
    words = key.split()
    if key == asked:
        return 0
    if key.startswith(asked):
        return 1
    if any(word.startswith(asked) for word in words):
        return 2
    if "".join(word[0] for word in words).startswith(asked.replace(" ", "")):
        return 3
    return 4 if asked in key else _UNLIKE
