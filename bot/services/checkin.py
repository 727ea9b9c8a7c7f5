"""The door: who may come in, who came, and taking that back.

An entry::

    (not in) --found: pass, number, name, paper--> in --taken back--> (not in)

What always holds:

* a delegate comes in once to a session: the unique key decides, not a look before, so twenty people
  at three doors, in two processes, are counted once each, and the second helper is told when;
* the world is looked at again each time: the answer, the session, whether he is still on the list;
* whoever is let in although the list says otherwise is kept with the reason;
* an update that comes again after a crash finds its own entry and says the same.

Who may let whom in: on the day of a session its door is open to every member of the team, also to
those limited to other states; whoever stands there must not be sent away for that. They see name,
district, state and answer, no phone. On any other day their states are all they see.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.event import Event, Session
from bot.services.event_editor import EventEditor
from bot.services.passes import found_in
from db.desk import Replacement
from db.dialects import insert_new, table
from db.door import CheckIn
from db.engine import Database
from db.models import Audit, Delegate, Person, Rsvp
from db.types import DoorVia, LetIn, RosterStatus, RsvpChoice


class Verdict(StrEnum):
    """What the door says."""

    WELCOME = "welcome"  # and he is in
    ALREADY = "already"
    WRONG_DAY = "wrong_day"
    SAID_NO = "said_no"
    REPLACED = "replaced"  # the pass is ended
    GONE = "gone"  # no longer on the list
    UNKNOWN = "unknown"
    NOT_YOURS = "not_yours"  # not expected today, and of a state of others


@dataclass(frozen=True, slots=True)
class Helper:
    """Who lets people in; the command line is nobody, and nobody is limited to no state."""

    person_id: int | None = None
    states: frozenset[str] | None = None
    update_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of it: the verdict, and what a helper needs to know to go on."""

    verdict: Verdict
    delegate: Delegate | None = None
    session: Session | None = None  # his own
    today: Session | None = None  # into which he came, or can be let in
    choice: RsvpChoice | None = None
    row: CheckIn | None = None
    by: str | None = None  # who let him in before
    successor: Delegate | None = None  # who came in his place

    @property
    def number(self) -> int:
        """Give the roster number, 0 for nobody."""
        return self.delegate.roster_no if self.delegate else 0


class CheckIns:
    """Lets people in; every write is one transaction."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def by_code(self, code: str, helper: Helper) -> Entry:
        """Let in who holds the pass with this code."""

        def work(db: Db) -> Entry:
            found = found_in(db, code)
            if found is None:
                return Entry(Verdict.UNKNOWN)
            if found.ended_at is not None:
                return self._replaced(db, found.delegate_id, helper)
            return self._admit(db, db.get(Delegate, found.delegate_id), helper, DoorVia.PASS)

        return await self._database.write(work)

    async def by_number(self, roster_no: int, helper: Helper) -> Entry:
        """Let in who has this roster number."""
        query = select(Delegate).where(Delegate.roster_no == roster_no)

        def work(db: Db) -> Entry:
            return self._admit(db, db.exec(query).one_or_none(), helper, DoorVia.NUMBER)

        return await self._database.write(work)

    async def by_key(self, delegate_id: int, helper: Helper) -> Entry:
        """Let in a delegate who was found by his name."""

        def work(db: Db) -> Entry:
            return self._admit(db, db.get(Delegate, delegate_id), helper, DoorVia.NAME)

        return await self._database.write(work)

    async def let_in(self, delegate_id: int, reason: LetIn, helper: Helper) -> Entry:
        """Let somebody in all the same; the reason is kept.

        Not on a day without a session, and not twice.
        """

        def work(db: Db) -> Entry:
            entry = self._look(db, db.get(Delegate, delegate_id), helper)
            if entry.delegate is None or entry.today is None:
                return entry
            if entry.verdict in {Verdict.ALREADY, Verdict.NOT_YOURS}:
                return entry
            return self.enter(db, entry, entry.today, helper, via=DoorVia.NAME, reason=reason)

        return await self._database.write(work)

    async def from_paper(self, delegate_id: int, helper: Helper) -> Entry:
        """Enter somebody who came to his own session, which is today or was."""

        def work(db: Db) -> Entry:
            return self.paper_in(db, db.get(Delegate, delegate_id), helper)

        return await self._database.write(work)

    async def undo(self, check_in_id: int, stamp: int, helper: Helper) -> Delegate | None:
        """Take an entry back; ``stamp`` is when it was made, in whole seconds.

        None where it is taken back already: numbers of rows are used again.
        """
        entries = table(CheckIn)

        def work(db: Db) -> Delegate | None:
            row = db.get(CheckIn, check_in_id)
            if row is None or stamp_of(row) != stamp:
                return None
            delegate = db.get_one(Delegate, row.delegate_id)
            gone = db.execute(
                delete(entries)
                .where(entries.c.id == check_in_id, entries.c.at == row.at)
                .returning(entries.c.id)
            ).scalar_one_or_none()
            if gone is None:
                return None
            self._note(db, helper, "checkin.undo", delegate, f"{row.session} {row.via}")
            return delegate

        return await self._database.write(work)

    def paper_in(self, db: Db, delegate: Delegate | None, helper: Helper) -> Entry:
        """Do what `from_paper` says in the caller's transaction; who had said no came after all."""
        entry = self._look(db, delegate, helper)
        own, event = entry.session, self._events.current_in(db).event
        if entry.delegate is None or own is None or entry.verdict is Verdict.GONE:
            return entry
        outside = helper.states is not None and entry.delegate.state not in helper.states
        began = event.days_until(own, self._clock.now()) <= 0 and not own.cancelled
        if not began or (outside and entry.today != own):
            return entry
        reason = LetIn.CAME_AFTER_ALL if entry.choice is RsvpChoice.NO else None
        via = DoorVia.CLI if helper.person_id is None else DoorVia.PAPER
        return self.enter(db, entry, own, helper, via=via, reason=reason)

    def _admit(self, db: Db, delegate: Delegate | None, helper: Helper, via: DoorVia) -> Entry:
        entry = self._look(db, delegate, helper)
        if entry.verdict is Verdict.WELCOME and entry.today is not None:
            return self.enter(db, entry, entry.today, helper, via=via)
        return entry

    def enter(
        self,
        db: Db,
        entry: Entry,
        session: Session,
        helper: Helper,
        *,
        via: DoorVia,
        reason: LetIn | None = None,
    ) -> Entry:
        """Write an entry down, once, in the caller's transaction."""
        if entry.delegate is None or entry.delegate.id is None:
            return entry
        row = {
            "delegate_id": entry.delegate.id,
            "session": session.id,
            "at": self._clock.now(),
            "via": via,
            "reason": reason,
            "by_person": helper.person_id,
            "cause": helper.update_id,
        }
        fresh = insert_new(db, table(CheckIn), row)
        found = _entry_of(db, entry.delegate.id, session.id)
        if fresh:
            detail = " ".join(filter(None, [session.id, via, reason]))
            self._note(db, helper, "checkin", entry.delegate, detail)
        mine = fresh or _caused(found, helper)
        verdict = Verdict.WELCOME if mine else Verdict.ALREADY
        return Entry(
            verdict, entry.delegate, entry.session, session, entry.choice, found, _by(db, found)
        )

    def _look(self, db: Db, delegate: Delegate | None, helper: Helper) -> Entry:
        """Judge how things stand, and change nothing."""
        if delegate is None:
            return Entry(Verdict.UNKNOWN)
        event = self._events.current_in(db).event
        own = event.session_of(delegate.state, delegate.session_override)
        open_today = today(event, self._clock.now())
        door = own if own in open_today else next(iter(open_today), None)
        answer = db.get(Rsvp, delegate.id)
        choice = answer.choice if answer else None
        row = next((r for s in open_today if (r := _entry_of(db, delegate.id or 0, s.id))), None)
        verdict = Verdict.WELCOME
        outside = helper.states is not None and delegate.state not in helper.states
        if row is not None:
            verdict = Verdict.WELCOME if _caused(row, helper) else Verdict.ALREADY
        elif own not in open_today and outside:
            return Entry(Verdict.NOT_YOURS)
        elif delegate.status is RosterStatus.GONE:
            replaced = self._replaced(db, delegate.id or 0, helper)
            if replaced.successor is not None:
                return replaced
            verdict = Verdict.GONE
        elif own not in open_today:
            verdict = Verdict.WRONG_DAY
        elif choice is RsvpChoice.NO:
            verdict = Verdict.SAID_NO
        return Entry(verdict, delegate, own, door, choice, row, _by(db, row))

    def _replaced(self, db: Db, delegate_id: int, helper: Helper) -> Entry:
        """Say that a pass or row no longer counts, and who has the seat, where he may be seen."""
        row = db.get(Replacement, delegate_id)
        new = db.get(Delegate, row.new_id) if row else None
        if new is None or new.status is not RosterStatus.ACTIVE:
            return Entry(Verdict.REPLACED)
        event = self._events.current_in(db).event
        here = event.session_of(new.state, new.session_override) in today(event, self._clock.now())
        seen = helper.states is None or new.state in helper.states or here
        return Entry(Verdict.REPLACED, successor=new if seen else None)

    def _note(self, db: Db, helper: Helper, action: str, delegate: Delegate, detail: str) -> None:
        db.add(
            Audit(
                at=self._clock.now(),
                person_id=helper.person_id,
                action=action,
                subject=f"delegate {delegate.id}",
                detail=detail,
            )
        )


def today(event: Event, now: datetime) -> list[Session]:
    """Give the sessions of this day at the venue; those called off have no door."""
    return [s for s in event.sessions if not s.cancelled and event.days_until(s, now) == 0]


def stamp_of(row: CheckIn) -> int:
    """Give when an entry was made, in whole seconds: a button carries it."""
    return int(row.at.timestamp())


def _entry_of(db: Db, delegate_id: int, session_id: str) -> CheckIn | None:
    return db.exec(
        select(CheckIn).where(CheckIn.delegate_id == delegate_id, CheckIn.session == session_id)
    ).one_or_none()


def _caused(row: CheckIn | None, helper: Helper) -> bool:
    """Tell whether this update made the entry, when it came the first time."""
    return row is not None and helper.update_id is not None and row.cause == helper.update_id


def _by(db: Db, row: CheckIn | None) -> str | None:
    if row is None or row.by_person is None:
        return None
    return db.exec(select(Person.name).where(col(Person.id) == row.by_person)).one_or_none()
