"""What staff work with: running counts, words to find people by, notes, who took whose place.

What always holds:

* ``Tally`` and ``DelegateWord`` follow the other tables by triggers (``db/counting.py``), in the
  transaction of each change, whoever makes it;
* a seat is taken over at most once: whoever replaced somebody may be replaced in turn;
* a member of the team has one wish about the morning's digest.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Instant, Key

# Compared letter by letter on both databases, so that a range of words finds a beginning.
Word = String(600).with_variant(String(600, collation="C"), "postgresql")


class Tally(SQLModel, table=True):
    """How many active roster rows of a state, with the same session of their own, got how far."""

    __tablename__ = "tally"

    state: str = Field(primary_key=True, max_length=2)
    seat: str = Field(primary_key=True, max_length=40)  # session_override; '' where there is none
    invited: int = 0
    joined: int = 0
    verified: int = 0
    yes: int = 0
    no: int = 0
    maybe: int = 0
    unreachable: int = 0
    checked_in: int = 0


class DelegateWord(SQLModel, table=True):
    """One folded word of a name or district, by which a roster row is found."""

    __tablename__ = "delegate_word"
    __table_args__ = (
        Index("ix_delegate_word_delegate_id", "delegate_id"),
        {"sqlite_with_rowid": False},
    )

    word: str = Field(primary_key=True, sa_type=Word)
    delegate_id: int = Field(primary_key=True, sa_type=Key)


class StaffNote(SQLModel, table=True):
    """What a member of staff wrote about a delegate, for colleagues; he never sees it."""

    __tablename__ = "staff_note"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    delegate_id: int = Field(foreign_key="delegate.id", index=True, sa_type=Key)
    by_person: int = Field(foreign_key="person.id", sa_type=Key)
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    cause: int | None = Field(default=None, unique=True, sa_type=BigInteger)  # the update_id


class Replacement(SQLModel, table=True):
    """Somebody else came into a seat, or two rows of one person became one."""

    __tablename__ = "replacement"

    old_id: int = Field(foreign_key="delegate.id", primary_key=True, sa_type=Key)
    new_id: int = Field(foreign_key="delegate.id", index=True, sa_type=Key)
    same_person: bool = False  # two rows of one person
    by_person: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    at: datetime = Field(sa_type=Instant)
    cause: int | None = Field(default=None, unique=True, sa_type=BigInteger)


class JoinNotice(SQLModel, table=True):
    """Where staff were shown a request to be added, to bring its buttons up to date."""

    __tablename__ = "join_notice"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    request_id: int = Field(foreign_key="join_request.id", index=True, sa_type=Key)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)


class DigestWish(SQLModel, table=True):
    """Whether somebody of the team wants the morning's digest; without a row, organisers do."""

    __tablename__ = "digest_wish"

    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=Key)
    wanted: bool
    since: date | None = None  # switched on that day; the first digest is that of the next
