"""What documents suggest that a sentence is, for a person to confirm; indexes of lost anchors and logged links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0005"
down_revision = "0004"
# No row is lost by a downgrade; what the documents suggest can be read from them again.
drops = ()

KEPT = 'id, revision_id, paragraph, position, start, "end", sha256, role, reason, version'


def words(name: str) -> sa.Enum:
    roles = ("claim", "heading", "credit", "not_checkable")
    return sa.Enum(*roles, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_index(
        op.f("ix_anchor_lost"),
        "anchor",
        ["claim_id"],
        unique=False,
        sqlite_where=sa.text("state = 'lost'"),
        postgresql_where=sa.text("state = 'lost'"),
    )
    op.create_index(
        op.f("ix_change_links"),
        "change",
        ["id"],
        unique=False,
        sqlite_where=sa.text("thing = 'link'"),
        postgresql_where=sa.text("thing = 'link'"),
    )
    if op.get_bind().dialect.name == "sqlite":
        make_anew(sa.Column("suggested", words("suggested"), nullable=True))
        return
    op.add_column("sentence", sa.Column("suggested", sa.String(32), nullable=True))
    op.create_check_constraint(
        op.f("ck_sentence_suggested"),
        "sentence",
        "suggested IN ('claim', 'heading', 'credit', 'not_checkable')",
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_change_links"), table_name="change")
    op.drop_index(op.f("ix_anchor_lost"), table_name="anchor")
    if op.get_bind().dialect.name == "sqlite":
        make_anew()
    else:
        op.drop_column("sentence", "suggested")


def make_anew(*more: sa.Column) -> None:
    """Make the table anew, since SQLite adds no CHECK to one that is there: every row and key as it was.

    A table that is renamed would no longer read as the one that is described; so the rows wait in another.
    """
    given_out = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'sentence'"))
    last_key = given_out.scalar()
    op.execute(f"CREATE TEMPORARY TABLE waiting AS SELECT {KEPT} FROM sentence")
    op.drop_table("sentence")
    op.create_table(
        "sentence",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("role", words("role"), nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        *more,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_sentence_sha256_length")),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_sentence_span")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_sentence_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence")),
        sa.UniqueConstraint(
            "revision_id", "paragraph", "position", name=op.f("uq_sentence_revision_id_paragraph_position")
        ),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO sentence ({KEPT}) SELECT {KEPT} FROM waiting ORDER BY id")
    op.execute("DROP TABLE waiting")
    op.create_index(op.f("ix_sentence_revision_id_start"), "sentence", ["revision_id", "start"], unique=False)
    if last_key is not None:  # also of sentences that are gone: no key is given out twice
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'sentence'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('sentence', {last_key})")
