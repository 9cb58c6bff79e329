"""From what a person typed to a row, or to an error that says what was probably meant."""

from factbase.lookup.articles import (
    ArticleKey,
    RevisionKey,
    SentenceKey,
    article,
    find_article,
    latest_revision,
    revision,
    sentence,
)
from factbase.lookup.claims import ClaimKey, claim
from factbase.lookup.sources import SourceKey, source, sources_named

__all__ = [
    "ArticleKey",
    "ClaimKey",
    "RevisionKey",
    "SentenceKey",
    "SourceKey",
    "article",
    "claim",
    "find_article",
    "latest_revision",
    "revision",
    "sentence",
    "source",
    "sources_named",
]
