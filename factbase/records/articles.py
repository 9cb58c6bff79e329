"""Articles, revisions and sentences as records."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from factbase.records.lines import ArticleLine, RevisionLine, SentenceLine
from factbase.records.rows import rows
from factbase.tables import article, revision, sentence

# As the driver gives the rows, like those of claims.
_ALL_SENTENCES = """
SELECT a.slug, r.number, s.paragraph, s.position, s.start, s."end", s.sha256, s.role, s.reason, s.suggested
FROM sentence s JOIN revision r ON r.id = s.revision_id JOIN article a ON a.id = r.article_id
WHERE s.revision_id = ? ORDER BY s.start
"""
_SENTENCES = select(article.c.slug, revision.c.number, sentence).join_from(sentence, revision).join(article)


def article_line(connection: Connection, article_id: int) -> ArticleLine:
    """Return the record of an article."""
    return article_records(connection, [article_id])[article_id]


def article_records(connection: Connection, keys: Sequence[int]) -> dict[int, ArticleLine]:
    """Return the records of those of ``keys`` that exist, by key."""
    return {
        row.id: ArticleLine(
            type="article",
            article=row.slug,
            title=row.title,
            url=row.url,
            byline=row.byline,
            published_on=row.published_on,
            language=row.language,
            next_number=row.next_number,
        )
        for row in connection.execute(select(article).where(article.c.id.in_(keys)))
    }


def revision_line(connection: Connection, revision_id: int, *, with_text: bool = True) -> RevisionLine:
    """Return the record of a revision, its text left out if ``with_text`` is false."""
    return revision_records(connection, [revision_id], with_text=with_text)[revision_id]


def revision_records(
    connection: Connection, keys: Sequence[int], *, with_text: bool = True
) -> dict[int, RevisionLine]:
    """Return the records of those of ``keys`` that exist, by key, with or without their text."""
    query = select(article.c.slug, revision).join_from(revision, article).where(revision.c.id.in_(keys))
    return {
        row.id: RevisionLine(
            type="revision",
            article=row.slug,
            revision=row.number,
            sha256=row.sha256,
            characters=row.characters,
            normaliser=row.normaliser,
            file_name=row.file_name,
            file_format=row.file_format,
            file_sha256=row.file_sha256,
            note=row.note,
            text=row.text if with_text else None,
        )
        for row in connection.execute(query)
    }


def sentence_lines(connection: Connection, revision_id: int) -> Iterator[SentenceLine]:
    """Yield the records of a revision's sentences in reading order."""
    found = rows(connection, _ALL_SENTENCES, revision_id)
    for slug, number, paragraph, position, start, end, sha256, role, reason, suggested in found:
        line: SentenceLine = {
            "type": "sentence",
            "article": slug,
            "revision": number,
            "paragraph": paragraph,
            "sentence": position,
            "start": start,
            "end": end,
            "sha256": sha256,
            "role": role,
            "reason": reason,
        }
        if suggested is not None:
            line["suggested"] = suggested
        yield line


def sentence_line(connection: Connection, revision_id: int, sentence_id: int) -> SentenceLine:
    """Return the record of one sentence."""
    return sentence_records(connection, [sentence_id])[sentence_id]


def sentence_records(connection: Connection, keys: Sequence[int]) -> dict[int, SentenceLine]:
    """Return the records of those of ``keys`` that exist, by key."""
    return {row.id: _sentence(row) for row in connection.execute(_SENTENCES.where(sentence.c.id.in_(keys)))}


def _sentence(row: Any) -> SentenceLine:  # noqa: ANN401
    line = SentenceLine(
        type="sentence",
        article=row.slug,
        revision=row.number,
        paragraph=row.paragraph,
        sentence=row.position,
        start=row.start,
        end=row.end,
        sha256=row.sha256,
        role=row.role,
        reason=row.reason,
    )
    if row.suggested is not None:
        line["suggested"] = row.suggested
    return line
