"""What a notice of a change says when its turn comes: what is true, against what was told last.

What always holds:

* of two changes in a row the first notice that leaves tells both, the other one is dropped, and a
  change that was taken back before anybody heard of it is told to nobody;
* which changes a notice covers is written down before it leaves, so that one which is in doubt
  and sent once more says again what is true by then.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session as Db

from bot.clock import Clock
from bot.event import Event, Session
from bot.quiet import after_quiet
from bot.services.change_rows import Was, was
from bot.services.event_editor import EventEditor
from bot.services.outbox_claims import Claimed
from bot.services.outbox_rows import ROWS, Tally
from bot.services.rsvp import Standing, standing_in
from bot.session_facts import SessionFacts, differing, session_facts
from db.dialects import table
from db.engine import Database
from db.models import Delegate, Person
from db.outbox import CHANGES
from db.types import DeliveryKind, DeliveryState

CLOSE = timedelta(days=1)  # to a session: nearer than this, news of it wait for no morning
KEPT = 8  # older versions of the event that are kept read
_LEFT = {DeliveryState.CLAIMED, DeliveryState.STARTED}
_MISSED = (
    *(DeliveryState.UNREACHABLE, DeliveryState.FAILED),
    *(DeliveryState.IN_DOUBT, DeliveryState.EXPIRED),
)


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody whom a notice did not reach."""

    name: str
    name_hi: str | None
    state: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell one person: the facts that differ, old and new, and his answer.

    ``wait``: not before this moment, since it is night now and there is time.
    """

    event: Event
    session: Session | None
    old: SessionFacts | None
    new: SessionFacts | None
    differing: frozenset[str]
    standing: Standing
    wait: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A notice of a change, of whatever state."""

    id: int
    state: DeliveryState
    was: Was


class Changes:
    """Finds what is to be told."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._versions: dict[int, Event] = {}

    async def tellings(self, rows: Sequence[Claimed]) -> dict[int, Telling]:
        """Give what each of these claimed notices is to say; one that is left out says nothing.

        Writes down what they cover, so each is to be sent now.
        """
        return await self._database.write(lambda db: self._tellings(db, rows))

    async def told(self, version: int) -> tuple[Tally, list[Missed]]:
        """Count by outcome those who are told of a release; name those who were not reached."""
        return await self._database.read(lambda db: _told(db, version))

    def _tellings(self, db: Db, rows: Sequence[Claimed]) -> dict[int, Telling]:
        # The notices are read before the event: what is committed in between is then told by
        # this notice or by the next one, never by none.
        notices = _notices(db, {row.person_id for row in rows})
        found: dict[int, Telling] = {}
        for row in rows:
            if was(row.payload).of_seat:
                continue
            theirs = notices[row.person_id]
            old = _told_last(theirs, row.id)
            telling = self._telling(db, row.person_id, old) if old else None
            if telling is not None:
                found[row.id] = telling
            if telling is not None and telling.wait is None:
                covers = replace(was(row.payload), covers=theirs[-1].id)
                db.execute(update(ROWS).where(ROWS.c.id == row.id).values(payload=covers.to_json()))
        return found

    def _telling(self, db: Db, person_id: int, old: Was) -> Telling | None:
        person = db.get(Person, person_id)
        seat = db.get(Delegate, person.delegate_id) if person and person.delegate_id else None
        if seat is None or seat.id != old.delegate:
            return None
        event, now = self._events.current_in(db).event, self._clock.now()
        session = event.session_of(seat.state, seat.session_override)
        before = self._version(db, old.version)
        was_in = before.session(old.session) if old.session else None
        told, true = session_facts(before, was_in), session_facts(event, session)
        names = differing(told, true)
        if not names or (session and event.has_ended(session, now)):
            return None
        wait = _wait(now, (before, was_in), (event, session))
        standing = standing_in(db, seat, event)
        return Telling(event, session, told, true, names, standing, wait)

    def _version(self, db: Db, version: int) -> Event:
        found = self._versions.get(version)
        if found is None:
            found = self._events.version_in(db, version).event
            while len(self._versions) >= KEPT:
                self._versions.pop(next(iter(self._versions)))
            self._versions[version] = found
        return found


def _told(db: Db, version: int) -> tuple[Tally, list[Missed]]:
    mine = (ROWS.c.lane == CHANGES, ROWS.c.key.like(f"change:v{version}:%"))
    counts = db.execute(select(ROWS.c.state, func.count()).where(*mine).group_by(ROWS.c.state))
    people, seats = table(Person), table(Delegate)
    left = db.execute(
        select(seats.c.name, seats.c.name_hi, seats.c.state, seats.c.phone)
        .select_from(ROWS)
        .join(people, people.c.id == ROWS.c.person_id)
        .join(seats, seats.c.id == people.c.delegate_id)
        .where(*mine, ROWS.c.state.in_(_MISSED))
        .order_by(seats.c.state, seats.c.roster_no)
    )
    tally = Tally({DeliveryState(state): n for state, n in counts})
    return tally, [Missed(*row) for row in left]


def _wait(now: datetime, *both: tuple[Event, Session | None]) -> datetime | None:
    """Give the end of the quiet hours; None when there is nothing to wait for, or no time.

    What counts is the earlier of the two starts: somebody may be on his way already.
    """
    event = both[-1][0]
    morning = after_quiet(event, now)
    starts = [e.starts(s) for e, s in both if s is not None and not e.has_ended(s, now)]
    return None if morning == now or (starts and min(starts) - morning < CLOSE) else morning


def _notices(db: Db, people: Collection[int]) -> dict[int, list[_Row]]:
    """Give all notices of changes to these people, the oldest first."""
    query = (
        select(ROWS.c.person_id, ROWS.c.id, ROWS.c.state, ROWS.c.payload)
        .where(
            ROWS.c.person_id.in_(people),
            ROWS.c.lane == CHANGES,
            ROWS.c.kind == DeliveryKind.CHANGE,
        )
        .order_by(ROWS.c.id)
    )
    found: dict[int, list[_Row]] = defaultdict(list)
    for person_id, key, state, payload in db.execute(query):
        told = was(payload)
        if not told.of_seat:
            found[person_id].append(_Row(key, DeliveryState(state), told))
    return found


def _told_last(rows: Sequence[_Row], key: int) -> Was | None:
    """Give what the person was told before the first change that no notice covers.

    None when another notice covers this one: it arrived, or is on its way and older.
    """
    left = [
        row.was.covers
        for row in rows
        if row.was.covers is not None
        and row.id != key
        and (row.state is DeliveryState.SENT or (row.state in _LEFT and row.id < key))
    ]
    covered = max(left, default=0)
    if key <= covered:
        return None
    mine = next(row.was for row in rows if row.id == key)
    return next(r.was for r in rows if r.id > covered and r.was.delegate == mine.delegate)
