"""Whether texts, sentences and anchors fit each other: each stands where it says, in the words it says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from factbase.maintenance.verify.naming import article_name
from factbase.maintenance.verify.reading import look_at, pages
from factbase.maintenance.verify.report import Finding, Findings
from factbase.references import ClaimRef, Place
from factbase.tables import anchor, article, claim, revision, sentence
from factbase.text.anchors import sha256
from factbase.vocabulary import AnchorState


class _Sentence(NamedTuple):
    """A sentence's place and span, as its row has them."""

    start: int
    end: int
    sha256: str
    place: Place


class _Revision(NamedTuple):
    """A revision as its row has it."""

    id: int
    article_id: int
    name: str
    characters: int
    sha256: str
    text: str | None


def check(connection: Connection, findings: Findings) -> None:
    """Look at each revision's text, then at the sentences and anchors in it."""

    def look(keys: Sequence[int]) -> Iterator[Finding]:
        for key in keys:
            of = _read(connection, key)
            yield from _text(of)
            sentences = _sentences(connection, of)
            yield from _spans(of, sentences)
            yield from _anchors(connection, of, sentences, findings)
            findings.looked(1 + len(sentences))

    for keys in pages(connection, revision):
        for key in keys:
            look_at(connection, [key], look, findings, lambda key: _name(connection, key))


def _name(connection: Connection, key: int) -> str:
    query = select(revision.c.article_id).where(revision.c.id == key)
    found = connection.scalar(query)
    return "a revision" if found is None else f"a revision of {article_name(connection, found)}"


def _read(connection: Connection, key: int) -> _Revision:
    columns = revision.c
    query = select(
        article.c.slug, columns.number, columns.article_id, columns.characters, columns.sha256, columns.text
    )
    row = connection.execute(query.join_from(revision, article).where(columns.id == key)).one()
    name = f"{row.slug} revision {row.number}"
    return _Revision(key, row.article_id, name, row.characters, row.sha256, row.text)


def _text(of: _Revision) -> Iterator[Finding]:
    if of.text is None:
        return
    if len(of.text) != of.characters:
        yield Finding(of.name, f"has {len(of.text):,} characters, not {of.characters:,}")
    if sha256(of.text) != of.sha256:
        yield Finding(of.name, "its text is not the one whose hash it has")


def _sentences(connection: Connection, of: _Revision) -> list[_Sentence]:
    columns = sentence.c
    query = select(columns.start, columns.end, columns.sha256, columns.paragraph, columns.position)
    rows = connection.execute(query.where(columns.revision_id == of.id).order_by(columns.start))
    return [
        _Sentence(start, end, digest, Place(paragraph, position))
        for start, end, digest, paragraph, position in rows
    ]


def _spans(of: _Revision, sentences: Sequence[_Sentence]) -> Iterator[Finding]:
    last_end, last_place = 0, Place(0, 0)
    for each in sentences:
        name = f"{of.name}, sentence {each.place}"
        if not 0 <= each.start < each.end <= of.characters:
            yield Finding(
                name, f"{each.start}–{each.end} lies outside the text of {of.characters} characters"
            )
        elif each.start < last_end or each.place <= last_place:
            yield Finding(name, "does not follow the sentence before it")
        elif of.text is not None and sha256(of.text[each.start : each.end]) != each.sha256:
            yield Finding(name, "its words are not those whose hash it has")
        last_end, last_place = each.end, each.place


def _anchors(
    connection: Connection, of: _Revision, sentences: Sequence[_Sentence], findings: Findings
) -> Iterator[Finding]:
    columns = anchor.c
    starts = [each.start for each in sentences]
    query = (
        select(article.c.slug, claim.c.number, claim.c.article_id, columns.start, columns.end, columns.sha256,
               columns.state)
        .join_from(anchor, claim).join(article)
        .where(columns.revision_id == of.id)
        .order_by(columns.start)
    )  # fmt: skip
    for slug, number, article_id, start, end, digest, state in connection.execute(query):
        name = str(ClaimRef(slug, number))
        findings.looked()
        if article_id != of.article_id:
            yield Finding(name, f"stands in {of.name}, which is another article's")
        elif state == AnchorState.LOST:
            if (start, end, digest) != (None, None, None):
                yield Finding(name, "is lost, and has a place all the same")
        elif start is None or end is None or not 0 <= start < end <= of.characters:
            yield Finding(name, f"{start}–{end} lies outside the text of {of.characters} characters")
        elif of.text is not None:
            if sha256(of.text[start:end]) != digest:
                yield Finding(name, "its passage is not the one whose hash it has")
        else:
            index = bisect_left(starts, start)
            whole = index < len(starts) and sentences[index][:2] == (start, end)
            if whole and sentences[index].sha256 != digest:
                yield Finding(name, "its passage is a sentence of another hash")
