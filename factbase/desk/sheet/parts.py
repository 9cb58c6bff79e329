"""What a sheet says: sentences, their claims, and who stands behind these; each knows its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from factbase.records import ClaimLine
from factbase.references import Place
from factbase.vocabulary import Confidence, Mode, Role, SourceKind, Stance


class Said(NamedTuple):
    """Who says it and how, as far as a sheet shows it."""

    source: str
    stance: Stance
    mode: Mode


class Rating(NamedTuple):
    """A confidence with the reason of the person who gave it, None where it follows from the sources."""

    word: Confidence
    reason: str | None


@dataclass(frozen=True)
class SheetVoice:
    """A line with @."""

    line: int
    said: Said
    kind: SourceKind | None


@dataclass(frozen=True)
class SheetClaim:
    """A claim's line with those that belong to it. ``number`` is None for a new one; ``cut`` is why it goes."""

    line: int
    number: int | None
    statement: str
    voices: tuple[SheetVoice, ...] = ()
    rating: Rating | None = None
    rating_line: int = 0
    cut: str | None = None


@dataclass(frozen=True)
class SheetSentence:
    """A sentence's line with its claims; ``words`` is None where they were left out."""

    line: int
    place: Place
    role: Role | None
    words: str | None
    claims: tuple[SheetClaim, ...]


@dataclass(frozen=True)
class Sheet:
    """A whole sheet: of which article and revision, and the newest operation that it knew of."""

    slug: str
    revision: int
    operation: int
    sentences: tuple[SheetSentence, ...]


class Shown(NamedTuple):
    """What a sheet shows of a claim: two that show the same are the same to it."""

    statement: str
    place: Place | None
    said: tuple[Said, ...]
    rating: Rating


def shown(line: ClaimLine, names: Mapping[str, str]) -> Shown:
    """Return what a sheet shows of a claim's record; ``names`` says what some sources were called then."""
    override = line["confidence_override"]
    place = None
    if line["paragraph"] is not None and line["sentence"] is not None:
        place = Place(line["paragraph"], line["sentence"])
    return Shown(
        line["statement"],
        place,
        tuple(
            Said(names.get(each["source"], each["source"]), Stance(each["stance"]), Mode(each["mode"]))
            for each in line["attributions"]
        ),
        Rating(Confidence(override["word"]), override["reason"])
        if override
        else Rating(Confidence(line["confidence"]), None),
    )
