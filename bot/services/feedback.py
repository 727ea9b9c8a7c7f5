"""What those who came thought of it: asked once, rated 1 to 5, with a comment if they like.

Asking goes through the outbox, whose key decides that nobody is asked twice about a session; who is
entered later from a printed list is asked as long as the days for it last. What was said is shown
without a name.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import String, cast, literal
from sqlmodel import Session as Db
from sqlmodel import col, exists, select

from bot.clock import Clock
from bot.config import FeedbackSection
from bot.errors import Refusal
from bot.event import Event, Session
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import Draft, queue
from bot.states import States
from db.door import CheckIn, Feedback
from db.engine import Database
from db.models import Delegate, Person
from db.outbox import REMINDERS, Delivery
from db.types import DeliveryKind

BEST = 5
LONGEST = 1_000  # characters of a comment
WINDOW = timedelta(days=3)  # in which thanks are still thanks
_KEY = "thanks:"


class WasNotThere(Refusal):
    """Only who came can rate a session."""


@dataclass(frozen=True, slots=True)
class Group:
    """How a session or a state of it was rated."""

    rated: int
    total: int  # of the ratings

    @property
    def mean(self) -> float:
        """Give the mean, 1 to 5; 0 of none."""
        return self.total / self.rated if self.rated else 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """A comment without a name."""

    session: str
    state: str
    rating: int
    comment: str


@dataclass(frozen=True, slots=True)
class Results:
    """The ratings by session, by state within it, who came in all, and what was said."""

    came: dict[str, int]
    sessions: dict[str, Group]
    states: dict[tuple[str, str], Group]
    comments: tuple[Said, ...]  # the newest first


class FeedbackService:
    """Plans the asking, takes in what is said, counts it."""

    def __init__(
        self, database: Database, clock: Clock, events: EventEditor, rules: FeedbackSection
    ) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._rules = rules

    async def plan(self) -> int:
        """Queue the thanks that are due now; give how many. Planning again queues nothing more."""
        now = self._clock.now()
        if not self._rules.ask:
            return 0
        event = (await self._events.current()).event
        due = [s for s in event.sessions if not s.cancelled and self._is_due(event, s, now)]
        if not due:
            return 0
        found = await self._database.read(lambda db: [p for s in due for p in _to_ask(db, s.id)])
        if not found:
            return 0
        drafts = [self._draft(event, *one, now=now) for one in found]
        await self._database.write(lambda db: queue(db, drafts))
        return len(drafts)

    def _is_due(self, event: Event, session: Session, now: datetime) -> bool:
        start = self._moment(event, session)
        return start <= now < start + WINDOW

    def _moment(self, event: Event, session: Session) -> datetime:
        return event.at(session.date + timedelta(days=self._rules.days_after), self._rules.at)

    def _draft(
        self, event: Event, person_id: int, delegate_id: int, session_id: str, *, now: datetime
    ) -> Draft:
        session = event.session(session_id)
        start = self._moment(event, session) if session else now
        return Draft(
            key=f"{_KEY}{session_id}:{delegate_id}",
            lane=REMINDERS,
            kind=DeliveryKind.THANKS,
            person_id=person_id,
            due_at=awake(event, max(start, now)),
            expires_at=start + WINDOW,
            payload=orjson.dumps({"session": session_id}).decode(),
        )

    async def may_ask(self, asked: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
        """Give which of these (delegate, session) came and have not said anything yet."""
        keys = {delegate for delegate, _ in asked}

        def work(db: Db) -> set[tuple[int, str]]:
            came = select(CheckIn.delegate_id, CheckIn.session)
            rated = select(Feedback.delegate_id, Feedback.session)
            there = set(db.exec(came.where(col(CheckIn.delegate_id).in_(keys))).all())
            said = set(db.exec(rated.where(col(Feedback.delegate_id).in_(keys))).all())
            return there - said

        return (await self._database.read(work)) & set(asked)

    async def rate(self, delegate_id: int, session_id: str, rating: int) -> None:
        """Keep a rating, 1 to 5, in place of an earlier one; raises WasNotThere."""
        if not 1 <= rating <= BEST:
            raise ValueError(f"a rating of {rating}")
        now = self._clock.now()

        def work(db: Db) -> None:
            _lock(db, delegate_id)
            mine = col(CheckIn.delegate_id) == delegate_id, col(CheckIn.session) == session_id
            if db.exec(select(CheckIn.id).where(*mine)).first() is None:
                raise WasNotThere
            row = _row(db, delegate_id, session_id) or Feedback(
                delegate_id=delegate_id, session=session_id, rating=rating, rated_at=now
            )
            row.rating, row.rated_at = rating, now
            db.add(row)

        await self._database.write(work)

    async def comment(self, delegate_id: int, session_id: str, text: str) -> bool:
        """Keep a comment beside the rating; False where there is none."""

        def work(db: Db) -> bool:
            _lock(db, delegate_id)
            row = _row(db, delegate_id, session_id)
            if row is not None:
                row.comment = text[:LONGEST]
                db.add(row)
            return row is not None

        return await self._database.write(work)

    async def results(self, states: States, only: Collection[str] | None = None) -> Results:
        """Count the ratings; ``only`` limits them to the delegates of some states."""

        def work(db: Db) -> Results:
            came: dict[str, int] = defaultdict(int)
            there = select(CheckIn.session, Delegate.state).join(
                Delegate, col(Delegate.id) == col(CheckIn.delegate_id)
            )
            for session_id, state in db.exec(there):
                if only is None or state in only:
                    came[session_id] += 1
            query = (
                select(Feedback, Delegate.state)
                .join(Delegate, col(Delegate.id) == col(Feedback.delegate_id))
                .order_by(col(Feedback.rated_at).desc())
            )
            rows = [(f, state) for f, state in db.exec(query) if only is None or state in only]
            return _results(dict(came), rows, states)

        return await self._database.read(work)


def awake(event: Event, moment: datetime) -> datetime:
    """Give the moment itself, or the end of the quiet hours that it falls into."""
    local = event.local(moment)
    start, end = event.reminders.quiet_from, event.reminders.quiet_until
    clock = local.time()
    overnight = start > end
    if overnight and clock >= start:
        return event.at(local.date() + timedelta(days=1), end)
    if (clock < end) if overnight else (start <= clock < end):
        return event.at(local.date(), end)
    return moment


def _to_ask(db: Db, session_id: str) -> list[tuple[int, int, str]]:
    """Give who came to a session, has an account, and is not in the outbox for it yet."""
    key = literal(f"{_KEY}{session_id}:") + cast(col(CheckIn.delegate_id), String)
    query = (
        select(Person.id, CheckIn.delegate_id, CheckIn.session)
        .join(Person, col(Person.delegate_id) == col(CheckIn.delegate_id))
        .where(CheckIn.session == session_id, col(Person.unreachable_at).is_(None))
        .where(~exists().where(col(Delivery.key) == key))
    )
    return [(person or 0, delegate, session) for person, delegate, session in db.exec(query)]


def _lock(db: Db, delegate_id: int) -> None:
    """Let two that rate at once go one after the other."""
    db.exec(select(Delegate.id).where(Delegate.id == delegate_id).with_for_update()).one()


def _row(db: Db, delegate_id: int, session_id: str) -> Feedback | None:
    return db.exec(
        select(Feedback).where(Feedback.delegate_id == delegate_id, Feedback.session == session_id)
    ).one_or_none()


def _results(came: dict[str, int], rows: list[tuple[Feedback, str]], states: States) -> Results:
    by_session: dict[str, list[int]] = defaultdict(list)
    by_state: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one, state in rows:
        by_session[one.session].append(one.rating)
        by_state[one.session, state].append(one.rating)
    comments = (Said(f.session, state, f.rating, f.comment) for f, state in rows if f.comment)
    order = {code: place for place, code in enumerate(states.codes)}
    return Results(
        came,
        {key: Group(len(found), sum(found)) for key, found in by_session.items()},
        {
            key: Group(len(found), sum(found))
            for key, found in sorted(by_state.items(), key=lambda one: order[one[0][1]])
        },
        tuple(comments),
    )
