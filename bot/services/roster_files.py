"""The people of a place as files: spreadsheets, and lists on paper to call from."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from bot.clock import Clock
from bot.event import Event
from bot.papers.lists import Listed
from bot.papers.pictures import DayOfAnswers
from bot.papers.workbooks import RosterLine, Sheet, write
from bot.place import Group, Place
from bot.services.reach_news import answers_changed
from bot.services.reach_rows import (
    ANSWERS,
    DELEGATES,
    ENTRIES,
    PEOPLE,
    Scope,
    joined,
    of_group,
    within,
)
from bot.states import States
from bot.text import Voice
from db.dialects import table
from db.engine import Database
from db.models import RsvpChange

_AT_ONCE = 1_000  # rows fetched at a time
_MOST_DAYS = 60  # in the picture of answers over time


class RosterFiles:
    """Reads people for files and pictures, within what somebody may see."""

    def __init__(self, database: Database, clock: Clock, states: States) -> None:
        self._database = database
        self._clock = clock
        self._states = states

    @property
    def source(self) -> str:
        """Give the address of the database, for another process."""
        return self._database.engine.url.render_as_string(hide_password=False)

    async def count(self, place: Place, group: Group, event: Event, scope: Scope) -> int:
        """Count a group of a place."""
        where = (within(place, event, scope), of_group(group))
        statement = joined(func.count()).where(*where)
        return await self._database.read(lambda session: session.execute(statement).scalar_one())

    async def workbook(
        self,
        path: Path,
        voice: Voice,
        which: tuple[Place, Group],
        event: Event,
        scope: Scope,
        *,
        phones: bool,
    ) -> int:
        """Write a group of a place to ``path`` (.xlsx or .csv); give how many there were.

        A sheet for each session, and one for those without. Raises Fault.
        """
        sheets = [Sheet(s.id, voice.short_date(s.date)) for s in event.sessions]
        sheets.append(Sheet(None, voice.plain("without a date")))

        def work(session: Session) -> int:
            lines = self._lines(session, voice, which, event, scope)
            return write(path, voice, sheets, lines, phones=phones)

        return await self._database.read(work)

    async def to_call(self, place: Place, group: Group, event: Event, scope: Scope) -> list[Listed]:
        """Give a group of a place for a list on paper."""
        d = DELEGATES.c
        statement = joined(
            d.roster_no, d.name, d.name_hi, d.state, d.district, d.district_hi, d.phone,
            ANSWERS.c.choice,
        ).where(within(place, event, scope), of_group(group))  # fmt: skip

        def work(session: Session) -> list[Listed]:
            return [
                Listed(
                    roster_no=row.roster_no,
                    name=row.name,
                    name_hi=row.name_hi,
                    state=self._states.get(row.state).en,
                    state_hi=self._states.get(row.state).hi,
                    district=row.district,
                    district_hi=row.district_hi,
                    phone=row.phone,
                    answer=row.choice,
                )
                for row in session.execute(statement.order_by(d.state, d.district, d.roster_no))
            ]

        return await self._database.read(work)

    async def days(self, place: Place, event: Event, scope: Scope) -> list[DayOfAnswers]:
        """Give how the answers stood at the end of each day since the first, at most 60."""
        today = event.local(self._clock.now()).date()

        def work(session: Session) -> list[DayOfAnswers]:
            first = session.execute(
                select(func.min(table(RsvpChange).c.at)).where(table(RsvpChange).c.question == "")
            ).scalar_one()
            if first is None:
                return []
            begin = max(event.local(first).date(), today - timedelta(days=_MOST_DAYS))
            where = within(place, event, scope)
            standing = answers_changed(session, where, None, event.at(begin, time.min))
            found: list[DayOfAnswers] = []
            day = begin
            while day <= today:
                change = answers_changed(session, where, *_bounds(event, day))
                yes, no, maybe = (a + b for a, b in zip(standing, change, strict=True))
                standing = yes, no, maybe
                found.append(DayOfAnswers(day, yes=yes, maybe=maybe, no=no))
                day += timedelta(days=1)
            return found

        return await self._database.read(work)

    def _lines(
        self,
        session: Session,
        voice: Voice,
        which: tuple[Place, Group],
        event: Event,
        scope: Scope,
    ) -> Iterator[RosterLine]:
        d, p, a = DELEGATES.c, PEOPLE.c, ANSWERS.c
        entered = (
            select(func.min(ENTRIES.c.at))
            .where(ENTRIES.c.delegate_id == d.id)
            .scalar_subquery()
            .label("entered")
        )
        statement = (
            joined(
                d.roster_no, d.name, d.name_hi, d.state, d.district, d.district_hi, d.phone,
                d.session_override, a.choice, a.answered_at, p.created_at.label("came_at"),
                p.verified_at, p.unreachable_at, entered,
            )
            .where(within(which[0], event, scope), of_group(which[1]))
            .order_by(d.state, d.district, d.roster_no)
        )  # fmt: skip

        def at(moment: datetime | None) -> datetime | None:
            return event.local(moment) if moment else None

        hindi = voice.locale == "hi"
        for row in session.execute(statement.execution_options(yield_per=_AT_ONCE)):
            seat = event.session_of(row.state, row.session_override)
            yield RosterLine(
                session=seat.id if seat else None,
                roster_no=row.roster_no,
                name=row.name,
                name_hi=row.name_hi,
                state=self._states.get(row.state).name(voice.locale),
                district=(row.district_hi or row.district) if hindi else row.district,
                phone=row.phone,
                answer=row.choice,
                answered_at=at(row.answered_at),
                joined_at=at(row.came_at),
                verified_at=at(row.verified_at),
                unreachable_at=at(row.unreachable_at),
                checked_in_at=at(row.entered),
            )


def _bounds(event: Event, day: date) -> tuple[datetime, datetime]:
    return event.at(day, time.min), event.at(day + timedelta(days=1), time.min)
