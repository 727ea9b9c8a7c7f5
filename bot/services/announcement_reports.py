"""How an announcement stands: how far it got, what failed and why, whom it did not reach."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlmodel import Session

from bot.clock import Clock
from bot.services.announcement_rows import lane_of, own
from bot.services.audience import DELEGATES, PEOPLE, Audience, meant, sources
from bot.services.digest_rows import CAUGHT_UP
from bot.services.event_editor import EventEditor
from bot.services.outbox_claims import stop_in_force
from bot.services.outbox_rows import ROWS, Tally, tally, tally_missed
from bot.services.people import Who
from db.announcements import Announcement
from db.engine import Database
from db.models import Delegate
from db.types import AnnouncementKind, DeliveryState

REASONS = 5  # of failures, the most frequent
NOT_SENT = (
    DeliveryState.UNREACHABLE,
    DeliveryState.FAILED,
    DeliveryState.IN_DOUBT,
    DeliveryState.EXPIRED,
    DeliveryState.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an announcement stands, person by person counted once."""

    row: Announcement
    tally: Tally
    stopped_until: datetime | None = None  # Telegram wants to hear nothing
    reasons: tuple[tuple[str, int], ...] = ()  # of failures
    not_joined: int = 0
    late: int = 0  # joined, meant, and not in the outbox
    again: Tally = field(default_factory=Tally)  # who missed it and can be reached now
    late_reachable: int = 0  # of the late

    @property
    def sent(self) -> int:
        """Give how many have it."""
        return self.tally[DeliveryState.SENT]

    @property
    def total(self) -> int:
        """Give how many it is for: as planned, or as counted at the release until that is done."""
        planned = self.tally.total
        return planned if self.row.planned_at is not None else max(self.row.reach, planned)

    @property
    def left(self) -> int:
        """Give those of whom nothing is known yet."""
        return self.total - (self.tally.total - self.tally.open)


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who did not get it; ``state`` None: has not joined."""

    delegate: Delegate
    state: DeliveryState | None
    error: str | None


class AnnouncementReports:
    """Reads how announcements stand."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def standing(self, row: Announcement, *, whole: bool = False) -> Standing:
        """Give how it stands; ``whole`` with the reasons, and with those who joined late."""
        now = self._clock.now()

        def work(session: Session) -> Standing:
            stop = stop_in_force(session, now)
            until = stop.until if stop else None
            counted = tally(session, lane_of(row.id or 0))
            if not whole:
                return Standing(row, counted, until)
            reasons = _reasons(session, row)
            again = tally_missed(session, lane_of(row.id or 0), NOT_SENT)
            if row.kind is not AnnouncementKind.NEWS:
                return Standing(row, counted, until, reasons, again=again)
            outside, late, reachable = self._outside(session, row)
            return Standing(row, counted, until, reasons, outside, late, again, reachable)

        return await self._database.read(work)

    async def missed(self, announcement_id: int, who: Who) -> list[Missed]:
        """Give whom it did not reach, sorted by state and roster number."""

        def work(session: Session) -> list[Missed]:
            row = own(session, announcement_id, who)
            return _in_outbox(session, row) + self._not_joined(session, row)

        found = await self._database.read(work)
        return sorted(found, key=lambda one: (one.delegate.state, one.delegate.roster_no))

    def _outside(self, session: Session, row: Announcement) -> tuple[int, int, int]:
        """Count those who have not joined, those who joined and are not in the outbox, and who of
        these can be reached.
        """  # noqa: D205 (one rule)
        event = self._events.current_in(session).event
        scope = frozenset(row.scope.split()) if row.scope else None
        condition = meant(Audience.from_json(row.audience), event, scope)
        joined = PEOPLE.c.verified_at.is_not(None)
        there = exists().where(ROWS.c.person_id == PEOPLE.c.id, ROWS.c.lane == lane_of(row.id or 0))
        digest = exists().where(
            CAUGHT_UP.c.person_id == PEOPLE.c.id, CAUGHT_UP.c.announcement_id == row.id
        )
        query = select(func.count()).select_from(sources()).where(condition)
        outside = session.execute(query.where(~joined)).scalar_one()
        late = query.where(joined, ~there, ~digest)
        reachable = late.where(PEOPLE.c.unreachable_at.is_(None))
        return (
            outside,
            session.execute(late).scalar_one(),
            session.execute(reachable).scalar_one(),
        )

    def _not_joined(self, session: Session, row: Announcement) -> list[Missed]:
        if row.kind is not AnnouncementKind.NEWS:
            return []
        event = self._events.current_in(session).event
        scope = frozenset(row.scope.split()) if row.scope else None
        condition = meant(Audience.from_json(row.audience), event, scope)
        query = (
            select(Delegate).select_from(sources()).where(condition, PEOPLE.c.verified_at.is_(None))
        )
        return [Missed(one, None, None) for one in session.execute(query).scalars()]


def _reasons(session: Session, row: Announcement) -> tuple[tuple[str, int], ...]:
    count = func.count()
    query = (
        select(ROWS.c.error, count)
        .where(ROWS.c.lane == lane_of(row.id or 0), ROWS.c.state == DeliveryState.FAILED)
        .group_by(ROWS.c.error)
        .order_by(count.desc(), ROWS.c.error)
        .limit(REASONS)
    )
    return tuple((error or "?", number) for error, number in session.execute(query))


def _in_outbox(session: Session, row: Announcement) -> list[Missed]:
    query = (
        select(Delegate, ROWS.c.state, ROWS.c.error)
        .select_from(
            ROWS.join(PEOPLE, PEOPLE.c.id == ROWS.c.person_id).join(
                DELEGATES, DELEGATES.c.id == PEOPLE.c.delegate_id
            )
        )
        .where(
            ROWS.c.lane == lane_of(row.id or 0),
            ROWS.c.state.in_(NOT_SENT),
            ROWS.c.continued.is_(False),
        )
    )
    return [
        Missed(one, DeliveryState(state), error) for one, state, error in session.execute(query)
    ]
