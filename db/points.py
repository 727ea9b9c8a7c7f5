"""What delegates hand in for the dialogue, and who wants to be told of what is not known yet.

What always holds:

* an update (``cause``) hands in one point or one file, however often it comes;
* a point belongs to a roster row, so it stays when the account behind the row changes;
* a person waits for a fact at most once (``person_id, fact``).
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Choice, FileKind, Instant, Key, PointStage, WaitStage


class Point(SQLModel, table=True):
    """Something that a delegate wants to put before the leadership."""

    __tablename__ = "point"
    __table_args__ = (Index("ix_point_person_id_message_id", "person_id", "message_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    stage: PointStage = Field(sa_type=Choice(PointStage), index=True)
    text: str = Field(default="", sa_type=Text)  # or the caption of what was sent
    subject: str = Field(max_length=12)  # key of an agenda item, see bot/subjects.py
    subject_hi: str | None = Field(default=None, sa_type=Text)  # as it was called then
    subject_en: str | None = Field(default=None, sa_type=Text)
    message_id: int = Field(sa_type=BigInteger)  # in his private chat; he may edit it
    album: str | None = Field(default=None, max_length=40, index=True)  # several files at once
    handed_in_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    cause: int = Field(unique=True, sa_type=BigInteger)  # Telegram's update_id


class PointFile(SQLModel, table=True):
    """A voice note, document or picture that is, or goes with, a point."""

    __tablename__ = "point_file"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    point_id: int = Field(foreign_key="point.id", index=True, sa_type=Key)
    kind: FileKind = Field(sa_type=Choice(FileKind))
    file_id: str = Field(sa_type=Text)  # sends it again, from the same bot only
    name: str | None = Field(default=None, max_length=200)
    seconds: int | None = None  # how long a recording is
    cause: int = Field(unique=True, sa_type=BigInteger)


class Waiting(SQLModel, table=True):
    """Somebody wants to be told a fact of the event as soon as it is known."""

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("person_id", "fact"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    fact: str = Field(max_length=30)  # see bot/to_announce.py
    stage: WaitStage = Field(default=WaitStage.WAITING, sa_type=Choice(WaitStage), index=True)
    asked_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    version: int | None = None  # of the event, by which it was told
