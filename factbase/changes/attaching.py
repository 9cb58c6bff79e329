"""Compares a text with what is known of one that is not here: the lengths and hashes of its sentences.

Paragraphs are told apart by these alone, never by where they stand, so that one more or one less is one difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.changes import articles
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.errors import InvalidInput
from factbase.lookup import ArticleKey
from factbase.tables import revision as revision_table
from factbase.tables import sentence
from factbase.text.anchors import sha256
from factbase.text.canonical import paragraphs


@dataclass(frozen=True)
class ExpectedSentence:
    """A sentence as it is known: its paragraph, its span in the whole text, and its hash."""

    paragraph: int
    start: int
    end: int
    sha256: str


@dataclass(frozen=True)
class Difference:
    """A paragraph that does not fit: its number, what is wrong, its length as known and as given.

    ``paragraph`` is that of the known text; for an extra one that of the given text.
    """

    paragraph: int
    what: str  # changed, missing or extra
    expected: int | None
    given: int | None


def compare(text: str, sentences: Sequence[ExpectedSentence]) -> list[Difference]:
    """Return the paragraphs in which a canonical text differs from the known one, in its order."""
    known = [list(rows) for _number, rows in groupby(sentences, key=lambda row: row.paragraph)]
    given = [text[span.start : span.end] for span in paragraphs(text)]
    labels = _labels(given, known)
    matcher = SequenceMatcher(None, [_name(rows) for rows in known], labels, autojunk=False)
    differences = []
    for tag, first, last, given_first, given_last in matcher.get_opcodes():
        if tag != "equal":
            differences += _unlike(
                known[first:last], list(enumerate(given[given_first:given_last], start=given_first + 1))
            )
    return differences


def _name(rows: Sequence[ExpectedSentence]) -> tuple[tuple[int, int, str], ...]:
    """Return what two known paragraphs of the same words have in common."""
    start = rows[0].start
    return tuple((row.start - start, row.end - start, row.sha256) for row in rows)


def _labels(given: Sequence[str], known: Sequence[Sequence[ExpectedSentence]]) -> list[object]:
    """Return for each given paragraph the known one that it fits, or its own number where it fits none."""
    by_length: dict[int, set[tuple[tuple[int, int, str], ...]]] = {}
    for rows in known:
        by_length.setdefault(_length(rows), set()).add(_name(rows))
    labels: list[object] = []
    for number, paragraph in enumerate(given):
        fitting = (name for name in by_length.get(len(paragraph), ()) if _fits(paragraph, name))
        labels.append(next(fitting, number))
    return labels


def _length(rows: Sequence[ExpectedSentence]) -> int:
    return rows[-1].end - rows[0].start


def _fits(paragraph: str, name: tuple[tuple[int, int, str], ...]) -> bool:
    return all(sha256(paragraph[start:end]) == known for start, end, known in name)


def _unlike(
    known: Sequence[Sequence[ExpectedSentence]], given: Sequence[tuple[int, str]]
) -> list[Difference]:
    paired = min(len(known), len(given))
    differences = [
        Difference(rows[0].paragraph, "changed", _length(rows), len(paragraph))
        for rows, (_number, paragraph) in zip(known[:paired], given[:paired], strict=True)
    ]
    differences += [Difference(rows[0].paragraph, "missing", _length(rows), None) for rows in known[paired:]]
    return differences + [
        Difference(number, "extra", None, len(paragraph)) for number, paragraph in given[paired:]
    ]


def attach(operation: Operation, article: ArticleKey, text: str, file: File) -> list[Difference]:
    """Give the revision of ``article`` whose text this is its text, which is canonical.

    Where it is that of none, return the paragraphs that differ from the newest; then nothing is changed. Raises
    InvalidInput where each fits and the whole does not.
    """
    connection = operation.connection
    revision = lookup.revision(connection, article, _number(connection, article, sha256(text)))
    if revision.sha256 == sha256(text):
        if revision.text is None:
            articles.attach_text(operation, article, revision.id, text, file)
        return []
    differences = compare(text, _sentences(connection, revision.id))
    if not differences:
        raise InvalidInput(
            f"{file.name} has the sentences of {article.slug} but not its text: "
            "the blanks between sentences differ, use another copy."
        )
    return differences


def _number(connection: Connection, article: ArticleKey, digest: str) -> int | None:
    """Return the number of the revision with the text of this hash, of several the newest that lacks it, or None."""
    columns = revision_table.c
    query = select(columns.number).where(columns.article_id == article.id, columns.sha256 == digest)
    return connection.scalar(query.order_by(columns.text.is_not(None), columns.number.desc()).limit(1))


def _sentences(connection: Connection, revision_id: int) -> list[ExpectedSentence]:
    columns = sentence.c
    query = (
        select(columns.paragraph, columns.start, columns.end, columns.sha256)
        .where(columns.revision_id == revision_id)
        .order_by(columns.start)
    )
    return [ExpectedSentence(*row) for row in connection.execute(query)]
