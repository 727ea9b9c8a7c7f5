"""What staff see of the inbox and decide in it: who asks, who takes it, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.services.inbox import UNANSWERED
from bot.services.inbox_rows import (
    TEAM,
    Scope,
    changed,
    covers,
    first_reply,
    in_sight,
    locked,
    scope_of,
    show_again,
    show_in,
    visible,
)
from db.dialects import table
from db.engine import Database
from db.inbox import Question, Reply, Topic
from db.models import Audit, Delegate, Person


class TakenBy(Refusal):
    """Somebody else has taken the question."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Closed(Refusal):
    """The question is answered or done."""


class NotInTeam(Refusal):
    """A question can only be given to someone of the team."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question and who asks it."""

    question: Question
    person: Person
    delegate: Delegate | None


@dataclass(frozen=True, slots=True)
class Card:
    """A topic as one who may see some states is shown it."""

    topic: Topic
    asking: tuple[Asking, ...]  # oldest first
    taken_by: Person | None
    reply: Reply | None
    replied_by: Person | None

    @property
    def people(self) -> tuple[Asking, ...]:
        """Give everyone who asks, once, with the last of his questions."""
        return tuple({asking.person.id: asking for asking in self.asking}.values())

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return any(asking.question.closed_at is None for asking in self.asking)


class Desk:
    """Reads topics for staff, and records who takes care of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def card(self, topic_id: int, scope: Scope) -> Card | None:
        """Give a topic as far as it falls within a scope; None where nothing of it does."""
        return await self._database.read(lambda s: _card(s, topic_id, scope))

    async def waiting(self, scope: Scope) -> list[int]:
        """Give the topics within a scope in which somebody waits for an answer, oldest first."""
        query = (
            select(Question.topic_id)
            .where(col(Question.closed_at).is_(None), visible(scope))
            .distinct()
            .order_by(col(Question.topic_id))
        )
        return await self._database.read(lambda s: list(s.exec(query).all()))

    async def bring(self, topics: Sequence[int], chat_id: int) -> None:
        """Have topics posted at the end of a chat, whether or not they were there before."""

        def work(session: Session) -> None:
            for topic_id in topics:
                show_again(session, topic_id, chat_id)

        await self._database.write(work)

    async def take(self, topic_id: int, by: int, scope: Scope) -> None:
        """Let others know that somebody takes care of it; raises TakenBy, Closed, NotYours."""

        def work(session: Session) -> None:
            topic = self._open(session, topic_id, scope)
            if topic.taken_by not in (None, by):
                raise TakenBy(session.get_one(Person, topic.taken_by).name)
            if topic.taken_by is None:
                self._hand(session, topic, by)

        await self._database.write(work)

    async def give_back(self, topic_id: int, scope: Scope) -> None:
        """Let anybody take it again; raises Closed, NotYours."""

        def work(session: Session) -> None:
            topic = self._open(session, topic_id, scope)
            if topic.taken_by is not None:
                self._hand(session, topic, None)

        await self._database.write(work)

    async def assign(self, topic_id: int, to: int, by: int, scope: Scope) -> Person:
        """Give it to a colleague, in whose chat it is posted too; raises Closed, NotYours."""

        def work(session: Session) -> Person:
            topic = self._open(session, topic_id, scope)
            colleague = session.get(Person, to)
            if colleague is None or colleague.role not in TEAM:
                raise NotInTeam
            in_sight(session, topic_id, scope_of(colleague.scope))
            self._hand(session, topic, to)
            show_in(session, topic_id, [colleague.chat_id])
            now = self._clock.now()
            session.add(
                Audit(
                    at=now,
                    person_id=by,
                    action="question.assign",
                    subject=f"topic {topic_id}",
                    detail=f"person {to}",
                )
            )
            return colleague

        return await self._database.write(work)

    async def colleagues(self, topic_id: int) -> list[Person]:
        """Give the team members who may see something of a topic, by name."""

        def work(session: Session) -> list[Person]:
            found = select(Question.state).where(Question.topic_id == topic_id).distinct()
            states = session.exec(found).all()
            team = session.exec(
                select(Person)
                .where(col(Person.role).in_(TEAM), col(Person.unreachable_at).is_(None))
                .order_by(col(Person.name), col(Person.id))
            ).all()
            return [p for p in team if any(covers(scope_of(p.scope), s) for s in states)]

        return await self._database.read(work)

    async def done(self, topic_id: int, by: int, scope: Scope) -> None:
        """Close what is open of a topic without an answer; raises Closed, NotYours."""

        def work(session: Session) -> None:
            topic = self._open(session, topic_id, scope)
            now = self._clock.now()
            rows = table(Question)
            session.execute(
                update(rows)
                .where(rows.c.topic_id == topic_id, rows.c.closed_at.is_(None), visible(scope))
                .values(closed_at=now)
            )
            changed(session, topic, now)
            subject = f"topic {topic_id}"
            session.add(Audit(at=now, person_id=by, action="question.done", subject=subject))

        await self._database.write(work)

    def _open(self, session: Session, topic_id: int, scope: Scope) -> Topic:
        topic = locked(session, topic_id)
        in_sight(session, topic_id, scope)
        if topic.status not in UNANSWERED:
            raise Closed
        return topic

    def _hand(self, session: Session, topic: Topic, to: int | None) -> None:
        topic.taken_by = to
        changed(session, topic, self._clock.now())


def _card(session: Session, topic_id: int, scope: Scope) -> Card | None:
    topic = session.get(Topic, topic_id)
    rows = session.exec(
        select(Question, Person, Delegate)
        .join(Person, col(Person.id) == col(Question.person_id))
        .join(Delegate, col(Delegate.id) == col(Question.delegate_id), isouter=True)
        .where(Question.topic_id == topic_id, visible(scope))
        .order_by(col(Question.id))
    ).all()
    if topic is None or not rows:
        return None
    reply = first_reply(session, topic_id, scope)
    return Card(
        topic,
        tuple(Asking(*row) for row in rows),
        session.get(Person, topic.taken_by) if topic.taken_by else None,
        reply,
        session.get(Person, reply.by_person) if reply else None,
    )
