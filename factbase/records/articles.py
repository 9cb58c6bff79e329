"""Articles, revisions and sentences as records."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from factbase.records.lines import ArticleLine, RevisionLine, SentenceLine
from factbase.tables import article, revision, sentence


def article_line(connection: Connection, article_id: int) -> ArticleLine:
    """Return the record of an article."""
    row = connection.execute(select(article).where(article.c.id == article_id)).one()
    return ArticleLine(
        type="article",
        article=row.slug,
        title=row.title,
        url=row.url,
        byline=row.byline,
        published_on=row.published_on,
        language=row.language,
        next_number=row.next_number,
    )


def revision_line(connection: Connection, revision_id: int, *, with_text: bool = True) -> RevisionLine:
    """Return the record of a revision, its text left out if ``with_text`` is false."""
    query = select(article.c.slug, revision).join_from(revision, article).where(revision.c.id == revision_id)
    row = connection.execute(query).one()
    return RevisionLine(
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


def sentence_lines(connection: Connection, revision_id: int) -> Iterator[SentenceLine]:
    """Yield the records of a revision's sentences in reading order."""
    yield from _sentence_lines(connection, revision_id, None)


def sentence_line(connection: Connection, revision_id: int, sentence_id: int) -> SentenceLine:
    """Return the record of one sentence."""
    return next(_sentence_lines(connection, revision_id, sentence_id))


def _sentence_lines(
    connection: Connection, revision_id: int, sentence_id: int | None
) -> Iterator[SentenceLine]:
    query = (
        select(article.c.slug, revision.c.number, sentence)
        .join_from(sentence, revision)
        .join(article)
        .where(sentence.c.revision_id == revision_id)
        .order_by(sentence.c.start)
    )
    if sentence_id is not None:
        query = query.where(sentence.c.id == sentence_id)
    for row in connection.execute(query):
        yield SentenceLine(
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
