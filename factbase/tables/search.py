"""What searches look in: the tokens of each claim, and in how many claims each token stands.

All of it is derived. ``claim_search`` is no Core table, since each engine has an index of its own kind: on SQLite an
FTS5 table whose rowid is the claim's key, on PostgreSQL a table with two tsvectors. Both hold tokens of ours
(``text.tokens``), joined by blanks, so that both give the same hits.
"""

from sqlalchemy import DDL, Column, Connection, Integer, Table, TypedColumns, event

from factbase.tables.columns import TEXT, metadata

# The parts of a claim's document, each a column.
PARTS = ("statement", "passage", "title", "sources", "notes")
# Those that a search looks in, and those that say what a claim is about.
SEARCHED = ("statement", "passage", "sources", "notes")
COMPARED = ("statement", "passage", "title")
# The letters by which PostgreSQL tells the parts in ``words`` apart; titles have the vector ``headings``.
WEIGHTS = {"statement": "A", "passage": "B", "sources": "C", "notes": "D"}

SQLITE = (
    "CREATE VIRTUAL TABLE claim_search USING fts5"
    "(statement, passage, title, sources, notes, columnsize = 0, tokenize = 'unicode61')",
)
POSTGRESQL = (
    """CREATE TABLE claim_search (
    claim_id INTEGER NOT NULL CONSTRAINT pk_claim_search PRIMARY KEY,
    statement TEXT COLLATE "C" NOT NULL,
    passage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    sources TEXT COLLATE "C" NOT NULL,
    notes TEXT COLLATE "C" NOT NULL,
    words TSVECTOR NOT NULL,
    headings TSVECTOR NOT NULL
)""",
    "CREATE INDEX ix_claim_search_words ON claim_search USING gin (words)",
    "CREATE INDEX ix_claim_search_headings ON claim_search USING gin (headings)",
)

for _engine, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect=_engine))  # type: ignore[no-untyped-call]


def key_column(connection: Connection) -> str:
    """Return what a claim's key is called in ``claim_search``."""
    return "rowid" if connection.dialect.name == "sqlite" else "claim_id"


class SearchTokenColumns(TypedColumns):
    """In how many claims' documents a token stands; the empty token counts the documents themselves."""

    token: Column[str] = Column(TEXT, primary_key=True)
    claims: Column[int] = Column(Integer, nullable=False)


search_token = Table("search_token", metadata, SearchTokenColumns, sqlite_with_rowid=False)
