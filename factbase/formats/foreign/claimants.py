"""Who made a claim, as other desks name them: a person, a body, or nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from factbase.formats.foreign.checked import Claimant
from factbase.formats.foreign.wording import many, types, words
from factbase.vocabulary import SourceKind

_PEOPLE = {"Person", "Patient"}


def claimants_of(value: Any) -> Iterator[Claimant]:  # noqa: ANN401
    """Yield the claimants in a value: an object with a type and a name, a bare name, or a list of such."""
    seen = set()
    for each in many(value):
        name = _name(each) if isinstance(each, Mapping) else words(each)
        if name and name not in seen:
            seen.add(name)
            yield claimant(name, types(each))


def _name(given: Mapping[str, Any]) -> str:
    return words(given.get("name")) or " ".join(
        part for key in ("givenName", "familyName") if (part := words(given.get(key)))
    )


def claimant(name: str, given: set[str] | None = None) -> Claimant:
    """Return who a name stands for: a group where it names nobody, a body where the record says so, else a person."""
    if is_nobody(name):
        return Claimant(name, SourceKind.GROUP)
    return Claimant(name, SourceKind.PERSON if not given or given & _PEOPLE else SourceKind.ORGANISATION)


def is_nobody(name: str) -> bool:
    """Return whether a name is made of words alone that are nobody's: “Facebook user”, “Multiple sources”."""
    return all(word in _nobody() for word in _tokens(name))


@cache
def _nobody() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "nobody.txt").read_text("utf-8").split())


def _tokens(name: str) -> list[str]:
    """Return the words of a name; signs that only part words are not in it."""
    return [token for token in re.split(r"[\s,;:/&+|()\[\]\"'“”.\-–—]+", name.casefold()) if token]
