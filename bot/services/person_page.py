"""All that staff may know of one delegate: answer, history, reach, notes, what was sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Event
from bot.services.event_editor import EventEditor
from bot.services.reach_rows import Scope
from bot.services.rsvp import Standing, standing_in
from db.desk import Replacement, StaffNote
from db.door import CheckIn
from db.engine import Database
from db.models import Delegate, Invite, JoinRequest, Person, RsvpChange
from db.outbox import Delivery
from db.types import DeliveryKind, DeliveryState, RequestStatus, RosterStatus

NOTES = 3  # shown on the page


class NoSuchDelegate(Refusal):
    """There is no such roster row."""


class OutOfSight(Refusal):
    """The delegate is of a state that this member of the team does not look after."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its author's name."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an answer, and the name of who made it."""

    change: RsvpChange
    by: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A delegate as staff see him."""

    delegate: Delegate
    account: Person | None
    standing: Standing
    last: Step | None  # the latest change of the answer itself
    notes: tuple[Note, ...]
    invited_at: datetime | None  # when the latest personal link was made
    came_at: datetime | None
    last_sent: Delivery | None
    replaced: Delegate | None  # whose seat this was before
    replaced_by: Delegate | None

    @property
    def id(self) -> int:
        """Give the key of the roster row."""
        return self.delegate.id or 0


class PersonPages:
    """Reads what is known of a delegate, for those who may see him."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    async def page(self, delegate_id: int, scope: Scope) -> Page:
        """Give everything; raises NoSuchDelegate or OutOfSight."""

        def work(db: Db) -> Page:
            delegate = visible_in(db, delegate_id, scope)
            return _page(db, delegate, self._events.current_in(db).event)

        return await self._database.read(work)

    async def history(self, delegate_id: int, scope: Scope) -> list[Step]:
        """Give every change with who made it, oldest first; raises like `page`."""

        def work(db: Db) -> list[Step]:
            visible_in(db, delegate_id, scope)
            rows = db.exec(
                select(RsvpChange, Person.name)
                .join(Person, col(Person.id) == col(RsvpChange.by_person), isouter=True)
                .where(RsvpChange.delegate_id == delegate_id)
                .order_by(col(RsvpChange.id))
            ).all()
            return [Step(change, by) for change, by in rows]

        return await self._database.read(work)

    async def twins(self, delegate_id: int, scope: Scope) -> list[Delegate]:
        """Give the other rows that may be the same person: by phone, or by name in the state."""

        def work(db: Db) -> list[Delegate]:
            one = visible_in(db, delegate_id, scope)
            alike = col(Delegate.search_key) == one.search_key
            same: list[ColumnElement[bool]] = [alike & (col(Delegate.state) == one.state)]
            if one.phone:
                same.append(col(Delegate.phone) == one.phone)
            query = select(Delegate).where(
                Delegate.id != one.id, Delegate.status == RosterStatus.ACTIVE, or_(*same)
            )
            if scope is not None:
                query = query.where(col(Delegate.state).in_(sorted(scope)))
            return list(db.exec(query.order_by(col(Delegate.roster_no)).limit(8)).all())

        return await self._database.read(work)

    async def other_accounts(self, delegate_id: int, scope: Scope) -> list[Person]:
        """Give accounts without a seat that may be this delegate's: his number, or his request."""

        def work(db: Db) -> list[Person]:
            one = visible_in(db, delegate_id, scope)
            asked = select(JoinRequest.person_id).where(
                JoinRequest.status == RequestStatus.OPEN, JoinRequest.state == one.state
            )
            maybe: list[ColumnElement[bool]] = [col(Person.id).in_(asked)]
            if one.phone:
                maybe.append(col(Person.phone) == one.phone)
            query = select(Person).where(col(Person.delegate_id).is_(None), or_(*maybe))
            return list(db.exec(query.order_by(col(Person.id).desc()).limit(8)).all())

        return await self._database.read(work)


def visible_in(db: Db, delegate_id: int, scope: Scope, *, lock: bool = False) -> Delegate:
    """Give a roster row that somebody may see; raises NoSuchDelegate or OutOfSight."""
    query = select(Delegate).where(Delegate.id == delegate_id)
    found = db.exec(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NoSuchDelegate
    if scope is not None and found.state not in scope:
        raise OutOfSight
    return found


def _page(db: Db, delegate: Delegate, event: Event) -> Page:
    key = delegate.id or 0
    account = db.exec(select(Person).where(Person.delegate_id == key)).one_or_none()
    last = db.exec(
        select(RsvpChange, Person.name)
        .join(Person, col(Person.id) == col(RsvpChange.by_person), isouter=True)
        .where(RsvpChange.delegate_id == key, RsvpChange.question == "")
        .order_by(col(RsvpChange.id).desc())
    ).first()
    notes = db.exec(
        select(StaffNote.text, Person.name, StaffNote.at)
        .join(Person, col(Person.id) == col(StaffNote.by_person))
        .where(StaffNote.delegate_id == key)
        .order_by(col(StaffNote.id).desc())
        .limit(NOTES)
    ).all()
    before = db.exec(
        select(Delegate)
        .join(Replacement, col(Replacement.old_id) == col(Delegate.id))
        .where(Replacement.new_id == key)
        .order_by(col(Replacement.at).desc())
    ).first()
    after = db.exec(
        select(Delegate)
        .join(Replacement, col(Replacement.new_id) == col(Delegate.id))
        .where(Replacement.old_id == key)
    ).first()
    return Page(
        delegate=delegate,
        account=account,
        standing=standing_in(db, delegate, event),
        last=Step(*last) if last else None,
        notes=tuple(Note(*row) for row in notes),
        invited_at=db.exec(
            select(Invite.created_at)
            .where(Invite.delegate_id == key)
            .order_by(col(Invite.id).desc())
        ).first(),
        came_at=db.exec(select(CheckIn.at).where(CheckIn.delegate_id == key)).first(),
        last_sent=_last_sent(db, account),
        replaced=before,
        replaced_by=after,
    )


def _last_sent(db: Db, account: Person | None) -> Delivery | None:
    if account is None:
        return None
    return db.exec(
        select(Delivery)
        .where(
            Delivery.person_id == account.id,
            Delivery.state == DeliveryState.SENT,
            Delivery.kind != DeliveryKind.CARD,  # an edit of what he has
        )
        .order_by(col(Delivery.settled_at).desc())
    ).first()
