"""Points, and who waits to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "delegate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_hi", sa.Text(), nullable=True),
        sa.Column("subject_en", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(length=40), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_point_delegate_id_delegate")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_point_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sa.UniqueConstraint("cause", name=op.f("uq_point_cause")),
    )
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_album"), ["album"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_delegate_id"), ["delegate_id"], unique=False)
        batch_op.create_index(
            "ix_point_person_id_message_id", ["person_id", "message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_point_stage"), ["stage"], unique=False)

    op.create_table(
        "waiting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("fact", sa.String(length=30), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_waiting_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("person_id", "fact", name=op.f("uq_waiting_person_id")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_stage"), ["stage"], unique=False)

    op.create_table(
        "point_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("cause", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_point_file_point_id_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_file")),
        sa.UniqueConstraint("cause", name=op.f("uq_point_file_cause")),
    )
    with op.batch_alter_table("point_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_file_point_id"), ["point_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("point_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_file_point_id"))

    op.drop_table("point_file")
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_stage"))

    op.drop_table("waiting")
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_stage"))
        batch_op.drop_index("ix_point_person_id_message_id")
        batch_op.drop_index(batch_op.f("ix_point_delegate_id"))
        batch_op.drop_index(batch_op.f("ix_point_album"))

    op.drop_table("point")
