"""Reminders: one row for each rule, session and date, and what was stopped by an organiser.

Life of a reminder::

    ahead --its moment came--> planning --all are queued--> planned --all are settled--> over
      |  ^                         +------the session moved, was called off------------> over
      |  +--the date came back-- gone
      |  +--the session moved--> gone
      +--skipped by an organiser--> skipped
      +--useless when first seen, or while stopped--> passed

What always holds:

* a rule, a session and a date have one row, and a row is planned once: a session that is moved
  has other rows, so what was sent for the old date is sent again for the new one;
* ``upto`` is committed with the deliveries it speaks of, so planning goes on after a kill where it
  ended, and the key of a delivery keeps it from being queued twice;
* the deliveries of a reminder are a lane of their own, whose id is ``lane``.
"""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Choice, Instant, Key, ReminderStage

EVERY_RULE = "*"  # ids of rules are of a-z 0-9 _


class Reminder(SQLModel, table=True):
    """One reminder of one session on one date."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("rule", "session", "anchor"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    rule: str = Field(max_length=40)
    session: str = Field(max_length=40)
    anchor: str = Field(max_length=30)  # the date, and the time where the rule counts from it
    due_at: datetime = Field(sa_type=Instant)  # quiet hours are over by then
    until: datetime = Field(sa_type=Instant)  # useless from then on
    stage: ReminderStage = Field(sa_type=Choice(ReminderStage))
    seen_at: datetime = Field(sa_type=Instant)
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    upto: int = Field(default=0, sa_type=BigInteger)  # key of the last roster row looked at
    people: int = 0  # queued, or expired at once

    @property
    def lane(self) -> int:
        """Give the lane of its deliveries: below those of the outbox itself."""
        return -(self.id or 0)


class ReminderStop(SQLModel, table=True):
    """A rule whose reminders an organiser holds back; EVERY_RULE is all of them."""

    __tablename__ = "reminder_stop"

    rule: str = Field(primary_key=True, max_length=40)
    by_person: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    at: datetime = Field(sa_type=Instant)
