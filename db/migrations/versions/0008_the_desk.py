"""The desk: running counts, words to find people by, notes, replacements, digests."""

import sqlalchemy as sa
from alembic import op

from db import counting

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(600).with_variant(sa.String(600, collation="C"), "postgresql")
FIGURES = ("invited", "joined", "verified", "yes", "no", "maybe", "unreachable", "checked_in")


def upgrade() -> None:
    op.drop_index("ix_delegate_state_district", table_name="delegate")
    op.create_index("ix_delegate_place", "delegate", ["state", "district", "roster_no"])
    op.create_index("ix_person_phone", "person", ["phone"])
    op.create_index("ix_person_verified_at", "person", ["verified_at", "delegate_id"])
    op.create_index("ix_person_unreachable_at", "person", ["unreachable_at", "delegate_id"])
    op.create_index("ix_rsvp_change_at", "rsvp_change", ["at"])
    op.create_table(
        "tally",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        sa.PrimaryKeyConstraint("state", "seat", name=op.f("pk_tally")),
    )
    op.create_table(
        "delegate_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("delegate_id", KEY, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("word", "delegate_id", name=op.f("pk_delegate_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_delegate_word_delegate_id", "delegate_word", ["delegate_id"])
    op.create_table(
        "staff_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("delegate_id", KEY, nullable=False),
        sa.Column("by_person", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["delegate.id"], name=op.f("fk_staff_note_delegate_id_delegate")
        ),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_staff_note_by_person_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
        sa.UniqueConstraint("cause", name=op.f("uq_staff_note_cause")),
    )
    op.create_index("ix_staff_note_delegate_id", "staff_note", ["delegate_id"])
    op.create_table(
        "replacement",
        sa.Column("old_id", KEY, nullable=False, autoincrement=False),
        sa.Column("new_id", KEY, nullable=False),
        sa.Column("same_person", sa.Boolean(), nullable=False),
        sa.Column("by_person", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["old_id"], ["delegate.id"], name=op.f("fk_replacement_old_id_delegate")
        ),
        sa.ForeignKeyConstraint(
            ["new_id"], ["delegate.id"], name=op.f("fk_replacement_new_id_delegate")
        ),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_replacement_by_person_person")
        ),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_replacement")),
        sa.UniqueConstraint("cause", name=op.f("uq_replacement_cause")),
    )
    op.create_index("ix_replacement_new_id", "replacement", ["new_id"])
    op.create_table(
        "join_notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["join_request.id"], name=op.f("fk_join_notice_request_id_join_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_notice")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_join_notice_chat_id")),
    )
    op.create_index("ix_join_notice_request_id", "join_notice", ["request_id"])
    op.create_table(
        "digest_wish",
        sa.Column("person_id", KEY, nullable=False, autoincrement=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_wish_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_wish")),
    )
    counting.recount(op.get_bind())


def downgrade() -> None:
    counting.remove(op.get_bind())
    for name in (
        *("digest_wish", "join_notice", "replacement", "staff_note"),
        *("delegate_word", "tally"),
    ):
        op.drop_table(name)
    op.drop_index("ix_rsvp_change_at", table_name="rsvp_change")
    op.drop_index("ix_person_unreachable_at", table_name="person")
    op.drop_index("ix_person_verified_at", table_name="person")
    op.drop_index("ix_person_phone", table_name="person")
    op.drop_index("ix_delegate_place", table_name="delegate")
    op.create_index("ix_delegate_state_district", "delegate", ["state", "district"])
