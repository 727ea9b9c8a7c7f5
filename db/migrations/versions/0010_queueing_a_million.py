"""What made queueing a million slow: an index on rows in nobody's hand, a check of each account."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_IN_HAND = sa.text("worker IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint("fk_delivery_person_id_person", type_="foreignkey")
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
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_foreign_key("fk_delivery_person_id_person", "person", ["person_id"], ["id"])
