"""Who did what to whom: the privileged acts, newest first, with the names behind the keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.clock import Clock
from db.engine import Database
from db.models import Audit, Delegate, JoinRequest, Person

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """One act; ``who`` is None for the command line, ``about`` whom or what it was about."""

    at: datetime
    who: str | None
    action: str
    about: tuple[str, str | None] | None  # a name, and in Hindi where it is known
    detail: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """A page of acts; ``number`` counts from 0."""

    entries: tuple[Deed, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """Count the pages; none is one."""
        return max(1, -(-self.total // PER_PAGE))


class AuditLog:
    """Reads the acts, and notes those that no other service makes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def exported(self, person_id: int, what: str) -> None:
        """Note that somebody took a file away, and of whom."""
        now = self._clock.now()

        def work(session: Session) -> None:
            session.add(Audit(at=now, person_id=person_id, action="export", detail=what[:500]))

        await self._database.write(work)

    async def page(self, number: int) -> Deeds:
        """Give a page, the newest first; the last one where there are fewer."""

        def work(session: Session) -> Deeds:
            total = session.exec(select(func.count(col(Audit.id)))).one()
            page = min(max(0, number), max(0, (total - 1) // PER_PAGE))
            rows = session.exec(
                select(Audit, Person.name)
                .join(Person, col(Person.id) == col(Audit.person_id), isouter=True)
                .order_by(col(Audit.id).desc())
                .limit(PER_PAGE)
                .offset(page * PER_PAGE)
            ).all()
            return Deeds(tuple(_deed(session, *row) for row in rows), total, page)

        return await self._database.read(work)


def _deed(session: Session, row: Audit, who: str | None) -> Deed:
    return Deed(row.at, who, row.action, _about(session, row), row.detail)


def _about(session: Session, row: Audit) -> tuple[str, str | None] | None:
    """Find the name behind a subject such as "delegate 12"."""
    kind, _, key = row.subject.rpartition(" ")
    if not key.isdecimal():
        return (row.subject, None) if row.subject else None
    if kind == "delegate":
        delegate = session.get(Delegate, int(key))
        return (delegate.name, delegate.name_hi) if delegate else None
    if kind == "person":
        person = session.get(Person, int(key))
        return (person.name, None) if person else None
    if not kind and row.action.endswith("_join"):
        request = session.get(JoinRequest, int(key))
        return (request.name, None) if request else None
    return row.subject, None
