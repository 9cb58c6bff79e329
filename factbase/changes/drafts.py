"""Stores a revision of an article with its sentences: the first, and every later draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import insert, select

from factbase.changes.operation import Operation, Recorded
from factbase.changes.wording import optional
from factbase.records import revision_line, sentence_lines
from factbase.tables import revision as revision_table
from factbase.tables import sentence as sentence_table
from factbase.text.anchors import sha256
from factbase.text.canonical import NORMALISER
from factbase.text.sentences import SentenceSpan
from factbase.vocabulary import Role, Thing


@dataclass(frozen=True)
class File:
    """The file that a text came from: its name without folders, its format, and the hash of its bytes.

    Each is None where a bundle does not say.
    """

    name: str | None
    format: str | None
    sha256: str | None


@dataclass(frozen=True)
class Draft:
    """A canonical text, its sentences, and the file that it came from.

    ``suggested`` is what the document's own marks say of its paragraphs, by their numbers from 1.
    """

    text: str
    sentences: Sequence[SentenceSpan]
    file: File
    suggested: Mapping[int, Role] = field(default_factory=dict)


class Told(NamedTuple):
    """A role that somebody gave a sentence, and why."""

    role: Role | None
    reason: str | None


_UNTRIAGED = Told(None, None)


def add_revision(
    operation: Operation, article_id: int, number: int, draft: Draft, note: str | None = None
) -> int:
    """Store a revision without its sentences; return its key."""
    connection = operation.connection
    row = insert(revision_table).values(
        article_id=article_id,
        number=number,
        sha256=sha256(draft.text),
        characters=len(draft.text),
        normaliser=NORMALISER,
        text=draft.text,
        file_name=optional(draft.file.name, "the file's name"),
        file_format=draft.file.format,
        file_sha256=draft.file.sha256,
        note=optional(note, "the note"),
    )
    revision_id = connection.execute(row.returning(revision_table.c.id)).scalar_one()
    operation.record(
        Thing.REVISION,
        revision_id,
        article_id=article_id,
        before=None,
        after=revision_line(connection, revision_id),
    )
    return revision_id


def add_sentences(
    operation: Operation,
    article_id: int,
    revision_id: int,
    draft: Draft,
    told: Mapping[int, Told] | None = None,
) -> None:
    """Store a revision's sentences, untriaged but for those that ``told`` names, by their index."""
    connection = operation.connection
    told = told or {}
    rows = [
        {
            "revision_id": revision_id,
            "paragraph": span.paragraph,
            "position": span.position,
            "start": span.start,
            "end": span.end,
            "sha256": sha256(draft.text[span.start : span.end]),
            "role": told.get(index, _UNTRIAGED).role,
            "reason": told.get(index, _UNTRIAGED).reason,
            "suggested": draft.suggested.get(span.paragraph),
            "version": 1,
        }
        for index, span in enumerate(draft.sentences)
    ]
    connection.execute(insert(sentence_table), rows)
    columns = sentence_table.c
    keys = connection.execute(
        select(columns.id).where(columns.revision_id == revision_id).order_by(columns.start)
    ).scalars()
    lines = zip(keys.all(), sentence_lines(connection, revision_id), strict=True)
    operation.record_many(Thing.SENTENCE, article_id, (Recorded(key, None, line) for key, line in lines))
