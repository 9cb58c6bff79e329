"""What a search sees of a claim: its words, its passage's, its article's title, who is cited, what was noted.

The rows come as the driver gives them (``exec_driver_sql``), and only integers are written into the SQL; see
``records.claims``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from factbase.references import SourceName
from factbase.text.tokens import tokens

# Between two names, or two notes: a letter that no token has, so that no phrase is found across them.
APART = "þ"
_MOST = 3000  # tokens of one part: PostgreSQL tells 16,383 positions of a document apart


class Document(NamedTuple):
    """The tokens of a claim's parts, joined by blanks."""

    statement: str
    passage: str
    title: str
    sources: str
    notes: str


class Parts(NamedTuple):
    """The parts of a claim as they are printed; ``passage`` is empty where the text is not here."""

    statement: str
    passage: str
    title: str
    sources: Sequence[str]
    notes: Sequence[str]


def document(parts: Parts) -> Document:
    """Return the document that the index holds for a claim with these parts."""
    return Document(
        _tokens(parts.statement),
        _again(parts.passage),
        _again(parts.title),
        _each(parts.sources),
        _each(parts.notes),
    )


def _tokens(text: str) -> str:
    return " ".join(tokens(text)[:_MOST])


# Several claims stand in one passage and in one article, and cite the same sources.
_again = lru_cache(maxsize=512)(_tokens)


def _each(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return _again(texts[0]) if texts else ""
    words = f" {APART} ".join(map(_again, texts)).split()
    return " ".join(words[:_MOST])


def vocabulary(of: Document) -> set[str]:
    """Return the different tokens of a document."""
    words = set(" ".join(of).split())
    words.discard(APART)
    return words


_STATEMENTS = """
SELECT c.id, c.statement, a.title FROM claim c JOIN article a ON a.id = c.article_id WHERE c.id IN ({keys})
"""
_ANCHORS = """
SELECT n.claim_id, n.revision_id, n.start, n."end" FROM anchor n JOIN revision r ON r.id = n.revision_id
WHERE n.claim_id IN ({keys}) ORDER BY n.claim_id, r.number
"""
_TEXTS = "SELECT id, text FROM revision WHERE id IN ({keys}) AND text IS NOT NULL"
_SOURCES = """
SELECT b.claim_id, s.name, s.qualifier, v.name, v.qualifier
FROM attribution b JOIN source s ON s.id = b.source_id LEFT JOIN source v ON v.id = b.via_id
WHERE b.claim_id IN ({keys}) ORDER BY b.claim_id, b.id
"""
_NOTES = "SELECT claim_id, text FROM note WHERE claim_id IN ({keys}) ORDER BY claim_id, number"


def parts_of(connection: Connection, claim_ids: Sequence[int]) -> dict[int, Parts]:
    """Return the parts of those of ``claim_ids`` that exist: a few hundred at a time at most.

    The passage is that of the newest revision in which a claim has an anchor.
    """
    passages = _passages(connection, claim_ids)
    cited: dict[int, list[str]] = defaultdict(list)
    for key, name, qualifier, via, via_qualifier in _rows(connection, _SOURCES, claim_ids):
        cited[key].append(str(SourceName(name, qualifier)))
        if via is not None:
            cited[key].append(str(SourceName(via, via_qualifier)))
    noted: dict[int, list[str]] = defaultdict(list)
    for key, text in _rows(connection, _NOTES, claim_ids):
        noted[key].append(text)
    return {
        key: Parts(statement, passages.get(key, ""), title, distinct(cited[key]), noted[key])
        for key, statement, title in _rows(connection, _STATEMENTS, claim_ids)
    }


def distinct(names: Iterable[str]) -> list[str]:
    """Return each name once, as they first come."""
    return list(dict.fromkeys(names))


def _passages(connection: Connection, claim_ids: Sequence[int]) -> dict[int, str]:
    newest = {row[0]: row[1:] for row in _rows(connection, _ANCHORS, claim_ids)}
    texts = dict(_rows(connection, _TEXTS, {revision for revision, _start, _end in newest.values()}))
    return {
        key: texts[revision][start:end]
        for key, (revision, start, end) in newest.items()
        if start is not None and revision in texts
    }


def _rows(connection: Connection, query: str, keys: Iterable[int]) -> Iterable[Any]:
    listed = ",".join(map(str, keys))
    return connection.exec_driver_sql(query.format(keys=listed)).all() if listed else ()
