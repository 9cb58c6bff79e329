"""How a checking copy says what it is of, and a comment which claim it is on and what it said when it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from factbase.references import ClaimRef, claim_ref

AUTHOR = "factbase"
_DIGEST = 12  # hexadecimal digits of a text's hash
_CHECK = 4  # of a line's
_ABOUT = re.compile(
    rf"Checking copy of ([a-z0-9-]{{1,80}}), revision ([1-9][0-9]{{0,8}}), text ([0-9a-f]{{{_DIGEST}}})\."
)
_SIGNED = re.compile(
    rf"\s*([a-z0-9-]{{1,80}}/[1-9][0-9]{{0,8}}) · ([0-9a-f]{{{_CHECK}}}(?:-[0-9a-f]{{{_CHECK}}})*)(?:\s+(.*))?"
)


class Of(NamedTuple):
    """What a copy is of: an article's slug, the number of a revision, and the beginning of its text's hash."""

    slug: str
    revision: int
    digest: str


def about(slug: str, revision: int, text_hash: str) -> str:
    """Return what a checking copy says that it is of."""
    return f"Checking copy of {slug}, revision {revision}, text {text_hash[:_DIGEST]}."


def of_copy(said: str) -> Of | None:
    """Return what a text that `about` wrote somewhere in it says, None where it says nothing of that."""
    found = _ABOUT.search(" ".join(said.split()))
    return None if found is None else Of(found[1], int(found[2]), found[3])


def signed(ref: ClaimRef, lines: Sequence[str]) -> str:
    """Return the last line of a comment on a claim: the ref, and a check of each line above, whatever its blanks."""
    return f"{ref} · {'-'.join(map(_check, lines))}"


def added(lines: Sequence[str]) -> tuple[ClaimRef, list[str]] | None:
    """Return which claim a comment of ours is on, and the lines in it that are not ours; None for another comment.

    A line of ours that was altered is not ours.
    """
    at, found = next(
        ((at, found) for at, line in reversed([*enumerate(lines)]) if (found := _SIGNED.fullmatch(line))),
        (0, None),
    )
    if found is None:
        return None
    ours = Counter(found[2].split("-"))
    others = []
    for line in (*lines[:at], found[3] or "", *lines[at + 1 :]):
        check = _check(line)
        if ours[check]:
            ours[check] -= 1
        elif line.strip():
            others.append(line.strip())
    return claim_ref(found[1]), others


def _check(line: str) -> str:
    return sha256(" ".join(line.split()).encode()).hexdigest()[:_CHECK]
