"""Numbers of things, as people write them."""

from __future__ import annotations


def counted(count: int, one: str, several: str = "") -> str:
    """Return ``1 image`` or ``3 images``; the plural is given where it takes more than an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def at_least(count: int, more: bool) -> str:
    """Return a count that stops somewhere: ``more than 1,000`` where there are more."""
    return f"more than {count:,}" if more else f"{count:,}"
