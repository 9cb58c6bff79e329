"""The log, articles and their sentences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0001"
down_revision = None
# The tables whose rows a downgrade would drop: it asks first.
drops = ("sentence", "revision", "article", "change", "operation", "actor")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.CheckConstraint("length(trim(key)) > 0", name=op.f("ck_actor_key_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sa.UniqueConstraint("key", name=op.f("uq_actor_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_operation_actor_id")),
        sa.ForeignKeyConstraint(["undoes"], ["operation.id"], name=op.f("fk_operation_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_operation_actor_id"), "operation", ["actor_id"], unique=False)
    op.create_index(op.f("ix_operation_at"), "operation", ["at"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column(
            "thing",
            words("thing", "article", "revision", "sentence", "source", "claim", "link", "note"),
            nullable=False,
        ),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("before", TEXT, nullable=True),
        sa.Column("after", TEXT, nullable=True),
        sa.CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name=op.f("ck_change_before_or_after")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_change_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_article_id"), "change", ["article_id"], unique=False)
    op.create_index(op.f("ix_change_operation_id"), "change", ["operation_id"], unique=False)
    op.create_index(op.f("ix_change_claim_id"), "change", ["claim_id"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("byline", TEXT, nullable=True),
        sa.Column("published_on", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(slug)) > 0", name=op.f("ck_article_slug_not_blank")),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_article_title_not_blank")),
        sa.CheckConstraint("next_number > 0", name=op.f("ck_article_next_number_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("slug", name=op.f("uq_article_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("normaliser", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=True),
        sa.Column("file_name", TEXT, nullable=True),
        sa.Column("file_format", TEXT, nullable=True),
        sa.Column("file_sha256", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_revision_sha256_length")),
        sa.CheckConstraint("number > 0", name=op.f("ck_revision_number_positive")),
        sa.CheckConstraint(
            "text IS NULL OR length(text) = characters", name=op.f("ck_revision_characters_counted")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_revision_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revision_article_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_revision_sha256"), "revision", ["sha256"], unique=False)
    op.create_table(
        "sentence",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column(
            "role",
            words("role", "claim", "heading", "credit", "not_checkable"),
            nullable=True,
        ),
        sa.Column("reason", TEXT, nullable=True),
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
    op.create_index(op.f("ix_sentence_revision_id_start"), "sentence", ["revision_id", "start"], unique=False)


def downgrade() -> None:
    for table in drops:
        op.drop_table(table)
