"""Queries that the services of the inbox share; each is part of a caller's transaction."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, true, update
from sqlmodel import Session, col, select

from bot.errors import Refusal
from db.dialects import insert_ignore, table
from db.inbox import Question, Reply, StaffChat, StaffPost, Topic
from db.models import Person
from db.types import Role, TopicStatus

Scope = frozenset[str] | None  # the states that someone may see; None is all
TEAM = (Role.STAFF, Role.ORGANISER)


class NotYours(Refusal):
    """The question is from a state that this member of staff does not look after."""


def scope_of(text: str | None) -> Scope:
    """Read a scope as the database keeps it: 'RJ UP'."""
    return frozenset(text.split()) if text else None


def covers(scope: Scope, state: str | None) -> bool:
    """Tell whether a scope takes in a state; whoever has none falls to everybody."""
    return scope is None or state is None or state in scope


def visible(scope: Scope) -> ColumnElement[bool]:
    """Give the condition on questions that `covers` is on one."""
    if scope is None:
        return true()
    return or_(col(Question.state).is_(None), col(Question.state).in_(scope))


def locked(session: Session, topic_id: int) -> Topic:
    """Give a topic that nobody else changes until the end of the transaction.

    Raises NotYours where there is none.
    """
    topic = session.exec(select(Topic).where(Topic.id == topic_id).with_for_update()).first()
    if topic is None:
        raise NotYours
    return topic


def in_sight(session: Session, topic_id: int, scope: Scope) -> None:
    """Raise NotYours where nothing of a topic falls within a scope."""
    query = select(Question.id).where(Question.topic_id == topic_id, visible(scope)).limit(1)
    if session.exec(query).first() is None:
        raise NotYours


def changed(session: Session, topic: Topic, now: datetime) -> None:
    """Bring the status of a topic to what its questions say, and have its posts brought up to it.

    A topic is open while one question is; then it was answered if one question was.
    """
    session.flush()
    rows = table(Question)
    total, closed, replied = session.execute(
        select(func.count(), func.count(rows.c.closed_at), func.count(rows.c.reply_id)).where(
            rows.c.topic_id == topic.id
        )
    ).one()
    if closed < total:
        topic.status = TopicStatus.OPEN if topic.taken_by is None else TopicStatus.TAKEN
    else:
        topic.status = TopicStatus.ANSWERED if replied else TopicStatus.DONE
    topic.version += 1
    topic.changed_at = now
    session.add(topic)
    session.flush()


def chats_for(session: Session, state: str | None) -> list[int]:
    """Give the chats in which a question from a state is shown: groups, or else each of staff."""
    groups = session.exec(select(StaffChat)).all()
    found = [g.chat_id for g in groups if covers(scope_of(g.scope), state)]
    if found:
        return found
    team = session.exec(
        select(Person).where(col(Person.role).in_(TEAM), col(Person.unreachable_at).is_(None))
    ).all()
    return [p.chat_id for p in team if covers(scope_of(p.scope), state)]


def show_in(session: Session, topic_id: int, chats: list[int]) -> None:
    """Have a topic posted in these chats, unless it is there already."""
    rows = [{"topic_id": topic_id, "chat_id": chat, "shown": 0, "superseded": 0} for chat in chats]
    insert_ignore(session, table(StaffPost), rows)


def show_again(session: Session, topic_id: int, chat_id: int) -> None:
    """Have a topic posted anew at the end of a chat; a reply to its old post still counts."""
    posts = table(StaffPost)
    session.execute(
        update(posts)
        .where(
            posts.c.topic_id == topic_id,
            posts.c.chat_id == chat_id,
            posts.c.message_id.is_not(None),
        )
        .values(superseded=posts.c.id)
    )
    show_in(session, topic_id, [chat_id])


def first_reply(session: Session, topic_id: int, scope: Scope) -> Reply | None:
    """Give the reply that whoever asked within a scope got first."""
    return session.exec(
        select(Reply)
        .join(Question, col(Question.reply_id) == col(Reply.id))
        .where(Question.topic_id == topic_id, visible(scope))
        .order_by(col(Reply.id))
        .limit(1)
    ).first()
