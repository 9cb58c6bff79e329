"""Lists of claims that are kept by name, and what each reader has seen of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.TEXT(collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"
# The tables whose rows a downgrade would drop: it asks first.
drops = ("saved_list_look", "saved_list")


def upgrade() -> None:
    op.create_table(
        "saved_list",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("filters", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_saved_list_name_not_blank")),
        sa.CheckConstraint("length(trim(filters)) > 0", name=op.f("ck_saved_list_filters_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
        sa.UniqueConstraint("key", name=op.f("uq_saved_list_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_list_look",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("seen", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["saved_list.id"], name=op.f("fk_saved_list_look_list_id")),
        sa.PrimaryKeyConstraint("list_id", "reader", name=op.f("pk_saved_list_look")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("saved_list_look")
    op.drop_table("saved_list")
