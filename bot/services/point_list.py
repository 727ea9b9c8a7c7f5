"""The points for the dialogue as organisers look at them: by state and subject, page by page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from bot.services.points import subject_of, with_files
from bot.subjects import Subject
from db.engine import Database
from db.models import Delegate
from db.points import Point, PointFile
from db.types import PointStage

PER_PAGE = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which points: of one state and under one subject where these are given.

    ``scope`` are the states that who asks may see; None is all.
    """

    scope: frozenset[str] | None = None
    state: str | None = None
    subject: str | None = None

    def where(self) -> ColumnElement[bool]:
        """Give the condition on points joined with their delegates."""
        conditions: list[ColumnElement[bool]] = [col(Point.stage) == PointStage.STANDING]
        if self.scope is not None:
            conditions.append(col(Delegate.state).in_(self.scope))
        if self.state is not None:
            conditions.append(col(Delegate.state) == self.state)
        if self.subject is not None:
            conditions.append(col(Point.subject) == self.subject)
        return and_(*conditions)


@dataclass(frozen=True, slots=True)
class Entry:
    """One point with its files and who handed it in."""

    point: Point
    files: tuple[PointFile, ...]
    delegate: Delegate

    @property
    def id(self) -> int:
        """Give the point's key."""
        return self.point.id or 0

    @property
    def subject(self) -> Subject:
        """Give what it is about, by the title of that time."""
        return subject_of(self.point)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the points; ``number`` counts from 0."""

    entries: tuple[Entry, ...]
    total: int
    number: int

    @property
    def first(self) -> int:
        """Give the place of the first entry in the whole list, counted from 1."""
        return self.number * PER_PAGE + 1

    @property
    def pages(self) -> int:
        """Count the pages; none is one."""
        return max(1, -(-self.total // PER_PAGE))


class PointList:
    """Reads standing points, the newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: Wanted, number: int) -> Page:
        """Give a page; the last one where there are fewer."""

        def work(session: Session) -> Page:
            total = session.exec(_joined(func.count(col(Point.id))).where(wanted.where())).one()
            last = max(0, (total - 1) // PER_PAGE)
            there = min(max(0, number), last)
            entries = _entries(session, wanted, limit=PER_PAGE, offset=there * PER_PAGE)
            return Page(tuple(entries), total, there)

        return await self._database.read(work)

    async def all(self, wanted: Wanted) -> list[Entry]:
        """Give all of them."""
        return await self._database.read(lambda session: _entries(session, wanted))

    async def one(self, point_id: int, scope: frozenset[str] | None) -> Entry | None:
        """Give one point of these states; None where it is withdrawn or from elsewhere."""
        own = col(Point.id) == point_id

        def work(session: Session) -> Entry | None:
            return next(iter(_entries(session, Wanted(scope), own)), None)

        return await self._database.read(work)

    async def by_state(self, wanted: Wanted) -> dict[str, int]:
        """Count the points of each state that has any."""
        query = _joined(col(Delegate.state), func.count(col(Point.id)))
        query = query.where(wanted.where()).group_by(col(Delegate.state))
        return await self._database.read(lambda session: dict(session.exec(query).all()))

    async def by_subject(self, wanted: Wanted) -> list[tuple[Subject, int]]:
        """Count the points under each subject that has any, most first."""

        def work(session: Session) -> list[tuple[Subject, int]]:
            newest, count = func.max(Point.id), func.count(col(Point.id))
            query = _joined(newest, count).where(wanted.where()).group_by(col(Point.subject))
            counts = dict(session.exec(query.order_by(count.desc(), newest)).all())
            named = {e.id: e for e in _entries(session, wanted, col(Point.id).in_(counts))}
            return [(named[key].subject, number) for key, number in counts.items()]

        return await self._database.read(work)


def _joined(*columns: Any) -> Any:  # noqa: ANN401 (SQLModel types a select by what it selects)
    return (
        select(*columns)
        .select_from(Point)
        .join(Delegate, col(Delegate.id) == col(Point.delegate_id))
    )


def _entries(
    session: Session,
    wanted: Wanted,
    only: ColumnElement[bool] | None = None,
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> list[Entry]:
    query = _joined(Point, Delegate).where(wanted.where()).order_by(col(Point.id).desc())
    if only is not None:
        query = query.where(only)
    rows = session.exec(query.limit(limit).offset(offset)).all()
    owned = with_files(session, [point for point, _ in rows])
    return [
        Entry(own.point, own.files, delegate)
        for own, (_, delegate) in zip(owned, rows, strict=True)
    ]
