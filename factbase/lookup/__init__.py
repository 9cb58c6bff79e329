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
from factbase.lookup.lists import SavedList, saved_list
from factbase.lookup.operations import check_operation, no_operation
from factbase.lookup.sources import SourceKey, source, sources_named

__all__ = [
    "ArticleKey",
    "ClaimKey",
    "RevisionKey",
    "SavedList",
    "SentenceKey",
    "SourceKey",
    "article",
    "check_operation",
    "claim",
    "find_article",
    "latest_revision",
    "no_operation",
    "revision",
    "saved_list",
    "sentence",
    "source",
    "sources_named",
]
