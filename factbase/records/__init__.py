"""Each thing as one record: a bundle's line, a change's before and after, and what the log shows."""

from factbase.records.articles import article_line, revision_line, sentence_line, sentence_lines
from factbase.records.claims import ClaimReader, claim_line
from factbase.records.lines import (
    AnchorLine,
    ArticleLine,
    AttributionLine,
    ClaimLine,
    LinkLine,
    NoteLine,
    OverrideLine,
    RevisionLine,
    SentenceLine,
    SourceLine,
    dump,
    dump_lines,
)
from factbase.records.marks import link_lines, note_line, note_lines
from factbase.records.sources import SourceNames, source_line

__all__ = [
    "AnchorLine",
    "ArticleLine",
    "AttributionLine",
    "ClaimLine",
    "ClaimReader",
    "LinkLine",
    "NoteLine",
    "OverrideLine",
    "RevisionLine",
    "SentenceLine",
    "SourceLine",
    "SourceNames",
    "article_line",
    "claim_line",
    "dump",
    "dump_lines",
    "link_lines",
    "note_line",
    "note_lines",
    "revision_line",
    "sentence_line",
    "sentence_lines",
    "source_line",
]
