"""Who came and who has not: counted for a session, listed, and as conditions for an audience."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from bot.clock import Clock
from bot.event import Event, Session
from bot.states import States
from db.dialects import insert_ignore, table
from db.door import CheckIn, LiveCount
from db.engine import Database
from db.models import Audit, Delegate, Person, Rsvp
from db.types import RosterStatus, RsvpChoice


def came(session_id: str | None = None) -> ColumnElement[bool]:
    """Match delegates who came in to a session, or to any: a condition on `Delegate`.

    ``~came(...)`` matches those who have not: together they are everybody.
    """
    entry = exists().where(col(CheckIn.delegate_id) == col(Delegate.id))
    return entry.where(col(CheckIn.session) == session_id) if session_id else entry


def of_session(event: Event, session: Session) -> ColumnElement[bool]:
    """Match active delegates whose session it is, as `Event.session_of` decides."""
    own = col(Delegate.session_override)
    known = [s.id for s in event.sessions]
    by_state = and_(or_(own.is_(None), own.not_in(known)), col(Delegate.state).in_(session.states))
    return and_(col(Delegate.status) == RosterStatus.ACTIVE, or_(own == session.id, by_state))


def said_yes() -> ColumnElement[bool]:
    """Match delegates whose answer is yes."""
    answer = exists().where(col(Rsvp.delegate_id) == col(Delegate.id))
    return answer.where(col(Rsvp.choice) == RsvpChoice.YES)


@dataclass(frozen=True, slots=True)
class StateCount:
    """One state: how many said yes, how many of these are in, and how many others are."""

    code: str
    expected: int
    arrived: int
    others: int


@dataclass(frozen=True, slots=True)
class Count:
    """The arrivals of a session; the same figures are equal, whenever they were counted."""

    session: str
    expected: int  # said yes
    arrived: int  # are in
    without_yes: int  # of these: no yes, or not of this session
    states: tuple[StateCount, ...]

    @property
    def missing(self) -> int:
        """Give how many said yes and have not come."""
        return self.expected - (self.arrived - self.without_yes)


@dataclass(frozen=True, slots=True)
class Live:
    """A message that counts along, and whose it is."""

    person: Person
    session: str
    message_id: int
    shown: str
    edited_at: datetime


class Attendance:
    """Counts and lists arrivals, and remembers which messages count along."""

    def __init__(self, database: Database, clock: Clock, states: States) -> None:
        self._database = database
        self._clock = clock
        self._states = states

    async def count(
        self, event: Event, session: Session, only: Collection[str] | None = None
    ) -> Count:
        """Count the arrivals of a session, and by state; ``only`` limits it to some states."""
        return await self._database.read(lambda db: self._count(db, event, session, only))

    def _count(self, db: Db, event: Event, session: Session, only: Collection[str] | None) -> Count:
        invited = and_(of_session(event, session), said_yes())
        expected = _by_state(db, invited, only)
        arrived = _by_state(db, came(session.id), only)
        of_those = _by_state(db, and_(invited, came(session.id)), only)
        rows = [
            StateCount(
                code,
                expected.get(code, 0),
                of_those.get(code, 0),
                arrived.get(code, 0) - of_those.get(code, 0),
            )
            for code in self._states.codes
            if code in expected or code in arrived
        ]
        total = sum(arrived.values())
        return Count(
            session.id,
            expected=sum(expected.values()),
            arrived=total,
            without_yes=total - sum(of_those.values()),
            states=tuple(rows),
        )

    async def missing(
        self, event: Event, session: Session, only: Collection[str] | None = None
    ) -> list[Delegate]:
        """List who said yes to a session and has not come, by state and district."""
        absent = and_(of_session(event, session), said_yes(), ~came(session.id))
        return await self._database.read(lambda db: _listed(db, absent, only))

    async def invited(
        self, event: Event, session: Session, only: Collection[str] | None = None
    ) -> list[tuple[Delegate, RsvpChoice | None]]:
        """List everybody of a session with the answer, by state and district."""

        def work(db: Db) -> list[tuple[Delegate, RsvpChoice | None]]:
            rows = _listed(db, of_session(event, session), only)
            found = db.exec(select(Rsvp.delegate_id, Rsvp.choice)).all()
            answers = {key: RsvpChoice(choice) for key, choice in found}
            return [(row, answers.get(row.id or 0)) for row in rows]

        return await self._database.read(work)

    async def taken_out(self, person_id: int, action: str, session: Session) -> None:
        """Write down that somebody took out a list of people."""
        row = Audit(at=self._clock.now(), person_id=person_id, action=action, subject=session.id)
        await self._database.write(lambda db: db.add(row))

    async def follow(self, person_id: int, session_id: str, message_id: int, shown: str) -> None:
        """Remember that a message counts along from now on, in place of this person's last one."""
        row = {
            "person_id": person_id,
            "session": session_id,
            "message_id": message_id,
            "shown": shown,
            "edited_at": self._clock.now(),
        }

        def work(db: Db) -> None:
            db.exec(delete(LiveCount).where(col(LiveCount.person_id) == person_id))
            insert_ignore(db, table(LiveCount), [row])

        await self._database.write(work)

    async def edited(self, person_id: int, message_id: int, shown: str) -> None:
        """Remember what a message says now, unless another one has taken its place meanwhile."""
        values = {"shown": shown, "edited_at": self._clock.now()}
        statement = update(table(LiveCount)).where(_message(person_id, message_id)).values(**values)
        await self._database.write(lambda db: db.exec(statement))

    async def stop(self, person_id: int, message_id: int) -> None:
        """Forget a message that counted along."""
        mine = _message(person_id, message_id)
        await self._database.write(lambda db: db.exec(delete(LiveCount).where(mine)))

    async def following(self, person_id: int | None = None) -> list[Live]:
        """Give the messages that count along, of everybody or of one."""
        query = (
            select(Person, LiveCount)
            .join(LiveCount, col(LiveCount.person_id) == col(Person.id))
            .where(col(Person.unreachable_at).is_(None))
            .order_by(col(LiveCount.id))
        )
        if person_id is not None:
            query = query.where(Person.id == person_id)
        rows = await self._database.read(lambda db: list(db.exec(query).all()))
        return [
            Live(person, row.session, row.message_id, row.shown, row.edited_at)
            for person, row in rows
        ]


def _message(person_id: int, message_id: int) -> ColumnElement[bool]:
    return and_(col(LiveCount.person_id) == person_id, col(LiveCount.message_id) == message_id)


def _by_state(
    db: Db, condition: ColumnElement[bool], only: Collection[str] | None
) -> dict[str, int]:
    query = select(Delegate.state, func.count()).where(condition).group_by(col(Delegate.state))
    if only is not None:
        query = query.where(col(Delegate.state).in_(only))
    return dict(db.exec(query).all())


def _listed(db: Db, condition: ColumnElement[bool], only: Collection[str] | None) -> list[Delegate]:
    query = select(Delegate).where(condition)
    if only is not None:
        query = query.where(col(Delegate.state).in_(only))
    order = (col(Delegate.state), col(Delegate.district), col(Delegate.roster_no))
    return list(db.exec(query.order_by(*order)))
