"""Labels, notes and links between claims."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0003"
down_revision = "0002"
# The tables whose rows a downgrade would drop: it asks first.
drops = ("claim_link", "note", "label")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "label",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("word", TEXT, nullable=False),
        sa.CheckConstraint("length(trim(word)) > 0", name=op.f("ck_label_word_not_blank")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_label_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "word", name=op.f("pk_label")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_label_word_claim_id"), "label", ["word", "claim_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("sentence_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.CheckConstraint("(claim_id IS NULL) <> (sentence_id IS NULL)", name=op.f("ck_note_on_one_thing")),
        sa.CheckConstraint("length(trim(text)) > 0", name=op.f("ck_note_text_not_blank")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_note_claim_id")),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.id"], name=op.f("fk_note_sentence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("claim_id", "number", name=op.f("uq_note_claim_id_number")),
        sa.UniqueConstraint("sentence_id", "number", name=op.f("uq_note_sentence_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "claim_link",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            words("kind", "contradicts", "repeats", "not_same"),
            nullable=False,
        ),
        sa.CheckConstraint("claim_id <> other_id", name=op.f("ck_claim_link_two_claims")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_link_claim_id")),
        sa.ForeignKeyConstraint(["other_id"], ["claim.id"], name=op.f("fk_claim_link_other_id")),
        sa.PrimaryKeyConstraint("claim_id", "other_id", "kind", name=op.f("pk_claim_link")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_link_other_id"), "claim_link", ["other_id"], unique=False)


def downgrade() -> None:
    for table in drops:
        op.drop_table(table)
