"""How an account and a roster row become one: by a personal link, or by sharing one's own contact.

What always holds, whatever happens at the same moment:

* one account per roster row, one roster row per account (a unique key, not a look before);
* a row that is taken stays taken until staff release it;
* joining only ever adds rights: staff and organisers keep their role.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot import phones
from bot.clock import Clock
from bot.errors import Refusal
from db.dialects import table
from db.engine import Database
from db.models import Delegate, Person
from db.types import Role, RosterStatus, Verification


class DelegateTaken(Refusal):
    """Another account already holds this roster row; staff must release it first."""


class AlreadySomeone(Refusal):
    """This account already holds another roster row."""


class NoLongerInvited(Refusal):
    """The roster row is not in the latest roster."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The account holds this roster row; ``again`` when it did already."""

    delegate: Delegate
    again: bool = False


@dataclass(frozen=True, slots=True)
class SeveralMatch:
    """One phone number stands at several roster rows, all free: the person says which is theirs."""

    delegates: tuple[Delegate, ...]


@dataclass(frozen=True, slots=True)
class NotOnRoster:
    """Nobody on the roster has this phone number."""


class Joining:
    """Ties accounts to roster rows."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def bind_by_contact(
        self, person_id: int, phone: str, delegate_id: int | None = None
    ) -> Bound | SeveralMatch | NotOnRoster:
        """Tie the account to the roster row with this phone number.

        ``phone`` is what Telegram sent in a contact which the caller found to be the sender's own.
        ``delegate_id`` is the person's choice among `SeveralMatch`; one that does not have this
        number (an old button) counts as no choice. Raises DelegateTaken, AlreadySomeone.
        """
        number = phones.from_contact(phone)
        if number is None:
            return NotOnRoster()
        now = self._clock.now()
        return await self._database.write(
            lambda session: bind_by_number(session, person_id, number, delegate_id, now)
        )

    async def release(self, delegate_id: int) -> int | None:
        """Free a roster row for another account; give the account that held it, if one did.

        The account keeps its language and its role if that is more than a delegate's.
        """

        def work(session: Session) -> int | None:
            before = release_in(session, delegate_id)
            return before.id if before else None

        return await self._database.write(work)


def release_in(session: Session, delegate_id: int) -> Person | None:
    """Do what `Joining.release` says, in the caller's transaction; give the account."""
    people = table(Person)
    statement = (
        update(people)
        .where(people.c.delegate_id == delegate_id)
        .values(
            delegate_id=None,
            verified_at=None,
            verified_by=None,
            expecting=None,
            role=case((people.c.role == Role.DELEGATE, Role.GUEST.value), else_=people.c.role),
        )
        .returning(people.c.id)
    )
    person_id = session.execute(statement).scalar_one_or_none()
    if person_id is None:
        return None
    _forget(session, person_id)
    return session.get(Person, person_id)


def bind_by_number(
    session: Session, person_id: int, number: str, delegate_id: int | None, now: datetime
) -> Bound | SeveralMatch | NotOnRoster:
    """Do what `Joining.bind_by_contact` says, for an E.164 number, in the caller's transaction."""
    statement = (
        select(Delegate, Person.id)
        .join(Person, col(Person.delegate_id) == col(Delegate.id), isouter=True)
        .where(Delegate.phone == number, Delegate.status == RosterStatus.ACTIVE)
        .order_by(col(Delegate.roster_no))
    )
    matches = list(session.exec(statement))
    if not matches:
        return NotOnRoster()
    for delegate, holder in matches:
        if holder == person_id and delegate_id in (None, delegate.id):
            return Bound(delegate, again=True)
    free = [delegate for delegate, holder in matches if holder is None]
    chosen = [delegate for delegate in free if delegate.id == delegate_id] or free
    if not chosen:
        raise DelegateTaken
    if len(chosen) > 1:
        _refuse_if_someone(session, person_id)
        return SeveralMatch(tuple(chosen))
    return bind(session, person_id, _key(chosen[0]), Verification.CONTACT, now)


def bind(
    session: Session, person_id: int, delegate_id: int, by: Verification, now: datetime
) -> Bound:
    """Tie the account to the roster row in the caller's transaction.

    Doing it twice changes nothing: the first time and way stay. Raises DelegateTaken,
    AlreadySomeone or NoLongerInvited, and then has changed nothing.
    """
    delegate = session.get(Delegate, delegate_id)
    if delegate is None or delegate.status is not RosterStatus.ACTIVE:
        raise NoLongerInvited
    people = table(Person)
    statement = (
        update(people)
        .where(people.c.id == person_id, people.c.delegate_id.is_(None))
        .values(
            delegate_id=delegate_id,
            verified_at=now,
            verified_by=by,
            role=case((people.c.role == Role.GUEST, Role.DELEGATE.value), else_=people.c.role),
        )
        .returning(people.c.id)
    )
    try:
        with session.begin_nested():
            bound = session.execute(statement).scalar_one_or_none()
    except IntegrityError:  # the unique key: another account has the row
        raise DelegateTaken from None
    _forget(session, person_id)
    if bound is None and _held_by(session, person_id) != delegate_id:
        raise AlreadySomeone
    return Bound(delegate, again=bound is None)


def _refuse_if_someone(session: Session, person_id: int) -> None:
    if _held_by(session, person_id) is not None:
        raise AlreadySomeone


def _held_by(session: Session, person_id: int) -> int | None:
    return session.exec(select(Person.delegate_id).where(Person.id == person_id)).one()


def _forget(session: Session, person_id: int) -> None:
    """Drop what the session remembers of the account, which a statement changed past it."""
    person = session.get(Person, person_id)
    if person is not None:
        session.refresh(person)


def _key(delegate: Delegate) -> int:
    if delegate.id is None:
        raise ValueError("a delegate that was not stored")
    return delegate.id
