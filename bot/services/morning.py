"""The morning's digest: once a day to each of the team who wants it, and what it tells.

The key of a delivery, ``morning:<day>:<person>``, decides that it is queued once, however often
the clock is looked at and after any downtime. What was not sent by the evening is not sent at all:
the next morning tells it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.clock import Clock
from bot.event import Event
from bot.place import EVERYBODY
from bot.services.event_editor import EventEditor
from bot.services.inbox_rows import TEAM, visible
from bot.services.outbox_rows import Draft, queue
from bot.services.people import Who
from bot.services.reach import Overview, Reach
from db.desk import DigestWish
from db.dialects import table
from db.engine import Database
from db.inbox import Question
from db.models import JoinRequest, Person
from db.outbox import NOTICES, Delivery
from db.types import DeliveryKind, RequestStatus, Role


@dataclass(frozen=True, slots=True)
class Morning:
    """What changed since yesterday, and how much waits for a hand."""

    figures: Overview
    questions: int
    requests: int

    @property
    def unreachable(self) -> int:
        """Count the delegates out of reach."""
        return self.figures.total.unreachable


class Mornings:
    """Plans the digests and reads what stands in them."""

    def __init__(
        self, database: Database, clock: Clock, events: EventEditor, reach: Reach, at: time
    ) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._reach = reach
        self._at = at

    async def plan(self) -> None:
        """Queue today's digests once their hour has come; the same when repeated."""
        now = self._clock.now()
        event = (await self._events.current()).event
        local = event.local(now)
        begin = event.at(local.date(), self._at)
        end = event.at(local.date(), event.reminders.quiet_from)
        if not begin <= local < end or event.is_over(begin):
            return
        if await self._database.read(lambda s: self._missing(s, local.date(), begin)):
            await self._database.write(
                lambda s: queue(
                    s,
                    [
                        Draft(
                            key=key_of(local.date(), person_id),
                            lane=NOTICES,
                            kind=DeliveryKind.MORNING,
                            person_id=person_id,
                            due_at=now,
                            expires_at=end,
                        )
                        for person_id in self._missing(s, local.date(), begin)
                    ],
                )
            )

    def _missing(self, session: Session, day: date, begin: datetime) -> list[int]:
        """Give those who want a digest today and have none; who came later today waits."""
        people, wishes = table(Person), table(DigestWish)
        rows = session.execute(
            select(people.c.id, people.c.role, wishes.c.wanted, wishes.c.since)
            .outerjoin(wishes, wishes.c.person_id == people.c.id)
            .where(
                people.c.role.in_(TEAM),
                people.c.unreachable_at.is_(None),
                people.c.created_at < begin,
            )
        ).all()
        wanting = [
            row.id
            for row in rows
            if (row.role is Role.ORGANISER if row.wanted is None else row.wanted)
            and (row.since is None or row.since < day)
        ]
        keys = [key_of(day, person_id) for person_id in wanting]
        known = set(
            session.execute(select(col(Delivery.key)).where(col(Delivery.key).in_(keys))).scalars()
        )
        return [p for p, key in zip(wanting, keys, strict=True) if key not in known]

    async def wants(self, who: Who) -> bool:
        """Tell whether somebody has a digest each morning; organisers do unless they said no."""
        found = await self._database.read(lambda s: s.get(DigestWish, who.id))
        return found.wanted if found is not None else who.role is Role.ORGANISER

    async def wish(self, who: Who, *, wanted: bool) -> None:
        """Have a digest from tomorrow on, or none."""
        event = (await self._events.current()).event
        today = event.local(self._clock.now()).date()

        def work(session: Session) -> None:
            known = session.get(DigestWish, who.id)
            row = known or DigestWish(person_id=who.id, wanted=wanted)
            if wanted and (known is None or not row.wanted):
                row.since = today
            row.wanted = wanted
            session.add(row)

        await self._database.write(work)

    async def today(self, who: Who, event: Event) -> Morning:
        """Give what a digest tells now, within somebody's states."""
        figures = await self._reach.overview(EVERYBODY, event, who.states)

        def work(session: Session) -> tuple[int, int]:
            questions = session.execute(
                select(func.count(col(Question.topic_id).distinct())).where(
                    col(Question.closed_at).is_(None), visible(who.states)
                )
            ).scalar_one()
            waiting = select(func.count(col(JoinRequest.id))).where(
                col(JoinRequest.status) == RequestStatus.OPEN
            )
            if who.states is not None:
                waiting = waiting.where(col(JoinRequest.state).in_(sorted(who.states)))
            return int(questions), int(session.execute(waiting).scalar_one())

        questions, requests = await self._database.read(work)
        return Morning(figures, questions, requests)


def key_of(day: date, person_id: int) -> str:
    """Give the key of a person's digest of a day."""
    return f"morning:{day.isoformat()}:{person_id}"
