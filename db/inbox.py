"""The inbox: what people asked that the bot could not answer, who was shown it, what was replied.

What always holds:

* a question belongs to one topic; like questions share one, and one answer serves them all;
* a question is closed at most once: by the reply that went to whoever asked, or as done;
* the map from a message that staff see to its topic is kept here, so that a reply to it works
  after a restart and a week later;
* an update (``update_id``) files one question and makes one reply, however often it comes.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import db.models  # noqa: F401 (names the constraints of all tables: must come first)
from db.types import Choice, Instant, Key, QuestionKind, Sending, TopicStatus


class Topic(SQLModel, table=True):
    """Questions that are alike: what staff see, take, answer and close as one."""

    __tablename__ = "topic"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    gist: str = Field(default="", max_length=500)  # what is asked, folded; '': like no other
    status: TopicStatus = Field(default=TopicStatus.OPEN, sa_type=Choice(TopicStatus), index=True)
    taken_by: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    version: int = 1  # counts up with every change that staff should see
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)


class Reply(SQLModel, table=True):
    """What a member of staff replied: a text, or a message of any kind that is copied."""

    __tablename__ = "reply"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    topic_id: int = Field(foreign_key="topic.id", index=True, sa_type=Key)
    by_person: int = Field(foreign_key="person.id", sa_type=Key)
    text: str = Field(default="", sa_type=Text)  # '' where the message itself is copied
    chat_id: int = Field(sa_type=BigInteger)  # where the member of staff wrote it
    message_id: int = Field(sa_type=BigInteger)
    held: bool = False  # somebody else had answered already: not sent unless asked for again
    at: datetime = Field(sa_type=Instant)
    update_id: int | None = Field(default=None, unique=True, sa_type=BigInteger)


class Question(SQLModel, table=True):
    """What one person asked, in his own words; his state and session are those of that moment."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    topic_id: int = Field(foreign_key="topic.id", index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    delegate_id: int | None = Field(default=None, foreign_key="delegate.id", sa_type=Key)
    state: str | None = Field(default=None, max_length=2, index=True)
    session: str | None = Field(default=None, max_length=40)
    locale: str = Field(max_length=2)  # in which the person is spoken to
    kind: QuestionKind = Field(sa_type=Choice(QuestionKind))
    text: str = Field(default="", sa_type=Text)  # or the caption
    album: str | None = Field(default=None, max_length=40, index=True)  # several pictures at once
    chat_id: int = Field(sa_type=BigInteger)  # his message, to be quoted and copied
    message_id: int = Field(sa_type=BigInteger)
    asked_at: datetime = Field(sa_type=Instant)
    update_id: int | None = Field(default=None, unique=True, sa_type=BigInteger)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    reply_id: int | None = Field(default=None, foreign_key="reply.id", sa_type=Key)


class ReplySending(SQLModel, table=True):
    """A reply on its way to one who asked: ``waiting -> sent | unreachable | failed``."""

    __tablename__ = "reply_sending"
    __table_args__ = (UniqueConstraint("reply_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    reply_id: int = Field(foreign_key="reply.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    question_id: int = Field(foreign_key="question.id", sa_type=Key)  # the one it quotes
    outcome: Sending = Field(default=Sending.WAITING, sa_type=Choice(Sending), index=True)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)


class StaffChat(SQLModel, table=True):
    """A group in which staff see questions; while there is one, they are not told one by one."""

    __tablename__ = "staff_chat"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    chat_id: int = Field(unique=True, sa_type=BigInteger)
    title: str = Field(default="", max_length=200)
    scope: str | None = Field(default=None, max_length=200)  # state codes 'RJ UP'; None: all
    locale: str = Field(max_length=2)
    registered_by: int = Field(foreign_key="person.id", sa_type=Key)
    registered_at: datetime = Field(sa_type=Instant)


class StaffPost(SQLModel, table=True):
    """A topic in one staff chat: one message, edited in place as the topic changes."""

    __tablename__ = "staff_post"
    __table_args__ = (
        UniqueConstraint("topic_id", "chat_id", "superseded"),
        UniqueConstraint("chat_id", "message_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    topic_id: int = Field(foreign_key="topic.id", sa_type=Key)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)  # None: not sent yet
    superseded: int = Field(default=0, sa_type=BigInteger)  # 0: kept up to date; else its own id
    shown: int = 0  # the version of the topic that the message shows


class StaffCopy(SQLModel, table=True):
    """What a question came as, copied to a staff chat; without a message it could not be."""

    __tablename__ = "staff_copy"
    __table_args__ = (
        UniqueConstraint("question_id", "chat_id"),
        UniqueConstraint("chat_id", "message_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    question_id: int = Field(foreign_key="question.id", sa_type=Key)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)


class FaqDraft(SQLModel, table=True):
    """An FAQ entry in the making, from an answered topic; gone once released or dropped."""

    __tablename__ = "faq_draft"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    topic_id: int = Field(foreign_key="topic.id", sa_type=Key)
    by_person: int = Field(foreign_key="person.id", sa_type=Key)
    question_hi: str | None = Field(default=None, sa_type=Text)
    question_en: str | None = Field(default=None, sa_type=Text)
    answer_hi: str | None = Field(default=None, sa_type=Text)
    answer_en: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
