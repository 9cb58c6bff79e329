"""How things are named outside the database: no key is ever shown.

An article is its slug, a claim ``slug/137``, a sentence ``5/10`` of an article or ``slug:5/10`` alone,
a source ``Name`` or ``Name (qualifier)``.
"""

import re
from typing import NamedTuple

from factbase.errors import BadUsage, InvalidInput

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CLAIM = re.compile(r"([a-z0-9-]+)/([1-9][0-9]{0,8})")
_PLACE = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,8})")
_QUALIFIED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_NUMBER_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class ClaimRef(NamedTuple):
    """A claim's name outside: stable for ever."""

    slug: str
    number: int

    def __str__(self) -> str:
        return f"{self.slug}/{self.number}"


class Place(NamedTuple):
    """A sentence inside its article: paragraph and position, both from 1."""

    paragraph: int
    position: int

    def __str__(self) -> str:
        return f"{self.paragraph}/{self.position}"


class SourceName(NamedTuple):
    """A source's name; the qualifier tells namesakes apart and is empty for most."""

    name: str
    qualifier: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.qualifier})" if self.qualifier else self.name


def claim_ref(given: str) -> ClaimRef:
    """Return the ref that ``mek-albania/137`` names. Raises BadUsage for another form."""
    match = _CLAIM.fullmatch(given.strip())
    if match is None:
        raise BadUsage(f"“{given}” is no claim ref: write it as ARTICLE/NUMBER, like mek-albania/137.")
    return ClaimRef(match[1], int(match[2]))


def place(given: str) -> Place:
    """Return the place that ``5/10`` names. Raises BadUsage for another form."""
    match = _PLACE.fullmatch(given.strip())
    if match is None:
        raise BadUsage(f"“{given}” is no sentence: write PARAGRAPH/SENTENCE, like 5/10.")
    return Place(int(match[1]), int(match[2]))


def target(given: str) -> ClaimRef | tuple[str, Place]:
    """Return what a note stands on: a claim's ref, or the slug and place of ``mek-albania:5/10``."""
    slug, colon, rest = given.partition(":")
    return (slug, place(rest)) if colon else claim_ref(given)


def source_name(given: str) -> SourceName:
    """Return name and qualifier of ``Ana Leka (judge)``."""
    match = _QUALIFIED.fullmatch(given.strip())
    return SourceName(match[1], match[2].strip()) if match else SourceName(given.strip())


def slug(given: str) -> str:
    """Return ``given`` if it can be a slug. Raises InvalidInput otherwise."""
    if len(given) > 80 or _SLUG.fullmatch(given) is None:
        raise InvalidInput(
            f"“{given}” cannot be a slug: use a-z, 0-9 and single hyphens, at most 80, like river-bill."
        )
    return given


def date(given: str) -> str:
    """Return ``given`` if it is a date, 2026-03-14, or its year or month. Raises InvalidInput otherwise."""
    from datetime import date as calendar_date

    full = (given + "-01-01")[:10] if _NUMBER_DATE.fullmatch(given) else ""
    try:
        calendar_date.fromisoformat(full)
    except ValueError:
        raise InvalidInput(f"“{given}” is no date: write it as 2026-03-14.") from None
    return given
