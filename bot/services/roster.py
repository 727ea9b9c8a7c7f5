"""The roster: imported from a file, found by phone, exported with reach and answers."""

from asyncio import to_thread
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Column, bindparam, func, insert, text, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from bot.clock import Clock
from bot.errors import Fault
from bot.event import Event
from bot.roster_file import RosterSheet, RowProblem
from bot.services.change_rows import chunks, reseat, seats
from bot.services.event_editor import EventEditor
from bot.services.roster_plan import Plan, make_plan, search_key
from bot.services.roster_report import Facts, ImportReport, Known
from bot.sheet_file import Cell, write_table
from bot.states import States
from db.dialects import table
from db.engine import Database
from db.models import Audit, Delegate, Person, Rsvp
from db.types import RosterStatus

__all__ = ["EXPORTED", "ImportReport", "Roster", "RosterRefused"]

T = TypeVar("T")
Progress = Callable[[int, int], None]

EXPORTED = (
    *("roster_no", "name", "name_hi", "state", "district", "phone", "language", "session"),
    *("status", "joined", "verified", "answer", "answered_at", "unreachable"),
)
_FACTS = tuple(field.name for field in fields(Facts))
_CHUNK = 1000  # rows in one statement
_ATTEMPTS = 5  # when the roster changes between comparing and writing
# What the roster looked like when it was compared: rows, newest key, latest change.
_Mark = tuple[int, int | None, datetime | None]


class RosterRefused(Fault):
    """Rows of the file cannot be imported, so none was; one line for each."""

    def __init__(self, file: str, problems: list[RowProblem]) -> None:
        super().__init__(*(f"{file}: {problem}" for problem in problems))
        self.problems = tuple(problems)


class Roster:
    """Reads and changes the roster."""

    def __init__(self, database: Database, clock: Clock, states: States) -> None:
        self._database = database
        self._clock = clock
        self._states = states
        self._events = EventEditor(database, clock)

    async def import_(
        self,
        sheet: RosterSheet,
        *,
        event: Event,
        dry_run: bool = False,
        quiet: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Bring the roster to what the file says, in one transaction, and report what changed.

        All or nothing: raises RosterRefused with every bad row. Nobody is removed: who is not in
        the file is marked gone and listed. Who has joined and has another session now is told so,
        unless ``quiet``; cards are put right. ``dry_run`` only reports. ``progress`` is told from
        another thread how many of how many rows are written. Comparing is done before writing, so
        that a large file holds up a running bot for no longer than its statements take.
        """
        for _ in range(_ATTEMPTS):
            mark, known = await self._database.read(_known)
            plan = await to_thread(make_plan, sheet, known, event=event, states=self._states)
            del known
            if isinstance(plan, list):
                raise RosterRefused(sheet.file, plan)
            if dry_run:
                return plan.report
            rows = await to_thread(_Rows, plan, self._clock.now())
            write = partial(self._write, mark=mark, rows=rows, tell=not quiet, progress=progress)
            told = await self._database.write(write)
            if told is not None:
                return replace(plan.report, told=told)
        raise Fault("the roster is being changed by someone else at the moment; try again")

    def _write(
        self,
        session: Session,
        *,
        mark: _Mark,
        rows: "_Rows",
        tell: bool,
        progress: Progress | None,
    ) -> int | None:
        """Write what was planned; None, and nothing written, if the roster is not as it was then.

        Gives how many people are told of another session.
        """
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE delegate IN SHARE ROW EXCLUSIVE MODE"))
        if _mark(session) != mark:
            return None
        before = [seat for part in chunks(rows.reseated) for seat in seats(session, part)]
        what = _write(session, rows, progress)
        if not before:
            return 0
        return reseat(session, self._events.current_in(session), before, what, tell=tell)

    async def get(self, delegate_id: int) -> Delegate | None:
        """Give a roster row by its key."""
        return await self._database.read(lambda session: session.get(Delegate, delegate_id))

    async def export(
        self, path: Path, *, event: Event, states: Collection[str] | None = None
    ) -> int:
        """Write the roster with reach and answers to ``path`` (.csv or .xlsx); give the row count.

        ``states`` limits it to some. Times are those of the event's zone. What was exported can be
        imported again. Raises Fault.
        """
        return await self._database.read(
            lambda session: write_table(
                path, EXPORTED, _exported(session, event, self._states, states)
            )
        )


class _Rows:
    """A plan as parameters of statements, made before the transaction starts."""

    def __init__(self, plan: Plan, now: datetime) -> None:
        self.now = now
        self.inserts = [
            {**_columns(facts), "created_at": now, "updated_at": now, "deadline_waived": False}
            for facts in plan.inserts
        ]
        self.updates = [
            {**_columns(facts), "updated_at": now, "row_id": key} for key, facts in plan.updates
        ]
        self.gone = plan.gone
        self.reseated = plan.reseated

    @property
    def total(self) -> int:
        return len(self.inserts) + len(self.updates) + len(self.gone)


def _columns(facts: Facts) -> dict[str, Any]:
    values = {name: getattr(facts, name) for name in _FACTS}
    return {**values, "search_key": search_key(facts), "status": RosterStatus.ACTIVE}


def _fact_columns() -> list[Column[Any]]:
    return [table(Delegate).c[name] for name in _FACTS]


def _mark(session: Session) -> _Mark:
    statement = select(func.count(), func.max(Delegate.id), func.max(Delegate.updated_at))
    return session.exec(statement.select_from(Delegate)).one()


def _known(session: Session) -> tuple[_Mark, list[Known]]:
    mark = _mark(session)
    delegates = table(Delegate)
    rows = session.execute(
        select_columns(delegates.c.id, delegates.c.status, *_fact_columns()).order_by(
            delegates.c.id
        )
    )
    return mark, [Known(key, Facts(*facts), status) for key, status, *facts in rows]


def _write(session: Session, rows: _Rows, progress: Progress | None) -> str:
    """Write what was planned and a line in the audit; give a name that no other import has."""
    delegates = table(Delegate)
    by_key = delegates.c.id == bindparam("row_id")
    done = 0

    def tell(written: int) -> None:
        nonlocal done
        done += written
        if progress is not None:
            progress(done, rows.total)

    for part in _chunks(rows.inserts):
        session.execute(insert(delegates), part)
        tell(len(part))
    for part in _chunks(rows.updates):
        session.connection().execute(update(delegates).where(by_key), part)
        tell(len(part))
    for keys in _chunks(rows.gone):
        session.execute(
            update(delegates)
            .where(delegates.c.id.in_(keys))
            .values(status=RosterStatus.GONE, updated_at=rows.now)
        )
        tell(len(keys))
    counts = f"{len(rows.inserts)} added, {len(rows.updates)} changed, {len(rows.gone)} gone"
    line = Audit(at=rows.now, action="roster_import", detail=counts)
    session.add(line)
    session.flush()
    return f"roster{line.id}"


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _exported(
    session: Session, event: Event, states: States, only: Collection[str] | None
) -> Iterator[list[Cell]]:
    people, answers, delegates = table(Person).c, table(Rsvp).c, table(Delegate)
    statement = (
        select_columns(
            *(delegates.c.status, people.created_at, people.verified_at, people.unreachable_at),
            *(answers.choice, answers.answered_at, *_fact_columns()),
        )
        .select_from(delegates)
        .outerjoin(table(Person), people.delegate_id == delegates.c.id)
        .outerjoin(table(Rsvp), answers.delegate_id == delegates.c.id)
        .order_by(delegates.c.roster_no)
    )
    if only is not None:
        statement = statement.where(delegates.c.state.in_(only))

    def at(moment: datetime | None) -> str | None:
        return None if moment is None else f"{event.local(moment):%Y-%m-%d %H:%M}"

    for row in session.execute(statement.execution_options(yield_per=_CHUNK)):
        status, joined, verified, unreachable, choice, answered, *known = row
        facts = Facts(*known)
        seat = event.session_of(facts.state, facts.session_override)
        yield [
            *(facts.roster_no, facts.name, facts.name_hi, states.get(facts.state).en),
            *(facts.district, facts.phone, facts.language, seat.id if seat else None),
            *(status, at(joined), at(verified), choice, at(answered), at(unreachable)),
        ]
