r"""Replies of staff: one goes to all who asked alike, and two at once do not both go unnoticed.

Life of a reply::

    made --somebody still waits--> going out: each ``waiting -> sent | unreachable | failed``
      \--all have an answer------> held --"send mine as well"--> going out

A reply claims the questions that nobody replied to, in one statement under the lock of the topic.
Whoever claims none came second: his reply is kept and he is asked. Each sending is a notice of the
outbox; once all of a reply are settled, a report to its author is queued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot.clock import Clock
from bot.services.inbox_rows import (
    NotYours,
    Scope,
    changed,
    first_reply,
    in_sight,
    locked,
    visible,
)
from bot.services.outbox_outcomes import Heard
from bot.services.outbox_rows import Draft, queue
from db.dialects import insert_ignore, table
from db.engine import Database
from db.inbox import Question, Reply, ReplySending
from db.models import Delegate, Person
from db.outbox import NOTICES
from db.types import DeliveryKind, DeliveryState, Sending

SENDING = "reply"


@dataclass(frozen=True, slots=True)
class Written:
    """What a member of staff wrote: a text, or any other message ('' then), which is copied."""

    text: str
    chat_id: int
    message_id: int
    update_id: int | None = None


@dataclass(frozen=True, slots=True)
class ToSend:
    """A reply on its way to one person: whom, and which message of his it quotes."""

    sending_id: int
    person_id: int
    quotes: int
    locale: str


@dataclass(frozen=True, slots=True)
class Replied:
    """What became of a reply: to be sent to some, or ``held`` since ``first`` was before it."""

    reply: Reply
    to_send: tuple[ToSend, ...]
    held: bool = False
    first: Reply | None = None
    first_by: str = ""


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """How many a reply reached, and by name those it did not, with the reason."""

    reply: Reply
    reached: int
    missed: tuple[tuple[str, Sending], ...]


class Replies:
    """Records replies and what became of each sending."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reply(self, topic_id: int, by: int, scope: Scope, written: Written) -> Replied:
        """Record a reply to what falls within a scope; raises NotYours.

        The same update gives the same reply, with those to whom it has not gone yet.
        """

        def work(session: Session) -> Replied:
            topic = locked(session, topic_id)
            in_sight(session, topic_id, scope)
            reply = _known(session, written.update_id)
            if reply is None:
                reply = Reply(
                    topic_id=topic_id,
                    by_person=by,
                    text=written.text,
                    chat_id=written.chat_id,
                    message_id=written.message_id,
                    at=self._clock.now(),
                    update_id=written.update_id,
                )
                session.add(reply)
                session.flush()
                reply.held = not self._claim(session, topic_id, reply, scope)
                session.add(reply)
                if not reply.held:
                    changed(session, topic, self._clock.now())
            session.flush()
            return self._standing(session, reply, scope)

        return await self._database.write(work)

    async def send_as_well(self, reply_id: int, by: int, scope: Scope) -> Replied:
        """Send a held reply to everyone within a scope; only its author's, and only once.

        Raises NotYours where there is no such reply.
        """

        def work(session: Session) -> Replied:
            reply = session.get(Reply, reply_id)
            if reply is None:
                raise NotYours
            locked(session, reply.topic_id)
            if reply.held and reply.by_person == by:
                reply.held = False
                session.add(reply)
                own = select(Question).where(
                    Question.topic_id == reply.topic_id,
                    visible(scope),
                )
                self._address(session, reply, session.exec(own.order_by(col(Question.id))).all())
                session.flush()
            return self._standing(session, reply, scope)

        return await self._database.write(work)

    async def outcome(self, reply_id: int, locale: str) -> ReplyOutcome | None:
        """Tell what became of a reply: how many it reached, whom it did not, and why.

        Those it did not are named in Hindi where ``locale`` is and the list knows it.
        """
        name = (
            func.coalesce(Delegate.name_hi, Delegate.name, Person.name)
            if locale == "hi"
            else func.coalesce(Delegate.name, Person.name)
        )
        query = (
            select(name, ReplySending.outcome)
            .select_from(Person)
            .join(ReplySending, col(ReplySending.person_id) == col(Person.id))
            .join(Delegate, col(Delegate.id) == col(Person.delegate_id), isouter=True)
            .where(ReplySending.reply_id == reply_id)
            .order_by(col(ReplySending.id))
        )

        def work(session: Session) -> ReplyOutcome | None:
            reply = session.get(Reply, reply_id)
            found = [(name, Sending(outcome)) for name, outcome in session.exec(query)]
            missed = tuple(one for one in found if one[1] is not Sending.SENT)
            return ReplyOutcome(reply, len(found) - len(missed), missed) if reply else None

        return await self._database.read(work)

    def _claim(self, session: Session, topic_id: int, reply: Reply, scope: Scope) -> bool:
        """Make this the reply to all that have none yet; tell whether there were any."""
        rows = table(Question)
        now = self._clock.now()
        claimed = session.execute(
            update(rows)
            .where(rows.c.topic_id == topic_id, rows.c.reply_id.is_(None), visible(scope))
            .values(reply_id=reply.id, closed_at=now)
            .returning(rows.c.id)
        ).scalars()
        keys = list(claimed)
        found = select(Question).where(col(Question.id).in_(keys)).order_by(col(Question.id))
        self._address(session, reply, session.exec(found).all())
        return bool(keys)

    def _address(self, session: Session, reply: Reply, questions: Sequence[Question]) -> None:
        """Have the reply sent once to each person, quoting the last of his questions."""
        last = {question.person_id: question.id for question in questions}
        rows = [
            {
                "reply_id": reply.id,
                "person_id": person,
                "question_id": question,
                "outcome": Sending.WAITING,
                "at": self._clock.now(),
            }
            for person, question in last.items()
        ]
        insert_ignore(session, table(ReplySending), rows)

    def _standing(self, session: Session, reply: Reply, scope: Scope) -> Replied:
        if reply.held:
            first = first_reply(session, reply.topic_id, scope)
            by = session.get_one(Person, first.by_person).name if first else ""
            return Replied(reply, (), held=True, first=first, first_by=by)
        rows = session.exec(
            select(ReplySending.id, ReplySending.person_id, Question.message_id, Question.locale)
            .join(Question, col(Question.id) == col(ReplySending.question_id))
            .where(ReplySending.reply_id == reply.id, ReplySending.outcome == Sending.WAITING)
            .order_by(col(ReplySending.id))
        ).all()
        return Replied(
            reply, tuple(ToSend(key or 0, who, quotes, locale) for key, who, quotes, locale in rows)
        )


def _known(session: Session, update_id: int | None) -> Reply | None:
    if update_id is None:
        return None
    return session.exec(select(Reply).where(Reply.update_id == update_id)).first()


def sending_key(sending_id: int) -> str:
    """Give the key of a reply on its way to one person, by which ``heard`` knows it again."""
    return f"{SENDING}:{sending_id}"


def heard(session: Session, found: Sequence[Heard], now: datetime) -> None:
    """Keep what became of sendings; once a reply has none under way, its author is told."""
    rows = table(ReplySending)
    for one in found:
        values = {"outcome": _BECAME.get(one.state, Sending.FAILED), "message_id": one.message_id}
        session.execute(update(rows).where(rows.c.id.in_(one.numbers)).values(at=now, **values))
    keys = [number for one in found for number in one.numbers]
    replies = select(ReplySending.reply_id).where(col(ReplySending.id).in_(keys)).distinct()
    for reply_id in session.exec(replies).all():
        waits = select(ReplySending.id).where(
            ReplySending.reply_id == reply_id, ReplySending.outcome == Sending.WAITING
        )
        if session.exec(waits.limit(1)).first() is None:
            queue(session, [_report(session.get_one(Reply, reply_id), now)])


def _report(reply: Reply, now: datetime) -> Draft:
    payload = orjson.dumps({"reply": reply.id}).decode()
    key = f"reported:{reply.id}"
    return Draft(key, NOTICES, DeliveryKind.REPORT, reply.by_person, now, payload=payload)


_BECAME = {
    DeliveryState.SENT: Sending.SENT,
    DeliveryState.UNREACHABLE: Sending.UNREACHABLE,
    DeliveryState.IN_DOUBT: Sending.IN_DOUBT,
}
