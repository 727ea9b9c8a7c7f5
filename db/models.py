"""The tables: who is invited, who joined, what they answered, and what came in.

What always holds:

* one account per roster row (``Person.delegate_id`` is unique), unless staff release it;
* ``Rsvp`` is the current answer, ``RsvpChange`` every change that led to it, one per cause;
* an update is in ``Intake`` before Telegram is told that it was received.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.types import (
    Choice,
    Instant,
    IntakeState,
    InviteKind,
    Key,
    RequestStatus,
    Role,
    RosterStatus,
    RsvpChoice,
    Verification,
    Via,
)

# Named constraints, so that a later migration can speak of them on both databases.
SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# Rows are never validated by pydantic, so it need not build validators: a fifth of these imports.
SQLModel.model_config["defer_build"] = True


class Delegate(SQLModel, table=True):
    """A roster row: someone who is invited, whether or not they ever open the bot."""

    __tablename__ = "delegate"
    __table_args__ = (Index("ix_delegate_place", "state", "district", "roster_no"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    roster_no: int = Field(unique=True)  # printed on lists and spoken on the phone
    name: str = Field(max_length=100)
    name_hi: str | None = Field(default=None, max_length=100)
    state: str = Field(max_length=2)  # code, see locales/states.toml
    district: str = Field(max_length=100)
    district_hi: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=20, index=True)  # E.164
    language: str | None = Field(default=None, max_length=2)  # 'hi' or 'en', from the roster
    session_override: str | None = Field(default=None, max_length=40)  # when not by state
    deadline_waived: bool = False  # may answer after the deadline
    search_key: str = Field(default="", max_length=600)  # folded name and district, never shown
    status: RosterStatus = Field(default=RosterStatus.ACTIVE, sa_type=Choice(RosterStatus))
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)


class Person(SQLModel, table=True):
    """A Telegram account that wrote to the bot."""

    __tablename__ = "person"
    __table_args__ = (  # who joined or was lost of late, without a look at the rows
        Index("ix_person_verified_at", "verified_at", "delegate_id"),
        Index("ix_person_unreachable_at", "unreachable_at", "delegate_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    telegram_id: int = Field(unique=True, sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)  # the private chat
    name: str = Field(max_length=200)  # as the account calls itself
    role: Role = Field(default=Role.GUEST, sa_type=Choice(Role))
    scope: str | None = Field(default=None, max_length=200)  # staff: state codes 'RJ UP'; None: all
    phone: str | None = Field(default=None, max_length=20, index=True)  # E.164, by own contact
    locale: str | None = Field(default=None, max_length=2)  # chosen; None: not asked yet
    delegate_id: int | None = Field(
        default=None, foreign_key="delegate.id", unique=True, sa_type=Key
    )
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    verified_by: Verification | None = Field(default=None, sa_type=Choice(Verification))
    consent_at: datetime | None = Field(default=None, sa_type=Instant)
    consent_version: str | None = Field(default=None, max_length=20)
    unreachable_at: datetime | None = Field(default=None, sa_type=Instant)  # blocked, or gone
    muted_at: datetime | None = Field(default=None, sa_type=Instant)  # nothing goes to the inbox
    reminders_off_at: datetime | None = Field(default=None, sa_type=Instant)  # wants none
    expecting: str | None = Field(default=None, max_length=60)  # what a typed line answers
    expecting_since: datetime | None = Field(default=None, sa_type=Instant)
    card_message_id: int | None = Field(default=None, sa_type=BigInteger)  # the pinned card
    card_hash: str | None = Field(default=None, max_length=64)  # what it says
    menu_hash: str | None = Field(default=None, max_length=64)  # the command menu last set
    created_at: datetime = Field(sa_type=Instant)


class Invite(SQLModel, table=True):
    """A single-use link; only the hash of its token is kept."""

    __tablename__ = "invite"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    token_hash: str = Field(unique=True, max_length=64)  # SHA-256, hex
    kind: InviteKind = Field(sa_type=Choice(InviteKind))
    delegate_id: int | None = Field(
        default=None, foreign_key="delegate.id", index=True, sa_type=Key
    )
    scope: str | None = Field(default=None, max_length=200)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    used_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class JoinRequest(SQLModel, table=True):
    """Someone who is not on the roster asks to be added; staff decide."""

    __tablename__ = "join_request"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    name: str = Field(max_length=200)
    state: str | None = Field(default=None, max_length=2)
    district: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=20)
    status: RequestStatus = Field(default=RequestStatus.OPEN, sa_type=Choice(RequestStatus))
    asked_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    delegate_id: int | None = Field(default=None, foreign_key="delegate.id", sa_type=Key)


class Rsvp(SQLModel, table=True):
    """A delegate's current answer. ``starts`` is the session's day and time it was given for."""

    __tablename__ = "rsvp"

    delegate_id: int = Field(foreign_key="delegate.id", primary_key=True, sa_type=Key)
    choice: RsvpChoice = Field(sa_type=Choice(RsvpChoice), index=True)
    reason: str | None = Field(default=None, max_length=500)
    session: str = Field(max_length=40)
    starts: str = Field(max_length=30)  # ISO local date, with the time where one is set
    answered_at: datetime = Field(sa_type=Instant)


class RsvpDetail(SQLModel, table=True):
    """The answer to one of the event's follow-up questions (arrival, stay, ...)."""

    __tablename__ = "rsvp_detail"

    delegate_id: int = Field(foreign_key="delegate.id", primary_key=True, sa_type=Key)
    question: str = Field(primary_key=True, max_length=40)
    value: str | None = Field(default=None, max_length=500)  # None: skipped
    answered_at: datetime = Field(sa_type=Instant)


class RsvpChange(SQLModel, table=True):
    """One change of an answer, with who and when; a cause (an update) changes it at most once."""

    __tablename__ = "rsvp_change"
    __table_args__ = (UniqueConstraint("cause", "question"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", index=True, sa_type=Key)
    question: str = Field(
        default="", max_length=40
    )  # '': the answer itself; 'reason'; or a follow-up
    before: str | None = Field(default=None, max_length=500)
    after: str | None = Field(default=None, max_length=500)
    session: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant, index=True)
    by_person: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    via: Via = Field(sa_type=Choice(Via))
    cause: int | None = Field(default=None, sa_type=BigInteger)  # Telegram's update_id


class EventVersion(SQLModel, table=True):
    """A released event document; the one with the highest id is in force."""

    __tablename__ = "event_version"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    document: str = Field(sa_type=Text)  # JSON
    released_at: datetime = Field(sa_type=Instant)
    released_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    note: str = Field(default="", max_length=500)


class Intake(SQLModel, table=True):
    """An update as Telegram sent it; kept until handled, then for as long as configured."""

    __tablename__ = "intake"
    __table_args__ = (Index("ix_intake_state_update_id", "state", "update_id"),)

    update_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    raw: str = Field(sa_type=Text)
    state: IntakeState = Field(default=IntakeState.NEW, sa_type=Choice(IntakeState))
    attempts: int = 0
    received_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str | None = Field(
        default=None, max_length=500
    )  # a class name and place, no words of people


class Audit(SQLModel, table=True):
    """A privileged act: who did what to whom."""

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("action <> ''", name="action_named"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    at: datetime = Field(sa_type=Instant, index=True)
    person_id: int | None = Field(
        default=None, foreign_key="person.id", sa_type=Key
    )  # None: the command line
    action: str = Field(max_length=40)
    subject: str = Field(default="", max_length=80)
    detail: str = Field(default="", max_length=500)
