"""How a checking copy says what it is of, and a comment which claim it is on and what it said when it was written."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from factbase.references import ClaimRef

AUTHOR = "factbase"
_DIGEST = 12  # hexadecimal digits of a text's hash
_CHECK = 4  # of a line's


def about(slug: str, revision: int, text_hash: str) -> str:
    """Return what a checking copy says that it is of."""
    return f"Checking copy of {slug}, revision {revision}, text {text_hash[:_DIGEST]}."


def signed(ref: ClaimRef, lines: Sequence[str]) -> str:
    """Return the last line of a comment on a claim: the ref, and a check of each line above, whatever its blanks."""
    return f"{ref} · {'-'.join(map(_check, lines))}"


def _check(line: str) -> str:
    return sha256(" ".join(line.split()).encode()).hexdigest()[:_CHECK]
