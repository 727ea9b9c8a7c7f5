"""One delegate: seated in another session, or replaced by another person.

What always holds:

* the change, its line in the audit and the notice to whom it concerns are one transaction;
* who is replaced keeps his roster row with his answers, points and history; who comes in his place
  gets a row, a number and a link of his own, and has answered nothing;
* of the one who was replaced no link and no pass counts any more, and his account is nobody's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from bot import names, phones
from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Event, Session
from bot.services import invites, passes
from bot.services.change_rows import Moved, Was, card, notice, seats
from bot.services.event_editor import EventEditor
from bot.services.joining import release_in
from bot.services.outbox_rows import queue
from db.changes import Replacement
from db.engine import Database
from db.models import Audit, Delegate
from db.types import RosterStatus

MOVE, REPLACE = "delegate.move", "delegate.replace"
LONGEST_NAME, LONGEST_KEY = 100, 600  # characters of a name; of Delegate.search_key


class NotOnTheList(Refusal):
    """The delegate is not (or no longer) on the roster."""


class NoSuchSession(Refusal):
    """The event has no session of this name (any more)."""


class SessionIsOver(Refusal):
    """Nobody can be seated in a session that lies behind us, or was cancelled."""


class NoName(Refusal):
    """Somebody without a name cannot take a place."""


class NoPhone(Refusal):
    """What was given is not one phone number."""


@dataclass(frozen=True, slots=True)
class Reseated:
    """A delegate and his session before and after; ``told``: he hears of it."""

    delegate: Delegate
    old: Session | None
    new: Session | None
    told: bool

    @property
    def changed(self) -> bool:
        """Tell whether it was another session before."""
        return (self.old and self.old.id) != (self.new and self.new.id)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes in a delegate's place, as somebody typed it; the phone in any way of writing."""

    name: str
    name_hi: str | None = None
    phone: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """Who came in whose place; ``link`` lets the new one in and is shown this once."""

    old: Delegate
    new: Delegate
    link: str
    told: bool  # the old one has an account, and hears of it


class Reseating:
    """Changes the place of one delegate."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def move(
        self, delegate_id: int, session_id: str | None, *, by: int | None, quiet: bool = False
    ) -> Reseated:
        """Seat a delegate in a session; None is again the one of his state.

        He is told, unless ``quiet``; his card is edited either way. ``by`` is a person's key,
        None the command line. Seated there already, nothing changes. Raises NotOnTheList,
        NoSuchSession or SessionIsOver.
        """
        now = self._clock.now()

        def work(db: Db) -> Reseated:
            delegate = _locked(db, delegate_id)
            version = self._events.current_in(db)
            event = version.event
            old = event.session_of(delegate.state, delegate.session_override)
            new = _wanted(event, delegate, session_id, now)
            done = Reseated(delegate, old, new, told=False)
            usual = event.session_of(delegate.state)
            own = None if new is None or new == usual else new.id
            if not done.changed and delegate.session_override == own:
                return done
            delegate.session_override, delegate.updated_at = own, now
            db.add(delegate)
            what = _noted(db, _line(MOVE, delegate_id, by, _shown(done), now))
            moved = Moved(event, old, event, new)
            was = Was(delegate_id, version.version, old.id if old else None)
            told = False
            for seat in seats(db, delegate_id):
                told = moved.is_news and not quiet
                queue(db, [notice(what, seat.person, was, moved)] if told else [])
                queue(db, [card(what, seat.person)])
            return Reseated(delegate, old, new, told=told)

        return await self._database.write(work)

    async def replace(
        self,
        delegate_id: int,
        newcomer: Newcomer,
        *,
        by: int | None,
        bot_username: str,
        expires_at: datetime | None = None,
    ) -> Replaced:
        """Let another person come in a delegate's place; ``expires_at`` is for the new link.

        The old account is freed and told. Raises NotOnTheList, NoName or NoPhone.
        """
        now = self._clock.now()
        name = _tidied(newcomer.name)
        phone = phones.to_e164(newcomer.phone) if newcomer.phone else None
        if not name:
            raise NoName
        if newcomer.phone and phone is None:
            raise NoPhone

        def work(db: Db) -> Replaced:
            old = _locked(db, delegate_id)
            new = _successor(db, old, name, _tidied(newcomer.name_hi or "") or None, now)
            new.phone, new.language = phone, newcomer.language
            db.add(new)
            old.status, old.updated_at = RosterStatus.GONE, now
            db.add(old)
            db.flush()
            new_id = new.id or 0
            what = _noted(db, _line(REPLACE, delegate_id, by, f"by delegate {new_id}", now))
            db.add(
                Replacement(
                    old_delegate_id=delegate_id, new_delegate_id=new_id, at=now, by_person=by
                )
            )
            person = release_in(db, delegate_id)
            passes.end_in(db, delegate_id, now)
            invites.revoke_in(db, [delegate_id], now)
            token = invites.personal_in(db, new_id, now, expires_at)
            if person is not None:
                self._tell_replaced(db, person, old, what)
            db.flush()
            link = invites.link(bot_username, token)
            return Replaced(old, new, link, told=person is not None)

        return await self._database.write(work)

    async def before(self, delegate_id: int) -> list[tuple[Delegate, datetime]]:
        """Give those in whose place a delegate came, the latest first, each with when."""

        def work(db: Db) -> list[tuple[Delegate, datetime]]:
            found: list[tuple[Delegate, datetime]] = []
            key: int | None = delegate_id
            while key is not None:
                row = db.exec(select(Replacement).where(Replacement.new_delegate_id == key)).first()
                key = row.old_delegate_id if row else None
                old = db.get(Delegate, key) if key is not None else None
                if row is not None and old is not None:
                    found.append((old, row.at))
            return found

        return await self._database.read(work)

    async def successor(self, delegate_id: int) -> Delegate | None:
        """Give who came in a delegate's place; None where nobody did."""
        query = (
            select(Delegate)
            .join(Replacement, col(Replacement.new_delegate_id) == col(Delegate.id))
            .where(Replacement.old_delegate_id == delegate_id)
        )
        return await self._database.read(lambda db: db.exec(query).first())

    def _tell_replaced(self, db: Db, person: int, old: Delegate, what: str) -> None:
        version = self._events.current_in(db)
        session = version.event.session_of(old.state, old.session_override)
        was = Was(old.id or 0, version.version, session.id if session else None, replaced=True)
        moved = Moved(version.event, session, version.event, None)
        queue(db, [notice(what, person, was, moved), card(what, person)])


def _noted(db: Db, line: Audit) -> str:
    """Write a line of the audit; give a name for the change that no other has."""
    db.add(line)
    db.flush()
    return f"seat{line.id}"


def _line(action: str, delegate_id: int, by: int | None, detail: str, now: datetime) -> Audit:
    return Audit(
        at=now, person_id=by, action=action, subject=f"delegate {delegate_id}", detail=detail
    )


def _locked(db: Db, delegate_id: int) -> Delegate:
    query = select(Delegate).where(Delegate.id == delegate_id).with_for_update()
    delegate = db.exec(query).one_or_none()
    if delegate is None or delegate.status is not RosterStatus.ACTIVE:
        raise NotOnTheList
    return delegate


def _wanted(
    event: Event, delegate: Delegate, session_id: str | None, now: datetime
) -> Session | None:
    if session_id is None:
        return event.session_of(delegate.state)
    session = event.session(session_id)
    if session is None:
        raise NoSuchSession
    if session.cancelled or event.has_ended(session, now):
        raise SessionIsOver
    return session


def _shown(done: Reseated) -> str:
    old, new = (f"{s.id} ({s.date})" if s else "no session" for s in (done.old, done.new))
    return f"{old} -> {new}"


def _successor(db: Db, old: Delegate, name: str, name_hi: str | None, now: datetime) -> Delegate:
    last = db.exec(select(func.max(Delegate.roster_no))).one() or 0
    key = names.search_keys(name, name_hi, old.district, old.district_hi)
    return Delegate(
        roster_no=last + 1,
        name=name,
        name_hi=name_hi,
        state=old.state,
        district=old.district,
        district_hi=old.district_hi,
        session_override=old.session_override,
        deadline_waived=old.deadline_waived,
        search_key=key[:LONGEST_KEY],
        created_at=now,
        updated_at=now,
    )


def _tidied(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME].strip()
