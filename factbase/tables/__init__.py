"""The tables: one class of typed columns each, every rule named and kept by the database."""

from factbase.tables.articles import article, revision, sentence
from factbase.tables.claims import (
    anchor,
    attribution,
    claim,
    claim_link,
    claim_problem,
    derivation,
    label,
    note,
)
from factbase.tables.columns import metadata
from factbase.tables.lists import saved_list, saved_list_look
from factbase.tables.log import actor, change, operation
from factbase.tables.search import search_token
from factbase.tables.sources import source, source_alias

__all__ = [
    "actor",
    "anchor",
    "article",
    "attribution",
    "change",
    "claim",
    "claim_link",
    "claim_problem",
    "derivation",
    "label",
    "metadata",
    "note",
    "operation",
    "revision",
    "saved_list",
    "saved_list_look",
    "search_token",
    "sentence",
    "source",
    "source_alias",
]
