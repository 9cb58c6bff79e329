"""What is carried, between what, and what becomes of it. Offsets are code points of a draft's text, end-exclusive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from factbase.text.anchors import sha256
from factbase.text.sentences import SentenceSpan
from factbase.vocabulary import AnchorState


class Sentence(NamedTuple):
    """A sentence of a draft: paragraph and position from 1, its place, and the hash of its words."""

    paragraph: int
    position: int
    start: int
    end: int
    sha256: str

    @property
    def place(self) -> str:
        """Where it stands, as people say it: ``5/10``."""
        return f"{self.paragraph}/{self.position}"


class Draft(NamedTuple):
    """A draft: its canonical text, or None where only the hashes of its sentences are kept, in reading order."""

    text: str | None
    sentences: Sequence[Sentence]

    @classmethod
    def of(cls, text: str, spans: Iterable[SentenceSpan]) -> Draft:
        """Return the draft of a canonical text that was split into ``spans``."""
        return cls(text, [Sentence(*span, sha256(text[span.start : span.end])) for span in spans])


class Passage(NamedTuple):
    """A claim's words in the earlier draft, and the names of those whom they come from as the text may print them."""

    start: int
    end: int
    sha256: str
    speakers: tuple[str, ...] = ()


class Placement(NamedTuple):
    """Where a passage stands in the later draft; start, end and score are None where it is lost.

    ``score`` is how alike the words are, up to 1. ``reason`` is a phrase for a person: ``moved from 5/2 to 7/1``.
    ``reopens`` is the phrase for why a checked claim must be checked anew, None where it need not.
    """

    state: AnchorState
    start: int | None
    end: int | None
    score: float | None
    reason: str
    reopens: str | None


class Carried(NamedTuple):
    """A placement for each passage in their order; and for each new sentence whose words an old one has, that one."""

    placements: list[Placement]
    unchanged: dict[int, int]
