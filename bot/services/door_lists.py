"""Lists at the door: people found by name or phone, and numbers entered later from paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy import select as select_columns
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.door_line import Listed
from bot.event import Event
from bot.names import loose_key
from bot.pass_code import shown
from bot.services.checkin import CheckIns, Entry, Helper, Verdict, today
from bot.services.event_editor import EventEditor
from bot.services.passes import found_in
from db.desk import DelegateWord
from db.dialects import table
from db.engine import Database
from db.models import Delegate
from db.types import RosterStatus, RsvpChoice

MOST_FOUND = 8  # buttons that a phone shows without scrolling
_LAST = "\U0010ffff"


@dataclass(slots=True)
class Report:
    """What became of a list: roster numbers by outcome, in the order of the list."""

    new: list[int] = field(default_factory=list)
    by_session: dict[str, int] = field(default_factory=dict)  # of the new ones
    after_all: list[int] = field(default_factory=list)  # among the new: they had said no
    already: list[int] = field(default_factory=list)
    wrong_day: list[int] = field(default_factory=list)
    not_on_list: list[int] = field(default_factory=list)  # gone from it, or of states of others
    unknown: list[str] = field(default_factory=list)  # no such number or code, or not readable


class DoorLists:
    """Finds people by what a helper hears, and takes in what was written on paper."""

    def __init__(
        self, database: Database, clock: Clock, events: EventEditor, check_ins: CheckIns
    ) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._check_ins = check_ins

    async def by_name(self, text: str, helper: Helper) -> list[Delegate]:
        """Find who has all these words in name or district, however they are spelt.

        Those expected today come first; at most MOST_FOUND and one more, which says that there
        are too many. See `checkin` for whom a helper may see.
        """
        words = loose_key(text).split()
        if not words:
            return []
        wanted = [col(Delegate.id).in_(_having(word)) for word in words]
        return await self._database.read(lambda db: self._found(db, wanted, helper))

    async def by_phone(self, phone: str, helper: Helper) -> list[Delegate]:
        """Find who has this number (E.164) on the roster."""
        wanted = [col(Delegate.phone) == phone]
        return await self._database.read(lambda db: self._found(db, wanted, helper))

    def _found(
        self, db: Db, wanted: Sequence[ColumnElement[bool]], helper: Helper
    ) -> list[Delegate]:
        event = self._events.current_in(db).event
        now = self._clock.now()
        query = (
            select(Delegate)
            .where(*wanted, Delegate.status == RosterStatus.ACTIVE)
            .order_by(func.length(col(Delegate.search_key)), col(Delegate.roster_no))
        )
        rows = [row for row in db.exec(query.limit(500)) if _may_see(event, row, helper, now)]
        rows.sort(key=lambda row: not _expected(event, row, now))
        return rows[: MOST_FOUND + 1]

    async def enter(self, listed: Listed, helper: Helper) -> Report:
        """Enter everybody on a list who came to his own session, in one transaction."""

        def work(db: Db) -> Report:
            report = Report(unknown=list(listed.unread))
            for number in listed.numbers:
                query = select(Delegate).where(Delegate.roster_no == number)
                self._take(db, report, db.exec(query).one_or_none(), str(number), helper)
            for code in listed.codes:
                found = found_in(db, code)
                counts = found is not None and found.ended_at is None
                delegate = db.get(Delegate, found.delegate_id) if found and counts else None
                self._take(db, report, delegate, shown(code), helper)
            return report

        return await self._database.write(work)

    def _take(
        self, db: Db, report: Report, delegate: Delegate | None, said: str, helper: Helper
    ) -> None:
        entry = self._check_ins.paper_in(db, delegate, helper)
        match entry.verdict:
            case Verdict.WELCOME if entry.row is not None:
                _count(report, entry)
            case Verdict.ALREADY:
                report.already.append(entry.number)
            case Verdict.UNKNOWN:
                report.unknown.append(said)
            case Verdict.GONE | Verdict.NOT_YOURS:
                report.not_on_list.append(delegate.roster_no if delegate else 0)
            case _:
                report.wrong_day.append(entry.number)


def _having(beginning: str) -> Select[tuple[int]]:
    """Give the keys of the rows with a word that begins so, from the index of words."""
    words = table(DelegateWord).c
    return select_columns(words.delegate_id).where(
        words.word >= beginning, words.word < beginning + _LAST
    )


def _count(report: Report, entry: Entry) -> None:
    report.new.append(entry.number)
    if entry.today is not None:
        report.by_session[entry.today.id] = report.by_session.get(entry.today.id, 0) + 1
    if entry.choice is RsvpChoice.NO:
        report.after_all.append(entry.number)


def _expected(event: Event, row: Delegate, now: datetime) -> bool:
    return event.session_of(row.state, row.session_override) in today(event, now)


def _may_see(event: Event, row: Delegate, helper: Helper, now: datetime) -> bool:
    return helper.states is None or row.state in helper.states or _expected(event, row, now)
