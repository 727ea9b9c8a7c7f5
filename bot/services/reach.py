"""Who got how far: the figures of a place and of its parts, and the people behind them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session

from bot.clock import Clock
from bot.event import Event
from bot.place import EVERYBODY, Group, Place
from bot.services.reach_news import News, accounts_changed, news_of
from bot.services.reach_rows import (
    ANSWERS,
    DELEGATES,
    PEOPLE,
    Scope,
    came,
    joined,
    number_of,
    of_group,
    on_day,
    within,
)
from bot.services.reports import Funnel, counted
from bot.states import States
from db.engine import Database
from db.models import Delegate
from db.types import RsvpChoice

PER_PAGE = 8  # people whom one message shows with their buttons
ON_A_DAY = 20  # of those of a day, by name
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a place: a session, a state or a district, with its figures.

    ``names`` are those of a district, (English, Hindi if known); ``place`` is None for those who
    have no session.
    """

    place: Place | None
    funnel: Funnel
    names: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a place and of its parts."""

    place: Place
    as_of: datetime
    total: Funnel
    parts: tuple[Part, ...]
    news: News
    names: tuple[str, str | None] | None = None  # of the district, where it is one

    @property
    def before(self) -> Funnel:
        """Give the figures as they were when the news began."""
        now, news = self.total, self.news
        answered = news.yes + news.no + news.maybe
        return Funnel(
            invited=now.invited,
            joined=now.joined - news.joined,
            verified=now.verified - news.joined,
            yes=now.yes - news.yes,
            no=now.no - news.no,
            maybe=now.maybe - news.maybe,
            silent=now.silent + answered,
            unreachable=now.unreachable - news.unreachable,
            checked_in=now.checked_in - news.checked_in,
        )


@dataclass(frozen=True, slots=True)
class Met:
    """A delegate as lists show him: who he is, and how far he got."""

    delegate: Delegate
    choice: RsvpChoice | None
    joined: bool
    unreachable: bool
    came: bool = False

    @property
    def id(self) -> int:
        """Give the key of the roster row."""
        return self.delegate.id or 0


@dataclass(frozen=True, slots=True)
class People:
    """A page of people; ``number`` counts from 0."""

    entries: tuple[Met, ...]
    total: int
    number: int
    as_of: datetime

    @property
    def pages(self) -> int:
        """Count the pages; none is one."""
        return max(1, -(-self.total // PER_PAGE))


class Reach:
    """Reads the figures and the people of a place, within what somebody may see."""

    def __init__(self, database: Database, clock: Clock, states: States) -> None:
        self._database = database
        self._clock = clock
        self._states = states

    async def overview(self, place: Place, event: Event, scope: Scope) -> Overview:
        """Count a place and its parts: sessions, or the states of one, or the districts of one."""
        now = self._clock.now()

        def work(session: Session) -> Overview:
            since = now - A_DAY
            accounts = None
            if place.state is not None:
                parts, accounts = _districts(session, place, event, scope, since)
            else:
                parts = self._parts(session, place, event, scope)
            names = parts[0].names if place.district is not None and parts else None
            where = within(place, event, scope)
            return Overview(
                place=place,
                as_of=event.local(now),
                total=sum((part.funnel for part in parts), Funnel()),
                parts=() if place.district is not None else tuple(parts),
                news=news_of(
                    session,
                    where,
                    since,
                    accounts or accounts_changed(session, where, since),
                ),
                names=names,
            )

        return await self._database.read(work)

    async def by_state(self, event: Event, scope: Scope) -> Overview:
        """Count everybody by state, whatever the session."""
        now = self._clock.now()

        def work(session: Session) -> Overview:
            parts = self._states_of(counted(session, scope), EVERYBODY)
            total = sum((part.funnel for part in parts), Funnel())
            where, since = within(EVERYBODY, event, scope), now - A_DAY
            accounts = accounts_changed(session, where, since)
            news = news_of(session, where, since, accounts)
            return Overview(EVERYBODY, event.local(now), total, tuple(parts), news)

        return await self._database.read(work)

    async def people(
        self, place: Place, group: Group, event: Event, scope: Scope, number: int = 0
    ) -> People:
        """Give a page of a group in a place, by state, district and number."""
        where = (within(place, event, scope), of_group(group))
        now = self._clock.now()

        def work(session: Session) -> People:
            total = session.execute(joined(func.count()).where(*where)).scalar_one()
            page = min(max(0, number), max(0, (total - 1) // PER_PAGE))
            entries = met(session, where, limit=PER_PAGE, offset=page * PER_PAGE)
            return People(tuple(entries), total, page, event.local(now))

        return await self._database.read(work)

    async def everyone(self, place: Place, group: Group, event: Event, scope: Scope) -> list[Met]:
        """Give a whole group in a place, for a file."""
        where = (within(place, event, scope), of_group(group))
        return await self._database.read(lambda session: met(session, where))

    async def on_day(
        self, place: Place, group: Group, event: Event, scope: Scope, day: date
    ) -> tuple[int, list[Met]]:
        """Give who came into a group on a day at the venue, whatever became of it since.

        How many, and the first of them.
        """
        bounds = event.at(day, time.min), event.at(day + A_DAY, time.min)
        where = (within(place, event, scope), on_day(group, *bounds))

        def work(session: Session) -> tuple[int, list[Met]]:
            total = session.execute(joined(func.count()).where(*where)).scalar_one()
            return total, met(session, where, limit=ON_A_DAY)

        return await self._database.read(work)

    def _parts(self, session: Session, place: Place, event: Event, scope: Scope) -> list[Part]:
        groups = counted(session, scope)
        if place.session is None:
            return _sessions(groups, event, scope)
        mine = [g for g in groups if _session_id(event, g[0], g[1]) == place.session]
        return self._states_of(mine, place)

    def _states_of(self, groups: list[tuple[str, str | None, Funnel]], place: Place) -> list[Part]:
        found: dict[str, Funnel] = defaultdict(Funnel)
        for state, _, funnel in groups:
            found[state] += funnel
        return [
            Part(Place(place.session, code), found[code])
            for code in self._states.codes
            if code in found
        ]


def met(
    session: Session,
    where: tuple[ColumnElement[bool], ...],
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> list[Met]:
    """Give the active delegates of some conditions, by state, district and number."""
    places = DELEGATES.c
    statement = (
        joined(DELEGATES, ANSWERS.c.choice, PEOPLE.c.id, PEOPLE.c.unreachable_at, came())
        .where(*where)
        .order_by(places.state, places.district, places.roster_no)
        .limit(limit)
        .offset(offset)
    )
    fields = DELEGATES.c.keys()
    found = []
    for row in session.execute(statement):
        *columns, choice, account, gone, there = row
        delegate = Delegate(**dict(zip(fields, columns, strict=True)))
        found.append(Met(delegate, choice, account is not None, gone is not None, bool(there)))
    return found


def _session_id(event: Event, state: str, override: str | None) -> str | None:
    seat = event.session_of(state, override)
    return seat.id if seat else None


def _sessions(
    groups: list[tuple[str, str | None, Funnel]], event: Event, scope: Scope
) -> list[Part]:
    found: dict[str | None, Funnel] = defaultdict(Funnel)
    for state, override, funnel in groups:
        found[_session_id(event, state, override)] += funnel
    parts = [
        Part(Place(session=s.id), found[s.id])
        for s in event.sessions
        if scope is None or s.id in found
    ]
    return [*parts, Part(None, found[None])] if None in found else parts


def _districts(
    session: Session, place: Place, event: Event, scope: Scope, since: datetime
) -> tuple[list[Part], tuple[int, int]]:
    """Count the districts of a state, and in the same pass its accounts: see `_accounts`."""
    d, p, a = DELEGATES.c, PEOPLE.c, ANSWERS.c
    figures = {
        "invited": func.count(),
        "joined": func.count(p.id),
        "verified": func.count(p.verified_at),
        **{c.value: number_of(a.choice == c) for c in RsvpChoice},
        "silent": number_of(a.choice.is_(None)),
        "unreachable": func.count(p.unreachable_at),
        "checked_in": number_of(came()),
    }
    statement = (
        joined(
            d.district,
            func.max(d.district_hi),
            func.min(d.id),
            number_of(p.verified_at >= since),
            number_of(p.unreachable_at >= since),
            *figures.values(),
        )
        .where(within(place, event, scope))
        .group_by(d.state, d.district)
        .order_by(d.state, d.district)
    )
    rows = session.execute(statement).all()
    parts = [
        Part(
            Place(place.session, place.state, key),
            Funnel(**dict(zip(figures, counts, strict=True))),
            (name, name_hi),
        )
        for name, name_hi, key, _, _, *counts in rows
    ]
    return parts, (sum(row[3] for row in rows), sum(row[4] for row in rows))
