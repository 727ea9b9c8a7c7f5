"""The door: who has a pass, who came in, which messages count along, and what people said after.

What always holds:

* a delegate comes in at most once to a session (``delegate_id, session``), whoever lets him in;
* of a delegate's passes at most one counts: the newest, and only while it is not ended;
* a delegate rates a session once; what he says later takes the place of that.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Choice, DoorVia, Instant, Key, LetIn


class DoorSecret(SQLModel, table=True):
    """What signs the passes of this database; one row, made when first needed."""

    __tablename__ = "door_secret"

    id: int = Field(default=1, primary_key=True, sa_type=Key)
    secret: str = Field(max_length=64)  # hex


class EntryPass(SQLModel, table=True):
    """A delegate's pass. ``generation`` counts up when he is replaced; the older ones are ended."""

    __tablename__ = "entry_pass"
    __table_args__ = (UniqueConstraint("delegate_id", "generation"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", sa_type=Key)
    generation: int
    code: str = Field(unique=True, max_length=8)
    made_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    file_id: str | None = Field(default=None, sa_type=Text)  # Telegram's copy of the picture
    file_hash: str | None = Field(default=None, max_length=64)  # what that shows


class CheckIn(SQLModel, table=True):
    """A delegate came in. Taking an entry back deletes it; the audit keeps both."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("delegate_id", "session"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", sa_type=Key)
    session: str = Field(max_length=40, index=True)  # to which he came, mostly his own
    at: datetime = Field(sa_type=Instant)
    via: DoorVia = Field(sa_type=Choice(DoorVia))
    reason: LetIn | None = Field(default=None, sa_type=Choice(LetIn))  # let in all the same
    by_person: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    cause: int | None = Field(default=None, sa_type=BigInteger)  # Telegram's update_id


class LiveCount(SQLModel, table=True):
    """A message in the chat of somebody of the team that counts along; one in each chat."""

    __tablename__ = "live_count"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", unique=True, sa_type=Key)
    session: str = Field(max_length=40)
    message_id: int = Field(sa_type=BigInteger)
    shown: str = Field(default="", max_length=64)  # hash of what it says
    edited_at: datetime = Field(sa_type=Instant)


class Feedback(SQLModel, table=True):
    """What a delegate who came thought of it; that he was asked stands in the outbox."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("delegate_id", "session"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", sa_type=Key)
    session: str = Field(max_length=40, index=True)
    rating: int  # 1 to 5
    rated_at: datetime = Field(sa_type=Instant)
    comment: str | None = Field(default=None, sa_type=Text)
