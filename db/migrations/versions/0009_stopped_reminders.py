"""Reminders: what is planned, what was stopped, who wants none; which replies were not certain."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("session", sa.String(length=40), nullable=False),
        sa.Column("anchor", sa.String(length=30), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("rule", "session", "anchor", name=op.f("uq_reminder_rule")),
    )
    op.create_table(
        "reminder_stop",
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("by_person", _KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_reminder_stop_by_person_person")
        ),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_reminder_stop")),
    )
    op.add_column("person", sa.Column("reminders_off_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("person", "reminders_off_at")
    op.drop_table("reminder_stop")
    op.drop_table("reminder")
