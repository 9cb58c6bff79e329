"""What two long wordings begin and end with alike: all that is looked at where counting words would take too long."""

from __future__ import annotations

from functools import lru_cache

LONG = 50_000  # code points; of a longer wording only the ends are compared
_STEP = 4096


@lru_cache(maxsize=16)
def common_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters both begin with alike, and with how many of the others they end alike."""
    shorter = min(len(old), len(new))
    begin = _common(old[:shorter], new[:shorter])
    left = shorter - begin
    end = _common(old[len(old) - left :][::-1], new[len(new) - left :][::-1]) if left else 0
    return begin, end


def _common(old: str, new: str) -> int:
    """Return how many characters two texts of one length begin with alike."""
    at, length = 0, len(old)
    while at < length and old[at : at + _STEP] == new[at : at + _STEP]:
        at += _STEP
    while at < length and old[at] == new[at]:
        at += 1
    return min(at, length)
