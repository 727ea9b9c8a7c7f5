r"""Announcements: what organisers send to many, from the first draft to the report.

Life of an announcement::

    draft --released--> (waiting --a second organiser-->) scheduled --its time came--> planning
      |  ^                 |                                  |                           |
      |  +---taken back----+----------------------------------+            all are queued |
      v                                                                                   v
    discarded        cancelled <--all rows let go-- cancelling <--cancel--+-- planning, sending
                                                                          |
    done <--every outcome is known--------------------------------------- sending
      +--send again to some--> planning

A correction (the words of one that was sent) and a recall are announcements too, which ``amends``
names the one they change; so they are previewed, counted, paused and reported in the same way.

What always holds:

* only a draft can be changed, and a release names the version that was previewed;
* rows of the outbox are queued in chunks up to ``planned_to``, each with a key of its own, so that
  planning can be broken off anywhere and begun again;
* while ``held`` the lane is closed;
* each run (the sending, or sending again) is reported once: ``reported`` is the last of them.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import AnnouncementKind, AnnouncementStage, Choice, FileKind, HoldReason, Instant, Key


class Announcement(SQLModel, table=True):
    """One announcement. Texts are HTML as Telegram takes it; a file stays with Telegram."""

    __tablename__ = "announcement"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    kind: AnnouncementKind = Field(default=AnnouncementKind.NEWS, sa_type=Choice(AnnouncementKind))
    amends: int | None = Field(default=None, foreign_key="announcement.id", index=True, sa_type=Key)
    stage: AnnouncementStage = Field(
        default=AnnouncementStage.DRAFT, sa_type=Choice(AnnouncementStage), index=True
    )
    version: int = 1  # counts up with every change of a draft
    by_person: int = Field(foreign_key="person.id", sa_type=Key)
    scope: str | None = Field(default=None, max_length=200)  # of who wrote it; None: all states
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)  # last
    submitted_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    text_hi: str | None = Field(default=None, sa_type=Text)
    text_en: str | None = Field(default=None, sa_type=Text)
    before_hi: str | None = Field(default=None, sa_type=Text)  # what a correction replaced
    before_en: str | None = Field(default=None, sa_type=Text)
    file_kind: FileKind | None = Field(default=None, sa_type=Choice(FileKind))
    file_id: str | None = Field(default=None, sa_type=Text)
    album: str | None = Field(default=None, max_length=40)  # the last one that was declined
    audience: str = Field(default="{}", sa_type=Text)  # JSON, see bot/services/audience.py
    due_at: datetime | None = Field(default=None, sa_type=Instant)  # None: at once
    valid_until: datetime | None = Field(default=None, sa_type=Instant)  # for late joiners
    released_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    fingerprint: str | None = Field(
        default=None, max_length=64
    )  # of what it says, to notice repeats
    reach: int = 0  # how many it is to reach, as counted at the release
    run: int = 1
    reported: int = 0
    planned_to: int = Field(default=0, sa_type=BigInteger)  # the key of the last person looked at
    planned_at: datetime | None = Field(default=None, sa_type=Instant)  # when the first run was
    held: HoldReason | None = Field(default=None, sa_type=Choice(HoldReason))
    held_note: str = Field(default="", max_length=200)  # what Telegram said, or the dates
    held_told: bool = True  # those concerned know of it
    progress_chat: int | None = Field(default=None, sa_type=BigInteger)
    progress_message: int | None = Field(default=None, sa_type=BigInteger)


class CaughtUp(SQLModel, table=True):
    """An announcement that somebody who joined late gets in his digest."""

    __tablename__ = "caught_up"

    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=Key)
    announcement_id: int = Field(foreign_key="announcement.id", primary_key=True, sa_type=Key)
