"""The answer of a delegate: does he come, why not, and the follow-up questions.

Life of an answer::

    (silent) --answer--> yes | no | maybe --answer--> ...        until the deadline
                              |
                              +-- the session moves: yes/maybe is "to be confirmed" again

What always holds:

* the world is looked at again on each press: a button of another date records nothing;
* a cause (an update of Telegram's) changes an answer at most once, however often it comes, and
  one that comes again after later ones of the same person changes nothing;
* every change is kept with who, when and how; an answer given again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Event, FollowUp, Session
from bot.services.event_editor import EventEditor
from bot.session_facts import same_day
from db.engine import Database
from db.models import Audit, Delegate, Rsvp, RsvpChange, RsvpDetail
from db.types import RsvpChoice, Via

LONGEST = 500  # characters of a reason or a typed detail
REASON = "reason"
ANSWER = ""  # what a change is of, when it is of the answer itself
SEQUENCE = timedelta(days=7)  # for which the ids of updates can be compared


class NoSession(Refusal):
    """No session is set for the delegate yet."""


class SessionOver(Refusal):
    """The delegate's session lies behind us."""


class SessionCancelled(Refusal):
    """The delegate's session was cancelled."""


class TooLate(Refusal):
    """The deadline for answers has passed."""

    def __init__(self, deadline: datetime) -> None:
        super().__init__(deadline)
        self.deadline = deadline


class OtherDate(Refusal):
    """The button was for another date than the one in force."""


class NotAnswered(Refusal):
    """A detail was given without an answer that it belongs to."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Where an answer comes from: kept with the change."""

    via: Via
    update_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with one delegate."""

    session: Session | None
    choice: RsvpChoice | None
    reason: str | None
    to_be_confirmed: bool  # answered for a date that has moved since
    details: dict[str, str | None]  # follow-up id -> answer; None: skipped
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer did."""

    before: RsvpChoice | None
    standing: Standing
    changed: bool  # by this cause, now or when it came the first time
    question: FollowUp | None  # to be asked next


def starts_text(session: Session) -> str:
    """Write day and time of a session, to see later whether it has moved."""
    return f"{session.date}T{session.time:%H:%M}" if session.time else session.date.isoformat()


def mark(session: Session) -> str:
    """Give the short mark that a button carries: which session and date it was shown for."""
    return f"{session.id}.{session.date:%m%d}"


class RsvpService:
    """Reads and records answers; every write is one transaction."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def standing(self, delegate: Delegate) -> Standing:
        """Tell how things stand."""
        return await self._database.read(
            lambda db: standing_in(db, delegate, self._events.current_in(db).event)
        )

    async def standings(self, delegates: Sequence[Delegate]) -> tuple[Event, dict[int, Standing]]:
        """Tell how things stand with several, by their keys, and the event that this rests on."""

        def work(db: Db) -> tuple[Event, dict[int, Standing]]:
            event = self._events.current_in(db).event
            return event, {d.id: standing_in(db, d, event) for d in delegates if d.id is not None}

        return await self._database.read(work)

    async def answer(
        self, delegate_id: int, choice: RsvpChoice, cause: Cause, *, seen: str | None = None
    ) -> Receipt:
        """Record an answer.

        ``seen`` is the mark of the button that was pressed. Raises NoSession, SessionOver,
        SessionCancelled, TooLate or, when ``seen`` is not the date in force, OtherDate.
        """

        def work(db: Db) -> Receipt:
            by_staff = cause.via is Via.STAFF  # whom those ask who come too late
            delegate, event, session = self._open(db, delegate_id, late=by_staff)
            if seen is not None and seen != mark(session):
                raise OtherDate
            before = db.get(Rsvp, delegate_id)
            old = before.choice if before else None
            same = before is not None and (
                old == choice
                and before.session == session.id
                and before.starts == starts_text(session)
            )
            repeated = _caused(db, cause, "")
            fresh = not same and not repeated and not self._overtaken(db, cause, "", delegate_id)
            if fresh:
                self._record(db, (delegate, session), before, choice=choice, cause=cause)
            standing = standing_in(db, delegate, event)
            return Receipt(old, standing, repeated or fresh, _next(event, standing))

        return await self._database.write(work)

    def _record(
        self,
        db: Db,
        seat: tuple[Delegate, Session],
        before: Rsvp | None,
        *,
        choice: RsvpChoice,
        cause: Cause,
    ) -> None:
        delegate, session = seat
        now = self._clock.now()
        row = before or Rsvp(
            delegate_id=delegate.id or 0,
            choice=choice,
            session=session.id,
            starts=starts_text(session),
            answered_at=now,
        )
        old = before.choice.value if before else None
        if choice is not RsvpChoice.NO:
            row.reason = None
        row.choice = choice
        row.session = session.id
        row.starts = starts_text(session)
        row.answered_at = now
        db.add(row)
        db.add(self._change(delegate.id or 0, session.id, ANSWER, (old, choice.value), cause))
        if cause.via is Via.STAFF:
            db.add(
                Audit(
                    at=now,
                    person_id=cause.person_id,
                    action="answer",
                    subject=f"delegate {delegate.id}",
                    detail=f"{old or '-'} > {choice.value}",
                )
            )
        db.flush()

    async def give_reason(self, delegate_id: int, reason: str | None, cause: Cause) -> Receipt:
        """Keep why the delegate cannot come: an option's id or his own words, at most 500.

        None takes back what was no reason.
        The line that said no is not its own reason, though it may come again after a crash.

        Raises what `answer` raises, and NotAnswered when his answer is not (or no longer) a no.
        """
        text = reason[:LONGEST] if reason else None

        def work(db: Db) -> Receipt:
            delegate, event, session = self._open(db, delegate_id)
            row = db.get(Rsvp, delegate_id)
            fresh = not self._settled(db, cause, REASON, delegate_id)
            fresh = fresh and not _caused(db, cause, ANSWER)
            if fresh:
                if row is None or row.choice is not RsvpChoice.NO:
                    raise NotAnswered
                fresh = row.reason != text
            if fresh and row is not None:
                change = (row.reason, text)
                row.reason = text
                db.add(row)
                db.add(self._change(delegate_id, session.id, REASON, change, cause))
                db.flush()
            standing = standing_in(db, delegate, event)
            return Receipt(standing.choice, standing, fresh, _next(event, standing))

        return await self._database.write(work)

    async def give_detail(
        self, delegate_id: int, question: str, value: str | None, cause: Cause
    ) -> Receipt:
        """Keep the answer to a follow-up question (None: skipped); give the next one.

        The button that skips takes back nothing that was said: it stays below a question that
        was answered by typing.

        Raises what `answer` raises, and NotAnswered when the question does not belong to his
        answer (any more).
        """
        text = value[:LONGEST] if value else None

        def work(db: Db) -> Receipt:
            delegate, event, session = self._open(db, delegate_id)
            row = db.get(Rsvp, delegate_id)
            detail = db.get(RsvpDetail, (delegate_id, question))
            fresh = not self._settled(db, cause, question, delegate_id)
            if fresh:
                if row is None or question not in {f.id for f in event.rsvp.after(row.choice)}:
                    raise NotAnswered
                skipped = text is None and cause.via is Via.BUTTON
                fresh = detail is None or (detail.value != text and not skipped)
            if fresh:
                change = (detail.value if detail else None, text)
                detail = detail or RsvpDetail(
                    delegate_id=delegate_id, question=question, answered_at=self._clock.now()
                )
                detail.value = text
                detail.answered_at = self._clock.now()
                db.add(detail)
                db.add(self._change(delegate_id, session.id, question, change, cause))
                db.flush()
            standing = standing_in(db, delegate, event)
            return Receipt(standing.choice, standing, fresh, _next(event, standing))

        return await self._database.write(work)

    def _settled(self, db: Db, cause: Cause, question: str, delegate_id: int) -> bool:
        return _caused(db, cause, question) or self._overtaken(db, cause, question, delegate_id)

    def _overtaken(self, db: Db, cause: Cause, question: str, delegate_id: int) -> bool:
        """Tell whether a later update of the same person has changed this already.

        Then this one was handled before, when it changed nothing, and comes again after a crash.
        Ids count up as long as no week passes without an update
        (https://core.telegram.org/bots/api#update).
        """
        if cause.update_id is None or cause.person_id is None:
            return False
        query = select(RsvpChange.id).where(
            RsvpChange.by_person == cause.person_id,
            RsvpChange.delegate_id == delegate_id,
            RsvpChange.question == question,
            col(RsvpChange.cause) > cause.update_id,
            col(RsvpChange.at) > self._clock.now() - SEQUENCE,
        )
        return db.exec(query).first() is not None

    def next_question(self, event: Event, standing: Standing) -> FollowUp | None:
        """Give the first follow-up of this answer that was neither answered nor skipped."""
        return _next(event, standing)

    async def answered_by(self, update_id: int) -> str | None:
        """Tell what a typed line answered when it came before: 'reason', a follow-up, or None."""
        query = select(RsvpChange.question).where(
            RsvpChange.cause == update_id, RsvpChange.question != ANSWER
        )
        return await self._database.read(lambda db: db.exec(query).first())

    async def history(self, delegate_id: int) -> list[RsvpChange]:
        """Give every change, oldest first."""
        query = (
            select(RsvpChange)
            .where(RsvpChange.delegate_id == delegate_id)
            .order_by(col(RsvpChange.id))
        )
        return await self._database.read(lambda db: list(db.exec(query).all()))

    def _open(
        self, db: Db, delegate_id: int, *, late: bool = False
    ) -> tuple[Delegate, Event, Session]:
        """Lock the delegate's row and check that he may answer now, or ``late``.

        On PostgreSQL the lock is what keeps two answers at once from overtaking each other.
        """
        delegate = db.exec(
            select(Delegate).where(Delegate.id == delegate_id).with_for_update()
        ).one()
        event = self._events.current_in(db).event
        session = event.session_of(delegate.state, delegate.session_override)
        if session is None:
            raise NoSession
        if session.cancelled:
            raise SessionCancelled
        now = self._clock.now()
        if event.has_ended(session, now):
            raise SessionOver
        if now >= event.deadline(session) and not (late or delegate.deadline_waived):
            raise TooLate(event.local(event.deadline(session)))
        return delegate, event, session

    def _change(
        self,
        delegate_id: int,
        session: str,
        question: str,
        change: tuple[str | None, str | None],
        cause: Cause,
    ) -> RsvpChange:
        return RsvpChange(
            delegate_id=delegate_id,
            question=question,
            before=change[0],
            after=change[1],
            session=session,
            at=self._clock.now(),
            by_person=cause.person_id,
            via=cause.via,
            cause=cause.update_id,
        )


def _caused(db: Db, cause: Cause, question: str) -> bool:
    """Tell whether this update has done its work already."""
    if cause.update_id is None:
        return False
    query = select(RsvpChange.id).where(
        RsvpChange.cause == cause.update_id, RsvpChange.question == question
    )
    return db.exec(query).first() is not None


def standing_in(db: Db, delegate: Delegate, event: Event) -> Standing:
    """Tell how things stand with a delegate, in the caller's transaction.

    An answer is given for a day. A no stays a no whatever the day.
    """
    session = event.session_of(delegate.state, delegate.session_override)
    row = db.get(Rsvp, delegate.id)
    if row is None:
        return Standing(session, None, None, to_be_confirmed=False, details={}, answered_at=None)
    details = db.exec(select(RsvpDetail).where(RsvpDetail.delegate_id == delegate.id)).all()
    return Standing(
        session,
        row.choice,
        row.reason,
        to_be_confirmed=row.choice is not RsvpChoice.NO and not same_day(session, row.starts),
        details={d.question: d.value for d in details},
        answered_at=row.answered_at,
    )


def _next(event: Event, standing: Standing) -> FollowUp | None:
    """Give the first follow-up of this answer that was neither answered nor skipped."""
    if standing.choice is None:
        return None
    return next(
        (f for f in event.rsvp.after(standing.choice) if f.id not in standing.details), None
    )
