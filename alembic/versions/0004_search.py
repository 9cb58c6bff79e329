"""The index that searches look in, and the changes of sources and articles by thing: names as they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0004"
down_revision = "0003"
# Nothing is lost by a downgrade: all of it is derived from the claims.
drops = ()

SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE claim_search USING fts5"
        "(statement, passage, title, sources, notes, columnsize = 0, tokenize = 'unicode61')",
    ),
    "postgresql": (
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
    ),
}


def upgrade() -> None:
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "search_token",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_search_token")),
        sqlite_with_rowid=False,
    )
    named = sa.text("thing IN ('source', 'article')")
    op.create_index(
        op.f("ix_change_named"),
        "change",
        ["thing", "thing_id"],
        unique=False,
        sqlite_where=named,
        postgresql_where=named,
    )
    undoes = sa.text("undoes IS NOT NULL")
    op.create_index(
        op.f("ix_operation_undoes"),
        "operation",
        ["undoes"],
        unique=False,
        sqlite_where=undoes,
        postgresql_where=undoes,
    )
    stamp(sa.Column("search_version", sa.Integer(), nullable=False), ", 0")


def downgrade() -> None:
    op.drop_index(op.f("ix_operation_undoes"), "operation")
    op.drop_index(op.f("ix_change_named"), "change")
    op.drop_table("search_token")
    op.execute("DROP TABLE claim_search")
    stamp(None, "")


def stamp(search_version: sa.Column | None, value: str) -> None:
    """Make the one-row table of versions anew, with the row it had."""
    rules_version = op.get_bind().execute(sa.text("SELECT rules_version FROM derivation")).scalar()
    op.drop_table("derivation")
    op.create_table(
        "derivation",
        sa.Column("rules_version", sa.Integer(), autoincrement=False, nullable=False),
        *([] if search_version is None else [search_version]),
        sa.PrimaryKeyConstraint("rules_version", name=op.f("pk_derivation")),
    )
    if rules_version is not None:
        op.execute(f"INSERT INTO derivation VALUES ({rules_version}{value})")
