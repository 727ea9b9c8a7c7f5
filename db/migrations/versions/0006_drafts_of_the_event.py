"""Drafts of the event, and the lane of the cards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_draft",
        sa.Column("person_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("version", _KEY, nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_event_draft")),
    )
    op.execute(
        sa.text(
            "INSERT INTO lane (id, rank, is_open, failures) SELECT 4, 2, is_open, 0 FROM lane "
            "WHERE id = 2 AND NOT EXISTS (SELECT 1 FROM lane WHERE id = 4)"
        )
    )
    op.execute(sa.text("UPDATE lane SET is_open = true WHERE id = 4"))


def downgrade() -> None:
    # Nothing that is on record goes; what this version queued, the one before cannot send.
    op.execute(sa.text("UPDATE lane SET is_open = false WHERE id = 4"))
    op.drop_table("event_draft")
