"""Reminders: planned when their moment comes, held back or skipped by organisers, muted by people.

Planning is repeated at every tick and decides by what is kept: see ``bot/reminder_plan.py`` for
what is decided, ``db/reminders.py`` for the life of a reminder. A reminder is queued only when its
moment has come, so that a late answer or a move leaves nothing behind.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col
from sqlmodel import select as choose

from bot.clock import Clock
from bot.event import Event
from bot.reminder_plan import Act, Key, Occasion, Record, Step, occasions, steps
from bot.services import reminder_rows as rows
from bot.services.event_editor import EventEditor
from bot.services.outbox_rows import LANES, Tally, close_lane, tally
from bot.services.reminder_audience import Figures, counted, figures, seats
from db.dialects import insert_ignore, table
from db.engine import Database
from db.models import Audit, Person, Rsvp
from db.reminders import EVERY_RULE, Reminder, ReminderStop
from db.types import ReminderStage, RsvpChoice

PAST = 12  # reminders that a report looks back on


@dataclass(frozen=True, slots=True)
class Coming:
    """A reminder that is ahead: when, for whom as things stand, and whether it is held back."""

    id: int | None
    occasion: Occasion
    figures: Figures
    skipped: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that was planned, and what became of it."""

    rule: str
    session: str
    anchor: str
    at: datetime
    stage: ReminderStage
    tally: Tally

    @property
    def day(self) -> date:
        """Give the date that it reminded of."""
        return date.fromisoformat(self.anchor[:10])


@dataclass(frozen=True, slots=True)
class Report:
    """All about the reminders of the event in force."""

    coming: tuple[Coming, ...]
    sent: tuple[Sent, ...]  # the newest first
    stopped: frozenset[str]
    muted: int  # joined people who want no reminders
    not_joined: int  # roster rows that no reminder can reach
    seats: dict[str, int]  # roster rows of each session


@dataclass(frozen=True, slots=True)
class Answered:
    """What a delegate has answered, and for which session and start."""

    choice: RsvpChoice
    session: str
    starts: str


class Reminders:
    """Plans, reports, holds back; only planning takes several transactions, and may be cut off."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def plan(self) -> None:
        """Do what is due; what was cut off goes on the next time."""
        now = self._clock.now()
        found = await self._steps(now)
        for step in found:
            await self._do(step, now)
        if any(step.act is Act.NOTE for step in found):  # it may be due already
            for step in await self._steps(now):
                await self._do(step, now)

    async def _steps(self, now: datetime) -> list[Step]:
        def work(session: Session) -> list[Step]:
            found = occasions(self._events.current_in(session).event)
            return list(steps(found, rows.records(session), rows.stopped(session), now))

        return await self._database.read(work)

    async def _do(self, step: Step, now: datetime) -> None:
        record, one = step.record, step.occasion
        write = self._database.write
        if step.act is Act.NOTE:
            await write(lambda s: rows.note(s, step, ReminderStage.AHEAD, now))
        elif step.act is Act.PASS:
            await write(lambda s: rows.note(s, step, ReminderStage.PASSED, now))
        elif record is None:
            return
        elif step.act is Act.PLAN and one is not None:
            while await write(lambda s: self._slice(s, record.id, one, now)):
                pass
        elif step.act is Act.CLOSE:
            while await write(lambda s: rows.finish(s, record, now)):
                pass
        elif step.act is Act.WITHDRAW:
            while await write(lambda s: rows.withdraw_slice(s, record, now)):
                pass

    def _slice(self, session: Session, key: int, one: Occasion, now: datetime) -> bool:
        """Plan a slice, unless the event was changed or the rule stopped since it was decided."""
        event = self._events.current_in(session).event
        if one not in occasions(event) or {one.rule.id, EVERY_RULE} & rows.stopped(session):
            return False
        return rows.plan_slice(session, key, event, one, now)

    async def next_at(self) -> datetime | None:
        """Give the moment at which the next reminder goes out to anybody; None for none."""
        now = self._clock.now()
        found = await self.report(past=0)
        free = [c for c in found.coming if not (c.skipped or c.stopped) and c.figures.people]
        return min((c.occasion.at for c in free if c.occasion.at > now), default=None)

    async def report(self, past: int = PAST) -> Report:
        """Give what is ahead, with figures as things stand, and what became of the last ones."""
        now = self._clock.now()

        def work(session: Session) -> Report:
            event = self._events.current_in(session).event
            return report(session, event, now, past)

        return await self._database.read(work)

    async def refresh(self) -> None:
        """Note what is ahead, so that each has a key."""
        now = self._clock.now()
        for step in await self._steps(now):
            if step.act is Act.NOTE:
                await self._do(step, now)

    async def coming(self, reminder_id: int) -> Coming | None:
        """Give a reminder that is ahead by its key."""
        found = await self.report(past=0)
        return next((one for one in found.coming if one.id == reminder_id), None)

    async def skip(self, reminder_id: int, by: int | None, *, skipped: bool = True) -> bool:
        """Leave out one reminder that is still ahead, or take it in again; False when it is not."""
        before, after = ReminderStage.AHEAD, ReminderStage.SKIPPED
        if not skipped:
            before, after = after, before

        def work(session: Session) -> bool:
            reminders = table(Reminder)
            done = session.execute(
                update(reminders)
                .where(reminders.c.id == reminder_id, reminders.c.stage == before)
                .values(stage=after)
                .returning(reminders.c.rule, reminders.c.session)
            ).one_or_none()
            if done is not None:
                action = "reminder.skip" if skipped else "reminder.unskip"
                _audit(session, self._clock.now(), by, action, f"{done.rule} {done.session}")
            return done is not None

        return await self._database.write(work)

    async def stop(self, rule: str, by: int | None) -> None:
        """Hold back a rule, or with EVERY_RULE all; what is queued of it waits from this moment."""
        now = self._clock.now()

        def work(session: Session) -> None:
            row = {"rule": rule, "by_person": by, "at": now}
            insert_ignore(session, table(ReminderStop), [row])
            for lane in _lanes(session, lambda row: rule in {EVERY_RULE, row.rule}):
                close_lane(session, lane)
            _audit(session, now, by, "reminder.stop", rule)

        await self._database.write(work)

    async def resume(self, rule: str, by: int | None) -> None:
        """Let a rule's reminders through again; what became useless meanwhile expires."""
        now = self._clock.now()

        def work(session: Session) -> None:
            session.execute(delete(ReminderStop).where(col(ReminderStop.rule) == rule))
            left = rows.stopped(session)
            if EVERY_RULE not in left:
                event = self._events.current_in(session).event
                fitting = {one.key for one in occasions(event)}  # others are being withdrawn
                lanes = _lanes(
                    session,
                    lambda row: (
                        row.rule not in left and (row.rule, row.session, row.anchor) in fitting
                    ),
                )
                session.execute(update(LANES).where(LANES.c.id.in_(lanes)).values(is_open=True))
            _audit(session, now, by, "reminder.resume", rule)

        await self._database.write(work)

    async def mute(self, person_id: int, *, muted: bool) -> None:
        """Remember that somebody wants no reminders, or does again."""
        now = self._clock.now()
        people = table(Person)
        values = {"reminders_off_at": now if muted else None}
        statement = update(people).where(people.c.id == person_id).values(**values)
        await self._database.write(lambda s: s.execute(statement) and None)

    async def answers(self, delegates: Collection[int]) -> dict[int, Answered]:
        """Give what these delegates have answered; who is silent is left out."""
        query = choose(Rsvp).where(col(Rsvp.delegate_id).in_(delegates))
        found = await self._database.read(lambda s: s.exec(query).all())
        return {row.delegate_id: Answered(row.choice, row.session, row.starts) for row in found}


def report(session: Session, event: Event, now: datetime, past: int = PAST) -> Report:
    """Look at the reminders of an event within a transaction."""
    kept, held, found = rows.records(session), rows.stopped(session), counted(session)
    coming = [
        Coming(
            kept[one.key].id if one.key in kept else None,
            one,
            figures(event, one.rule, one.session, found),
            skipped=_stage(kept, one.key) is ReminderStage.SKIPPED,
            stopped=bool({one.rule.id, EVERY_RULE} & held),
        )
        for one in occasions(event)
        if _is_ahead(kept, one, now)
    ]
    return Report(
        coming=tuple(coming),
        sent=tuple(_sent(session, past)),
        stopped=held,
        muted=sum(group.count for group in found if group.joined and group.muted),
        not_joined=sum(group.count for group in found if not group.joined),
        seats=seats(event, found),
    )


def _stage(kept: dict[Key, Record], key: Key) -> ReminderStage:
    return kept[key].stage if key in kept else ReminderStage.AHEAD


def _is_ahead(kept: dict[Key, Record], one: Occasion, now: datetime) -> bool:
    waits = {ReminderStage.AHEAD, ReminderStage.GONE, ReminderStage.SKIPPED}
    return now < one.until and _stage(kept, one.key) in waits


def _sent(session: Session, past: int) -> list[Sent]:
    planned = [ReminderStage.PLANNING, ReminderStage.PLANNED, ReminderStage.OVER]
    query = choose(Reminder).where(col(Reminder.stage).in_(planned))
    newest = query.order_by(col(Reminder.due_at).desc(), col(Reminder.id).desc()).limit(past)
    return [
        Sent(r.rule, r.session, r.anchor, r.due_at, r.stage, tally(session, r.lane))
        for r in session.exec(newest).all()
    ]


def _lanes(session: Session, wanted: Callable[[Reminder], bool]) -> list[int]:
    """Give the lanes of reminders under way that are wanted."""
    going = [ReminderStage.PLANNING, ReminderStage.PLANNED]
    found = session.exec(choose(Reminder).where(col(Reminder.stage).in_(going))).all()
    return [row.lane for row in found if wanted(row)]


def _audit(session: Session, at: datetime, by: int | None, action: str, subject: str) -> None:
    session.add(Audit(at=at, person_id=by, action=action, subject=subject))
