"""What stands at a seat when somebody is asked whether it shall really change, and its mark.

A button that says yes carries the mark of what was shown. Where something else is true when it is
pressed, a second time or a week later, nothing is done and the question is asked anew.
"""

import base64
import hashlib
from dataclasses import dataclass

from sqlmodel import Session as Db
from sqlmodel import select

from bot.errors import Refusal
from bot.services.person_page import NoSuchDelegate, visible_in
from bot.services.reach_rows import Scope
from db.engine import Database
from db.models import Delegate, Person, Rsvp
from db.types import RosterStatus, RsvpChoice

_MARK = 6  # letters: enough to tell a few states of one seat apart


class SeatChanged(Refusal):
    """Something else stands at the seat than what was shown with the question."""


class NoLongerOnList(Refusal):
    """The roster row was replaced or taken off the list."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A roster row, the account that holds it, and its answer."""

    delegate: Delegate
    account: Person | None
    choice: RsvpChoice | None


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat; ``other`` is the row that it is to become one with, ``to`` who is to hold it."""

    seat: Seat
    other: Seat | None = None
    to: Person | None = None

    @property
    def mark(self) -> str:
        """Give what tells this from any other state of these rows and accounts."""
        return mark_of(*map(_state, (self.seat, self.other)), self.to and self.to.id)


def mark_of(*parts: object) -> str:
    """Give a few letters for anything that is to be recognised."""
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_MARK]


def _state(seat: Seat | None) -> object:
    if seat is None:
        return None
    one, account = seat.delegate, seat.account
    since = account.verified_at.timestamp() if account and account.verified_at else None
    return one.id, one.status.value, one.phone, account and account.id, since, seat.choice


class SeatViews:
    """Reads seats for those who may see them; raises NoSuchDelegate, OutOfSight, NoLongerOnList."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(
        self, delegate_id: int, scope: Scope, *, into: int | None = None, to: int | None = None
    ) -> SeatView:
        """Give a seat, with the row or the account that it is about."""
        return await self._database.read(lambda db: view_in(db, delegate_id, scope, into, to))


def view_in(
    db: Db, delegate_id: int, scope: Scope, into: int | None = None, to: int | None = None
) -> SeatView:
    """Do what `SeatViews.look` says, in the caller's transaction."""
    seat = _seat(db, delegate_id, scope)
    other = _seat(db, into, scope) if into is not None else None
    person = db.get(Person, to) if to is not None else None
    if to is not None and person is None:
        raise NoSuchDelegate
    return SeatView(seat, other, person)


def check_in(
    db: Db,
    seen: str | None,
    delegate_id: int,
    scope: Scope,
    *,
    into: int | None = None,
    to: int | None = None,
) -> None:
    """Raise SeatChanged unless ``seen`` is the mark of what stands there; None asks for nothing."""
    if seen is not None and view_in(db, delegate_id, scope, into, to).mark != seen:
        raise SeatChanged


def _seat(db: Db, delegate_id: int, scope: Scope) -> Seat:
    one = visible_in(db, delegate_id, scope)
    if one.status is not RosterStatus.ACTIVE:
        raise NoLongerOnList
    account = db.exec(select(Person).where(Person.delegate_id == delegate_id)).one_or_none()
    answer = db.get(Rsvp, delegate_id)
    return Seat(one, account, answer.choice if answer else None)
