"""The outbox: everything that the bot says first, one row for each recipient and part.

Life of a delivery::

    queued --claim--> claimed --start--> started --settle--> sent | failed | unreachable
      ^  |               |                  |
      |  |               +-- the lease ran out, or the lane closed --> queued
      |  |                                  +-- nobody knows --> in_doubt (--> queued, once)
      |  +-- too late --> expired           +-- refused for the moment --> queued
      |  +-- no longer wanted --> cancelled
      +-- sent again by an organiser -- failed | unreachable | in_doubt

What always holds:

* a key is queued once, however often it is planned;
* ``started`` is committed before the request leaves, the outcome after it came back: after a kill
  a row that was not started is sent, and one that was started is in doubt, never sent blindly;
* only who claimed a row can start it, and only while its lane is open;
* the states of a lane's rows that are not ``continued`` add up to its audience.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Choice, DeliveryKind, DeliveryState, Instant, Key

# Lanes that always exist (migrations 0004, 0006); each announcement has its own above ANNOUNCED.
NOTICES = 1
CHANGES = 2
REMINDERS = 3
CARDS = 4  # of the rank of CHANGES: they follow a change
ANNOUNCED = 1000
_IN_HAND = text("worker IS NOT NULL")


class Lane(SQLModel, table=True):
    """Rows that are let through, held or counted together; a lower ``rank`` goes first."""

    __tablename__ = "lane"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    rank: int
    is_open: bool
    fault: str | None = Field(default=None, max_length=200)  # why delivery closed it by itself
    failures: int = 0  # in a row, up to now


class Delivery(SQLModel, table=True):
    """One message, or one part of it, to one chat."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_lane_state_due_at_id", "lane", "state", "due_at", "id"),
        Index("ix_delivery_person_id_lane", "person_id", "lane"),
        # Of those in hand alone: whoever queues or settles a million has nothing to do with it.
        Index("ix_delivery_worker", "worker", sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    key: str = Field(unique=True, max_length=160)
    lane: int = Field(sa_type=BigInteger)
    kind: DeliveryKind = Field(sa_type=Choice(DeliveryKind))
    # No foreign key: PostgreSQL looks up and locks the account for each row, two fifths of the time
    # of queueing a million. Rows are queued from accounts, and no account is ever removed.
    person_id: int = Field(sa_type=Key)
    payload: str | None = Field(default=None, sa_type=Text)  # JSON, read by the kind's renderer
    part: int = 1
    continued: bool = False  # sent, and a later part tells how it went on
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=Choice(DeliveryState))
    due_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0  # that may have arrived or were refused; a pause asked for is none
    worker: str | None = Field(default=None, max_length=40)  # who has it in hand
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = Field(default=None, max_length=200)  # no words of people


class OutboxStop(SQLModel, table=True):
    """Until when Telegram wants to hear nothing unasked; one row, kept over restarts."""

    __tablename__ = "outbox_stop"

    id: int = Field(default=1, primary_key=True)
    until: datetime = Field(sa_type=Instant)
    reason: str = Field(default="", max_length=200)
