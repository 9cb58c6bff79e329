"""Sources, claims and who stands behind them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0002"
down_revision = "0001"
# The tables whose rows a downgrade would drop: it asks first.
drops = ("attribution", "anchor", "claim", "source_alias", "source")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("qualifier", TEXT, nullable=False),
        sa.Column(
            "kind",
            words(
                "kind",
                "author",
                "person",
                "organisation",
                "publication",
                "document",
                "anonymous",
                "group",
                "rumour",
            ),
            nullable=False,
        ),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("speaks_for_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(article_id IS NOT NULL) = (kind IN ('author', 'anonymous', 'group', 'rumour'))",
            name=op.f("ck_source_article_by_kind"),
        ),
        sa.CheckConstraint("length(trim(key)) > 0", name=op.f("ck_source_key_not_blank")),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_source_name_not_blank")),
        sa.CheckConstraint("speaks_for_id <> id", name=op.f("ck_source_speaks_for_another")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_source_article_id")),
        sa.ForeignKeyConstraint(["speaks_for_id"], ["source.id"], name=op.f("fk_source_speaks_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_source_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_source_speaks_for",
        "source",
        ["speaks_for_id"],
        unique=False,
        sqlite_where=sa.text("speaks_for_id IS NOT NULL"),
        postgresql_where=sa.text("speaks_for_id IS NOT NULL"),
    )
    op.create_index(
        "uq_source_everywhere",
        "source",
        ["key", "qualifier"],
        unique=True,
        sqlite_where=sa.text("article_id IS NULL"),
        postgresql_where=sa.text("article_id IS NULL"),
    )
    op.create_index(
        "uq_source_in_article",
        "source",
        ["article_id", "key", "qualifier"],
        unique=True,
        sqlite_where=sa.text("article_id IS NOT NULL"),
        postgresql_where=sa.text("article_id IS NOT NULL"),
    )
    op.create_table(
        "source_alias",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.CheckConstraint("length(trim(key)) > 0", name=op.f("ck_source_alias_key_not_blank")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_alias_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_alias")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_source_alias_source_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_source_alias_key"), "source_alias", ["key"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", TEXT, nullable=False),
        sa.Column(
            "confidence",
            words("confidence", "high", "medium", "low", "rumour"),
            nullable=False,
        ),
        sa.Column(
            "confidence_override",
            words("confidence_override", "high", "medium", "low", "rumour"),
            nullable=True,
        ),
        sa.Column("override_reason", TEXT, nullable=True),
        sa.Column(
            "status",
            words("status", "open", "in_check", "checked", "reopened", "cut"),
            nullable=False,
        ),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confidence_override IS NULL) = (override_reason IS NULL)",
            name=op.f("ck_claim_override_has_reason"),
        ),
        sa.CheckConstraint("length(trim(statement)) > 0", name=op.f("ck_claim_statement_not_blank")),
        sa.CheckConstraint("number > 0", name=op.f("ck_claim_number_positive")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_claim_article_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_claim_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_claim_article_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_claim_confidence_id"), "claim", ["confidence", "id"], unique=False)
    op.create_index(op.f("ix_claim_operation_id_id"), "claim", ["operation_id", "id"], unique=False)
    op.create_index(op.f("ix_claim_status_id"), "claim", ["status", "id"], unique=False)
    op.create_table(
        "anchor",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column(
            "state",
            words("state", "exact", "moved", "reworded", "lost"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'lost' AND start IS NULL AND \"end\" IS NULL AND sha256 IS NULL)"
            " OR (state <> 'lost' AND start >= 0 AND \"end\" > start AND length(sha256) = 64)",
            name=op.f("ck_anchor_lost_has_no_place"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_anchor_claim_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_anchor_revision_id")),
        sa.PrimaryKeyConstraint("claim_id", "revision_id", name=op.f("pk_anchor")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_anchor_revision_id_start"), "anchor", ["revision_id", "start"], unique=False)
    op.create_table(
        "attribution",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "source_kind",
            words(
                "source_kind",
                "author",
                "person",
                "organisation",
                "publication",
                "document",
                "anonymous",
                "group",
                "rumour",
            ),
            nullable=False,
        ),
        sa.Column(
            "stance",
            words("stance", "asserts", "denies", "questions", "speculates"),
            nullable=False,
        ),
        sa.Column(
            "mode",
            words("mode", "observation", "direct", "indirect", "mixed"),
            nullable=False,
        ),
        sa.Column(
            "terms",
            words("terms", "on_record", "background", "deep_background", "off_record", "not_stated"),
            nullable=False,
        ),
        sa.Column("own_act", sa.Boolean(create_constraint=True, name="own_act"), nullable=False),
        sa.Column("cue", TEXT, nullable=True),
        sa.Column("quote", TEXT, nullable=True),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.CheckConstraint("via_id <> source_id", name=op.f("ck_attribution_via_another")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_attribution_claim_id")),
        sa.ForeignKeyConstraint(
            ["source_id", "source_kind"],
            ["source.id", "source.kind"],
            name="fk_attribution_source",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["via_id"], ["source.id"], name=op.f("fk_attribution_via_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribution")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attribution_mode_claim_id"), "attribution", ["mode", "claim_id"], unique=False)
    op.create_index(
        op.f("ix_attribution_source_id_claim_id"), "attribution", ["source_id", "claim_id"], unique=False
    )
    op.create_index(
        op.f("ix_attribution_source_kind_claim_id"), "attribution", ["source_kind", "claim_id"], unique=False
    )
    op.create_index(
        op.f("ix_attribution_stance_claim_id"), "attribution", ["stance", "claim_id"], unique=False
    )
    op.create_index(
        "ix_attribution_via",
        "attribution",
        ["via_id"],
        unique=False,
        sqlite_where=sa.text("via_id IS NOT NULL"),
        postgresql_where=sa.text("via_id IS NOT NULL"),
    )
    op.create_index(
        "uq_attribution_claim_source_stance_via",
        "attribution",
        ["claim_id", "source_id", "stance", sa.literal_column("coalesce(via_id, 0)")],
        unique=True,
    )
    op.create_table(
        "claim_problem",
        sa.Column(
            "rule",
            words(
                "rule",
                "rumour",
                "anonymous-only",
                "vague-source",
                "unattributed",
                "unsupported",
                "contested",
                "hearsay",
                "own-word-only",
                "single-source",
            ),
            nullable=False,
        ),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_problem_claim_id")),
        sa.PrimaryKeyConstraint("rule", "claim_id", name=op.f("pk_claim_problem")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_problem_claim_id"), "claim_problem", ["claim_id"], unique=False)
    op.create_table(
        "derivation",
        sa.Column("rules_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("rules_version", name=op.f("pk_derivation")),
    )


def downgrade() -> None:
    for table in ("derivation", "claim_problem", *drops):  # the first two are derived
        op.drop_table(table)
