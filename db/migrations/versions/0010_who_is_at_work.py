"""The index on who has a delivery in hand holds only those that are in somebody's."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_IN_HAND = sa.text("worker IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_delivery_worker", table_name="delivery")
    op.create_index(
        "ix_delivery_worker",
        "delivery",
        ["worker"],
        sqlite_where=_IN_HAND,
        postgresql_where=_IN_HAND,
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_worker", table_name="delivery")
    op.create_index("ix_delivery_worker", "delivery", ["worker"])
