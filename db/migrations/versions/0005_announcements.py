"""Announcements."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amends", _KEY, nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_person", _KEY, nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", _KEY, nullable=True),
        sa.Column("submitted_by", _KEY, nullable=True),
        sa.Column("text_hi", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("before_hi", sa.Text(), nullable=True),
        sa.Column("before_en", sa.Text(), nullable=True),
        sa.Column("file_kind", sa.String(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("album", sa.String(length=40), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", _KEY, nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=False),
        sa.Column("planned_to", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held", sa.String(), nullable=True),
        sa.Column("held_note", sa.String(length=200), nullable=False),
        sa.Column("held_told", sa.Boolean(), nullable=False),
        sa.Column("progress_chat", sa.BigInteger(), nullable=True),
        sa.Column("progress_message", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["amends"], ["announcement.id"], name=op.f("fk_announcement_amends_announcement")
        ),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_announcement_by_person_person")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_announcement_changed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_announcement_submitted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["person.id"], name=op.f("fk_announcement_released_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_amends"), ["amends"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcement_stage"), ["stage"], unique=False)
    op.create_table(
        "caught_up",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("announcement_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_caught_up_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_caught_up_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "announcement_id", name=op.f("pk_caught_up")),
    )


def downgrade() -> None:
    op.drop_table("caught_up")
    op.drop_table("announcement")
