r"""What staff change about a roster row and who sits in it; every act is in the audit.

Who holds a seat::

    (free) --link, contact, staff--> held by an account --release--> (free)
                                          \--give to another account--> held by that one
    active --replace--> gone; a new row with the same state, district and session is active
    active --merge into another row of the same person--> gone

What always holds:

* a row is never removed: history, answers and passes of whoever was replaced stay with his row;
* an update (``cause``) replaces or merges once, however often it comes;
* the old account keeps its language and loses the seat; its pass is ended;
* whoever is moved or replaced is told, and his card put right: queued in the same transaction.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, update
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Session
from bot.names import search_keys
from bot.services.change_rows import Moved, Was, card, notice, seats
from bot.services.event_editor import EventEditor
from bot.services.invites import link, new_row
from bot.services.joining import bind, release_in
from bot.services.outbox_rows import queue
from bot.services.passes import end_in
from bot.services.person_page import NoSuchDelegate, visible_in
from bot.services.reach_rows import Scope
from bot.services.seat_views import NoLongerOnList, check_in
from db.desk import Replacement, StaffNote
from db.dialects import table
from db.engine import Database
from db.models import Audit, Delegate, JoinRequest, Person, Rsvp, RsvpDetail
from db.types import InviteKind, RequestStatus, RosterStatus, Verification

LONGEST_NOTE = 1_000  # characters


class SeatHeld(Refusal):
    """The delegate has joined already, so a link would be of no use."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: his key, the states that he may see, and the update that this is."""

    person_id: int
    scope: Scope
    update_id: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The row after an act, and the account that lost its seat by it."""

    delegate: Delegate
    before: Person | None = None


class Seats:
    """Changes roster rows for those who may see them; raises NoSuchDelegate or OutOfSight."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def waive(self, delegate_id: int, by: Actor, *, waived: bool) -> Delegate:
        """Let a delegate answer after the deadline, or no longer."""

        def work(db: Db) -> Delegate:
            one = visible_in(db, delegate_id, by.scope, lock=True)
            if one.deadline_waived != waived:
                one.deadline_waived = waived
                self._keep(db, one, by, "waive" if waived else "unwaive")
            return one

        return await self._database.write(work)

    async def move(self, delegate_id: int, session_id: str | None, by: Actor) -> Delegate:
        """Put a delegate into another session; None, or that of his state, takes this back."""

        def work(db: Db) -> Delegate:
            one = visible_in(db, delegate_id, by.scope, lock=True)
            event = self._events.current_in(db).event
            usual = event.session_of(one.state)
            known = event.session(session_id) if session_id else None
            wanted = known.id if known and known != usual else None
            if one.session_override != wanted:
                before = event.session_of(one.state, one.session_override)
                one.session_override = wanted
                after = event.session_of(one.state, wanted)
                detail = f"{before.id if before else '-'} > {after.id if after else '-'}"
                what = self._keep(db, one, by, "move_delegate", detail)
                self._tell_moved(db, one, before, after, what)
            return one

        return await self._database.write(work)

    async def note(self, delegate_id: int, text: str, by: Actor) -> None:
        """Keep a note about a delegate; an update leaves one."""

        def work(db: Db) -> None:
            one = visible_in(db, delegate_id, by.scope)
            if by.update_id is not None:
                known = select(StaffNote.id).where(StaffNote.cause == by.update_id)
                if db.exec(known).first() is not None:
                    return
            db.add(
                StaffNote(
                    delegate_id=one.id or 0,
                    by_person=by.person_id,
                    text=text[:LONGEST_NOTE],
                    at=self._clock.now(),
                    cause=by.update_id,
                )
            )
            self._note(db, one, by, "note")

        await self._database.write(work)

    async def new_link(self, delegate_id: int, bot_username: str, by: Actor, days: int) -> str:
        """Make a new personal link, good for ``days``, for one who has not joined, and give it.

        Older links stay good. Raises SeatHeld, NoLongerOnList.
        """
        until = self._clock.now() + timedelta(days=days)
        token = secrets.token_urlsafe(16)

        def work(db: Db) -> None:
            one = visible_in(db, delegate_id, by.scope)
            if one.status is not RosterStatus.ACTIVE:
                raise NoLongerOnList
            held = select(Person.id).where(Person.delegate_id == delegate_id)
            if db.exec(held).first() is not None:
                raise SeatHeld
            db.add(new_row(token, InviteKind.DELEGATE, self._clock.now(), until, delegate_id))
            self._note(db, one, by, "new_link")

        await self._database.write(work)
        return link(bot_username, token)

    async def release(self, delegate_id: int, by: Actor, seen: str | None = None) -> Changed:
        """Free the seat of the account that holds it; it can join again by a link or contact.

        ``seen`` is the mark of what was shown to who decides; raises SeatChanged.
        """

        def work(db: Db) -> Changed:
            one = visible_in(db, delegate_id, by.scope, lock=True)
            if db.exec(select(Person.id).where(Person.delegate_id == delegate_id)).first() is None:
                return Changed(one)
            check_in(db, seen, delegate_id, by.scope)
            before = release_in(db, delegate_id)
            end_in(db, delegate_id, self._clock.now())
            if before is not None:
                what = self._note(db, one, by, "release", before.name)
                self._tell_of_seat(db, before.id or 0, one, what, released=True)
            return Changed(one, before)

        return await self._database.write(work)

    async def give_to(
        self, delegate_id: int, person_id: int, by: Actor, seen: str | None = None
    ) -> Changed:
        """Let another account hold the seat: one person with a new phone or account.

        An open request of that account is thereby accepted. Raises what `bind` raises, and
        SeatChanged where something else stands there than what was ``seen``.
        """

        def work(db: Db) -> Changed:
            one = visible_in(db, delegate_id, by.scope, lock=True)
            person = db.get(Person, person_id)
            if person is None:
                raise NoSuchDelegate
            if person.delegate_id == delegate_id:
                return Changed(one)
            check_in(db, seen, delegate_id, by.scope, to=person_id)
            before = release_in(db, delegate_id)
            now = self._clock.now()
            if before is not None:
                end_in(db, delegate_id, now)
            bind(db, person_id, delegate_id, Verification.STAFF, now)
            requests = table(JoinRequest)
            db.execute(
                update(requests)
                .where(requests.c.person_id == person_id, requests.c.status == RequestStatus.OPEN)
                .values(
                    status=RequestStatus.ACCEPTED,
                    decided_at=now,
                    decided_by=by.person_id,
                    delegate_id=delegate_id,
                )
            )
            what = self._note(db, one, by, "give_seat", person.name)
            if before is not None:
                self._tell_of_seat(db, before.id or 0, one, what, released=True)
            self._tell_of_seat(db, person_id, one, what, given=True)
            return Changed(one, before)

        return await self._database.write(work)

    async def replace(
        self, delegate_id: int, name: str, phone: str | None, by: Actor, seen: str | None = None
    ) -> Changed:
        """Put somebody else into a seat: a new row, not answered; the old one is gone.

        Gives the new row and the account that lost the seat. Raises NoLongerOnList, and
        SeatChanged where something else stands there than what was ``seen``.
        """

        def work(db: Db) -> Changed:
            old = visible_in(db, delegate_id, by.scope, lock=True)
            known = db.get(Replacement, delegate_id)
            if known is not None and known.cause is not None and known.cause == by.update_id:
                return Changed(db.get_one(Delegate, known.new_id))
            if old.status is not RosterStatus.ACTIVE:
                raise NoLongerOnList
            check_in(db, seen, delegate_id, by.scope)
            now = self._clock.now()
            last = db.exec(select(func.max(Delegate.roster_no))).one() or 0
            hindi = name if any("ऀ" <= letter <= "ॿ" for letter in name) else None
            new = Delegate(
                roster_no=last + 1,
                name=name,
                name_hi=hindi,
                state=old.state,
                district=old.district,
                district_hi=old.district_hi,
                phone=phone,
                session_override=old.session_override,
                search_key=search_keys(name, old.district, old.district_hi),
                created_at=now,
                updated_at=now,
            )
            db.add(new)
            db.flush()
            before = self._end(db, old, new.id or 0, by, same_person=False)
            what = self._note(db, old, by, "replace", f"#{new.roster_no} {name}")
            if before is not None:
                self._tell_of_seat(db, before.id or 0, old, what, replaced=True)
            return Changed(new, before)

        return await self._database.write(work)

    async def merge(
        self, delegate_id: int, into: int, by: Actor, seen: str | None = None
    ) -> Changed:
        """Make two rows of one person one: account and answer go to ``into`` where it has none.

        Gives the row that stays and the account that lost its seat. Raises NoLongerOnList, and
        SeatChanged where something else stands there than what was ``seen``.
        """

        def work(db: Db) -> Changed:
            first, second = sorted((delegate_id, into))
            for key in (first, second):
                visible_in(db, key, by.scope, lock=True)
            old, kept = db.get_one(Delegate, delegate_id), db.get_one(Delegate, into)
            known = db.get(Replacement, delegate_id)
            if known is not None and known.new_id == into:
                return Changed(kept)
            if RosterStatus.GONE in (old.status, kept.status) or old.id == kept.id:
                raise NoLongerOnList
            check_in(db, seen, delegate_id, by.scope, into=into)
            _bring_answer(db, old, kept)
            lost = before = self._end(db, old, into, by, same_person=True)
            held = select(Person.id).where(Person.delegate_id == into)
            if before is not None and db.exec(held).first() is None:
                bind(db, before.id or 0, into, Verification.STAFF, self._clock.now())
                before = None
            kept.phone = kept.phone or old.phone
            db.add(kept)
            what = self._note(db, old, by, "merge", f"#{kept.roster_no} {kept.name}")
            if before is not None:
                self._tell_of_seat(db, before.id or 0, old, what, released=True)
            elif lost is not None:
                queue(db, [card(what, lost.id or 0)])
            return Changed(kept, before)

        return await self._database.write(work)

    def _end(
        self, db: Db, old: Delegate, new_id: int, by: Actor, *, same_person: bool
    ) -> Person | None:
        """Take a row off the list in favour of another; give the account that held it."""
        now = self._clock.now()
        before = release_in(db, old.id or 0)
        end_in(db, old.id or 0, now)
        old.status = RosterStatus.GONE
        old.updated_at = now
        db.add(old)
        db.add(
            Replacement(
                old_id=old.id or 0,
                new_id=new_id,
                same_person=same_person,
                by_person=by.person_id,
                at=now,
                cause=by.update_id,
            )
        )
        db.flush()
        return before

    def _tell_moved(
        self, db: Db, one: Delegate, before: Session | None, after: Session | None, what: str
    ) -> None:
        now = self._events.current_in(db)
        moved = Moved(now.event, before, now.event, after)
        was = Was(one.id or 0, now.version, before.id if before else None)
        for seat in seats(db, [one.id or 0]):
            queue(db, [notice(what, seat.person, was, moved)] if moved.is_news else [])
            queue(db, [card(what, seat.person)])

    def _tell_of_seat(
        self,
        db: Db,
        person_id: int,
        one: Delegate,
        what: str,
        *,
        replaced: bool = False,
        released: bool = False,
        given: bool = False,
    ) -> None:
        """Have an account told that it lost or got a seat, and its card put right."""
        now = self._events.current_in(db)
        session = now.event.session_of(one.state, one.session_override)
        was = Was(
            one.id or 0,
            now.version,
            session.id if session else None,
            replaced=replaced,
            released=released,
            given=given,
        )
        moved = Moved(now.event, session, now.event, None)
        queue(db, [notice(what, person_id, was, moved)])
        queue(db, [card(what, person_id)])

    def _keep(self, db: Db, one: Delegate, by: Actor, action: str, detail: str = "") -> str:
        one.updated_at = self._clock.now()
        db.add(one)
        return self._note(db, one, by, action, detail)

    def _note(self, db: Db, one: Delegate, by: Actor, action: str, detail: str = "") -> str:
        """Write a line of the audit; give a name for the act that no other has."""
        line = Audit(
            at=self._clock.now(),
            person_id=by.person_id,
            action=action,
            subject=f"delegate {one.id}",
            detail=detail,
        )
        db.add(line)
        db.flush()
        return f"seat{line.id}"


def _bring_answer(db: Db, old: Delegate, kept: Delegate) -> None:
    """Copy an answer and its details to a row that has none."""
    answer = db.get(Rsvp, old.id)
    if answer is None or db.get(Rsvp, kept.id) is not None:
        return
    db.add(Rsvp(**{**answer.model_dump(), "delegate_id": kept.id}))
    details = select(RsvpDetail).where(col(RsvpDetail.delegate_id) == old.id)
    for detail in db.exec(details).all():
        db.add(RsvpDetail(**{**detail.model_dump(), "delegate_id": kept.id}))
    db.flush()
