"""What organisers are changing.

What always holds: an organiser has one draft at most; it holds what he changes, not a copy of the
event, so that it can be laid over a version that somebody else released meanwhile.
"""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Instant, Key


class EventDraft(SQLModel, table=True):
    """What one organiser is changing; ``version`` is the one that he was shown last."""

    __tablename__ = "event_draft"

    person_id: int = Field(
        foreign_key="person.id",
        primary_key=True,
        sa_type=Key,
        sa_column_kwargs={"autoincrement": False},
    )
    version: int = Field(sa_type=Key)
    edits: str = Field(sa_type=Text)  # JSON
    changed_at: datetime = Field(sa_type=Instant)
