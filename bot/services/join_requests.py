r"""Requests to be added to the roster: made by those who are not on it, decided by staff.

Life of a request::

    open --accept--> accepted (a roster row is made and the account tied to it)
      |--"this is him"--> accepted (tied to a row that was free)
      \--decline--> declined  (the person may ask again)

One person has at most one open request; the first decision counts.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Session, col, select

from bot import phones
from bot.clock import Clock
from bot.errors import Refusal
from bot.names import loose_key, same_key, search_keys, tidied
from bot.services.joining import bind
from db.desk import JoinNotice
from db.dialects import insert_ignore, table
from db.engine import Database
from db.models import Audit, Delegate, JoinRequest, Person
from db.types import RequestStatus, RosterStatus, Verification

# As same_key writes them.
_DISTRICT = frozenset(same_key("district dist zila jila ज़िला जिला").split())


_ALIKE = 82.0  # of 100, from which two folded names may be one district misspelt
_MOST_SEATS = 5


class OutOfScope(Refusal):
    """The request falls in a state that this member of staff does not look after."""


class NoSuchRequest(Refusal):
    """There is no such request (any more)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request, and whether it was this decision that did it."""

    request: JoinRequest
    mine: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """The rows that may be the asker's own: ``free`` ones, and those that another account holds."""

    free: tuple[Delegate, ...] = ()
    held: tuple[Delegate, ...] = ()


class JoinRequests:
    """Keeps and decides requests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(
        self, person_id: int, *, name: str, state: str, district: str, phone: str | None
    ) -> tuple[JoinRequest, bool]:
        """Make a request, or bring the open one up to date; tell whether it is new.

        Name and district are kept as a roster may hold them; where nothing of the name can stand
        there (an emoji), the district stands for it.
        """
        place = tidied(district)

        def work(session: Session) -> tuple[JoinRequest, bool]:
            session.exec(select(Person.id).where(Person.id == person_id).with_for_update()).one()
            found = session.exec(
                select(JoinRequest).where(
                    JoinRequest.person_id == person_id, JoinRequest.status == RequestStatus.OPEN
                )
            ).first()
            request = found or JoinRequest(
                person_id=person_id, name=name, asked_at=self._clock.now()
            )
            request.name, request.state = tidied(name) or place or "?", state
            request.district, request.phone = place, phone
            session.add(request)
            session.flush()
            return request, found is None

        return await self._database.write(work)

    async def is_district(self, text: str, state: str) -> bool:
        """Tell whether a line is the name of a district of the state, with or without "district".

        Some of them read like words of a question: Samba like "samay", Satara like "satra".
        """
        said = _without_kind(text)
        query = (
            select(Delegate.district, Delegate.district_hi)
            .where(Delegate.state == state)
            .distinct()
        )
        rows = await self._database.read(lambda s: list(s.exec(query).all()))
        return said in {same_key(name) for row in rows for name in row if name}

    async def waiting(self, states: frozenset[str] | None) -> list[JoinRequest]:
        """Give the open requests of these states (None: all), oldest first."""
        query = (
            select(JoinRequest)
            .where(JoinRequest.status == RequestStatus.OPEN)
            .order_by(col(JoinRequest.id))
        )
        if states is not None:
            query = query.where(col(JoinRequest.state).in_(states))
        return await self._database.read(lambda s: list(s.exec(query).all()))

    async def decide(
        self, request_id: int, *, accept: bool, by: int, states: frozenset[str] | None
    ) -> Decision:
        """Accept or decline, once; a second decision changes nothing and is told the first.

        Raises NoSuchRequest or OutOfScope.
        """

        def work(session: Session) -> Decision:
            request = _visible(session, request_id, states)
            status = RequestStatus.ACCEPTED if accept else RequestStatus.DECLINED
            taken = self._take(session, request_id, status, by)
            if taken and accept:
                request.delegate_id = self._seat(session, request)
            session.flush()
            session.refresh(request)
            return Decision(request, mine=taken)

        return await self._database.write(work)

    async def seat(
        self, request_id: int, delegate_id: int, *, by: int, states: frozenset[str] | None
    ) -> Decision:
        """Accept by tying the account to a row that is free: the person is on the list already.

        Raises what `decide` and `bind` raise; then nothing is decided.
        """

        def work(session: Session) -> Decision:
            request = _visible(session, request_id, states)
            delegate = session.get(Delegate, delegate_id)
            if delegate is None or (states is not None and delegate.state not in states):
                raise OutOfScope
            taken = self._take(session, request_id, RequestStatus.ACCEPTED, by)
            if taken:
                now = self._clock.now()
                bind(session, request.person_id, delegate_id, Verification.STAFF, now)
                request.delegate_id = delegate_id
            session.flush()
            session.refresh(request)
            return Decision(request, mine=taken)

        return await self._database.write(work)

    async def call(self, request_id: int, person_id: int, name: str) -> JoinRequest | None:
        """Keep the name that an asker gives; None where the request is not open or not his."""

        def work(session: Session) -> JoinRequest | None:
            request = session.get(JoinRequest, request_id)
            if request is None or request.person_id != person_id:
                return None
            if request.status is not RequestStatus.OPEN:
                return None
            request.name = tidied(name) or request.name
            session.add(request)
            session.flush()
            return request

        return await self._database.write(work)

    async def free_seats(self, request: JoinRequest) -> list[Delegate]:
        """Give the rows of the district that nobody holds: the asker may be one of them."""

        def work(session: Session) -> list[Delegate]:
            districts = session.exec(
                select(Delegate.district, Delegate.district_hi)
                .where(Delegate.state == request.state)
                .distinct()
            ).all()
            wanted = loose_key(_without_kind(request.district or ""))
            meant = [row[0] for row in districts if any(_alike(wanted, n) for n in row if n)]
            free = session.exec(
                select(Delegate)
                .join(Person, col(Person.delegate_id) == col(Delegate.id), isouter=True)
                .where(
                    Delegate.state == request.state,
                    col(Delegate.district).in_(meant),
                    Delegate.status == RosterStatus.ACTIVE,
                    col(Person.id).is_(None),
                )
                .order_by(col(Delegate.roster_no))
                .limit(_MOST_SEATS)
            ).all()
            return list(free)

        return await self._database.read(work)

    async def candidates(self, request: JoinRequest) -> Candidates:
        """Give the rows that who asks may already be; none where it is decided.

        One that another account holds is offered where it has his number, or his name in his state.
        """
        if request.status is not RequestStatus.OPEN:
            return Candidates()
        free = await self.free_seats(request)
        held = await self._database.read(lambda session: _held(session, request))
        return Candidates(tuple(free), tuple(held))

    async def one(self, request_id: int, states: frozenset[str] | None) -> JoinRequest:
        """Give a request; raises NoSuchRequest or OutOfScope."""
        return await self._database.read(lambda s: _visible(s, request_id, states))

    async def shown(self, request_id: int, chat_id: int, message_id: int) -> None:
        """Remember a message in which staff see the request."""
        row = {"request_id": request_id, "chat_id": chat_id, "message_id": message_id}
        await self._database.write(lambda s: insert_ignore(s, table(JoinNotice), [row]))

    async def notices(self, request_id: int) -> list[tuple[int, int]]:
        """Give the messages in which staff see the request: chat and number."""
        query = select(JoinNotice.chat_id, JoinNotice.message_id).where(
            JoinNotice.request_id == request_id
        )
        return await self._database.read(lambda s: list(s.exec(query).all()))

    def _take(self, session: Session, request_id: int, status: RequestStatus, by: int) -> bool:
        """Decide an open request in one statement; tell whether it was this one that did."""
        now = self._clock.now()
        requests = table(JoinRequest)
        taken = session.execute(
            update(requests)
            .where(requests.c.id == request_id, requests.c.status == RequestStatus.OPEN)
            .values(status=status, decided_at=now, decided_by=by)
            .returning(requests.c.id)
        ).scalar_one_or_none()
        if taken is not None:
            action = "accept_join" if status is RequestStatus.ACCEPTED else "decline_join"
            session.add(Audit(at=now, person_id=by, action=action, subject=str(request_id)))
        return taken is not None

    def _seat(self, session: Session, request: JoinRequest) -> int:
        """Make the roster row and tie the account to it.

        Someone who found his seat by himself while the request waited keeps that.
        """
        held = session.exec(select(Person.delegate_id).where(Person.id == request.person_id)).one()
        if held is not None:
            return held
        now = self._clock.now()
        last = session.exec(select(func.max(Delegate.roster_no))).one() or 0
        name = tidied(phones.left_out(request.name)) or request.name
        delegate = Delegate(
            roster_no=last + 1,
            name=name,
            state=request.state or "",
            district=request.district or "",
            phone=request.phone,
            search_key=search_keys(name, request.district),
            created_at=now,
            updated_at=now,
        )
        session.add(delegate)
        session.flush()
        if delegate.id is None:
            raise LookupError("a roster row without a key")
        bind(session, request.person_id, delegate.id, Verification.STAFF, now)
        return delegate.id


def _held(session: Session, request: JoinRequest) -> list[Delegate]:
    mine: list[ColumnElement[bool]] = []
    name = loose_key(tidied(phones.left_out(request.name)))
    if name:
        alike = col(Delegate.search_key).startswith(name, autoescape=True)
        mine.append(alike & (col(Delegate.state) == request.state))
    if request.phone:
        mine.append(col(Delegate.phone) == request.phone)
    if not mine:
        return []
    query = (
        select(Delegate)
        .join(Person, col(Person.delegate_id) == col(Delegate.id))
        .where(or_(*mine), Delegate.status == RosterStatus.ACTIVE, Person.id != request.person_id)
        .order_by(col(Delegate.roster_no))
        .limit(_MOST_SEATS)
    )
    return list(session.exec(query).all())


def _visible(session: Session, request_id: int, states: frozenset[str] | None) -> JoinRequest:
    request = session.get(JoinRequest, request_id)
    if request is None:
        raise NoSuchRequest
    if states is not None and request.state not in states:
        raise OutOfScope
    return request


def _without_kind(district: str) -> str:
    """Leave out the word for district that many write with its name."""
    return " ".join(w for w in same_key(district).split() if w not in _DISTRICT)


def _alike(wanted: str, district: str) -> bool:
    return bool(wanted) and fuzz.ratio(wanted, loose_key(district)) >= _ALIKE
