"""What a reader gives, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from factbase.vocabulary import Role


@dataclass(frozen=True)
class Block:
    """What a document keeps together as one paragraph; a line feed is a break inside it.

    ``role`` is what the document's own marks say it is: a heading or a credit.
    """

    text: str
    role: Role | None = None


@dataclass
class Reading:
    """What a reader found in a file: its blocks in reading order, what it says of itself, and remarks.

    ``published_on`` is a date as 2026-03-14. A warning is a sentence on what was left out or decided.
    """

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    byline: str | None = None
    published_on: str | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A file as it is taken in.

    ``format`` is a word of the registry, ``text`` is canonical, ``suggested`` gives paragraphs, numbered from 1,
    the role that marks or words suggest, for a person to confirm. What the file does not state is None.
    """

    format: str
    text: str
    suggested: Mapping[int, Role]
    title: str | None
    byline: str | None
    published_on: str | None
    language: str | None
    warnings: tuple[str, ...]
